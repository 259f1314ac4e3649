import { expect, test } from 'vitest'
import { Ledger, type Verdict } from '../../campaign/ledger.ts'

const CLEAN: Verdict = { sent: 3, acknowledged: 3, seen: 3, lost: 0, duplicated: 0, reordered: 0, damaged: 0, failed: 0 }

/** The books on three records of one stream that were acknowledged at offsets 0 to 2, and seen in this order. */
function verdictOn(...seen: readonly number[]): Verdict {
  const ledger = new Ledger()
  for (const sequence of [0, 1, 2]) {
    expect(ledger.next(0)).toBe(sequence)
    ledger.acknowledge(0, sequence, BigInt(sequence))
  }
  for (const sequence of seen) ledger.see(0, sequence, BigInt(sequence))
  return ledger.verdict
}

test('the ledger has nothing to say of records that come once and in order', () => {
  expect(verdictOn(0, 1, 2)).toEqual(CLEAN)
})

test('the ledger notices a record that was acknowledged and is lost', () => {
  expect(verdictOn(0, 2)).toEqual({ ...CLEAN, seen: 2, lost: 1 })
})

test('the ledger notices a record that comes twice, at once or later', () => {
  expect(verdictOn(0, 1, 1, 2)).toEqual({ ...CLEAN, duplicated: 1 })
  expect(verdictOn(0, 1, 2, 0)).toEqual({ ...CLEAN, duplicated: 1 })
})

test('the ledger notices records that come in another order', () => {
  expect(verdictOn(1, 0, 2)).toEqual({ ...CLEAN, reordered: 1 })
})

test('the ledger notices that a record is not at the offset at which it was acknowledged, whichever it hears of first', () => {
  const ledger = new Ledger()
  for (const stream of [0, 1]) ledger.next(stream)
  ledger.acknowledge(0, 0, 7n)
  ledger.see(0, 0, 8n)
  ledger.see(1, 0, 7n)
  ledger.acknowledge(1, 0, 8n)
  expect(ledger.verdict.damaged).toBe(2)
})

test('the ledger takes a duplicate acknowledged without an offset as it is', () => {
  const ledger = new Ledger()
  ledger.acknowledge(0, ledger.next(0), -1n)
  ledger.see(0, 0, 5n)
  expect(ledger.verdict).toMatchObject({ lost: 0, damaged: 0 })
})

test('the ledger does not miss what was never acknowledged, and keeps streams apart', () => {
  const ledger = new Ledger()
  ledger.next(0)
  ledger.fail()
  ledger.acknowledge(1, ledger.next(1), 0n)
  ledger.see(1, 0, 0n)
  expect(ledger.verdict).toEqual({ ...CLEAN, sent: 2, acknowledged: 1, seen: 1, failed: 1 })
})

test('the ledger is settled once all that was acknowledged has been seen', () => {
  const ledger = new Ledger()
  for (let sequence = 0; sequence < 5_000; sequence++) ledger.acknowledge(0, ledger.next(0), BigInt(sequence))
  expect(ledger.isSettled).toBe(false)
  for (let sequence = 0; sequence < 5_000; sequence++) ledger.see(0, sequence, BigInt(sequence))
  expect(ledger.isSettled).toBe(true)
  expect(ledger.verdict).toMatchObject({ acknowledged: 5_000, seen: 5_000 })
})
