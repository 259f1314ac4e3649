// Reading a record means: its offset, and the first and the last byte of its value.
import assert from 'node:assert/strict'
import { readBatches } from 'kafkawire/records'
import { someValues, writeBatches } from './batches.mjs'
import { compareWithPeers } from './comparison.mjs'
import { readByKafkajs, readByPlatformatic } from './peers.mjs'

const GOAL = 3
const RESPONSE_BYTES = 1_048_576

/**
 * Decodes a response of 1 MiB. The other clients do not check checksums, so the comparison is
 * without them; the rate with checksums stands beside it.
 */
export async function measureDecoding(turns) {
  const results = []
  for (const valueBytes of [100, 1024]) {
    const bytes = writeBatches(someValues(2000, valueBytes), RESPONSE_BYTES)
    const expected = readRecords(bytes)
    assert.deepEqual(readByPlatformatic(bytes), expected)
    assert.deepEqual(await readByKafkajs(bytes), expected)
    const contestants = {
      kafkawire: () => readRecords(bytes, { checkCrc: false }),
      'kafkawire with CRC': () => readRecords(bytes),
      '@platformatic/kafka': () => readByPlatformatic(bytes),
      kafkajs: () => readByKafkajs(bytes)
    }
    results.push(await compareWithPeers(`decoding records of ${valueBytes} bytes`, GOAL, expected.records, contestants, turns))
  }
  return results
}

/** Reads all records and sums up what was read. */
export function readRecords(bytes, options) {
  let records = 0
  let offsets = 0n
  let edges = 0
  for (const batch of readBatches(bytes, options)) {
    for (const { offset, value } of batch.records()) {
      records++
      offsets += offset
      edges += value[0] + value[value.length - 1]
    }
  }
  return { records, offsets, edges }
}
