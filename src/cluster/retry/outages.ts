import { isKafkaError } from '../../errors.ts'
import { isSeed } from '../../pool/broker-name.ts'
import type { Pool } from '../../pool/pool.ts'
import { Metadata } from '../../protocol/messages/metadata.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import { pause } from '../../waiting/pause.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import { isTransportFailure } from './transport-failure.ts'

/** The key of an outage of the whole cluster, in place of a node id. */
const ALL = -1
/** The shortest pause between two dials to one broker, where the pool's own backoff is shorter. */
const MIN_REDIAL_MS = 100

type Wake = () => void

/**
 * The pauses of calls before their next attempts. If an outage is the reason for a pause, the pause
 * ends when the outage ends. While calls pause because a broker, or the whole cluster, cannot be
 * reached, it is dialled again as often as the pool's backoff allows. When it can be reached again,
 * all of these calls go on at once.
 */
export class Outages {
  readonly #pool: Pool
  readonly #metadata: ClusterMetadata
  readonly #pauses: PauseGroup
  readonly #sleepers = new Map<number, Set<Wake>>()
  readonly #redialled = new Set<number>()

  constructor(pool: Pool, metadata: ClusterMetadata, pauses: PauseGroup) {
    this.#pool = pool
    this.#metadata = metadata
    this.#pauses = pauses
    metadata.onRecovery(() => this.#wakeAll())
  }

  /**
   * Waits for `ms` milliseconds. If `error` says that a broker or the cluster cannot be reached,
   * the wait ends earlier when it can be reached again. Rejects with the signal's reason, and when
   * the cluster is closed.
   */
  async pause(ms: number, signal: AbortSignal | undefined, error: unknown): Promise<void> {
    const outage = outageOf(error)
    if (outage === undefined) return await this.#pauses.pause(ms, signal)
    const sleepers = this.#sleepers.get(outage) ?? new Set<Wake>()
    this.#sleepers.set(outage, sleepers)
    let wake: Wake = () => undefined
    const over = new Promise<void>(resolve => {
      wake = resolve
    })
    sleepers.add(wake)
    this.#redial(outage)
    try {
      await this.#pauses.race(over, ms, signal)
    } finally {
      sleepers.delete(wake)
      if (sleepers.size === 0 && this.#sleepers.get(outage) === sleepers) this.#sleepers.delete(outage)
    }
  }

  /**
   * Ends the outage of a broker, because a connection to it is ready. For undefined, which stands
   * for a bootstrap server, nothing happens.
   */
  endOutage(nodeId: number | undefined): void {
    if (nodeId === undefined || !this.#sleepers.has(nodeId)) return
    this.#metadata.makeDue()
    this.#wake(nodeId)
  }

  #wakeAll(): void {
    for (const nodeId of [...this.#sleepers.keys()]) this.#wake(nodeId)
  }

  #wake(outage: number): void {
    const sleepers = this.#sleepers.get(outage)
    this.#sleepers.delete(outage)
    for (const wake of sleepers ?? []) wake()
  }

  #redial(outage: number): void {
    if (this.#redialled.has(outage)) return
    this.#redialled.add(outage)
    // The errors of the redial are not needed: each call that pauses makes its own attempt
    // afterwards.
    void inEmptyContext(() => (outage === ALL ? this.#refreshUntilReached() : this.#dialUntilReached(outage)))
      .catch(() => undefined)
      .finally(() => this.#redialled.delete(outage))
  }

  // The refresh makes its own pauses. Its success is reported by `onRecovery`.
  async #refreshUntilReached(): Promise<void> {
    const signal = this.#metadata.closed
    while (this.#sleepers.has(ALL)) {
      try {
        return await this.#metadata.refresh({ signal })
      } catch (error) {
        if (signal.aborted || !isKafkaError(error) || !error.retriable) throw error
      }
    }
  }

  async #dialUntilReached(nodeId: number): Promise<void> {
    const signal = this.#metadata.closed
    // The connection of another lane is open. It does not show that the broker takes new ones: at
    // its limit of connections it refuses them. The calls then go on after their pauses.
    if (this.#pool.ready(nodeId, this.#pool.laneOf(Metadata)) !== undefined) return
    while (this.#sleepers.has(nodeId) && this.#metadata.map.brokers.has(nodeId)) {
      try {
        await this.#pool.acquire(nodeId, this.#pool.laneOf(Metadata), { signal })
        return this.endOutage(nodeId)
      } catch (error) {
        const leftMs = this.#pool.retryAfterMs(nodeId)
        if (signal.aborted || !isKafkaError(error) || !error.retriable || !Number.isFinite(leftMs)) throw error
        await pause(Math.max(leftMs, MIN_REDIAL_MS), signal)
      }
    }
  }
}

// The node id of the broker that cannot be reached, ALL if none can be, or undefined if the error
// is about something else.
function outageOf(error: unknown): number | undefined {
  if (isKafkaError(error, 'KAFKA_NO_BROKER')) return ALL
  if (!isKafkaError(error) || !isTransportFailure(error)) return undefined
  const nodeId = error.broker?.nodeId ?? ALL
  return isSeed(nodeId) ? ALL : nodeId
}
