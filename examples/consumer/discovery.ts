import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, isKafkaError } from 'kafkawire'
import { listOffsets, topicOf } from './offsets.ts'

/** What is known of a topic that is read whole. */
export interface KnownTopic {
  readonly topic: string
  readonly topicId: string
  readonly partitions: readonly number[]
}

/** Who hears of it. */
export interface DiscoveryHandlers {
  /** Partitions that the topic has got since, with their first offsets: nothing that was written to them is left out. */
  added(offsets: ReadonlyMap<number, bigint>): void
  failed(error: unknown): void
}

/**
 * Looks now and then whether a topic has got more partitions, as the cluster's map knows it: that is refreshed after `metadata.maxAgeMs` at the latest.
 * Fails where the topic was deleted and created again, because the offsets that were read say nothing about another topic of the same name.
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

  /** Until it has failed, or the signal ends it. */
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
      if (added.length > 0) this.#handlers.added(await listOffsets(this.#cluster, topic, added, 'earliest', 0, this.#signal))
      for (const partition of added) this.#partitions.add(partition)
    } catch (error) {
      // Whether a topic that is not known now is gone for good is found out by those who fetch it.
      if (!isKafkaError(error) || !error.retriable) throw error
    }
  }
}
