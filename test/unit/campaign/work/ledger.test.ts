import { expect, test } from 'vitest'
import { type Broken, Ledger, type Verdict } from '../../../campaign/work/ledgers/ledger.ts'

const NONE: Broken = { lost: 0, duplicated: 0, reordered: 0, wronglyNotSent: 0, damaged: 0, unsettled: 0 }
const CLEAN: Verdict = { sent: 3, acknowledged: 3, notSent: 0, open: 0, seen: 3, broken: NONE }

/** A ledger of one stream with this many sent records. */
function ledgerOf(records: number, isOrdered = true): Ledger {
  const ledger = new Ledger({ isOrdered })
  for (let sequence = 0; sequence < records; sequence++) expect(ledger.next(0)).toBe(sequence)
  return ledger
}

/**
 * The verdict on three records that were acknowledged at offsets 0 to 2 and then read in this
 * order.
 */
function verdictOn(seen: readonly number[], isOrdered = true): Verdict {
  const ledger = ledgerOf(3, isOrdered)
  for (const sequence of [0, 1, 2]) ledger.acknowledge(0, sequence, BigInt(sequence))
  for (const sequence of seen) ledger.see(0, sequence, BigInt(sequence))
  return ledger.verdict
}

test('the ledger finds no broken promise if each acknowledged record is read once and in order', () => {
  expect(verdictOn([0, 1, 2])).toEqual(CLEAN)
})

test('the ledger notices that an acknowledged record is lost', () => {
  expect(verdictOn([0, 2])).toEqual({ ...CLEAN, seen: 2, broken: { ...NONE, lost: 1 } })
})

test('the ledger notices that a record is in the log twice, in a row or later, acknowledged or not', () => {
  expect(verdictOn([0, 1, 1, 2]).broken).toEqual({ ...NONE, duplicated: 1 })
  expect(verdictOn([0, 1, 2, 0]).broken).toEqual({ ...NONE, duplicated: 1 })
  const ledger = ledgerOf(1)
  ledger.fail(0, 0, 'open')
  for (const offset of [4n, 5n]) ledger.see(0, 0, offset)
  expect(ledger.verdict.broken).toEqual({ ...NONE, duplicated: 1 })
})

test('the ledger notices that acknowledged records are in another order, unless the stream is not ordered', () => {
  expect(verdictOn([1, 0, 2]).broken).toEqual({ ...NONE, reordered: 1 })
  expect(verdictOn([1, 0, 2], false)).toEqual(CLEAN)
})

test('the ledger accepts that a record of unknown outcome is late in the log, because its request may have been in flight for long', () => {
  const ledger = ledgerOf(2)
  ledger.fail(0, 0, 'open')
  ledger.acknowledge(0, 1, 0n)
  ledger.see(0, 1, 0n)
  ledger.see(0, 0, 1n)
  expect(ledger.verdict).toEqual({ sent: 2, acknowledged: 1, notSent: 0, open: 1, seen: 2, broken: NONE })
})

test('the ledger notices that a record is in the log whose call said that it was not sent, in either order of the two events', () => {
  const ledger = ledgerOf(3)
  ledger.fail(0, 0, 'not-sent')
  ledger.see(0, 0, 0n)
  ledger.see(0, 1, 1n)
  ledger.fail(0, 1, 'not-sent')
  ledger.fail(0, 2, 'not-sent')
  expect(ledger.verdict).toEqual({ sent: 3, acknowledged: 0, notSent: 3, open: 0, seen: 2, broken: { ...NONE, wronglyNotSent: 2 } })
})

test('the ledger accepts a record of unknown outcome, in the log or not', () => {
  const ledger = ledgerOf(2)
  for (const sequence of [0, 1]) ledger.fail(0, sequence, 'open')
  ledger.see(0, 1, 7n)
  expect(ledger.verdict).toEqual({ sent: 2, acknowledged: 0, notSent: 0, open: 2, seen: 1, broken: NONE })
})

test('the ledger notices that a call has not settled, also if its record is in the log', () => {
  const ledger = ledgerOf(1)
  ledger.see(0, 0, 0n)
  expect(ledger.verdict.broken).toEqual({ ...NONE, unsettled: 1 })
})

test('the ledger notices that a record is not at the acknowledged offset, in either order of the two events', () => {
  const ledger = new Ledger()
  for (const stream of [0, 1]) ledger.next(stream)
  ledger.acknowledge(0, 0, 7n)
  ledger.see(0, 0, 8n)
  ledger.see(1, 0, 7n)
  ledger.acknowledge(1, 0, 8n)
  expect(ledger.verdict.broken.damaged).toBe(2)
})

test('the ledger notices a record that was never sent, and one that differs from what was sent', () => {
  const ledger = ledgerOf(1)
  ledger.acknowledge(0, 0, 0n)
  ledger.see(0, 0, 0n)
  ledger.see(0, 1, 1n)
  ledger.seeDamaged()
  expect(ledger.verdict.broken).toEqual({ ...NONE, damaged: 2 })
})

test('the ledger accepts a duplicate that was acknowledged without an offset', () => {
  const ledger = ledgerOf(1)
  ledger.acknowledge(0, 0, -1n)
  ledger.see(0, 0, 5n)
  expect(ledger.verdict.broken).toEqual(NONE)
})

test('the ledger keeps thousands of records of several streams apart', () => {
  const ledger = new Ledger()
  for (const stream of [0, 47]) for (let i = 0; i < 5_000; i++) ledger.acknowledge(stream, ledger.next(stream), BigInt(i))
  expect(ledger.verdict).toMatchObject({ acknowledged: 10_000, broken: { lost: 10_000 } })
  for (const stream of [0, 47]) for (let i = 0; i < 5_000; i++) ledger.see(stream, i, BigInt(i))
  expect(ledger.verdict).toMatchObject({ sent: 10_000, seen: 10_000, broken: NONE })
})
