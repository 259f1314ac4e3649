// Twice the work must take about twice the time, also for very large batches and responses.
import assert from 'node:assert/strict'
import { takeTurns } from '../support/turns.mjs'
import { someValues, writeAlone, writeBatches } from './batches.mjs'
import { result } from './comparison.mjs'
import { readRecords } from './decoding.mjs'

const GOAL = 2.3
const BATCH_RECORDS = 100_000
const RESPONSE_BYTES = 67_108_864

export async function measureGrowth({ rounds }) {
  const turns = { rounds, turnMs: 1 } // one run in each turn
  const values = someValues(2000, 100)
  const few = Array.from({ length: BATCH_RECORDS }, (_, i) => values[i % values.length])
  const many = [...few, ...few]
  const batches = [writeAlone(few), writeAlone(many)]
  const responses = [writeBatches(values, RESPONSE_BYTES), writeBatches(values, 2 * RESPONSE_BYTES)]
  assert.deepEqual(
    batches.map(batch => readRecords(batch).records),
    [few.length, many.length]
  )
  return [
    await measureTwice('encoding batches of 200,000 records', [() => writeAlone(few), () => writeAlone(many)], turns),
    await measureTwice(
      'decoding batches of 200,000 records',
      batches.map(batch => () => readRecords(batch)),
      turns
    ),
    await measureTwice(
      'decoding responses of 128 MiB',
      responses.map(response => () => readRecords(response)),
      turns
    )
  ]
}

async function measureTwice(what, [runHalf, runWhole], turns) {
  const rates = await takeTurns({ half: runHalf, whole: runWhole }, turns)
  const ratios = rates.whole.map((rate, round) => GOAL / (rates.half[round] / rate))
  return result(`${what}: ${GOAL}, relative to how many times as long as half of the work they take`, 1, ratios, rates, {
    unit: 'a second',
    each: 1
  })
}
