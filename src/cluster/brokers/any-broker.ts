import type { Connection } from '../../conn/connection.ts'
import { DEFAULT_CONNECT_MS } from '../../conn/connection-options.ts'
import type { Pool } from '../../pool/pool.ts'
import type { WaitOptions } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import type { ClusterMap } from '../metadata/cluster-map.ts'
import { Round } from './round.ts'

/** What the search for any broker needs of a pool. */
export type BrokerPool = Pick<Pool, 'connections' | 'retryAfterMs' | 'ready' | 'acquire'>

/** Which brokers may be asked besides those of the map, and which one last. */
export interface PickOptions {
  /** The node id of a broker that has just failed: it comes last. */
  readonly avoid?: number | undefined
  /** The internal node ids of the bootstrap servers. */
  readonly seeds: readonly number[]
}

/** The limits of several waits, one after the other: those of the next one. */
export interface WaitLimits {
  readonly waitOptions: WaitOptions
}

/**
 * The node ids of all brokers, the best first:
 *
 * 1. those that are connected, by their number of requests in flight,
 * 2. known brokers that may be dialled now,
 * 3. bootstrap servers that may be dialled now,
 * 4. the rest, by how soon they may be dialled.
 */
export function rankBrokers(
  pool: Pick<BrokerPool, 'connections' | 'retryAfterMs'>,
  map: Pick<ClusterMap, 'brokers'>,
  { avoid, seeds }: PickOptions
): number[] {
  const loads = new Map<number, number>()
  for (const { nodeId, connection } of pool.connections()) {
    if (map.brokers.has(nodeId)) loads.set(nodeId, (loads.get(nodeId) ?? 0) + connection.traffic.inFlight)
  }
  const connected = [...loads.keys()].sort((a, b) => (loads.get(a) ?? 0) - (loads.get(b) ?? 0))
  const others = [...rotated([...map.brokers.keys()]), ...seeds].filter(nodeId => !loads.has(nodeId))
  const waits = new Map(others.map(nodeId => [nodeId, pool.retryAfterMs(nodeId)]))
  // The sort is stable: known brokers stay before bootstrap servers.
  others.sort((a, b) => (waits.get(a) ?? 0) - (waits.get(b) ?? 0))
  const all = [...connected, ...others]
  return avoid === undefined || !all.includes(avoid) ? all : [...all.filter(nodeId => nodeId !== avoid), avoid]
}

/**
 * The node id of a broker for a request that any broker can answer: a connected one, or else the
 * first one that a connection can be opened to, so that a silent broker delays nothing. -1 if no
 * broker is known. If none can be reached, it is the first of them, and the request's own attempt
 * fails.
 */
export function reachBroker(
  pool: BrokerPool,
  map: Pick<ClusterMap, 'brokers'>,
  pick: PickOptions,
  lane: string,
  limits: WaitLimits
): Promise<number> | number {
  const order = rankBrokers(pool, map, pick)
  const [first = -1] = order
  if (order.length < 2 || isConnected(pool, first)) return first
  // Brokers are asked one after the other: for later ones less time is left.
  const round = new Round(nodeId => pool.acquire(nodeId, lane, limits.waitOptions).then(() => nodeId))
  return round.askUntilAllFail(() => order).then(reached => reached ?? first)
}

function isConnected(pool: Pick<BrokerPool, 'connections'>, nodeId: number): boolean {
  for (const each of pool.connections()) if (each.nodeId === nodeId) return true
  return false
}

/** The brokers that are being asked a question now. Error texts name them. */
export class AskedBrokers {
  readonly #pool: Pick<Pool, 'nameOf'>
  readonly #questions = new Map<number, number>() // by node id

  constructor(pool: Pick<Pool, 'nameOf'>) {
    this.#pool = pool
  }

  /** Their names for people, such as `broker 1 (host:9092)`. */
  get names(): string[] {
    return [...this.#questions.keys()].map(nodeId => this.#pool.nameOf(nodeId))
  }

  /** Counts a broker as asked until the work is done. */
  async during<T>(nodeId: number, work: () => Promise<T>): Promise<T> {
    this.#questions.set(nodeId, (this.#questions.get(nodeId) ?? 0) + 1)
    try {
      return await work()
    } finally {
      const left = (this.#questions.get(nodeId) ?? 1) - 1
      if (left > 0) this.#questions.set(nodeId, left)
      else this.#questions.delete(nodeId)
    }
  }
}

/** How {@link askBroker} reaches a broker, and how long it waits. */
export interface AskOptions {
  readonly pool: BrokerPool
  readonly lane: string
  /** The limit of the wait for a connection. */
  readonly dialMs: number
  /** The limit of the wait for the answer, once there is a connection. */
  readonly attemptMs: number
  readonly signal: AbortSignal
}

/**
 * Asks one broker. Its two limits are separate: a login may make a new connection slow, while a
 * connected broker that does not answer soon is given up.
 */
export async function askBroker<T>(
  nodeId: number,
  { pool, lane, dialMs, attemptMs, signal }: AskOptions,
  ask: (connection: Connection, limits: { signal: AbortSignal; timeoutMs: number }) => Promise<T>
): Promise<T> {
  signal.throwIfAborted()
  const connection = pool.ready(nodeId, lane) ?? (await pool.acquire(nodeId, lane, { signal, timeoutMs: dialMs }))
  return await ask(connection, { signal, timeoutMs: attemptMs })
}

/**
 * The longest wait for a connection, in milliseconds: a whole dial, and the wait for its turn
 * before that.
 */
export const dialLimitMs = ({ connection, metadata }: Pick<ResolvedClusterOptions, 'connection' | 'metadata'>): number =>
  (connection.timeouts?.connectMs ?? DEFAULT_CONNECT_MS) + metadata.attemptMs

// A random start, because clients that know the same brokers would otherwise all ask the first one.
function rotated(nodeIds: readonly number[]): readonly number[] {
  const start = Math.floor(Math.random() * nodeIds.length)
  return [...nodeIds.slice(start), ...nodeIds.slice(0, start)]
}
