import type { Connection } from '../../conn/connection.ts'
import { DEFAULT_CONNECT_MS } from '../../conn/connection-options.ts'
import type { Pool } from '../../pool/pool.ts'
import type { WaitOptions } from '../../waiting/shared-work.ts'
import type { ClusterMap } from '../metadata/cluster-map.ts'
import type { ResolvedClusterOptions } from '../options.ts'
import { Round } from './round.ts'

/** What is asked of a pool where any broker will do. */
export type BrokerPool = Pick<Pool, 'connections' | 'retryAfterMs' | 'ready' | 'acquire'>

/** Which brokers, beside those of the map, and which only if there is no other. */
export interface PickOptions {
  /** One that just failed: it comes last. */
  readonly avoid?: number | undefined
  /** Node ids of the bootstrap servers that are listed now. */
  readonly seeds: readonly number[]
}

/**
 * All brokers, in the order of preference: connected, with the fewest requests in flight first; known and not backing off; bootstrap servers; the
 * rest by how soon they may be dialled.
 */
export function pickBroker(
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
 * The broker to send to where any will do: one that is connected, or else the first of all that a connection can be had to, so that one that keeps
 * silent holds up nobody. -1 where none is known; where none can be reached, the request's own attempt tells why.
 */
export function reachBroker(
  pool: BrokerPool,
  map: Pick<ClusterMap, 'brokers'>,
  pick: PickOptions,
  lane: string,
  options: WaitOptions
): Promise<number> | number {
  const order = pickBroker(pool, map, pick)
  const [first = -1] = order
  if (order.length < 2 || isConnected(pool, first)) return first
  const round = new Round(nodeId => pool.acquire(nodeId, lane, options).then(() => nodeId))
  return round.last(() => order).then(reached => reached ?? first)
}

function isConnected(pool: Pick<BrokerPool, 'connections'>, nodeId: number): boolean {
  for (const each of pool.connections()) if (each.nodeId === nodeId) return true
  return false
}

/** Who is asked at this moment, for messages. */
export class Asked {
  readonly #pool: Pick<Pool, 'nameOf'>
  readonly #nodeIds = new Map<number, number>() // with how many questions

  constructor(pool: Pick<Pool, 'nameOf'>) {
    this.#pool = pool
  }

  get names(): string[] {
    return [...this.#nodeIds.keys()].map(nodeId => this.#pool.nameOf(nodeId))
  }

  /** Counts a broker for as long as this takes. */
  async during<T>(nodeId: number, work: () => Promise<T>): Promise<T> {
    this.#nodeIds.set(nodeId, (this.#nodeIds.get(nodeId) ?? 0) + 1)
    try {
      return await work()
    } finally {
      const left = (this.#nodeIds.get(nodeId) ?? 1) - 1
      if (left > 0) this.#nodeIds.set(nodeId, left)
      else this.#nodeIds.delete(nodeId)
    }
  }
}

/** What one attempt is made with. */
export interface AttemptOptions {
  readonly pool: BrokerPool
  readonly lane: string
  /** For having a connection. */
  readonly dialMs: number
  /** For the answer, once there is a connection. */
  readonly attemptMs: number
  readonly signal: AbortSignal
}

/** Asks one broker. To open a connection may take long, where a login does; a broker that is connected gets a short time only. */
export async function attempt<T>(
  nodeId: number,
  { pool, lane, dialMs, attemptMs, signal }: AttemptOptions,
  ask: (connection: Connection, limits: { signal: AbortSignal; timeoutMs: number }) => Promise<T>
): Promise<T> {
  signal.throwIfAborted()
  const connection = pool.ready(nodeId, lane) ?? (await pool.acquire(nodeId, lane, { signal, timeoutMs: dialMs }))
  return await ask(connection, { signal, timeoutMs: attemptMs })
}

/** How long to wait for a connection: as long as a dial may take, and for its turn before that. */
export const dialLimitMs = ({ connection, metadata }: Pick<ResolvedClusterOptions, 'connection' | 'metadata'>): number =>
  (connection.timeouts?.connectMs ?? DEFAULT_CONNECT_MS) + metadata.attemptMs

// Clients that know the same brokers would otherwise all go to the first.
function rotated(nodeIds: readonly number[]): readonly number[] {
  const start = Math.floor(Math.random() * nodeIds.length)
  return [...nodeIds.slice(start), ...nodeIds.slice(0, start)]
}
