import { RecordView } from './record.ts'
import type { RecordSource } from './record-source.ts'

/**
 * A record as most are: without headers, and each of its numbers in one byte or two. Null is for any other, damaged or not, and says nothing
 * of it. One flat function, because what it would call might not be inlined, and that takes longer than all the rest.
 */
export function readShortRecord(source: RecordSource, start: number): RecordView | null {
  const { bytes } = source
  let at = start
  let length = bytes[at++] as number
  if (length >= 0x80) length = (length & 0x7f) | ((bytes[at++] as number) << 7)
  const end = at + (length >> 1)
  at++ // attributes, none of which is in use
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
  // What goes on in a third byte comes out larger than two can say, and beyond the end there is no byte that is 0.
  const isShort = (length | timestamp | offset | key | value) < 0x4000 && ((length | offset) & 1) === 0
  if (!isShort || keyLength < -1 || valueLength < -1 || at !== end - 1 || bytes[at] !== 0) return null
  return new RecordView(source, offset >> 1, (timestamp >> 1) ^ -(timestamp & 1), keyLength, keyEnd, valueLength, at, end)
}
