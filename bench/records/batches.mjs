import { batchBuilder } from 'kafkawire/records'
import { eventTexts } from '../support/values.mjs'

export const TIMESTAMP = 1_763_600_000_000n

const BATCH_BYTES = 16_384
const FRAMING_BYTES = 10 // about so many for a record without key and headers

export function someValues(count, bytes) {
  return eventTexts(count, bytes).map(text => Buffer.from(text))
}

/** Builds a batch with a new builder, whose buffer grows meanwhile. */
export function writeAlone(values) {
  return fill(newBuilder('none'), values).build()
}

const builders = new Map()

/** Builds a batch with a builder that is kept for the next batch, as a producer does it. */
export function writeBatch(values, { compression = 'none', baseOffset = 0n } = {}) {
  if (!builders.has(compression)) builders.set(compression, newBuilder(compression))
  return fill(builders.get(compression), values).build({ baseOffset })
}

/**
 * Gives the memory of a batch of {@link writeBatch} back to its builder, as a producer does after
 * the response.
 */
export function reuseBatch(batch) {
  builders.get('none').reuse(batch)
}

/**
 * The records of a Fetch response as Kafka's own producer writes them: batches of about 16 KiB in a
 * row, at least `totalBytes` in all.
 */
export function writeBatches(values, totalBytes) {
  const batchRecords = Math.floor(BATCH_BYTES / (values[0].length + FRAMING_BYTES))
  const batches = []
  let written = 0
  for (let records = 0; written < totalBytes; records += batchRecords) {
    const start = records % (values.length - batchRecords)
    batches.push(writeBatch(values.slice(start, start + batchRecords), { baseOffset: BigInt(records) }))
    written += batches.at(-1).length
  }
  return Buffer.concat(batches)
}

function newBuilder(compression) {
  return batchBuilder({ compression, maxBytes: Number.POSITIVE_INFINITY })
}

function fill(builder, values) {
  for (const value of values) builder.append({ value, timestamp: TIMESTAMP })
  return builder
}
