import type { Bytes } from './bytes.ts'

/**
 * The most bytes in a block. No match can reach further back, and each position in a block fits in
 * the table.
 */
export const BLOCK_BYTES: number = 64 << 10

/**
 * The most bytes by which a block can grow if its data does not compress, plus the bytes that
 * copying four at a time writes beyond its end.
 */
export const MAX_GROWTH_BYTES: number = Math.ceil(BLOCK_BYTES / 255) + 16

const MIN_MATCH = 4
// By the format, the last 5 bytes of a block are literals, and the last match begins at least 12
// bytes before the end.
const LAST_LITERALS = 5
const LAST_MATCH = 12
// This value in a half of the token means that more bytes of the length follow.
const MORE = 15

// The steps of the search grow while nothing matches, so that data that cannot be compressed takes
// little time.
const TRIES_PER_STEP = 6
// Up to this length, copying four bytes at a time is faster than the engine's own copy.
const SHORT_LITERALS = 32

// For each hash, the last position in the block of bytes with this hash. Each call clears the table
// first.
const TABLE_BITS = 14
const table = new Uint16Array(1 << TABLE_BITS)

/**
 * Compresses the bytes from `start` to `end` into `target` from `at` on. Returns where they end in
 * `target`. The result may be longer than the input.
 */
export function writeBlock(source: Bytes, start: number, end: number, target: Bytes, at: number): number {
  const { bytes, view } = source
  const lastMatch = end - LAST_MATCH
  table.fill(0)
  let to = at
  let written = start
  let next = start + 1
  while (next <= lastMatch) {
    let from = next
    let tries = 1 << TRIES_PER_STEP
    let candidate: number
    while (true) {
      const word = view.getInt32(from, true)
      const slot = hash(word, bytes[from + 4] as number)
      candidate = start + (table[slot] as number)
      table[slot] = from - start
      if (view.getInt32(candidate, true) === word) break
      from += tries++ >>> TRIES_PER_STEP
      if (from > lastMatch) return writeLiterals(source, written, end, target, to, 0)
    }
    while (from > written && candidate > start && bytes[from - 1] === bytes[candidate - 1]) {
      from--
      candidate--
    }
    next = endOfMatch(source, candidate + MIN_MATCH, from + MIN_MATCH, end - LAST_LITERALS)
    to = writeLiterals(source, written, from, target, to, next - from - MIN_MATCH)
    to = writeMatch(target, to, from - candidate, next - from - MIN_MATCH)
    written = next
    table[hash(view.getInt32(next - 2, true), bytes[next + 2] as number)] = next - 2 - start
  }
  return writeLiterals(source, written, end, target, to, 0)
}

// The hash covers five bytes, because matches of only four bytes save almost nothing.
function hash(word: number, fifth: number): number {
  return (Math.imul(word, 0x9e37_79b1) ^ Math.imul(fifth, 0x3779_b100)) >>> (32 - TABLE_BITS)
}

function endOfMatch({ bytes, view }: Bytes, earlier: number, later: number, limit: number): number {
  const distance = later - earlier
  let at = later
  for (; at + 4 <= limit; at += 4) {
    const difference = view.getInt32(at, true) ^ view.getInt32(at - distance, true)
    if (difference !== 0) return at + ((31 - Math.clz32(difference & -difference)) >>> 3)
  }
  while (at < limit && bytes[at] === bytes[at - distance]) at++
  return at
}

/**
 * Writes the token, and the literals from `from` to `end`. The token also has the length of the
 * match that follows, as far as it fits.
 */
function writeLiterals(source: Bytes, from: number, end: number, target: Bytes, at: number, matchLength: number): number {
  const { bytes: out, view: outView } = target
  const length = end - from
  out[at] = (Math.min(length, MORE) << 4) | Math.min(matchLength, MORE)
  const to = length < MORE ? at + 1 : writeMore(out, at + 1, length - MORE)
  if (length > SHORT_LITERALS || end + 4 > source.bytes.length) out.set(source.bytes.subarray(from, end), to)
  else for (let i = 0; i < length; i += 4) outView.setInt32(to + i, source.view.getInt32(from + i, true), true)
  return to + length
}

function writeMatch({ bytes, view }: Bytes, at: number, distance: number, length: number): number {
  view.setInt16(at, distance, true)
  return length < MORE ? at + 2 : writeMore(bytes, at + 2, length - MORE)
}

function writeMore(out: Uint8Array, at: number, more: number): number {
  let to = at
  let left = more
  for (; left >= 255; left -= 255) out[to++] = 255
  out[to++] = left
  return to
}
