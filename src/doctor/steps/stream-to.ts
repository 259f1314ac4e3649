import type { Duplex } from 'node:stream'
import { type FirstBytes, readFirstBytes } from '../probe/first-bytes.ts'
import { type Place, tryTcp } from '../probe/tcp-probe.ts'
import type { Means } from './means.ts'
import { StepFailed } from './step-failed.ts'

/** Opens a new stream to an address that has accepted one before. */
export async function streamTo(place: Place, { options }: Means): Promise<Duplex> {
  const { socket, outcome } = await tryTcp(place, options)
  if (socket !== undefined) return socket
  throw new StepFailed('tcp', `a second connection ${outcome}`, {
    cause: `${place.host}:${place.port} accepted one connection, and not the next one (${outcome}).`,
    remedy: 'On the broker: check whether it restarts, and its limits on connections (max.connections, max.connections.per.ip).'
  })
}

/** Asks in plaintext what speaks at an address. */
export const firstBytesOf = (socket: Duplex, { options }: Means): Promise<FirstBytes> =>
  readFirstBytes(socket, options.clientId, options.timeoutMs, options.signal)
