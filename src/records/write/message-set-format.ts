import { crc32 } from 'node:zlib'
import { absentValues } from '../../protocol/codes/index.ts'
import { mistyped, unwritable } from '../../protocol/primitives/field-errors.ts'
import { BASE_OFFSET, LENGTH, LOG_APPEND_TIME, LOG_OVERHEAD } from '../batch-offsets.ts'
import { MESSAGE_ATTRIBUTES, MESSAGE_CRC, MESSAGE_MAGIC, MESSAGE_TIMESTAMP, minMessageBytes } from '../read/message-set-layout.ts'
import { type BatchFields, messageSetProblems } from './batch-fields.ts'
import type { BatchFormat } from './batch-format.ts'
import { countBytes, type RecordBytes, writeBytes } from './record-bytes.ts'
import type { WholeRecord } from './record-writer.ts'
import type { RecordsSummary } from './records-summary.ts'

const NULL = -1
const { NO_TIMESTAMP } = absentValues

/**
 * The format of messages of magic 0 or 1, one after another. Compressed messages are the value of
 * one more message, the wrapper.
 */
export function messageSetFormat(magic: 0 | 1, isCompressed: boolean): BatchFormat {
  return {
    headBytes: isCompressed ? LOG_OVERHEAD + minMessageBytes(magic) : 0,
    baseTimestamp: 0n,
    attributes: 0,
    problems: fields => messageSetProblems(fields, magic),
    measure: record => measureMessage(record, magic),
    framingBytes: () => LOG_OVERHEAD,
    write: (out, start, record, bodyBytes) => writeMessage(out, start, record, bodyBytes, magic),
    // Inside a compressed message of magic 1, offsets count from 0, so that a broker need not
    // change them (KIP-31).
    seal: (records, fields) => sealMessages(records, fields, isCompressed && magic === 1 ? 0n : (fields.baseOffset ?? 0n)),
    writeHead: isCompressed ? (batch, fields, records) => writeWrapper(batch, fields, records, magic) : () => undefined
  }
}

function measureMessage({ key, value, headers }: WholeRecord, magic: number): number {
  if (!Array.isArray(headers)) throw mistyped('headers', 'an array of names and values', headers)
  if (headers.length > 0)
    throw unwritable('headers', `has elements, but magic ${magic} cannot carry headers: they need magic 2 (Kafka 0.11)`)
  return minMessageBytes(magic) + (key === null ? 0 : countBytes(key, 'key')) + (value === null ? 0 : countBytes(value, 'value'))
}

// Writes a message without its final offset and without its checksum: both need the fields of the
// batch, which are known only when it is built.
function writeMessage(out: Buffer, start: number, record: WholeRecord, bodyBytes: number, magic: 0 | 1): number {
  writeStart(out, start, BigInt(record.offsetDelta), bodyBytes, magic, 0, BigInt(record.timestampDelta))
  const keyAt = start + LOG_OVERHEAD + minMessageBytes(magic) - 8
  writeField(out, writeField(out, keyAt, record.key), record.value)
  return start + LOG_OVERHEAD + bodyBytes
}

function writeStart(out: Buffer, at: number, offset: bigint, bodyBytes: number, magic: 0 | 1, attributes: number, timestamp: bigint): void {
  out.writeBigInt64BE(offset, at + BASE_OFFSET)
  out.writeInt32BE(bodyBytes, at + LENGTH)
  out[at + MESSAGE_MAGIC] = magic
  out[at + MESSAGE_ATTRIBUTES] = attributes
  if (magic === 1) out.writeBigInt64BE(timestamp, at + MESSAGE_TIMESTAMP)
}

function writeField(out: Buffer, at: number, value: RecordBytes | null): number {
  const bytes = value === null ? NULL : typeof value === 'string' ? Buffer.byteLength(value) : value.length
  out.writeInt32BE(bytes, at)
  if (value !== null) writeBytes(out, at + 4, value, bytes)
  return at + 4 + Math.max(bytes, 0)
}

function sealMessages(records: Buffer, { timestampType, maxTimestamp = NO_TIMESTAMP }: BatchFields, offsetShift: bigint): void {
  for (let at = 0; at < records.length; ) {
    const end = at + LOG_OVERHEAD + records.readInt32BE(at + LENGTH)
    if (offsetShift !== 0n) records.writeBigInt64BE(BigInt.asIntN(64, records.readBigInt64BE(at) + offsetShift), at)
    if (timestampType === 'LogAppendTime') {
      records[at + MESSAGE_ATTRIBUTES] = LOG_APPEND_TIME
      records.writeBigInt64BE(maxTimestamp, at + MESSAGE_TIMESTAMP)
    }
    writeChecksum(records, at, end)
    at = end
  }
}

// Writes the head of the wrapper message. Its offset is that of the last message inside, and its
// timestamp the latest of theirs.
function writeWrapper(batch: Buffer, fields: BatchFields, records: RecordsSummary, magic: 0 | 1): void {
  const { baseOffset = 0n, timestampType, maxTimestamp = records.maxTimestamp } = fields
  const lastOffset = BigInt.asIntN(64, baseOffset + BigInt(records.lastOffsetDelta))
  const attributes = records.attributes | (timestampType === 'LogAppendTime' ? LOG_APPEND_TIME : 0)
  const headBytes = LOG_OVERHEAD + minMessageBytes(magic)
  writeStart(batch, 0, lastOffset, batch.length - LOG_OVERHEAD, magic, attributes, maxTimestamp)
  batch.writeInt32BE(NULL, headBytes - 8)
  batch.writeInt32BE(batch.length - headBytes, headBytes - 4)
  writeChecksum(batch, 0, batch.length)
}

function writeChecksum(out: Buffer, start: number, end: number): void {
  out.writeUInt32BE(crc32(out.subarray(start + MESSAGE_MAGIC, end)), start + MESSAGE_CRC)
}
