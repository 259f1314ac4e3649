// What lies in the log of a topic, read by the headers of its batches and, where wanted, by its
// records.
import { throwIfError } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import { Reading } from './reading.mjs'
import { endOffsets, sum } from './topics.mjs'

const SAMPLE_BYTES = 4_194_304

/**
 * The size of the batches in the middle of each partition, where no warm-up is left: the bytes for a
 * record and the records in a batch.
 */
export async function sampleBatches(connection, topic) {
  const found = { batches: 0, records: 0, bytes: 0 }
  for (const [partition, end] of (await endOffsets(connection, topic)).entries()) {
    for (const { count, sizeBytes } of readBatches(await fetchFrom(connection, topic, partition, BigInt(end >> 1)))) {
      found.batches++
      found.records += count
      found.bytes += sizeBytes
    }
  }
  if (found.records === 0) throw new Error(`${topic} has no records to take a sample of`)
  return { bytesPerRecord: found.bytes / found.records, recordsPerBatch: found.records / found.batches }
}

/** Reads a topic as the clients do, and gives the same sum. */
export async function contentSumOf(connection, topic) {
  const ends = await endOffsets(connection, topic)
  const reading = new Reading(sum(ends))
  for (const [partition, end] of ends.entries()) {
    for (let next = 0n; next < end; ) {
      const before = next
      for (const batch of readBatches(await fetchFrom(connection, topic, partition, next), { topic, partition })) {
        for (const { offset, key, value } of batch.records()) reading.take(offset, key, value)
        next = batch.lastOffset + 1n
      }
      if (next === before) throw new Error(`${topic} has no batch at offset ${next} of partition ${partition}, which ends at ${end}`)
    }
  }
  return reading.contentSum
}

async function fetchFrom(connection, topic, partition, fetchOffset) {
  const topics = [{ topic, partitions: [{ partition, fetchOffset, partitionMaxBytes: SAMPLE_BYTES }] }]
  const { responses } = throwIfError(await connection.send(Fetch, { maxWaitMs: 500, minBytes: 1, maxBytes: SAMPLE_BYTES, topics }))
  return responses[0].partitions[0].records
}
