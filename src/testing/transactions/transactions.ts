import { inMs } from '../../errors.ts'
import { errorCodes } from '../../protocol/codes/index.ts'
import type { Groups } from '../groups/groups.ts'
import { OFFSETS_TOPIC } from '../storage/internal-topics.ts'
import { isRefusal, type Refusal, refuse } from '../storage/refusal.ts'
import type { Topics } from '../storage/topics.ts'
import type { TestingClock } from '../testing-clock.ts'
import { offsetsPartitionOf } from './offsets-topic.ts'
import { type ProducerIdAndEpoch, ProducerIds } from './producer-ids.ts'
import { type EndedTransaction, type SavedTransactionalId, TransactionalId, type TransactionPartitions } from './transactional-id.ts'

/** Kafka's default of `transaction.max.timeout.ms`: 15 minutes. */
const MAX_TIMEOUT_MS = 900_000

/** Kafka's default of `transactional.id.expiration.ms`: 7 days. */
const EXPIRATION_MS = 604_800_000

/** The epoch of every coordinator: its partition never moves. */
export const COORDINATOR_EPOCH = 0

/** A transactional id as plain data, with the time of its last change. */
export interface SavedTransaction extends SavedTransactionalId {
  readonly lastUpdateMs: number
}

interface Entry {
  readonly transactionalId: TransactionalId
  lastUpdateMs: number
  cancelTimeout: () => void
}

/**
 * The transactions of a cluster, by transactional id. All brokers share them; only the coordinator
 * of a transactional id serves it. Markers are written in the same step in which a transaction
 * ends.
 */
export class Transactions {
  readonly producerIds: ProducerIds = new ProducerIds()
  /** The level of the feature transaction.version. Clients show theirs by the versions they use. */
  version = 2
  readonly #topics: Topics
  readonly #groups: Groups
  readonly #clock: TestingClock
  readonly #byId = new Map<string, Entry>()

  constructor(topics: Topics, groups: Groups, clock: TestingClock) {
    this.#topics = topics
    this.#groups = groups
    this.#clock = clock
  }

  /** All transactional ids, in the order in which they were first used. */
  list(): TransactionalId[] {
    for (const name of [...this.#byId.keys()]) this.#entry(name)
    return [...this.#byId.values()].map(({ transactionalId }) => transactionalId)
  }

  find(name: string): TransactionalId | undefined {
    return this.#entry(name)?.transactionalId
  }

  /**
   * Starts a producer, or gives one its next epoch (InitProducerId). Aborts an open transaction
   * first, and then asks the client to try again.
   */
  init(name: string, expected: ProducerIdAndEpoch | undefined, timeoutMs: number): ProducerIdAndEpoch | Refusal {
    if (timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS) {
      const problem = `The transaction timeout must be above 0 and at most ${inMs(MAX_TIMEOUT_MS)}, not ${inMs(timeoutMs)}`
      return refuse(errorCodes.INVALID_TRANSACTION_TIMEOUT, problem)
    }
    const entry = this.#entry(name) ?? this.#create(name)
    const { transactionalId } = entry
    const refusal = transactionalId.checkExpected(expected)
    if (refusal !== undefined) return refusal
    entry.lastUpdateMs = this.#clock.timeMs
    if (transactionalId.state !== 'Ongoing') return transactionalId.init(expected, timeoutMs)
    this.#finish(entry, transactionalId.fence(this.version))
    return refuse(errorCodes.CONCURRENT_TRANSACTIONS, `A transaction of ${name} was open; it is aborted now`)
  }

  /** Adds partitions to a transaction, or begins one with them. */
  add(name: string, producer: ProducerIdAndEpoch, partitions: TransactionPartitions): Refusal | undefined {
    return this.#with(name, entry => {
      const { transactionalId } = entry
      const wasOpen = transactionalId.state === 'Ongoing'
      const refusal = transactionalId.add(producer, partitions, this.#clock.timeMs)
      if (refusal !== undefined) return refusal
      entry.lastUpdateMs = this.#clock.timeMs
      if (!wasOpen) entry.cancelTimeout = this.#clock.schedule(() => this.#abort(entry), transactionalId.timeoutMs)
      return undefined
    })
  }

  /** Adds the partition of the offsets topic in which the offsets of a group are. */
  addGroup(name: string, producer: ProducerIdAndEpoch, groupId: string): Refusal | undefined {
    return this.add(name, producer, new Map([[OFFSETS_TOPIC, new Set([offsetsPartitionOf(groupId)])]]))
  }

  /** Refuses a write to a partition that was not added to the open transaction. */
  verify(name: string, producer: ProducerIdAndEpoch, topic: string, partitionIndex: number): Refusal | undefined {
    return this.#with(name, ({ transactionalId }) => transactionalId.verify(producer, topic, partitionIndex))
  }

  /**
   * Ends a transaction. `bumpsEpoch` says whether the client uses transaction.version 2. Returns
   * the producer for the next transaction.
   */
  end(name: string, producer: ProducerIdAndEpoch, isCommit: boolean, bumpsEpoch: boolean): ProducerIdAndEpoch | Refusal {
    const found = this.#entry(name)
    if (found === undefined) return unknownId(name)
    const { transactionalId } = found
    const ended = bumpsEpoch ? transactionalId.endAndBump(producer, isCommit, this.#clock.timeMs) : transactionalId.end(producer, isCommit)
    if (ended !== undefined && isRefusal(ended)) return ended
    if (ended !== undefined) this.#finish(found, ended)
    return transactionalId.producer
  }

  /** Commits or forgets the pending offsets of groups in these partitions of the offsets topic. */
  endOffsets(producerId: bigint, isCommit: boolean, partitions: ReadonlySet<number>): void {
    for (const { groupId, offsets } of this.#groups.list()) {
      if (partitions.has(offsetsPartitionOf(groupId))) offsets.endTransaction(producerId, isCommit)
    }
  }

  /** All transactional ids as plain data, which {@link restore} takes over. */
  get saved(): SavedTransaction[] {
    return [...this.#byId.values()].map(({ transactionalId, lastUpdateMs }) => ({ ...transactionalId.saved, lastUpdateMs }))
  }

  /**
   * Takes over transactional ids. A transaction that is open is aborted when its time is over,
   * counted from its begin.
   */
  restore(saved: readonly SavedTransaction[]): void {
    for (const each of saved) {
      const transactionalId = TransactionalId.restore(each, this.producerIds)
      const entry: Entry = { transactionalId, lastUpdateMs: each.lastUpdateMs, cancelTimeout: () => {} }
      this.#byId.set(each.name, entry)
      const leftMs = each.startMs + each.timeoutMs - this.#clock.timeMs
      if (each.state === 'Ongoing') entry.cancelTimeout = this.#clock.schedule(() => this.#abort(entry), leftMs)
    }
  }

  /** Forgets all transactional ids. Producer ids go on: clients may still have the old ones. */
  clear(): void {
    this.close()
    this.#byId.clear()
  }

  /** Cancels all timers. */
  close(): void {
    for (const { cancelTimeout } of this.#byId.values()) cancelTimeout()
  }

  #with(name: string, action: (entry: Entry) => Refusal | undefined): Refusal | undefined {
    const entry = this.#entry(name)
    return entry === undefined ? unknownId(name) : action(entry)
  }

  // A transactional id that was not used for long is forgotten, unless its transaction is open.
  #entry(name: string): Entry | undefined {
    const entry = this.#byId.get(name)
    if (entry === undefined) return undefined
    const isExpired = entry.transactionalId.state !== 'Ongoing' && entry.lastUpdateMs <= this.#clock.timeMs - EXPIRATION_MS
    if (!isExpired) return entry
    this.#byId.delete(name)
    return undefined
  }

  #create(name: string): Entry {
    const transactionalId = new TransactionalId(name, this.producerIds)
    const entry: Entry = { transactionalId, lastUpdateMs: this.#clock.timeMs, cancelTimeout: () => {} }
    this.#byId.set(name, entry)
    return entry
  }

  #abort(entry: Entry): void {
    this.#finish(entry, entry.transactionalId.fence(this.version))
  }

  #finish(entry: Entry, ended: EndedTransaction): void {
    entry.cancelTimeout()
    entry.lastUpdateMs = this.#clock.timeMs
    const marker = { ...ended, coordinatorEpoch: COORDINATOR_EPOCH, timestamp: BigInt(this.#clock.timeMs) }
    for (const [topic, partitions] of ended.partitions) {
      if (topic === OFFSETS_TOPIC) this.endOffsets(ended.producerId, ended.isCommit, partitions)
      const found = this.#topics.find({ name: topic })
      if (isRefusal(found)) continue // a topic that was deleted gets no marker
      for (const index of partitions) found.partitions[index]?.endTransaction(marker, ended.isCommit)
    }
  }
}

function unknownId(name: string): Refusal {
  return refuse(errorCodes.INVALID_PRODUCER_ID_MAPPING, `Transactional id ${name} has no producer id`)
}
