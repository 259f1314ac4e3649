import assert from 'node:assert/strict'
import { reuseBatch, someValues, TIMESTAMP, writeBatch } from './batches.mjs'
import { compareWithPeers } from './comparison.mjs'
import { writeByKafkajs, writeByPlatformatic } from './peers.mjs'

const GOAL = 2
const RECORDS = 1000
const HEAD_BYTES = 61

/** Encodes a batch of 1,000 records, with its checksum. */
export async function measureEncoding(turns) {
  const results = []
  for (const valueBytes of [100, 1024]) {
    const values = someValues(RECORDS, valueBytes)
    const contestants = {
      kafkawire: () => reuseBatch(writeBatch(values)),
      '@platformatic/kafka': () => writeByPlatformatic(values, TIMESTAMP),
      kafkajs: () => writeByKafkajs(values, TIMESTAMP)
    }
    const theirs = [writeByPlatformatic(values, TIMESTAMP), await writeByKafkajs(values, TIMESTAMP)]
    assertAlike(writeBatch(values), theirs)
    results.push(await compareWithPeers(`encoding records of ${valueBytes} bytes`, GOAL, RECORDS, contestants, turns))
  }
  return results
}

// The heads of the batches differ in the fields of a producer, which is unknown here; the records
// are equal byte by byte.
function assertAlike(ours, theirs) {
  for (const batch of theirs) assert.ok(Buffer.from(batch).subarray(HEAD_BYTES).equals(ours.subarray(HEAD_BYTES)))
}
