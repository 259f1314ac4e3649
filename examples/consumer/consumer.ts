import { type Cluster, isolationLevels } from 'kafkawire'
import type { KafkaRecord } from 'kafkawire/records'
import { Channel } from './channel.ts'
import { ConsumerLane } from './consumer-lane.ts'
import { Discovery } from './discovery.ts'
import { type Fetched, Fetcher } from './fetcher.ts'
import { type From, startOffsets, topicOf } from './offsets.ts'

/** The options of a {@link Consumer}. */
export interface ConsumerOptions {
  readonly topic: string
  /**
   * The partitions to read. Default: all partitions of the topic, also those that it gets later.
   */
  readonly partitions?: readonly number[]
  /**
   * Where to begin, for all partitions or with the offset of each one. A partition without an
   * offset begins at its first record. Default: 'earliest'.
   */
  readonly from?: From
  /**
   * Whether to leave out records of aborted transactions, and to wait for open ones to end
   * (KIP-98). Default: false.
   */
  readonly readCommitted?: boolean
  /**
   * The rack of this consumer. Leaders then name a replica in this rack, and the partition is read
   * from it (KIP-392). Default: partitions are read from their leaders.
   */
  readonly rack?: string
  /** The time between two looks for new partitions of the topic. Default: 5,000. */
  readonly discoverEveryMs?: number
  /** How long the cluster must not know the topic before it counts as deleted. Default: 3,000. */
  readonly goneAfterMs?: number
}

/**
 * A record with its partition. Its key and value are views of a buffer: copy the record if you keep
 * it longer than until the next one.
 */
export interface Consumed {
  readonly partition: number
  readonly record: KafkaRecord
}

/**
 * The records of one partition that came in one answer, in order. They are decoded while you
 * iterate, and their memory is used again after the next step of the loop over {@link
 * Consumer.batches}.
 */
export interface ConsumedBatch {
  readonly partition: number
  readonly records: Iterable<KafkaRecord>
}

/**
 * Reads partitions of a topic without end: `for await (const { partition, record } of new
 * Consumer(cluster, { topic }))`. The records of a partition come in order, and their checksums are
 * verified. Leaving the loop ends the consumer, and so does {@link close}. Consumers that share a
 * cluster have connections of their own. A consumer has one loop, over its records or over its
 * batches.
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

  /**
   * Iterates over the records. Rejects with an error that trying again cannot heal, such as
   * `KAFKA_RECORDS` for a damaged batch, or the error for a topic that was deleted.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Consumed, void> {
    for await (const { partition, records } of this.batches()) {
      for (const record of records) yield { partition, record }
    }
  }

  /**
   * Iterates over all records of an answer at a time, which takes half of the time: a loop over
   * single records waits for a promise for each of them. It rejects like the loop over records. An
   * error of a damaged batch comes from the iteration over `records`.
   */
  async *batches(): AsyncGenerator<ConsumedBatch, void> {
    using lane = new ConsumerLane(this.#cluster)
    try {
      const fetcher = await this.#begin(lane.name)
      for (let fetched = await this.#fetched.take(); fetched !== undefined; fetched = await this.#fetched.take()) {
        yield { partition: fetched.partition, records: recordsOf(fetched) }
        fetcher.release(fetched)
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error
    } finally {
      this.close()
    }
  }

  /** Ends the loop over the records. It does not close the cluster. */
  close(): void {
    this.#fetched.end()
    this.#stop.abort()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  async #begin(lane: string): Promise<Fetcher> {
    const { topic, from = 'earliest', readCommitted = false, rack, discoverEveryMs = 5_000, goneAfterMs = 3_000 } = this.#options
    const { signal } = this.#stop
    const isolationLevel = readCommitted ? isolationLevels.READ_COMMITTED : isolationLevels.READ_UNCOMMITTED
    const known = await topicOf(this.#cluster, topic, signal)
    const { clusterId } = this.#cluster.map
    const partitions = this.#options.partitions ?? known.partitions
    const fetcher = new Fetcher(this.#cluster, { topic, clusterId, isolationLevel, lane, rack, goneAfterMs }, this.#fetched, signal)
    fetcher.add(await startOffsets(this.#cluster, topic, partitions, from, isolationLevel, signal))
    if (this.#options.partitions === undefined) {
      const failed = (error: unknown) => this.#fetched.end(error)
      const discovery = new Discovery(this.#cluster, { topic, ...known }, { added: offsets => fetcher.add(offsets), failed }, signal)
      void discovery.run(discoverEveryMs)
    }
    return fetcher
  }
}

// A broker returns whole batches, so the first batch may begin before the offset that was asked
// for.
function* recordsOf({ fromOffset, batches }: Fetched): Generator<KafkaRecord> {
  for (const batch of batches) {
    if (batch.baseOffset >= fromOffset) yield* batch.records()
    else for (const record of batch.records()) if (record.offset >= fromOffset) yield record
  }
}
