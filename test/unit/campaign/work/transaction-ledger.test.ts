import { expect, test } from 'vitest'
import { type BrokenTransactions, type Ending, TransactionLedger } from '../../../campaign/work/ledgers/transaction-ledger.ts'

const NONE: BrokenTransactions = { incomplete: 0, leaked: 0, torn: 0, duplicated: 0, reordered: 0, damaged: 0 }

/**
 * The verdict on a transaction with one record to each of three partitions. The transaction ended
 * like this, and these records are visible.
 */
function verdictOn(ending: Ending | undefined, seen: readonly number[]): BrokenTransactions {
  const ledger = new TransactionLedger()
  const transaction = ledger.begin(0)
  for (const partition of [0, 1, 2]) expect(ledger.next(transaction, partition)).toBe(partition)
  if (ending !== undefined) ledger.end(transaction, ending)
  for (const record of seen) ledger.see(transaction, record, record)
  return ledger.verdict.broken
}

test('the transaction ledger finds no broken promise if committed transactions are visible as a whole and aborted ones are not visible', () => {
  expect(verdictOn('committed', [0, 1, 2])).toEqual(NONE)
  expect(verdictOn('aborted', [])).toEqual(NONE)
})

test('the transaction ledger notices that a committed transaction is only partly visible', () => {
  expect(verdictOn('committed', [0, 2])).toEqual({ ...NONE, incomplete: 1 })
  expect(verdictOn('committed', [])).toEqual({ ...NONE, incomplete: 1 })
})

test('the transaction ledger notices that a record is visible of a transaction that was aborted or has not ended', () => {
  expect(verdictOn('aborted', [1])).toEqual({ ...NONE, leaked: 1 })
  expect(verdictOn(undefined, [1])).toEqual({ ...NONE, leaked: 1 })
  expect(verdictOn(undefined, [])).toEqual(NONE)
})

test('the transaction ledger accepts that a transaction whose commit call failed is visible as a whole or not at all, and reports anything between', () => {
  expect(verdictOn('open', [0, 1, 2])).toEqual(NONE)
  expect(verdictOn('open', [])).toEqual(NONE)
  expect(verdictOn('open', [0])).toEqual({ ...NONE, torn: 1 })
})

test('the transaction ledger notices records that are visible twice, in another partition, never sent or damaged', () => {
  expect(verdictOn('committed', [0, 1, 2, 1])).toEqual({ ...NONE, duplicated: 1 })
  const ledger = new TransactionLedger()
  const transaction = ledger.begin(0)
  ledger.next(transaction, 0)
  ledger.end(transaction, 'committed')
  ledger.see(transaction, 0, 0)
  ledger.see(transaction, 0, 1)
  ledger.see(transaction, 5, 0)
  ledger.see(9, 0, 0)
  ledger.seeDamaged()
  expect(ledger.verdict.broken).toEqual({ ...NONE, damaged: 4 })
})

test('the transaction ledger notices only that records of one producer change their order within a partition', () => {
  const ledger = new TransactionLedger()
  const [first, second, other] = [ledger.begin(0), ledger.begin(0), ledger.begin(1)]
  for (const transaction of [first, second, other]) {
    for (const partition of [0, 0]) ledger.next(transaction, partition)
    ledger.end(transaction, 'committed')
  }
  for (const [transaction, record] of [
    [other, 0],
    [second, 1],
    [second, 0],
    [first, 0],
    [first, 1],
    [other, 1]
  ] as const)
    ledger.see(transaction, record, 0)
  expect(ledger.verdict).toEqual({ committed: 3, aborted: 0, open: 0, broken: { ...NONE, reordered: 3 } })
})
