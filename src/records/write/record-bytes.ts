import { mistyped, unwritable } from '../../protocol/primitives/field-errors.ts'
import { isBytes } from '../../type-checks.ts'

/** A key or a value: bytes, or a string, which is written as UTF-8. */
export type RecordBytes = Uint8Array | string

// Strings up to this length are written by a loop, because a call into the runtime costs more than
// copying them.
const LOOP_CHARACTERS = 24

/** Checks a key or a value that is not null, and returns its number of bytes. */
export function countBytes(value: RecordBytes, field: string): number {
  return typeof value === 'string' ? utf8Bytes(value, field) : checkedLength(value, field)
}

/** Writes a key or a value. `bytes` is what {@link countBytes} returned for it. */
export function writeBytes(out: Buffer, at: number, value: RecordBytes, bytes: number): void {
  if (typeof value !== 'string') out.set(value, at)
  else if (bytes !== value.length) out.write(value, at, 'utf8')
  else if (bytes > LOOP_CHARACTERS) out.write(value, at, 'latin1')
  else for (let i = 0; i < bytes; i++) out[at + i] = value.charCodeAt(i)
}

function checkedLength(value: Uint8Array, field: string): number {
  if (!isBytes(value)) throw mistyped(field, 'bytes (Uint8Array), a string or null', value)
  return value.length
}

function utf8Bytes(value: string, field: string): number {
  const bytes = Buffer.byteLength(value)
  if (bytes !== value.length && !value.isWellFormed()) throw unwritable(field, 'has half of a surrogate pair, which UTF-8 cannot express')
  return bytes
}
