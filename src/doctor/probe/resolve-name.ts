import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { now } from '../../clock.ts'
import { abortable } from '../../waiting/abortable.ts'
import type { DoctorLookup } from '../diagnose-options.ts'

/** The addresses of a name, in the order of the resolver. */
export interface ResolvedName {
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[]
  readonly elapsedMs: number
  /** Whether the name is an address, so that nobody was asked. */
  readonly isLiteral: boolean
}

const ofSystem: DoctorLookup = host => lookup(host, { all: true, order: 'verbatim' })

/** Finds the addresses of a host. Rejects with the error of the resolver, or of the signal. */
export async function resolveName(host: string, find: DoctorLookup | undefined, signal: AbortSignal): Promise<ResolvedName> {
  const literal = isIP(host)
  if (literal !== 0) return { addresses: [{ address: host, family: literal === 6 ? 6 : 4 }], elapsedMs: 0, isLiteral: true }
  const beganMs = now()
  const found = await abortable((find ?? ofSystem)(host), signal)
  const addresses = found.map(({ address, family }) => ({ address, family: family === 6 ? (6 as const) : (4 as const) }))
  return { addresses, elapsedMs: now() - beganMs, isLiteral: false }
}
