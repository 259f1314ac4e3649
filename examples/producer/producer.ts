import type { Cluster } from 'kafkawire'
import { Backlog } from './backlog.ts'
import { type Message, type Pending, sizeOf } from './messages.ts'
import { PartitionQueue } from './partition-queue.ts'
import { Partitions } from './partitions.ts'
import { Sender, type SenderOptions } from './sender.ts'

/** The options of a {@link Producer}. All have defaults. */
export interface ProducerOptions extends Partial<SenderOptions> {
  /**
   * The number of unacknowledged bytes at which {@link Producer.writable} is false. Default: 32
   * MiB.
   */
  readonly maxBufferedBytes?: number
}

/**
 * An idempotent producer with acks all: each message is in the log once, and the messages of a
 * partition are in the order in which they were sent. Messages that are sent while a batch of the
 * same partition is in flight become the next batch, so the slower the answers, the larger the
 * batches.
 */
export class Producer implements AsyncDisposable {
  readonly #sender: Sender
  readonly #backlog: Backlog
  readonly #partitions: Partitions
  readonly #deliveryTimeoutMs: number
  readonly #queues = new Map<string, PartitionQueue[]>()
  // Messages whose topic has an unknown number of partitions.
  readonly #early = new Map<string, Pending[]>()
  #isClosed = false

  constructor(cluster: Cluster, options: ProducerOptions = {}) {
    const { maxBufferedBytes = 33_554_432, deliveryTimeoutMs = 120_000, requestTimeoutMs = 10_000, ...batches } = options
    this.#sender = new Sender(cluster, { deliveryTimeoutMs, requestTimeoutMs, ...batches })
    this.#backlog = new Backlog(maxBufferedBytes)
    this.#partitions = new Partitions(cluster)
    this.#deliveryTimeoutMs = deliveryTimeoutMs
  }

  /**
   * Whether few enough bytes wait. While it is false, wait for {@link drained} before sending more.
   * Messages that are sent nevertheless are kept, and memory grows.
   */
  get writable(): boolean {
    return this.#backlog.writable
  }

  /** Resolves as soon as {@link writable} is true. */
  drained(): Promise<void> {
    return this.#backlog.drained()
  }

  /**
   * Sends a message. Resolves with its offset when all in-sync replicas have it, or with -1 if the
   * broker had a repeated batch already and did not say at which offset. Rejects with the error of
   * the broker, or with the last error after `deliveryTimeoutMs`. Then the message may still be in
   * the log, once, unless the `delivery` of the error is 'not-sent'.
   */
  send(message: Message): Promise<bigint> {
    if (this.#isClosed) return Promise.reject(new Error('the producer is closed'))
    return new Promise((resolve, reject) => {
      const pending = { message, sizeBytes: sizeOf(message), resolve, reject }
      this.#backlog.add(pending.sizeBytes)
      const partition = message.partition ?? this.#partitions.choose(message.topic, message.key)
      if (partition === undefined || this.#early.has(message.topic)) this.#wait(pending)
      else this.#add(pending, partition)
    })
  }

  /** Resolves as soon as all messages are settled. */
  flush(): Promise<void> {
    return this.#backlog.emptied()
  }

  /** Accepts no more messages, and resolves when all are settled. It does not close the cluster. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.flush()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #add(pending: Pending, partition: number): void {
    const queue = this.#queueOf(pending.message.topic, partition)
    queue.add(pending)
    if (!queue.isBusy) this.#sender.start(queue)
  }

  #queueOf(topic: string, partition: number): PartitionQueue {
    let queues = this.#queues.get(topic)
    if (queues === undefined) this.#queues.set(topic, (queues = []))
    return (queues[partition] ??= new PartitionQueue(topic, partition, this.#backlog))
  }

  #wait(pending: Pending): void {
    const { topic } = pending.message
    const early = this.#early.get(topic)
    if (early !== undefined) return void early.push(pending)
    this.#early.set(topic, [pending])
    this.#partitions.ask(topic, this.#deliveryTimeoutMs).then(
      count => this.#sendEarly(topic, count),
      error => this.#failEarly(topic, error)
    )
  }

  // All of this happens in one turn of the event loop, so that later messages come after these.
  #sendEarly(topic: string, count: number): void {
    this.#partitions.set(topic, count)
    for (const pending of this.#takeEarly(topic)) {
      const { partition, key } = pending.message
      this.#add(pending, partition ?? this.#partitions.choose(topic, key) ?? 0)
    }
  }

  #failEarly(topic: string, error: unknown): void {
    for (const { sizeBytes, reject } of this.#takeEarly(topic)) {
      this.#backlog.remove(sizeBytes)
      reject(error)
    }
  }

  #takeEarly(topic: string): readonly Pending[] {
    const early = this.#early.get(topic) ?? []
    this.#early.delete(topic)
    return early
  }
}
