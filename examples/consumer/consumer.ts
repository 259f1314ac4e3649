import { type Cluster, isolationLevels } from 'kafkawire'
import type { KafkaRecord } from 'kafkawire/records'
import { Channel } from './channel.ts'
import { Discovery } from './discovery.ts'
import { type Fetched, Fetcher } from './fetcher.ts'
import { ConsumerLane } from './lanes.ts'
import { type From, listOffsets, topicOf } from './offsets.ts'

/** What to read. */
export interface ConsumerOptions {
  readonly topic: string
  /** All of the topic's partitions unless given, those that it gets later among them. */
  readonly partitions?: readonly number[]
  /** 'earliest' unless given. */
  readonly from?: From
  /** Whether to leave out what was aborted, and to wait for what is undecided (KIP-98). */
  readonly readCommitted?: boolean
  /** How often to look for partitions that the topic has got; 5 s. */
  readonly discoverEveryMs?: number
  /** How long a topic must have been unknown to the cluster to be taken for deleted; 3 s. */
  readonly goneAfterMs?: number
}

/** A record and where it was. Its key and value are views: copy the record to keep it beyond the next few. */
export interface Consumed {
  readonly partition: number
  readonly record: KafkaRecord
}

/**
 * Reads partitions of a topic for as long as one likes: `for await (const { partition, record } of new Consumer(cluster, { topic }))`. Those of a
 * partition come in order; their checksums are compared. Leaving the loop ends it, and so does {@link close}. Consumers that share a cluster have
 * connections of their own.
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

  /** Rejects with what cannot be healed, such as `KAFKA_RECORDS` for a damaged batch, or a topic that was deleted. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Consumed, void> {
    using lane = new ConsumerLane(this.#cluster)
    try {
      const fetcher = await this.#begin(lane.name)
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

  async #begin(lane: string): Promise<Fetcher> {
    const { topic, from = 'earliest', readCommitted = false, discoverEveryMs = 5_000, goneAfterMs = 3_000 } = this.#options
    const { signal } = this.#stop
    const isolationLevel = readCommitted ? isolationLevels.READ_COMMITTED : isolationLevels.READ_UNCOMMITTED
    const known = await topicOf(this.#cluster, topic, signal)
    const partitions = this.#options.partitions ?? known.partitions
    const fetcher = new Fetcher(this.#cluster, { topic, isolationLevel, lane, goneAfterMs }, this.#fetched, signal)
    fetcher.add(await listOffsets(this.#cluster, topic, partitions, from, isolationLevel, signal))
    if (this.#options.partitions === undefined) {
      const failed = (error: unknown) => this.#fetched.end(error)
      const discovery = new Discovery(this.#cluster, { topic, ...known }, { added: offsets => fetcher.add(offsets), failed }, signal)
      void discovery.run(discoverEveryMs)
    }
    return fetcher
  }
}

// A batch that was compressed comes whole, even if its first records were read before.
function* recordsOf({ partition, fromOffset, batches }: Fetched): Generator<Consumed> {
  for (const batch of batches) {
    for (const record of batch.records()) if (record.offset >= fromOffset) yield { partition, record }
  }
}
