import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, isKafkaError, isolationLevels } from 'kafkawire'
import { listOffsets, topicOf } from './offsets.ts'

/** The id and the partitions of the topic when the consumer began. */
export interface KnownTopic {
  readonly topic: string
  readonly topicId: string
  readonly partitions: readonly number[]
}

/** The functions that a {@link Discovery} calls. */
export interface DiscoveryHandlers {
  /**
   * Gets the new partitions of the topic, each with its first offset, so that no record is missed.
   */
  added(offsets: ReadonlyMap<number, bigint>): void
  /** Gets the error that ended the discovery. */
  failed(error: unknown): void
}

/**
 * Finds new partitions of a topic by looking at the map of the cluster from time to time. The map
 * is refreshed after `metadata.maxAgeMs` at the latest. It fails if the topic was deleted and
 * created again: the offsets of the old topic mean nothing in the new one.
 */
export class Discovery {
  readonly #cluster: Cluster
  readonly #known: KnownTopic
  readonly #partitions: Set<number>
  readonly #handlers: DiscoveryHandlers
  readonly #signal: AbortSignal

  constructor(cluster: Cluster, known: KnownTopic, handlers: DiscoveryHandlers, signal: AbortSignal) {
    this.#cluster = cluster
    this.#known = known
    this.#partitions = new Set(known.partitions)
    this.#handlers = handlers
    this.#signal = signal
  }

  /** Looks for new partitions until it fails, or until the signal aborts. */
  async run(everyMs: number): Promise<void> {
    try {
      for (;;) {
        await pause(everyMs, undefined, { signal: this.#signal, ref: false })
        await this.#look()
      }
    } catch (error) {
      if (!this.#signal.aborted) this.#handlers.failed(error)
    }
  }

  async #look(): Promise<void> {
    const { topic, topicId } = this.#known
    try {
      const now = await topicOf(this.#cluster, topic, this.#signal)
      if (now.topicId !== topicId)
        throw new Error(`topic ${topic} was deleted and created again: its id was ${topicId} and is ${now.topicId}`)
      const added = now.partitions.filter(partition => !this.#partitions.has(partition))
      if (added.length > 0)
        this.#handlers.added(await listOffsets(this.#cluster, topic, added, 'earliest', isolationLevels.READ_UNCOMMITTED, this.#signal))
      for (const partition of added) this.#partitions.add(partition)
    } catch (error) {
      // The topic may be unknown for a moment only. The fetcher decides when it counts as deleted.
      if (!isKafkaError(error) || !error.retriable) throw error
    }
  }
}
