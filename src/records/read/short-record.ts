import { RecordView } from './record.ts'
import type { RecordSource } from './record-source.ts'

/**
 * Reads a record that has no headers and whose numbers take one or two bytes each, as most records
 * do. Returns null for any other record, damaged or not. This is one flat function, because the
 * engine might not inline the functions that it would call, and such calls take longer than all the
 * rest.
 */
export function readShortRecord(source: RecordSource, start: number): RecordView | null {
  const { bytes } = source
  let at = start
  let length = bytes[at++] as number
  if (length >= 0x80) length = (length & 0x7f) | ((bytes[at++] as number) << 7)
  const end = at + (length >> 1)
  at++ // the attributes of a record, which Kafka does not use
  let timestamp = bytes[at++] as number
  if (timestamp >= 0x80) timestamp = (timestamp & 0x7f) | ((bytes[at++] as number) << 7)
  let offset = bytes[at++] as number
  if (offset >= 0x80) offset = (offset & 0x7f) | ((bytes[at++] as number) << 7)
  let key = bytes[at++] as number
  if (key >= 0x80) key = (key & 0x7f) | ((bytes[at++] as number) << 7)
  const keyLength = (key >> 1) ^ -(key & 1)
  if (keyLength > 0) at += keyLength
  const keyEnd = at
  let value = bytes[at++] as number
  if (value >= 0x80) value = (value & 0x7f) | ((bytes[at++] as number) << 7)
  const valueLength = (value >> 1) ^ -(value & 1)
  if (valueLength > 0) at += valueLength
  // A number of three bytes comes out as 0x4000 or more here, because bit 7 of its second byte is
  // set. The last byte of the record is the number of headers: 0. A read beyond the end gives
  // undefined, which is not 0.
  const isShort = (length | timestamp | offset | key | value) < 0x4000 && ((length | offset) & 1) === 0
  if (!isShort || keyLength < -1 || valueLength < -1 || at !== end - 1 || bytes[at] !== 0) return null
  return new RecordView(source, offset >> 1, (timestamp >> 1) ^ -(timestamp & 1), keyLength, keyEnd, valueLength, at, end)
}
