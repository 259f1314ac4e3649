import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import type { ProducedBatch } from './produced-batch.ts'
import { type Refusal, refuse } from './refusal.ts'
import { VerifiedProducers } from './verified-producers.ts'

// Kafka remembers this many batches of a producer, as many as it may have in flight (KIP-98).
const REMEMBERED_BATCHES = 5

interface Remembered {
  readonly baseSequence: number
  readonly lastSequence: number
  readonly baseOffset: number
}

/** What a partition knows of an idempotent producer, as DescribeProducers reports it. */
export interface ProducerState {
  readonly producerId: bigint
  readonly epoch: number
  readonly batches: readonly Remembered[]
  readonly lastTimestamp: bigint
  /** The epoch of the coordinator that wrote the last marker; undefined before the first one. */
  readonly coordinatorEpoch: number | undefined
}

/** A marker that ends a transaction. */
export interface Marker {
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly coordinatorEpoch: number
  readonly timestamp: bigint
}

/**
 * The last batches of each idempotent producer in a partition, and its open transaction. The
 * batches show whether a batch was sent twice, or one before it is missing (KIP-98).
 */
export class ProducerStates {
  readonly verified: VerifiedProducers = new VerifiedProducers()
  readonly #states = new Map<bigint, ProducerState>()
  /** The first offsets of the open transactions, in ascending order, by producer id. */
  readonly #open = new Map<bigint, number>()

  list(): ProducerState[] {
    return [...this.#states.values()]
  }

  /** The first offsets of the open transactions, with their producer ids, in ascending order. */
  get openTransactions(): readonly (readonly [producerId: bigint, firstOffset: number])[] {
    return [...this.#open]
  }

  /** Takes over what {@link list} and {@link openTransactions} gave for a log that was kept. */
  restore(states: readonly ProducerState[], openTransactions: readonly (readonly [producerId: bigint, firstOffset: number])[]): void {
    for (const state of states) this.#states.set(state.producerId, state)
    for (const [producerId, firstOffset] of openTransactions) this.#open.set(producerId, firstOffset)
  }

  /** The first offset of the oldest open transaction; undefined if no transaction is open. */
  get firstUnstableOffset(): number | undefined {
    return this.#open.values().next().value
  }

  /** The first offset of the open transaction of a producer; undefined if there is none. */
  transactionStartOf(producerId: bigint): number | undefined {
    return this.#open.get(producerId)
  }

  /** The epoch in which a producer wrote last; undefined if the partition does not know it. */
  epochOf(producerId: bigint): number | undefined {
    return this.#states.get(producerId)?.epoch
  }

  /** Whether this producer has an open transaction in the partition, in this epoch. */
  isInTransaction(producerId: bigint, producerEpoch: number): boolean {
    return this.#open.has(producerId) && this.epochOf(producerId) === producerEpoch
  }

  /**
   * Checks a batch. Returns its offset if it was appended before, a refusal if a batch before it is
   * missing, or undefined if it may be appended.
   */
  check(batch: ProducedBatch): number | Refusal | undefined {
    const { producerId, producerEpoch, baseSequence, lastOffsetDelta, isTransactional } = batch
    if (producerId === absentValues.NO_PRODUCER_ID) return undefined
    const state = this.#states.get(producerId)
    const lastSequence = wrap(baseSequence + lastOffsetDelta)
    const same = state?.batches.find(each => each.baseSequence === baseSequence && each.lastSequence === lastSequence)
    if (state?.epoch === producerEpoch && same !== undefined) return same.baseOffset
    if (state !== undefined && producerEpoch < state.epoch) {
      return refuse(
        errorCodes.INVALID_PRODUCER_EPOCH,
        `Producer ${producerId} has epoch ${producerEpoch}, but epoch ${state.epoch} was seen before`
      )
    }
    const expected = this.#expectedSequence(batch, state)
    if (expected !== undefined && baseSequence !== expected) {
      return refuse(
        errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
        `Producer ${producerId} sent sequence ${baseSequence}, but ${expected} was expected`
      )
    }
    if (isTransactional || !this.#open.has(producerId)) return undefined
    return refuse(errorCodes.INVALID_TXN_STATE, `Producer ${producerId} has an open transaction, but the batch is not transactional`)
  }

  /** Remembers a batch that was appended. */
  note(batch: ProducedBatch, baseOffset: number): void {
    const { producerId, producerEpoch, baseSequence, lastOffsetDelta, maxTimestamp, isTransactional } = batch
    if (producerId === absentValues.NO_PRODUCER_ID) return
    const state = this.#states.get(producerId)
    const before = state?.epoch === producerEpoch ? state.batches : []
    const batches = [...before, { baseSequence, lastSequence: wrap(baseSequence + lastOffsetDelta), baseOffset }]
    this.#states.set(producerId, {
      producerId,
      epoch: producerEpoch,
      batches: batches.slice(-REMEMBERED_BATCHES),
      lastTimestamp: maxTimestamp,
      coordinatorEpoch: state?.coordinatorEpoch
    })
    if (isTransactional && !this.#open.has(producerId)) this.#open.set(producerId, baseOffset)
    if (isTransactional) this.verified.forget(producerId)
  }

  /**
   * Ends the transaction of a producer with a marker. A marker in a new epoch makes it begin its
   * sequence numbers at 0 again (KIP-890). Returns the first offset of the transaction; undefined
   * if none was open.
   */
  end({ producerId, producerEpoch, coordinatorEpoch, timestamp }: Marker): number | undefined {
    const state = this.#states.get(producerId)
    const batches = state?.epoch === producerEpoch ? state.batches : []
    const transactionStart = this.#open.get(producerId)
    this.#open.delete(producerId)
    this.verified.forget(producerId)
    this.#states.set(producerId, { producerId, epoch: producerEpoch, batches, lastTimestamp: timestamp, coordinatorEpoch })
    return transactionStart
  }

  // Undefined means that any sequence is accepted: nothing of the producer is known (KIP-360).
  #expectedSequence({ producerId, producerEpoch, baseSequence }: ProducedBatch, state: ProducerState | undefined): number | undefined {
    const lowest = this.verified.lowestAccepted(producerId, state === undefined || state.batches.length === 0)
    if (lowest !== undefined && baseSequence > lowest) return lowest
    if (state === undefined) return undefined
    return producerEpoch > state.epoch ? 0 : wrap((state.batches.at(-1)?.lastSequence ?? -1) + 1)
  }
}

// Sequence numbers wrap: after 2^31-1 comes 0.
const wrap = (sequence: number): number => sequence % 0x8000_0000
