import { absentValues } from '../../../../src/protocol/codes/index.ts'
import { crc32c } from '../../../../src/protocol/primitives/crc32c.ts'
import type { KafkaRecord, ReadOptions, RecordBatch } from '../../../../src/records/index.ts'
import { readBatches } from '../../../../src/records/index.ts'

/** The fields of a batch header. Defaults are those of a plain producer. */
export interface RawBatch {
  baseOffset?: bigint
  attributes?: number
  lastOffsetDelta?: number
  baseTimestamp?: bigint
  maxTimestamp?: bigint
  producerId?: bigint
  count?: number
  /** The records, in hex with spaces between the fields. */
  records?: string | Uint8Array
}

/** `00` attributes, `00` timestamp delta, offset delta 0, key `k`, value `v`, no headers. */
export const KEY_AND_VALUE = '10 00 00 00 02 6b 02 76 00'

/** A batch of magic 2 built by hand, with the right length and checksum. */
export function rawBatch(batch: RawBatch): Buffer {
  const { baseOffset = 0n, attributes = 0, count = 1, lastOffsetDelta = count - 1, records = KEY_AND_VALUE } = batch
  const body = typeof records === 'string' ? bytesOf(records) : records
  const bytes = Buffer.concat([Buffer.alloc(61), body])
  bytes.writeBigInt64BE(baseOffset, 0)
  bytes.writeInt32BE(bytes.length - 12, 8)
  bytes.writeInt32BE(-1, 12)
  bytes.writeInt8(2, 16)
  bytes.writeInt16BE(attributes, 21)
  bytes.writeInt32BE(lastOffsetDelta, 23)
  bytes.writeBigInt64BE(batch.baseTimestamp ?? 1_000n, 27)
  bytes.writeBigInt64BE(batch.maxTimestamp ?? 2_000n, 35)
  bytes.writeBigInt64BE(batch.producerId ?? absentValues.NO_PRODUCER_ID, 43)
  bytes.writeInt16BE(-1, 51)
  bytes.writeInt32BE(-1, 53)
  bytes.writeInt32BE(count, 57)
  bytes.writeUInt32BE(crc32c(bytes, 21), 17)
  return bytes
}

/** The one batch in these bytes. */
export function onlyBatch(bytes: Uint8Array, options: ReadOptions = {}): RecordBatch {
  const [batch, another] = readBatches(bytes, options)
  if (batch === undefined || another !== undefined) throw new Error('not exactly one batch')
  return batch
}

/** The one record in the one batch in these bytes. */
export function onlyRecord(bytes: Uint8Array, options: ReadOptions = {}): KafkaRecord {
  const [record, another] = onlyBatch(bytes, options).records()
  if (record === undefined || another !== undefined) throw new Error('not exactly one record')
  return record
}

/** The error that the function throws; undefined if it throws none. */
export function failureOf(work: () => unknown): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}

export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex')
}

export function text(bytes: Uint8Array | null | undefined): string | null {
  return bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString()
}
