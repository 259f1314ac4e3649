import { controlType } from './control-records.ts'
import type { RecordBatch } from './record-batch.ts'

/**
 * An aborted transaction, as a Fetch response lists it: the records of `producerId` from
 * `firstOffset` to the next ABORT marker of this producer.
 */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: bigint
}

/**
 * Finds the batches that belong to aborted transactions (KIP-98). It must see the batches of one
 * partition in the order of the log.
 */
export class AbortedTransactions {
  // Transactions that no batch has reached yet, sorted by first offset with the earliest last. They
  // are sorted here, because some brokers other than Kafka's send them in any order.
  readonly #ahead: AbortedTransaction[]
  readonly #open = new Set<bigint>()

  constructor(transactions: readonly AbortedTransaction[]) {
    this.#ahead = [...transactions].sort((a, b) => (a.firstOffset < b.firstOffset ? 1 : a.firstOffset > b.firstOffset ? -1 : 0))
  }

  /** Whether the batch belongs to an aborted transaction. Call it once for each batch, in order. */
  include(batch: RecordBatch): boolean {
    for (let next = this.#ahead.at(-1); next !== undefined && next.firstOffset <= batch.lastOffset; next = this.#ahead.at(-1)) {
      this.#open.add(next.producerId)
      this.#ahead.pop()
    }
    if (batch.isControl) {
      if (this.#open.has(batch.producerId) && holdsAbort(batch)) this.#open.delete(batch.producerId)
      return false
    }
    return batch.isTransactional && this.#open.has(batch.producerId)
  }
}

// A marker that cannot be read ends no transaction here. Reading the records of its batch throws
// the reason.
function holdsAbort(batch: RecordBatch): boolean {
  try {
    const { value: record } = batch.controlRecords().next()
    return record !== undefined && controlType(record) === 'ABORT'
  } catch {
    return false
  }
}
