import type { Cluster } from 'kafkawire'
import type { KafkaRecord } from 'kafkawire/records'
import { Channel } from './channel.ts'
import { type Cursor, type Fetched, Fetcher } from './fetcher.ts'
import { type From, listOffsets, partitionsOf } from './offsets.ts'

/** What to read. */
export interface ConsumerOptions {
  readonly topic: string
  /** All of the topic's partitions unless given. */
  readonly partitions?: readonly number[]
  /** 'earliest' unless given. */
  readonly from?: From
  /** Whether to leave out what was aborted, and to wait for what is undecided (KIP-98). */
  readonly readCommitted?: boolean
}

/** A record and where it was. Its key and value are views: copy the record to keep it beyond the next few. */
export interface Consumed {
  readonly partition: number
  readonly record: KafkaRecord
}

/**
 * Reads partitions of a topic for as long as one likes: `for await (const { partition, record } of new Consumer(cluster, { topic }))`. Those of a
 * partition come in order; their checksums are compared. Leaving the loop ends it, and so does {@link close}.
 */
export class Consumer implements AsyncIterable<Consumed>, Disposable {
  readonly #cluster: Cluster
  readonly #options: ConsumerOptions
  readonly #stop = new AbortController()
  readonly #fetched = new Channel<Fetched>()

  constructor(cluster: Cluster, options: ConsumerOptions) {
    this.#cluster = cluster
    this.#options = options
  }

  /** Rejects with what cannot be healed, such as `KAFKA_RECORDS` for a damaged batch. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Consumed, void> {
    try {
      const fetcher = await this.#begin()
      fetcher.fetch()
      for (let fetched = await this.#fetched.take(); fetched !== undefined; fetched = await this.#fetched.take()) {
        yield* recordsOf(fetched)
        fetcher.release(fetched)
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error
    } finally {
      this.close()
    }
  }

  /** The loop over the records ends. The cluster is left open. */
  close(): void {
    this.#fetched.end()
    this.#stop.abort()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async #begin(): Promise<Fetcher> {
    const { topic, from = 'earliest', readCommitted = false } = this.#options
    const { signal } = this.#stop
    const isolationLevel = readCommitted ? 1 : 0
    const partitions = this.#options.partitions ?? (await partitionsOf(this.#cluster, topic, signal))
    const offsets = await listOffsets(this.#cluster, topic, partitions, from, isolationLevel, signal)
    const cursors: Cursor[] = [...offsets].map(([partition, nextOffset]) => ({ partition, nextOffset, isOut: false }))
    return new Fetcher(this.#cluster, { topic, isolationLevel }, cursors, this.#fetched, signal)
  }
}

// A batch that was compressed comes whole, even if its first records were read before.
function* recordsOf({ partition, fromOffset, batches }: Fetched): Generator<Consumed> {
  for (const batch of batches) {
    for (const record of batch.records()) if (record.offset >= fromOffset) yield { partition, record }
  }
}
