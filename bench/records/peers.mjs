// The code by which two other clients read and write batches, imported by path, because neither
// client exports it.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const platformatic = `file://${require.resolve('@platformatic/kafka')}`
const { createRecordsBatch, readRecordsBatches } = await import(new URL('protocol/records.js', platformatic))
const { Reader } = await import(new URL('protocol/reader.js', platformatic))
const Decoder = require('kafkajs/src/protocol/decoder')
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder')
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0')
const Record = require('kafkajs/src/protocol/recordBatch/record/v0')

const BATCH_HEAD_BYTES = 12

/**
 * Reads every batch with its records, and computes the offset of each record as the client's
 * consumer does.
 */
export function readByPlatformatic(bytes) {
  let records = 0
  let offsets = 0n
  let edges = 0
  for (const batch of readRecordsBatches(Reader.from(bytes))) {
    for (const { offsetDelta, value } of batch.records) {
      records++
      offsets += batch.firstOffset + BigInt(offsetDelta)
      edges += value[0] + value[value.length - 1]
    }
  }
  return { records, offsets, edges }
}

export async function readByKafkajs(bytes) {
  let records = 0
  let offsets = 0n
  let edges = 0
  const decoder = new Decoder(bytes)
  while (decoder.canReadBytes(BATCH_HEAD_BYTES)) {
    const batch = await decodeBatch(decoder)
    for (const { offset, value } of batch.records) {
      records++
      offsets += BigInt(offset)
      edges += value[0] + value[value.length - 1]
    }
  }
  return { records, offsets, edges }
}

/** Builds a batch of these values from the messages that the client's producer takes. */
export function writeByPlatformatic(values, timestamp) {
  return createRecordsBatch(values.map(value => ({ topic: 't', partition: 0, value, timestamp }))).buffer
}

export async function writeByKafkajs(values, timestamp) {
  const time = Number(timestamp)
  const messages = values.map(value => ({ partition: 0, value }))
  const records = messages.map((message, offsetDelta) => Record({ ...message, offsetDelta, timestampDelta: 0 }))
  const batch = await RecordBatch({ records, firstTimestamp: time, maxTimestamp: time, lastOffsetDelta: records.length - 1 })
  return batch.buffer
}
