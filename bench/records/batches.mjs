import { batchBuilder } from 'kafkawire/records'
import { eventTexts } from '../support/values.mjs'

export const TIMESTAMP = 1_763_600_000_000n

const BATCH_BYTES = 16_384
const FRAMING_BYTES = 10 // of a record without key and headers, or thereabouts

export function someValues(count, bytes) {
  return eventTexts(count, bytes).map(text => Buffer.from(text))
}

/** A batch by a builder of its own, which has to grow as it goes. */
export function writeAlone(values) {
  return fill(newBuilder('none'), values).build()
}

const builders = new Map()

/** A batch, by a builder that is kept for the next one, as a producer keeps it. */
export function writeBatch(values, { compression = 'none', baseOffset = 0n } = {}) {
  if (!builders.has(compression)) builders.set(compression, newBuilder(compression))
  return fill(builders.get(compression), values).build({ baseOffset })
}

/** Gives the memory of such a batch back, as a producer does once its request has been answered. */
export function reuseBatch(batch) {
  builders.get('none').reuse(batch)
}

/** What a broker sends of records that Kafka's own producer wrote: batches of about 16 KiB, one after another, so many bytes in all or a few more. */
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
