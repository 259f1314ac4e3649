import { absentValues } from 'kafkawire'
import { type BatchBuilder, incrementSequence } from 'kafkawire/records'
import type { Backlog } from './backlog.ts'
import type { Pending } from './messages.ts'
import type { ProducerId } from './producer-id.ts'

/**
 * A batch that is not settled. If it is sent again with the same bytes, it is in the log once
 * (KIP-98).
 */
interface Batch {
  readonly records: Uint8Array
  readonly messages: readonly Pending[]
}

/**
 * The messages of one partition, in order. At most one batch of them is in flight. Messages that
 * arrive meanwhile become the next batch. So no batch can overtake another one, even if batches are
 * sent again, and a sequence number is settled before the next one is used.
 */
export class PartitionQueue {
  readonly topic: string
  readonly index: number
  /**
   * Whether the sender works on this queue: from the first message of a batch until it is settled.
   */
  isBusy = false
  /** When to give up the batch, in milliseconds of the monotonic clock. */
  deadlineMs = 0
  /**
   * The id of the cluster that the messages are for: the one that was known when they were sent. Null
   * if none was known.
   */
  clusterId: string | null = null
  /** The number of attempts of the batch that have failed. */
  failures = 0
  /** The broker that the batch was sent to last. */
  leaderId: number = absentValues.NO_LEADER_ID
  /** The last error of the batch after which it may be in the log all the same. */
  doubt: unknown
  readonly #backlog: Backlog
  #waiting: Pending[] = []
  #batch: Batch | undefined
  #producerId: ProducerId | undefined
  #sequence = 0

  constructor(topic: string, index: number, backlog: Backlog) {
    this.topic = topic
    this.index = index
    this.#backlog = backlog
  }

  /** Whether there is a batch to be sent again, or messages to make one of. */
  get hasWork(): boolean {
    return this.#batch !== undefined || this.#waiting.length > 0
  }

  /** The producer id in its batches. Undefined: the next batch needs a new one. */
  get producerId(): ProducerId | undefined {
    return this.#producerId
  }

  add(pending: Pending): void {
    this.#waiting.push(pending)
  }

  /** Sets a new producer id. Its sequence numbers begin at 0 in each partition. */
  begin(producerId: ProducerId): void {
    this.#producerId = producerId
    this.#sequence = 0
  }

  /**
   * Returns the batch to send: the last one again, if it is not settled, or a new one. Undefined if
   * there is nothing to send.
   */
  take(builder: BatchBuilder): Uint8Array | undefined {
    this.#batch ??= this.#build(builder)
    return this.#batch?.records
  }

  /**
   * Settles the batch as written, with its first record at this offset. -1: the broker had the
   * batch already, and did not say at which offset.
   */
  acknowledge(baseOffset: bigint): void {
    const messages = this.#settle()
    this.#sequence = incrementSequence(this.#sequence, messages.length)
    for (let i = 0; i < messages.length; i++) messages[i]?.resolve(baseOffset < 0n ? -1n : baseOffset + BigInt(i))
  }

  /**
   * Gives up the batch, or the waiting messages if there is no batch. It may never be known whether
   * the broker has the batch, and the broker would take another one with the same sequence numbers
   * for the same batch. So the next batch needs another producer id. Other partitions keep theirs,
   * because sequence numbers are counted per partition.
   */
  fail(error: unknown): void {
    if (this.#batch !== undefined) this.#producerId = undefined
    for (const { reject } of this.#settle()) reject(error)
  }

  // A message that cannot be encoded fails alone.
  #build(builder: BatchBuilder): Batch | undefined {
    const now = BigInt(Date.now())
    const messages: Pending[] = []
    let taken = 0
    for (const pending of this.#waiting) {
      const { key, value, headers, timestamp = now } = pending.message
      try {
        if (!builder.append({ key, value, headers, timestamp })) break
        messages.push(pending)
      } catch (error) {
        this.#backlog.remove(pending.sizeBytes)
        pending.reject(error)
      }
      taken++
    }
    this.#waiting.splice(0, taken)
    if (messages.length === 0) return undefined
    const { producerId, producerEpoch } = this.#producerId ?? {}
    return { records: builder.build({ producerId, producerEpoch, baseSequence: this.#sequence }), messages }
  }

  #settle(): readonly Pending[] {
    const messages = this.#batch?.messages ?? this.#waiting.splice(0)
    this.#batch = undefined
    for (const { sizeBytes } of messages) this.#backlog.remove(sizeBytes)
    return messages
  }
}
