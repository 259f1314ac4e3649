import { type BatchBuilder, incrementSequence } from 'kafkawire/records'
import { absentValues } from '../../src/protocol/codes/index.ts'
import type { Backlog } from './backlog.ts'
import type { Pending } from './messages.ts'
import type { ProducerId } from './producer-id.ts'

/** A batch on its way. It may be sent again: with the same bytes it is appended once (KIP-98). */
interface Batch {
  readonly records: Uint8Array
  readonly messages: readonly Pending[]
}

/**
 * The messages of one partition, in order. At most one batch of them is on its way; what arrives meanwhile is the next one. So no batch can
 * overtake another, whatever has to be repeated, and a sequence number is settled before the next is given.
 */
export class PartitionQueue {
  readonly topic: string
  readonly index: number
  /** From the first message of a batch until the batch is settled, somebody sees to this queue. */
  isBusy = false
  /** When to give up what is on its way. */
  deadlineMs = 0
  /** How often it was in vain. */
  failures = 0
  /** Who it was sent to last. */
  leaderId: number = absentValues.NO_LEADER_ID
  /** Why it may have arrived all the same. */
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

  /** The one its batches bear; undefined where the next needs a new one. */
  get producerId(): ProducerId | undefined {
    return this.#producerId
  }

  add(pending: Pending): void {
    this.#waiting.push(pending)
  }

  /** The sequence numbers of a producer id count from 0 in each partition. */
  begin(producerId: ProducerId): void {
    this.#producerId = producerId
    this.#sequence = 0
  }

  /** The batch that is to be sent: the last one again if it has not been settled. Undefined if there is nothing to send. */
  take(builder: BatchBuilder): Uint8Array | undefined {
    this.#batch ??= this.#build(builder)
    return this.#batch?.records
  }

  /** The broker has the batch, its first record at this offset; −1 where it has it from before and does not say where. */
  acknowledge(baseOffset: bigint): void {
    const messages = this.#settle()
    this.#sequence = incrementSequence(this.#sequence, messages.length)
    for (let i = 0; i < messages.length; i++) messages[i]?.resolve(baseOffset < 0n ? -1n : baseOffset + BigInt(i))
  }

  /**
   * Gives up the batch, or what waits if none has been made. Whether the broker has the batch may never be known, and another one with its
   * sequence numbers would be taken for the same: so the next needs another producer id. Nothing else of this partition is out, and the other
   * partitions may keep theirs, for Kafka counts in each by itself.
   */
  fail(error: unknown): void {
    if (this.#batch !== undefined) this.#producerId = undefined
    for (const { reject } of this.#settle()) reject(error)
  }

  // A message that cannot be written fails alone.
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
    return { records: builder.build({ ...this.#producerId, baseSequence: this.#sequence }), messages }
  }

  #settle(): readonly Pending[] {
    const messages = this.#batch?.messages ?? this.#waiting.splice(0)
    this.#batch = undefined
    for (const { sizeBytes } of messages) this.#backlog.remove(sizeBytes)
    return messages
  }
}
