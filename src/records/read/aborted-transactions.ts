import { controlType } from './control-records.ts'
import type { RecordBatch } from './record-batch.ts'

/** A transaction that was given up, as a Fetch response lists it: from `firstOffset` to its producer's next ABORT marker. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: bigint
}

/** Knows, of the batches of one partition shown to it in the order of the log, which belong to aborted transactions (KIP-98). */
export class AbortedTransactions {
  // In the order of their first offsets, the earliest last: brokers other than Kafka's send them in any order.
  readonly #ahead: AbortedTransaction[]
  readonly #open = new Set<bigint>()

  constructor(transactions: readonly AbortedTransaction[]) {
    this.#ahead = [...transactions].sort((a, b) => (a.firstOffset < b.firstOffset ? 1 : a.firstOffset > b.firstOffset ? -1 : 0))
  }

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

// A marker that cannot be read ends nothing here: whoever reads its batch hears why.
function holdsAbort(batch: RecordBatch): boolean {
  try {
    const { value: record } = batch.controlRecords().next()
    return record !== undefined && controlType(record) === 'ABORT'
  } catch {
    return false
  }
}
