import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, throwIfError } from 'kafkawire'
import { OffsetFetch } from 'kafkawire/messages'
import { type TransactionalProducer, transactionalProducer } from '../../../examples/transaction/transactional-producer.ts'
import { again } from './again.ts'
import { TransactionLedger, type TransactionVerdict } from './ledgers/transaction-ledger.ts'
import { Reader } from './reader.ts'
import { valueFor } from './values.ts'

interface TransactionsOptions {
  /** The topic of the transactions. Nothing else writes to it. */
  readonly topic: string
  readonly partitions: number
  readonly producers: number
  /** The time between two transactions of a producer, in ms. Default: 50. */
  readonly pauseMs?: number
  /** Whether the time of a call may be over during an outage. Default: it never may. */
  readonly mayRunOutOfTime?: (() => boolean) | undefined
}

/** The result of all transactions. */
export interface TransactionsResult {
  readonly verdict: TransactionVerdict
  /**
   * The number of producers whose group does not have the offset of their last committed
   * transaction.
   */
  readonly wrongOffsets: number
}

const RECORDS = 2 // to each partition of a transaction
const ABORTED = 4 // one of so many transactions is aborted
const PAUSE_MS = 50

/**
 * Writes to all partitions of a topic, and an offset for a group, in one transaction after the
 * other, and reads what was committed.
 */
export class Transactions implements Disposable {
  /**
   * What went wrong. A transaction may fail under faults, and the ledger counts which of its
   * records are visible.
   */
  readonly failures: unknown[] = []
  readonly #cluster: Cluster
  readonly #options: TransactionsOptions
  readonly #ledger = new TransactionLedger()
  readonly #reader: Reader
  readonly #work: Promise<number[]>
  #isOver = false

  constructor(cluster: Cluster, options: TransactionsOptions) {
    const { topic, partitions, producers, mayRunOutOfTime } = options
    this.#cluster = cluster
    this.#options = options
    this.#reader = new Reader(cluster, { topic, partitions, readCommitted: true, mayRunOutOfTime }, (mark, _, partition) => {
      if (mark === undefined) this.#ledger.seeDamaged()
      else this.#ledger.see(mark.stream, mark.sequence, partition)
    })
    this.#work = Promise.all(Array.from({ length: producers }, (_, producer) => this.#run(producer)))
  }

  /** Errors that must not happen: the consumer failed. */
  get errors(): readonly unknown[] {
    return this.#reader.errors
  }

  /**
   * Begins no more transactions, and resolves after everything that was committed has been read.
   */
  async stop(): Promise<TransactionsResult> {
    this.#isOver = true
    const wrongOffsets = (await this.#work).reduce((total, wrong) => total + wrong, 0)
    await this.#reader.finish()
    return { verdict: this.#ledger.verdict, wrongOffsets }
  }

  [Symbol.dispose](): void {
    this.#isOver = true
    this.#reader[Symbol.dispose]()
  }

  // Resolves with 1 if the group of this producer has the wrong offset at the end, otherwise with
  // 0.
  async #run(index: number): Promise<number> {
    const id = `${this.#options.topic}-${index}`
    let producer: TransactionalProducer | undefined
    let committed: readonly number[] = [-1] // the last transaction that is surely committed, and later ones that may be
    for (; !this.#isOver; await pause(this.#options.pauseMs ?? PAUSE_MS)) {
      try {
        producer ??= await transactionalProducer(this.#cluster, id)
      } catch (error) {
        this.failures.push(error)
        continue
      }
      const transaction = this.#ledger.begin(index)
      const ending = await this.#transact(producer, id, transaction)
      this.#ledger.end(transaction, ending.state)
      if (ending.state === 'committed') committed = [transaction]
      if (ending.state === 'open') committed = [...committed, transaction]
      if (!ending.isSound) producer = undefined
    }
    await this.#end(id)
    const found = await this.#offsetOf(id)
    return committed.includes(found) ? 0 : 1
  }

  async #transact(
    producer: TransactionalProducer,
    group: string,
    transaction: number
  ): Promise<{ readonly state: 'committed' | 'aborted' | 'open'; readonly isSound: boolean }> {
    const { topic, partitions } = this.#options
    try {
      for (let partition = 0; partition < partitions; partition++) {
        const records = Array.from({ length: RECORDS }, () => {
          const sequence = this.#ledger.next(transaction, partition)
          return { value: valueFor({ stream: transaction, sequence }) }
        })
        await producer.send(topic, partition, records)
      }
      await producer.sendOffsets(group, [{ topic, partition: 0, offset: BigInt(transaction) }])
    } catch (error) {
      this.failures.push(error)
      return { state: 'aborted', isSound: await this.#abort(producer) }
    }
    if (transaction % ABORTED === 0) return { state: 'aborted', isSound: await this.#abort(producer) }
    try {
      await producer.commit()
      return { state: 'committed', isSound: true }
    } catch (error) {
      this.failures.push(error)
      return { state: 'open', isSound: false }
    }
  }

  // If this fails, the next producer of the same transactional id aborts the transaction.
  async #abort(producer: TransactionalProducer): Promise<boolean> {
    try {
      await producer.abort()
      return true
    } catch (error) {
      this.failures.push(error)
      return false
    }
  }

  // A new producer id fences off the previous producer of this transactional id, and aborts its
  // transaction. Until then the offsets are not stable.
  async #end(id: string): Promise<void> {
    try {
      await again(() => transactionalProducer(this.#cluster, id))
    } catch (error) {
      this.failures.push(error)
    }
  }

  async #offsetOf(groupId: string): Promise<number> {
    const groups = [{ groupId, topics: [{ name: this.#options.topic, partitionIndexes: [0] }] }]
    const answer = await again(async () => throwIfError(await this.#cluster.send(OffsetFetch, { groups, requireStable: true })))
    return Number(answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset)
  }
}
