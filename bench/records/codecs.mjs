import assert from 'node:assert/strict'
import { readBatches } from 'kafkawire/records'
import { takeTurns } from '../support/turns.mjs'
import { someValues, writeBatch } from './batches.mjs'
import { byteTableCrc } from './checksums.mjs'
import { result } from './comparison.mjs'

// The WebAssembly code reaches 2.6 and 6.2, and 2.4 and 3.6 if it has no short way for short literals
// and matches. The loops in TypeScript alone reach 1.
const GOALS = { snappy: 2, lz4: 4.5 }
const HEAD_BYTES = 61
// A batch of Kafka's own producer has about so many records of 100 bytes.
const BATCH_RECORDS = 150

/**
 * Decompresses 1 MB in batches, compared with a loop over a table of 256 entries that reads as many
 * bytes. The records are not read, because reading takes its own time.
 */
export async function measureCodecs(turns) {
  const values = someValues(10_050, 100)
  const plain = writeBatch(values)
  const results = []
  for (const [compression, goal] of Object.entries(GOALS)) {
    const batches = writeBatches(values, compression)
    assert.deepEqual(
      open(batches).flatMap(records => Array.from(records, ({ value }) => Buffer.from(value))),
      values
    )
    const rates = await takeTurns({ kafkawire: () => open(batches), 'byte table': () => byteTableCrc(plain, HEAD_BYTES) }, turns)
    const ratios = rates.kafkawire.map((rate, round) => rate / rates['byte table'][round])
    const what = `decompressing ${compression}, relative to a loop with a table of bytes`
    results.push(result(what, goal, ratios, rates, { unit: 'MB/s', each: (plain.length - HEAD_BYTES) / 1e6 }))
  }
  return results
}

function writeBatches(values, compression) {
  const batches = []
  for (let i = 0; i < values.length; i += BATCH_RECORDS) batches.push(writeBatch(values.slice(i, i + BATCH_RECORDS), { compression }))
  return Buffer.concat(batches)
}

function open(bytes) {
  return [...readBatches(bytes, { checkCrc: false })].map(batch => batch.records())
}
