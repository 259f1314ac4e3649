import { now } from '../clock.ts'
import type { Connection } from '../conn/connection.ts'
import { isKafkaError } from '../errors.ts'
import { isError } from '../type-checks.ts'
import type { BreakerState } from './dialing/breaker.ts'
import type { Inventory } from './inventory.ts'
import type { Lane, Mishap } from './lane.ts'
import type { PoolNode } from './pool-node.ts'
import type { Held } from './pooled-connection.ts'
import type { PoolTotals } from './statistics.ts'

/** What went wrong last, in words that hold no secret. */
export interface LastError {
  /** That of a `KafkaError`, or of the system, such as `ECONNRESET`. */
  readonly code: string
  readonly message: string
}

/** A lane and its connection, or one that is on its way out. */
export interface ConnectionSnapshot {
  readonly nodeId: number
  readonly lane: string
  /** `connecting` also while it waits for its turn to dial; `closed` where there is none and nobody wants one. */
  readonly state: 'connecting' | 'open' | 'draining' | 'closed'
  readonly connectedAt?: Date | undefined
  readonly lastError?: LastError | undefined
  readonly lastErrorAt?: Date | undefined
  /** How many connections of this lane came after its first. */
  readonly reconnections: number
  /** Callers that wait for it. */
  readonly waiting: number
  readonly inFlight: number
  readonly queuedBytes: number
  readonly requests: number
  readonly sentBytes: number
  readonly receivedBytes: number
  /** When its SASL session ends unless it is renewed. */
  readonly sessionExpiresAt?: Date | undefined
}

/** How a broker fares. */
export interface PoolBrokerSnapshot {
  readonly nodeId: number
  readonly host: string
  readonly port: number
  readonly breaker: BreakerState
  /** In a row. */
  readonly failures: number
  /** Until when it is left alone. */
  readonly backoffUntil?: Date | undefined
  /** On any lane. */
  readonly lastError?: LastError | undefined
  readonly lastErrorAt?: Date | undefined
}

/** A pool at one moment. */
export interface PoolSnapshot {
  readonly isClosed: boolean
  readonly brokers: readonly PoolBrokerSnapshot[]
  readonly connections: readonly ConnectionSnapshot[]
  readonly totals: PoolTotals
}

/** Reads everything off as it is now. */
export function takeSnapshot(inventory: Inventory, nodes: Iterable<PoolNode>): PoolSnapshot {
  const all = [...nodes]
  const held = [...inventory.held]
  const lanes = all.flatMap(({ lanes }) => [...lanes.values()])
  const leaving = held.filter(({ connection, lane }) => lane.connection !== connection && connection.state === 'draining')
  return {
    isClosed: inventory.isClosed,
    brokers: all.map(describeBroker),
    connections: [
      ...lanes.map(lane => describeLane(lane, held)),
      ...leaving.map(each => ({ ...describe(each.lane, each), waiting: 0, state: each.connection.state }))
    ],
    totals: inventory.statistics.totals(held.map(({ connection }) => connection.traffic))
  }
}

function describeBroker({ nodeId, host, port, breaker, lastError }: PoolNode): PoolBrokerSnapshot {
  const nowMs = now()
  const leftMs = breaker.leftMs(nowMs)
  return {
    nodeId,
    host,
    port,
    breaker: breaker.state(nowMs),
    failures: breaker.failures,
    backoffUntil: leftMs > 0 ? new Date(Date.now() + leftMs) : undefined,
    ...describeMishap(lastError)
  }
}

function describeLane(lane: Lane, held: readonly Held[]): ConnectionSnapshot {
  const own = held.find(({ connection }) => connection === lane.connection)
  return { ...describe(lane, own), state: stateOf(lane) }
}

function stateOf({ attempt, connection }: Lane): ConnectionSnapshot['state'] {
  if (attempt !== undefined) return 'connecting'
  return connection?.state ?? 'closed'
}

const NONE: Connection['traffic'] = { inFlight: 0, queuedBytes: 0, requests: 0, sentBytes: 0, receivedBytes: 0 }

function describe({ node, name, attempt, opened, lastError }: Lane, held: Held | undefined): Omit<ConnectionSnapshot, 'state'> {
  return {
    nodeId: node.nodeId,
    lane: name,
    connectedAt: held?.connectedAt,
    ...describeMishap(lastError),
    reconnections: Math.max(opened - 1, 0),
    waiting: attempt?.waiting.size ?? 0,
    ...(held?.connection.traffic ?? NONE),
    sessionExpiresAt: held?.connection.broker.sessionExpiresAt
  }
}

function describeMishap(mishap: Mishap | undefined): Pick<PoolBrokerSnapshot, 'lastError' | 'lastErrorAt'> {
  return mishap === undefined ? {} : { lastError: readError(mishap.error), lastErrorAt: mishap.at }
}

function readError(error: unknown): LastError {
  if (isKafkaError(error)) return { code: error.code, message: error.message }
  if (!isError(error)) return { code: 'unknown', message: 'something that is no error was thrown' }
  return { code: (error as NodeJS.ErrnoException).code ?? error.name, message: error.message }
}
