import { now } from '../clock.ts'
import type { Connection } from '../conn/connection.ts'
import { isKafkaError, KafkaError } from '../errors.ts'
import type { Pool } from '../pool/pool.ts'
import { listed } from '../quote.ts'
import { isError } from '../type-checks.ts'
import type { ClusterMap } from './cluster-map.ts'

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

/** One round of asking: who has been asked, and why in vain. */
export class Round {
  readonly tried: Set<number> = new Set()
  readonly causes: Error[] = []

  /** Asks one broker after another, in an order that is looked up anew each time, until one answers. Undefined when there is none left to ask. */
  async ask<T>(order: () => readonly number[], ask: (nodeId: number) => Promise<T>): Promise<T | undefined> {
    for (;;) {
      const nodeId = order().find(each => !this.tried.has(each))
      if (nodeId === undefined) return undefined
      this.tried.add(nodeId)
      try {
        return await ask(nodeId)
      } catch (error) {
        if (isKafkaError(error, 'KAFKA_CONFIGURATION', 'KAFKA_POOL_CLOSED')) throw error
        this.fail(error)
      }
    }
  }

  /** Something else than a broker failed. */
  fail(error: unknown): void {
    this.causes.push(isError(error) ? error : new Error(String(error)))
  }

  /** What to say when nobody answered. Where all refused who we are, no other attempt will fare better. */
  failure(what: string): KafkaError {
    const { causes } = this
    const [first] = causes
    if (isKafkaError(first, 'KAFKA_AUTHENTICATION') && causes.every(cause => isKafkaError(cause, 'KAFKA_AUTHENTICATION'))) return first
    const retriable = causes.length === 0 || causes.some(cause => !isKafkaError(cause) || cause.retriable)
    const each = listed(
      causes.map(({ message }) => message),
      { separator: '; ', maxChars: 1_000 }
    )
    const tried = causes.length === 1 ? 'the only server there is to ask gave no answer' : `none of ${causes.length} servers gave an answer`
    const text = causes.length === 0 ? 'no broker is known' : `${tried}: ${each}`
    return new KafkaError('KAFKA_NO_BROKER', `${what}: ${text}`, { causes, retriable, delivery: 'not-sent', cause: first })
  }
}

/** What one attempt is made with. */
export interface AttemptOptions {
  readonly pool: BrokerPool
  readonly lane: string
  /** For the connection and the answer together. */
  readonly attemptMs: number
  readonly signal: AbortSignal
}

/** Asks one broker, which gets a short time only: a broker that hangs must not hold up those who could ask another. */
export async function attempt<T>(
  nodeId: number,
  { pool, lane, attemptMs, signal }: AttemptOptions,
  ask: (connection: Connection, limits: { signal: AbortSignal; timeoutMs: number }) => Promise<T>
): Promise<T> {
  signal.throwIfAborted()
  const startedMs = now()
  const connection = pool.ready(nodeId, lane) ?? (await pool.acquire(nodeId, lane, { signal, timeoutMs: attemptMs }))
  return await ask(connection, { signal, timeoutMs: Math.max(attemptMs - (now() - startedMs), 1) })
}

// Clients that know the same brokers would otherwise all go to the first.
function rotated(nodeIds: readonly number[]): readonly number[] {
  const start = Math.floor(Math.random() * nodeIds.length)
  return [...nodeIds.slice(start), ...nodeIds.slice(0, start)]
}
