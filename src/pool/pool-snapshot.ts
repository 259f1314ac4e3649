import { now } from '../clock.ts'
import type { Connection } from '../conn/connection.ts'
import { isKafkaError } from '../errors.ts'
import { isError } from '../type-checks.ts'
import type { BreakerState } from './dialing/breaker.ts'
import type { Inventory } from './inventory.ts'
import type { Lane, LastFailure } from './lane.ts'
import type { PoolNode } from './pool-node.ts'
import type { PooledConnection } from './pooled-connection.ts'
import type { PoolTotals } from './statistics.ts'

/** The last error of a broker or a lane, as text that holds no secret. */
export interface LastError {
  /** The code of a `KafkaError`, or of a system error such as `ECONNRESET`, or the error's name. */
  readonly code: string
  /** The message of the error. */
  readonly message: string
}

/**
 * A lane of a broker with its connection, if it has one. A connection that drains after its lane
 * has replaced it has an entry of its own, with `state: 'draining'`.
 */
export interface ConnectionSnapshot {
  /** The node id of the broker. */
  readonly nodeId: number
  /** The name of the lane. */
  readonly lane: string
  /**
   * - `connecting`: a dial runs, or callers wait for the backoff, the dial rate or a free slot.
   * - `open`: the connection is in use or idle.
   * - `draining`: it answers what is in flight and then closes.
   * - `closed`: the lane has no connection, and no caller waits for one.
   */
  readonly state: 'connecting' | 'open' | 'draining' | 'closed'
  /** The time at which the connection was opened. */
  readonly connectedAt?: Date | undefined
  /** The last error on this lane. It stays after a new connection is ready. */
  readonly lastError?: LastError | undefined
  /** The time of the last error on this lane. */
  readonly lastErrorAt?: Date | undefined
  /** Connections of this lane that became ready, without the first. */
  readonly reconnections: number
  /** Callers that wait for a connection of this lane. */
  readonly waiting: number
  /** Requests that were sent on this connection and are not answered yet. */
  readonly inFlight: number
  /** Bytes of requests that wait to be sent on this connection. */
  readonly queuedBytes: number
  /** Requests of this connection since it was opened, those that opened it included. */
  readonly requests: number
  /** Bytes sent on this connection. */
  readonly sentBytes: number
  /** Bytes received on this connection. */
  readonly receivedBytes: number
  /** The time at which the SASL session ends unless it is renewed; undefined if it does not end. */
  readonly sessionExpiresAt?: Date | undefined
}

/** A broker of a pool: its address, its circuit breaker and its last error. */
export interface PoolBrokerSnapshot {
  /** The node id of the broker. A bootstrap server has a number from −2,147,483,648 on instead. */
  readonly nodeId: number
  readonly host: string
  readonly port: number
  /** `closed`: in use. `open`: calls fail at once. `half-open`: the next dial decides. */
  readonly breaker: BreakerState
  /** Failures in a row since a connection to this broker was last ready. */
  readonly failures: number
  /** The end of the backoff, during which the broker is not dialled; undefined outside of one. */
  readonly backoffUntil?: Date | undefined
  /** The last error on any lane of this broker. It stays after a new connection is ready. */
  readonly lastError?: LastError | undefined
  /** The time of the last error on any lane of this broker. */
  readonly lastErrorAt?: Date | undefined
}

/** The state of a pool at one moment: its brokers, its connections and its counters. */
export interface PoolSnapshot {
  /** True as soon as `close` was called. */
  readonly isClosed: boolean
  /** The brokers of the last `setBrokers`. */
  readonly brokers: readonly PoolBrokerSnapshot[]
  /** The lanes of all brokers, and connections that drain. */
  readonly connections: readonly ConnectionSnapshot[]
  /** Counters since the pool was made. */
  readonly totals: PoolTotals
}

/** The state of the pool now. */
export function takeSnapshot(inventory: Inventory, nodes: Iterable<PoolNode>): PoolSnapshot {
  const all = [...nodes]
  const pooled = [...inventory.connections]
  const lanes = all.flatMap(({ lanes }) => [...lanes.values()])
  const draining = pooled.filter(({ connection, lane }) => lane.connection !== connection && connection.state === 'draining')
  return {
    isClosed: inventory.isClosed,
    brokers: all.map(describeBroker),
    connections: [
      ...lanes.map(lane => describeLane(lane, pooled)),
      ...draining.map(each => ({ ...describe(each.lane, each), waiting: 0, state: each.connection.state }))
    ],
    totals: inventory.statistics.totals(pooled.map(({ connection }) => connection.traffic))
  }
}

function describeBroker({ nodeId, host, port, breaker, lastError }: PoolNode): PoolBrokerSnapshot {
  const nowMs = now()
  const leftMs = breaker.backoffLeftMs(nowMs)
  return {
    nodeId,
    host,
    port,
    breaker: breaker.state(nowMs),
    failures: breaker.failures,
    backoffUntil: leftMs > 0 ? new Date(Date.now() + leftMs) : undefined,
    ...describeFailure(lastError)
  }
}

function describeLane(lane: Lane, pooled: readonly PooledConnection[]): ConnectionSnapshot {
  const own = pooled.find(({ connection }) => connection === lane.connection)
  return { ...describe(lane, own), state: stateOf(lane) }
}

function stateOf({ attempt, connection }: Lane): ConnectionSnapshot['state'] {
  if (attempt !== undefined) return 'connecting'
  return connection?.state ?? 'closed'
}

const NO_TRAFFIC: Connection['traffic'] = { inFlight: 0, queuedBytes: 0, requests: 0, sentBytes: 0, receivedBytes: 0 }

function describe(
  { node, name, attempt, openedCount, lastError }: Lane,
  pooled: PooledConnection | undefined
): Omit<ConnectionSnapshot, 'state'> {
  return {
    nodeId: node.nodeId,
    lane: name,
    connectedAt: pooled?.connectedAt,
    ...describeFailure(lastError),
    reconnections: Math.max(openedCount - 1, 0),
    waiting: attempt?.callers.size ?? 0,
    ...(pooled?.connection.traffic ?? NO_TRAFFIC),
    sessionExpiresAt: pooled?.connection.broker.sessionExpiresAt
  }
}

function describeFailure(failure: LastFailure | undefined): Pick<PoolBrokerSnapshot, 'lastError' | 'lastErrorAt'> {
  return failure === undefined ? {} : { lastError: readError(failure.error), lastErrorAt: failure.at }
}

function readError(error: unknown): LastError {
  if (isKafkaError(error)) return { code: error.code, message: error.message }
  if (!isError(error)) return { code: 'unknown', message: 'a value that is not an Error was thrown' }
  return { code: (error as NodeJS.ErrnoException).code ?? error.name, message: error.message }
}
