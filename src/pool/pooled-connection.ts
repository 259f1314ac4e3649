import type { Connection, Traffic } from '../conn/connection.ts'
import type { CloseReason } from '../errors.ts'
import type { Lane } from './lane.ts'
import type { BegunDial } from './pool-node.ts'

/** A connection that is not closed, from the end of its dial: it has a place, and may be on its way out. */
export interface Held {
  readonly connection: Connection
  readonly lane: Lane
  readonly dial: BegunDial
  readonly connectedAt: Date
  /** What it had done when it was first handed out. */
  traffic: Traffic
  /** Whether someone waits for it to have nothing to do. */
  isWatched: boolean
}

/**
 * Whether the way in which a connection ended speaks against its broker. What was planned does not, nor does a broker or a network that closes
 * what it has served: the next dial shows what there is to know. One that took requests and answered none does, as do silence and nonsense.
 */
export function isFailure({ connection, traffic: before }: Held, reason: CloseReason): boolean {
  if (reason === 'timeout' || reason === 'protocol' || reason === 'out-of-sync') return true
  const { requests, receivedBytes } = connection.traffic
  return reason === 'broken' && requests > before.requests && receivedBytes === before.receivedBytes
}
