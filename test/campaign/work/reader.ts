import { setTimeout as pause } from 'node:timers/promises'
import { acks, type Cluster, throwIfError } from 'kafkawire'
import { Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { Consumer } from '../../../examples/consumer/consumer.ts'
import { mayEndConsumer } from './consumer-ends.ts'
import { type Mark, markOf } from './values.ts'

/** Called for each record; `mark` is undefined if the record is not as it was sent. */
export type Sink = (mark: Mark | undefined, offset: bigint, partition: number) => void

interface ReaderOptions {
  readonly topic: string
  readonly partitions: number
  readonly readCommitted?: boolean
  /** Whether the time of a call may be over during an outage. Default: it never may. */
  readonly mayRunOutOfTime?: (() => boolean) | undefined
}

const END = 'end'
const END_MS = 120_000
const RESTART_MS = 100

/**
 * Reads a topic from its beginning to its end, while others write to it. Records without a value
 * belong to the campaign itself.
 */
export class Reader implements Disposable {
  /** Errors of the reader. */
  readonly errors: unknown[] = []
  readonly #cluster: Cluster
  readonly #options: ReaderOptions
  readonly #next = new Map<number, bigint>() // the offset after the last record that was read, by partition
  #consumer: Consumer
  #isOver = false
  readonly #ended = new Set<number>()
  readonly #work: Promise<void>

  constructor(cluster: Cluster, options: ReaderOptions, sink: Sink) {
    this.#cluster = cluster
    this.#options = options
    this.#consumer = this.#consume()
    this.#work = this.#read(sink)
  }

  /**
   * Call it after the last record has been written. It writes a mark at the end of each partition,
   * and resolves after everything before the marks has been read.
   */
  async finish(): Promise<void> {
    const { topic, partitions } = this.#options
    await Promise.all(Array.from({ length: partitions }, (_, partition) => this.#markEnd(partition)))
    for (const untilMs = performance.now() + END_MS; this.#ended.size < partitions && this.errors.length === 0; await pause(50)) {
      if (performance.now() > untilMs) {
        this.errors.push(
          new Error(`of ${topic} the ends of ${this.#ended.size} partitions were read in ${END_MS} ms, not of ${partitions}`)
        )
      }
    }
    this[Symbol.dispose]()
    await this.#work
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    this.#consumer.close()
  }

  #consume(): Consumer {
    const { topic, readCommitted = false } = this.#options
    return new Consumer(this.#cluster, { topic, readCommitted })
  }

  // A program that knows better begins another consumer.
  async #read(sink: Sink): Promise<void> {
    while (!this.#isOver) {
      try {
        return await this.#readOn(sink)
      } catch (error) {
        if (!mayEndConsumer(error, this.#options.mayRunOutOfTime?.() ?? false)) return void this.errors.push(error)
        await pause(RESTART_MS)
        this.#consumer = this.#consume()
      }
    }
  }

  // A consumer that took the place of another one begins with the records that are known.
  async #readOn(sink: Sink): Promise<void> {
    const known = new Map(this.#next)
    for await (const { record, partition } of this.#consumer) {
      if (record.offset < (known.get(partition) ?? 0n)) continue
      this.#next.set(partition, record.offset + 1n)
      if (record.value !== null) sink(markOf(record.value), record.offset, partition)
      else if (record.key !== null && Buffer.from(record.key).toString() === END) this.#ended.add(partition)
    }
  }

  async #markEnd(index: number): Promise<void> {
    const builder = batchBuilder()
    builder.append({ key: END, value: null })
    const topicData = [{ name: this.#options.topic, partitionData: [{ index, records: builder.build() }] }]
    const request = { acks: acks.ALL, timeoutMs: 10_000, topicData }
    // A connection may still fail because of a fault that has ended. A second mark does no harm.
    for (const untilMs = performance.now() + END_MS; ; await pause(50)) {
      try {
        throwIfError(await this.#cluster.send(Produce, request))
        return
      } catch (error) {
        if (performance.now() < untilMs) continue
        this.errors.push(error)
        return
      }
    }
  }
}
