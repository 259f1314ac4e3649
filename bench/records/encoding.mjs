import assert from 'node:assert/strict'
import { reuseBatch, someValues, TIMESTAMP, writeBatch } from './batches.mjs'
import { compareWithPeers } from './comparison.mjs'
import { writeByKafkajs, writeByPlatformatic } from './peers.mjs'

const GOAL = 2
const RECORDS = 1000
const HEAD_BYTES = 61

/** A batch of 1,000 records, checksum included. */
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

// Their heads differ where they do not say who the producer is; the records are the same to the byte.
function assertAlike(ours, theirs) {
  for (const batch of theirs) assert.ok(Buffer.from(batch).subarray(HEAD_BYTES).equals(ours.subarray(HEAD_BYTES)))
}
