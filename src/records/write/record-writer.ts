import { mistyped, within } from '../../protocol/primitives/field-errors.ts'
import { countBytes, type RecordBytes, writeBytes } from './record-bytes.ts'

/** A record for `BatchBuilder.append`. A `KafkaRecord` that was read can be appended as it is. */
export interface RecordInput {
  /** The key; a string is written as UTF-8. Default: null, no key. */
  readonly key?: RecordBytes | null | undefined
  /**
   * The value; a string is written as UTF-8. Null is a tombstone, which deletes the key in a
   * compacted topic. Required, so that no tombstone is written by accident.
   */
  readonly value: RecordBytes | null
  /** Pairs of name and value, in order. A name may occur more than once. Default: none. */
  readonly headers?: readonly (readonly [name: string, value: RecordBytes | null])[] | undefined
  /** Milliseconds since 1970. Default: the current time. */
  readonly timestamp?: bigint | undefined
  /**
   * For brokers: the offset of the record minus `baseOffset` of the batch. Give it where compaction
   * left gaps. Default: one more than that of the record before, from 0 on.
   */
  readonly offsetDelta?: number | undefined
}

/** A record with its defaults filled in, and its timestamp as a delta. */
export interface WholeRecord {
  readonly key: RecordBytes | null
  readonly value: RecordBytes | null
  readonly headers: NonNullable<RecordInput['headers']>
  readonly timestampDelta: number | bigint
  readonly offsetDelta: number
}

/** Checks a record, and returns the bytes that follow its length field. */
export function measureRecord(record: WholeRecord): number {
  const { headers } = record
  if (!Array.isArray(headers)) throw mistyped('headers', 'an array of names and values', headers)
  let bytes = 1 + varlongBytes(record.timestampDelta) + varintBytes(record.offsetDelta) + varintBytes(headers.length)
  bytes += measureField(record.key, 'key') + measureField(record.value, 'value')
  for (let i = 0; i < headers.length; i++) bytes += measureHeader(headers[i], i)
  return bytes
}

/**
 * Writes the length field and a record that {@link measureRecord} has checked. Returns where the
 * record ends.
 */
export function writeRecord(out: Buffer, start: number, record: WholeRecord, bodyBytes: number): number {
  let at = writeVarint(out, start, bodyBytes)
  out[at++] = 0 // the attributes of a record, which Kafka does not use
  at = writeVarlong(out, at, record.timestampDelta)
  at = writeVarint(out, at, record.offsetDelta)
  at = writeField(out, at, record.key)
  at = writeField(out, at, record.value)
  at = writeVarint(out, at, record.headers.length)
  for (const [name, value] of record.headers) {
    at = writeField(out, at, name)
    at = writeField(out, at, value)
  }
  return at
}

/** The number of bytes of a signed 32-bit number as a zigzag varint. */
export function varintBytes(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  return zigzag < 0x80 ? 1 : zigzag < 0x4000 ? 2 : zigzag < 0x20_0000 ? 3 : zigzag < 0x1000_0000 ? 4 : 5
}

function measureHeader(header: unknown, index: number): number {
  try {
    if (!Array.isArray(header)) throw mistyped('', 'a pair of name and value', header)
    const [name, value] = header
    if (typeof name !== 'string') throw mistyped('name', 'a string', name)
    return measureField(name, 'name') + measureField(value, 'value')
  } catch (error) {
    throw within(error, 'headers', index)
  }
}

function measureField(value: RecordBytes | null, field: string): number {
  if (value === null) return 1
  const bytes = countBytes(value, field)
  return varintBytes(bytes) + bytes
}

function varlongBytes(value: number | bigint): number {
  if (value === (Number(value) | 0)) return varintBytes(Number(value))
  let bytes = 1
  for (let rest = zigzag64(value); rest >= 0x80n; rest >>= 7n) bytes++
  return bytes
}

function writeField(out: Buffer, at: number, value: RecordBytes | null): number {
  if (value === null) return writeVarint(out, at, -1)
  const bytes = typeof value === 'string' ? Buffer.byteLength(value) : value.length
  const start = writeVarint(out, at, bytes)
  writeBytes(out, start, value, bytes)
  return start + bytes
}

function writeVarint(out: Buffer, start: number, value: number): number {
  let at = start
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  for (; rest > 0x7f; rest >>>= 7) out[at++] = (rest & 0x7f) | 0x80
  out[at++] = rest
  return at
}

function writeVarlong(out: Buffer, start: number, value: number | bigint): number {
  if (value === (Number(value) | 0)) return writeVarint(out, start, Number(value))
  let at = start
  let rest = zigzag64(value)
  for (; rest >= 0x80n; rest >>= 7n) out[at++] = Number(rest & 0x7fn) | 0x80
  out[at++] = Number(rest)
  return at
}

function zigzag64(value: number | bigint): bigint {
  const signed = BigInt.asIntN(64, BigInt(value))
  return BigInt.asUintN(64, (signed << 1n) ^ (signed >> 63n))
}
