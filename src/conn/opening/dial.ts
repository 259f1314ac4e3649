import { lookup } from 'node:dns'
import { isIPv4 } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { type ConnectPhase, isKafkaError } from '../../errors.ts'
import { errorsIn } from '../../type-checks.ts'
import { abortable } from '../../waiting/abortable.ts'
import type { Address } from '../address.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { connectError, reasonOf } from './connect-error.ts'
import { ownDial } from './own-dial.ts'
import { raceAddresses } from './race.ts'
import { dialTcp, type Feed } from './tcp.ts'
import { answersTls, readTlsOption, type TlsLayer } from './tls.ts'

/**
 * A connected stream of bytes. Its bytes come through the feed, or as `data` events without one.
 */
export interface Dialled {
  readonly socket: Duplex
  readonly feed?: Feed | undefined
  /** The IP address that was dialled. Undefined if the `dial` option made the stream. */
  readonly address?: string | undefined
  /** Whether the certificate of the broker was accepted. Undefined without TLS. */
  readonly tlsAuthorized?: boolean | undefined
}

/**
 * The opening that a dial is part of. The dial sets the phase, and stops when the signal aborts.
 */
export interface Dialling {
  phase: ConnectPhase
  readonly signal: AbortSignal
}

/**
 * Connects to a broker: with the `dial` option, or by DNS and TCP to the first address of the name
 * that answers; then TLS. Rejects with `KAFKA_CONNECT`, or with the reason of the signal.
 */
export async function dial(to: ResolvedOptions, opening: Dialling): Promise<Dialled> {
  const tls = to.tls === undefined ? undefined : await readTls(to, to.tls, opening)
  const dialled = await reach(to, tls, opening)
  if (tls === undefined) return dialled
  const socket = dialled.socket as TLSSocket
  opening.phase = 'tls'
  await tls.secure(socket, opening.signal)
  return { ...dialled, tlsAuthorized: socket.authorized }
}

/**
 * Whether a listener that did not answer plaintext wants TLS. Sends it one TLS hello to find out.
 */
export async function wantsTls(to: ResolvedOptions, signal: AbortSignal): Promise<boolean> {
  const tls = await readTlsOption(to, { rejectUnauthorized: false })
  try {
    const { socket } = await reach(to, tls, { phase: 'tls', signal })
    return await answersTls(socket as TLSSocket, signal)
  } catch {
    return false // the opening fails in any case, with the error that it already has
  }
}

// Connects without waiting for the TLS handshake.
async function reach(to: ResolvedOptions, tls: TlsLayer | undefined, opening: Dialling): Promise<Dialled> {
  if (to.dial === undefined) return await dialName(to, tls, opening)
  opening.signal.throwIfAborted()
  opening.phase = 'tcp'
  const socket = await ownDial(to, to.dial, opening.signal)
  return { socket: tls === undefined ? socket : tls.begin({ socket }) }
}

async function readTls(to: Address, tls: NonNullable<ResolvedOptions['tls']>, opening: Dialling): Promise<TlsLayer> {
  opening.phase = 'tls'
  try {
    return await abortable(readTlsOption(to, tls), opening.signal)
  } catch (error) {
    opening.signal.throwIfAborted()
    throw connectError(to, 'tls', `the tls option gave no settings (${reasonOf(error)})`, error, false)
  }
}

async function dialName(to: ResolvedOptions, tls: TlsLayer | undefined, opening: Dialling): Promise<Dialled> {
  opening.phase = 'dns'
  const addresses = isAddress(to.host) ? [to.host] : await resolveName(to, opening.signal)
  opening.phase = 'tcp'
  try {
    const [address] = addresses
    if (address !== undefined && addresses.length === 1) return await dialTcp(to, address, tls, opening.signal)
    return await raceAddresses(addresses, (each, signal) => dialTcp(to, each, tls, signal), opening.signal)
  } catch (error) {
    opening.signal.throwIfAborted()
    const failures = errorsIn(error)
    const tried = failures.map((failure, i) => `${addresses[i]} ${reasonOf(failure)}`).join(', ')
    const cause = failures.length === 1 ? failures[0] : error
    if (isKafkaError(failures[0])) throw failures[0] // it says more, and is the same for every address
    throw connectError(to, 'tcp', `no TCP connection (${tried}): is a broker listening there?`, cause)
  }
}

async function resolveName(to: Address, signal: AbortSignal): Promise<string[]> {
  const found = new Promise<string[]>((resolve, reject) => {
    lookup(to.host, { all: true, order: 'verbatim' }, (error, addresses) => {
      if (error === null) resolve(addresses.map(({ address }) => address))
      else reject(connectError(to, 'dns', `the name does not resolve (${reasonOf(error)}): check its spelling and the resolver`, error))
    })
  })
  return await abortable(found, signal)
}

// Only IPv6 addresses have colons: the options do not allow them in names.
const isAddress = (host: string): boolean => isIPv4(host) || host.includes(':')
