import { isKafkaError } from '../../errors.ts'
import { isSeed } from '../../pool/broker-name.ts'
import type { Pool } from '../../pool/pool.ts'
import { Metadata } from '../../protocol/messages/metadata.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import { pause } from '../../waiting/pause.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import { isTransportFailure } from './policy.ts'

/** Stands for all brokers. */
const ALL = -1
/** A broker that fails without being left alone by the pool is looked at again after this time. */
const LOOK_AGAIN_MS = 100

type Wake = () => void

/**
 * PauseGroup that end with the outage that they are made for. While calls pause because a broker, or the whole cluster, cannot be reached, it is tried
 * again as often as the pool's backoff allows, and once it is back all of them go on at once, whatever is left of their pauses.
 */
export class Outages {
  readonly #pool: Pool
  readonly #metadata: ClusterMetadata
  readonly #pauses: PauseGroup
  readonly #sleepers = new Map<number, Set<Wake>>()
  readonly #tried = new Set<number>()

  constructor(pool: Pool, metadata: ClusterMetadata, pauses: PauseGroup) {
    this.#pool = pool
    this.#metadata = metadata
    this.#pauses = pauses
    metadata.onRecovery(() => this.#wakeAll())
  }

  /** Lets a call pause before its next attempt. Rejects as {@link PauseGroup.pause} does. */
  async pause(ms: number, signal: AbortSignal | undefined, error: unknown): Promise<void> {
    const of = outageOf(error)
    if (of === undefined) return await this.#pauses.pause(ms, signal)
    const sleepers = this.#sleepers.get(of) ?? new Set<Wake>()
    this.#sleepers.set(of, sleepers)
    let wake: Wake = () => undefined
    const over = new Promise<void>(resolve => {
      wake = resolve
    })
    sleepers.add(wake)
    this.#try(of)
    try {
      await this.#pauses.race(over, ms, signal)
    } finally {
      sleepers.delete(wake)
      if (sleepers.size === 0 && this.#sleepers.get(of) === sleepers) this.#sleepers.delete(of)
    }
  }

  /** A connection to this broker is ready. */
  reached(nodeId: number | undefined): void {
    if (nodeId === undefined || !this.#sleepers.has(nodeId)) return
    this.#metadata.makeDue()
    this.#wake(nodeId)
  }

  #wakeAll(): void {
    for (const nodeId of [...this.#sleepers.keys()]) this.#wake(nodeId)
  }

  #wake(of: number): void {
    const sleepers = this.#sleepers.get(of)
    this.#sleepers.delete(of)
    for (const wake of sleepers ?? []) wake()
  }

  #try(of: number): void {
    if (this.#tried.has(of)) return
    this.#tried.add(of)
    // What fails here has been told to the calls that pause.
    void inEmptyContext(() => (of === ALL ? this.#askAgain() : this.#dialAgain(of)))
      .catch(() => undefined)
      .finally(() => this.#tried.delete(of))
  }

  // The metadata has a pace of its own, and tells when it succeeds.
  async #askAgain(): Promise<void> {
    const signal = this.#metadata.closed
    while (this.#sleepers.has(ALL)) {
      try {
        return await this.#metadata.refresh({ signal })
      } catch (error) {
        if (signal.aborted || !isKafkaError(error) || !error.retriable) throw error
      }
    }
  }

  // The pool tells when the connection is ready.
  async #dialAgain(nodeId: number): Promise<void> {
    const signal = this.#metadata.closed
    while (this.#sleepers.has(nodeId) && this.#metadata.map.brokers.has(nodeId)) {
      try {
        await this.#pool.acquire(nodeId, this.#pool.laneOf(Metadata), { signal })
        return this.reached(nodeId)
      } catch (error) {
        const leftMs = this.#pool.retryAfterMs(nodeId)
        if (signal.aborted || !isKafkaError(error) || !error.retriable || !Number.isFinite(leftMs)) throw error
        await pause(Math.max(leftMs, LOOK_AGAIN_MS), signal)
      }
    }
  }
}

// Which broker has to come back, or ALL where none of them can be reached; undefined where the error is about something else.
function outageOf(error: unknown): number | undefined {
  if (isKafkaError(error, 'KAFKA_NO_BROKER')) return ALL
  if (!isKafkaError(error) || !isTransportFailure(error)) return undefined
  const nodeId = error.broker?.nodeId ?? ALL
  return isSeed(nodeId) ? ALL : nodeId
}
