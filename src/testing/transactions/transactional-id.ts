import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import { type Refusal, refuse } from '../storage/refusal.ts'
import { LAST_EPOCH, type ProducerIdAndEpoch, type ProducerIds } from './producer-ids.ts'
import type { TransactionState } from './transaction-states.ts'

const { NO_PRODUCER_EPOCH, NO_PRODUCER_ID } = absentValues

/** The start time of a transactional id without a transaction. */
const NOT_STARTED = -1

/** The partitions of a transaction, by topic. */
export type TransactionPartitions = ReadonlyMap<string, ReadonlySet<number>>

/** How a transaction ended: what its markers contain, and where they belong. */
export interface EndedTransaction extends ProducerIdAndEpoch {
  readonly partitions: TransactionPartitions
  readonly isCommit: boolean
}

/** A transactional id as plain data. */
export interface SavedTransactionalId extends ProducerIdAndEpoch {
  readonly name: string
  readonly previousProducerId: bigint
  readonly previousEpoch: number
  readonly state: TransactionState
  readonly timeoutMs: number
  readonly startMs: number
  readonly partitions: readonly (readonly [topic: string, partitions: readonly number[]])[]
}

/**
 * A transactional id: its producer and its transaction. The methods decide what Kafka 4.4.0
 * decides, and in the same order.
 */
export class TransactionalId {
  readonly name: string
  readonly #producerIds: ProducerIds
  #producerId: bigint
  #producerEpoch: number = NO_PRODUCER_EPOCH
  /** The producer id and the epoch before the last change, with which a client may repeat it. */
  #previousProducerId: bigint = NO_PRODUCER_ID
  #previousEpoch: number = NO_PRODUCER_EPOCH
  #state: TransactionState = 'Empty'
  #timeoutMs = 0
  #startMs = NOT_STARTED
  #partitions = new Map<string, Set<number>>()

  constructor(name: string, producerIds: ProducerIds, producerId: bigint = producerIds.create()) {
    this.name = name
    this.#producerIds = producerIds
    this.#producerId = producerId
  }

  /** The state as plain data, which {@link restore} takes over. */
  get saved(): SavedTransactionalId {
    return {
      name: this.name,
      producerId: this.#producerId,
      producerEpoch: this.#producerEpoch,
      previousProducerId: this.#previousProducerId,
      previousEpoch: this.#previousEpoch,
      state: this.#state,
      timeoutMs: this.#timeoutMs,
      startMs: this.#startMs,
      partitions: [...this.#partitions].map(([topic, partitions]) => [topic, [...partitions]])
    }
  }

  /** Makes a transactional id as it was. */
  static restore(saved: SavedTransactionalId, producerIds: ProducerIds): TransactionalId {
    const made = new TransactionalId(saved.name, producerIds, saved.producerId)
    made.#producerEpoch = saved.producerEpoch
    made.#previousProducerId = saved.previousProducerId
    made.#previousEpoch = saved.previousEpoch
    made.#state = saved.state
    made.#timeoutMs = saved.timeoutMs
    made.#startMs = saved.startMs
    made.#partitions = new Map(saved.partitions.map(([topic, partitions]) => [topic, new Set(partitions)]))
    return made
  }

  get producer(): ProducerIdAndEpoch {
    return { producerId: this.#producerId, producerEpoch: this.#producerEpoch }
  }

  get state(): TransactionState {
    return this.#state
  }

  get timeoutMs(): number {
    return this.#timeoutMs
  }

  /** When the last transaction began, in milliseconds since 1970; -1 if there was none. */
  get startMs(): number {
    return this.#startMs
  }

  /** The partitions of the open transaction. */
  get partitions(): TransactionPartitions {
    return this.#partitions
  }

  /**
   * Gives the producer its next epoch, and fences earlier ones. `expected` is the producer that a
   * client believes to be (KIP-360); undefined for one that starts. There must be no open
   * transaction.
   */
  init(expected: ProducerIdAndEpoch | undefined, timeoutMs: number): ProducerIdAndEpoch | Refusal {
    const refusal = this.checkExpected(expected)
    if (refusal !== undefined) return refusal
    const isCurrent = expected === undefined || expected.producerEpoch === this.#producerEpoch
    const isRepeated = !isCurrent && this.#producerEpoch !== NO_PRODUCER_EPOCH
    if (isRepeated && expected.producerEpoch !== this.#previousEpoch) return this.#fenced(expected.producerEpoch)
    const epoch = this.#producerEpoch
    if (!isRepeated) this.#nextEpoch()
    this.#previousEpoch = expected === undefined ? NO_PRODUCER_EPOCH : isRepeated ? this.#previousEpoch : epoch
    this.#state = 'Empty'
    this.#timeoutMs = timeoutMs
    this.#startMs = NOT_STARTED
    return this.producer
  }

  /** Refuses a client that believes to be a producer which this transactional id does not have. */
  checkExpected(expected: ProducerIdAndEpoch | undefined): Refusal | undefined {
    if (expected === undefined || this.#producerEpoch === NO_PRODUCER_EPOCH) return undefined
    const { producerId, producerEpoch } = expected
    const isPrevious = producerId === this.#previousProducerId && producerEpoch >= LAST_EPOCH
    if (producerId === this.#producerId || isPrevious) return undefined
    return refuse(errorCodes.PRODUCER_FENCED, `Transactional id ${this.name} has producer ${this.#producerId}, not ${producerId}`)
  }

  /** Adds partitions. Begins a transaction if none is open. */
  add(producer: ProducerIdAndEpoch, topics: TransactionPartitions, nowMs: number): Refusal | undefined {
    const refusal = this.#checkProducer(producer)
    if (refusal !== undefined) return refusal
    if (this.#state !== 'Ongoing') this.#startMs = nowMs
    this.#state = 'Ongoing'
    for (const [topic, partitions] of topics) this.#partitions.set(topic, new Set([...(this.#partitions.get(topic) ?? []), ...partitions]))
    return undefined
  }

  /** Refuses a partition that was not added to the open transaction (KIP-890). */
  verify(producer: ProducerIdAndEpoch, topic: string, partitionIndex: number): Refusal | undefined {
    const refusal = this.#checkProducer(producer)
    if (refusal !== undefined || this.#partitions.get(topic)?.has(partitionIndex)) return refusal
    return refuse(errorCodes.TRANSACTION_ABORTABLE, `Partition ${topic}-${partitionIndex} was not added to the transaction`)
  }

  /**
   * Ends the transaction in the way of a client before transaction.version 2: the epoch stays.
   * Undefined means that it ended in this way before.
   */
  end(producer: ProducerIdAndEpoch, isCommit: boolean): EndedTransaction | Refusal | undefined {
    const refusal = this.#checkProducer(producer)
    if (refusal !== undefined) return refusal
    if (this.#state === 'Ongoing') return this.#complete(isCommit, this.#producerEpoch)
    return this.#state === (isCommit ? 'CompleteCommit' : 'CompleteAbort') ? undefined : this.#wrongState(isCommit)
  }

  /**
   * Ends the transaction and bumps the epoch, in the way of transaction.version 2 (KIP-890). Also
   * aborts if there is no transaction. Undefined means that this request was repeated.
   */
  endAndBump({ producerId, producerEpoch }: ProducerIdAndEpoch, isCommit: boolean, nowMs: number): EndedTransaction | Refusal | undefined {
    const isRotated = this.#previousProducerId === producerId && producerEpoch === LAST_EPOCH && this.#producerEpoch === 0
    if (producerId !== this.#producerId && !isRotated) return this.#unknownProducer(producerId)
    const hasEnded = this.#state === 'CompleteCommit' || this.#state === 'CompleteAbort'
    const isRepeated = hasEnded && (isRotated || producerEpoch + 1 === this.#producerEpoch)
    if (producerEpoch !== this.#producerEpoch && !isRepeated) return this.#fenced(producerEpoch)
    if (isRepeated) return this.#state === (isCommit ? 'CompleteCommit' : 'CompleteAbort') ? undefined : this.#wrongState(isCommit)
    if (this.#state !== 'Ongoing') {
      if (isCommit) return this.#wrongState(isCommit)
      this.#startMs = nowMs
    }
    return this.#completeAndBump(isCommit)
  }

  /**
   * Aborts the open transaction, because it took too long or the producer starts again. Fences the
   * producer by the next epoch. From transaction.version 2 on, the producer may still ask for its
   * next epoch.
   */
  fence(version: number): EndedTransaction {
    if (version >= EPOCH_BUMP_SINCE) return this.#completeAndBump(false)
    this.#previousEpoch = NO_PRODUCER_EPOCH
    this.#producerEpoch = Math.min(this.#producerEpoch + 1, LAST_EPOCH + 1)
    return this.#complete(false, this.#producerEpoch)
  }

  #completeAndBump(isCommit: boolean): EndedTransaction {
    const ended = this.#complete(isCommit, this.#producerEpoch + 1)
    this.#previousEpoch = this.#producerEpoch
    this.#nextEpoch()
    return ended
  }

  // The epoch after the last one is epoch 0 of a new producer id.
  #nextEpoch(): void {
    this.#previousProducerId = this.#producerId
    if (this.#producerEpoch >= LAST_EPOCH) {
      this.#producerId = this.#producerIds.create()
      this.#producerEpoch = 0
    } else this.#producerEpoch++
  }

  #complete(isCommit: boolean, producerEpoch: number): EndedTransaction {
    const partitions = this.#partitions
    this.#partitions = new Map()
    this.#state = isCommit ? 'CompleteCommit' : 'CompleteAbort'
    return { producerId: this.#producerId, producerEpoch, partitions, isCommit }
  }

  #checkProducer({ producerId, producerEpoch }: ProducerIdAndEpoch): Refusal | undefined {
    if (producerId !== this.#producerId) return this.#unknownProducer(producerId)
    return producerEpoch === this.#producerEpoch ? undefined : this.#fenced(producerEpoch)
  }

  #unknownProducer(producerId: bigint): Refusal {
    const problem = `Transactional id ${this.name} has producer ${this.#producerId}, not ${producerId}`
    return refuse(errorCodes.INVALID_PRODUCER_ID_MAPPING, problem)
  }

  #fenced(producerEpoch: number): Refusal {
    return refuse(errorCodes.PRODUCER_FENCED, `Transactional id ${this.name} has epoch ${this.#producerEpoch}, not ${producerEpoch}`)
  }

  #wrongState(isCommit: boolean): Refusal {
    return refuse(errorCodes.INVALID_TXN_STATE, `Cannot ${isCommit ? 'commit' : 'abort'} in state ${this.#state}`)
  }
}

/** The level of transaction.version from which on the epoch rises after every transaction. */
const EPOCH_BUMP_SINCE = 2
