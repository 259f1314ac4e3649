import type { Traffic } from '../conn/broker.ts'
import type { Connection } from '../conn/connection.ts'
import type { CloseReason } from '../errors.ts'
import type { BegunDial, Lane } from './lane.ts'

/** A connection that the pool dialled and that has not ended yet. It takes one connection slot. */
export interface PooledConnection {
  readonly connection: Connection
  readonly lane: Lane
  readonly dial: BegunDial
  readonly connectedAt: Date
  /** The connection's traffic when it became ready: the requests and answers of opening it. */
  trafficAtReady: Traffic
  /** True while the pool waits for the connection to have no request in flight. */
  isWatched: boolean
}

/**
 * Whether the way in which a connection ended counts as a failure of its broker.
 *
 * - Counts: silence (`timeout`), nonsense (`protocol`, `out-of-sync`), and a connection that broke
 *   after it took requests and answered none of them.
 * - Does not count: a planned end, and a connection that broke after it had answered. Brokers and
 *   firewalls close idle connections; the next dial shows whether the broker is down.
 */
export function isFailure({ connection, trafficAtReady }: PooledConnection, reason: CloseReason): boolean {
  if (reason === 'timeout' || reason === 'protocol' || reason === 'out-of-sync') return true
  const { requests, receivedBytes } = connection.traffic
  return reason === 'broken' && requests > trafficAtReady.requests && receivedBytes === trafficAtReady.receivedBytes
}
