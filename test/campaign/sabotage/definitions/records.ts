import type { Sabotage } from '../sabotage.ts'

const ABORTED = 'src/records/read/aborted-transactions.ts'

/** Faults in reading records. */
export const records: readonly Sabotage[] = [
  {
    name: 'crc-not-checked',
    what: 'The checksum of a batch is not checked, so that damaged records are handed out.',
    choice: { faults: ['damaged-batch'] },
    changes: [
      {
        file: 'src/records/read/record-batch-v2.ts',
        from: 'if (this.crcValid) return\n',
        to: 'if (this.crcValid || this.count > 0) return\n'
      }
    ]
  },
  {
    name: 'aborted-transaction-never-ends',
    what: 'The marker of an aborted transaction is overlooked, so that later records of its producer are left out.',
    changes: [
      {
        file: ABORTED,
        from: 'if (this.#open.has(batch.producerId) && holdsAbort(batch)) this.#open.delete(batch.producerId)',
        to: 'if (this.#open.has(batch.producerId) && !holdsAbort(batch)) this.#open.delete(batch.producerId)'
      }
    ]
  }
]
