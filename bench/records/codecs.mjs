import assert from 'node:assert/strict'
import { readBatches } from 'kafkawire/records'
import { takeTurns } from '../support/turns.mjs'
import { someValues, writeBatch } from './batches.mjs'
import { result } from './comparison.mjs'

const GOAL_MB = 250
const HEAD_BYTES = 61

/** Decompresses a batch of 1 MB. Its records are not read, because reading takes its own time. */
export async function measureCodecs(turns) {
  const values = someValues(10_000, 100)
  const bytes = writeBatch(values).length - HEAD_BYTES
  const results = []
  for (const compression of ['snappy', 'lz4']) {
    const batch = writeBatch(values, { compression })
    assert.deepEqual(
      Array.from(open(batch), ({ value }) => Buffer.from(value)),
      values
    )
    const rates = await takeTurns({ kafkawire: () => open(batch) }, turns)
    const ratios = rates.kafkawire.map(perSecond => (perSecond * bytes) / 1e6 / GOAL_MB)
    results.push(result(`decompressing ${compression}, by ${GOAL_MB} MB/s`, 1, ratios, rates, { unit: 'MB/s', each: bytes / 1e6 }))
  }
  return results
}

function open(bytes) {
  const [batch] = readBatches(bytes, { checkCrc: false })
  return batch.records()
}
