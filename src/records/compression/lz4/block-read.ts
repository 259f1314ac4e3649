import { malformed } from '../../../protocol/primitives/field-errors.ts'
import type { Bytes } from './bytes.ts'

const MIN_MATCH = 4
// This value in a half of the token means that more bytes of the length follow, up to the first
// byte that is not 255.
const MORE = 15

// Up to these lengths, copying four bytes at a time is faster than the engine's own copy.
const SHORT_LITERALS = 32
const SHORT_MATCH = 64
// Copying four or eight bytes at a time goes beyond the end of a piece, so the output must have
// these bytes ahead. The input has enough: a block length or an end mark follows each block.
const ROOM = SHORT_MATCH + 8

/**
 * How far a block is read: `from` is the position in its bytes, which end at `end`, and `to` the
 * position in the output.
 */
export interface BlockPlace {
  from: number
  readonly end: number
  to: number
}

/**
 * The number of bytes to which the block from `start` to `end` decompresses. Its matches may reach
 * `history` bytes back before its first byte. It checks the whole block, so that {@link readBlock}
 * need not. Throws `KAFKA_PROTOCOL` for damage.
 */
export function measureBlock(bytes: Uint8Array, start: number, end: number, history: number): number {
  let at = start
  let size = 0
  while (at < end) {
    const token = bytes[at++] as number
    const literals = token >>> 4
    const more = literals === MORE ? moreLength(bytes, at, end) : 0
    if (literals === MORE) at += lengthBytes(more)
    size += literals + more
    at += literals + more
    if (at === end) return size
    if (at + 2 > end) throw malformed(`LZ4 block whose literals and next distance end ${at + 2 - end} bytes after its end`, end)
    const distance = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
    if (distance === 0 || distance > size + history) throw malformed(`LZ4 distance ${distance} with ${size + history} bytes before it`, at)
    at += 2
    size += (token & MORE) + MIN_MATCH
    if ((token & MORE) === MORE) {
      const longer = moreLength(bytes, at, end)
      at += lengthBytes(longer)
      size += longer
    }
  }
  throw malformed('LZ4 block without the literals that end it', end)
}

/**
 * Decompresses a block that {@link measureBlock} has checked. Returns true at the end of the block,
 * and false after it has written up to `stop` or beyond.
 */
export function readBlock(source: Bytes, target: Bytes, place: BlockPlace, stop: number): boolean {
  const { bytes, view } = source
  const { bytes: out, view: outView } = target
  const { end } = place
  const lastTo = out.length - ROOM
  let { from, to } = place
  while (to < stop) {
    const token = bytes[from++] as number
    let length = token >>> 4
    if (length === MORE) {
      const more = moreLength(bytes, from, end)
      from += lengthBytes(more)
      length += more
    }
    if (length <= SHORT_LITERALS && to <= lastTo) {
      for (let i = 0; i < length; i += 4) outView.setInt32(to + i, view.getInt32(from + i, true), true)
    } else out.set(bytes.subarray(from, from + length), to)
    from += length
    to += length
    if (from >= end) {
      place.to = to
      return true
    }
    const distance = (bytes[from] as number) | ((bytes[from + 1] as number) << 8)
    from += 2
    length = (token & MORE) + MIN_MATCH
    if (length === MORE + MIN_MATCH) {
      const more = moreLength(bytes, from, end)
      from += lengthBytes(more)
      length += more
    }
    if (length <= SHORT_MATCH && distance >= 4 && to <= lastTo) {
      const match = to - distance
      for (let i = 0; i < length; i += 8) {
        outView.setInt32(to + i, outView.getInt32(match + i, true), true)
        outView.setInt32(to + i + 4, outView.getInt32(match + i + 4, true), true)
      }
    } else repeat(out, to, distance, length)
    to += length
  }
  place.from = from
  place.to = to
  return false
}

// Each copy doubles the bytes that the next one can copy.
function repeat(bytes: Uint8Array, start: number, distance: number, length: number): void {
  const from = start - distance
  const end = start + length
  if (length <= SHORT_MATCH) {
    for (let at = start; at < end; at++) bytes[at] = bytes[at - distance] as number
    return
  }
  for (let at = start; at < end; ) {
    const piece = Math.min(at - from, end - at)
    bytes.copyWithin(at, from, from + piece)
    at += piece
  }
}

function moreLength(bytes: Uint8Array, start: number, end: number): number {
  let length = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    length += byte
    if (byte !== 255) return length
  }
  throw malformed('LZ4 length that does not end', end)
}

function lengthBytes(more: number): number {
  return Math.floor(more / 255) + 1
}
