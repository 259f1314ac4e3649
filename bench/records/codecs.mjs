import assert from 'node:assert/strict'
import { readBatches } from 'kafkawire/records'
import { takeTurns } from '../support/turns.mjs'
import { someValues, writeBatch } from './batches.mjs'
import { byteTableCrc } from './checksums.mjs'
import { result } from './comparison.mjs'

// The WebAssembly code reaches 2 to 2.5, and the loops in TypeScript alone 1.
const GOAL = 1.8
const HEAD_BYTES = 61

/**
 * Decompresses a batch of 1 MB, compared with a loop over a table of 256 entries that reads as many
 * bytes. The records are not read, because reading takes its own time.
 */
export async function measureCodecs(turns) {
  const values = someValues(10_000, 100)
  const plain = writeBatch(values)
  const results = []
  for (const compression of ['snappy', 'lz4']) {
    const batch = writeBatch(values, { compression })
    assert.deepEqual(
      Array.from(open(batch), ({ value }) => Buffer.from(value)),
      values
    )
    const rates = await takeTurns({ kafkawire: () => open(batch), 'byte table': () => byteTableCrc(plain, HEAD_BYTES) }, turns)
    const ratios = rates.kafkawire.map((rate, round) => rate / rates['byte table'][round])
    const what = `decompressing ${compression}, relative to a loop with a table of bytes`
    results.push(result(what, GOAL, ratios, rates, { unit: 'MB/s', each: (plain.length - HEAD_BYTES) / 1e6 }))
  }
  return results
}

function open(bytes) {
  const [batch] = readBatches(bytes, { checkCrc: false })
  return batch.records()
}
