import { expect, test } from 'vitest'
import { type BrokenTransactions, type Ending, TransactionLedger } from '../../campaign/ledgers/transaction-ledger.ts'

const NONE: BrokenTransactions = { incomplete: 0, leaked: 0, torn: 0, duplicated: 0, reordered: 0, damaged: 0 }

/** The books on a transaction with a record to each of three partitions, that ended like this, and of which these records are visible. */
function verdictOn(ending: Ending | undefined, seen: readonly number[]): BrokenTransactions {
  const ledger = new TransactionLedger()
  const transaction = ledger.begin(0)
  for (const partition of [0, 1, 2]) expect(ledger.next(transaction, partition)).toBe(partition)
  if (ending !== undefined) ledger.end(transaction, ending)
  for (const record of seen) ledger.see(transaction, record, record)
  return ledger.verdict.broken
}

test('the ledger of transactions finds nothing broken when all of a committed one is visible and nothing of an aborted one', () => {
  expect(verdictOn('committed', [0, 1, 2])).toEqual(NONE)
  expect(verdictOn('aborted', [])).toEqual(NONE)
})

test('the ledger of transactions notices that a committed one is not wholly visible', () => {
  expect(verdictOn('committed', [0, 2])).toEqual({ ...NONE, incomplete: 1 })
  expect(verdictOn('committed', [])).toEqual({ ...NONE, incomplete: 1 })
})

test('the ledger of transactions notices that something is visible of one that was aborted or has not ended', () => {
  expect(verdictOn('aborted', [1])).toEqual({ ...NONE, leaked: 1 })
  expect(verdictOn(undefined, [1])).toEqual({ ...NONE, leaked: 1 })
  expect(verdictOn(undefined, [])).toEqual(NONE)
})

test('the ledger of transactions lets one whose commit failed be visible wholly or not at all, and notices anything between', () => {
  expect(verdictOn('open', [0, 1, 2])).toEqual(NONE)
  expect(verdictOn('open', [])).toEqual(NONE)
  expect(verdictOn('open', [0])).toEqual({ ...NONE, torn: 1 })
})

test('the ledger of transactions notices records that are there twice, in another partition, never sent or damaged', () => {
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

test('the ledger of transactions notices that transactions or records of one producer change places within a partition, and only those', () => {
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
