import type { Bytes } from './bytes.ts'

/** The most that a block holds. No match reaches further back, and a position in it fits the table. */
export const BLOCK_BYTES: number = 64 << 10

/** By how much a block may grow that does not compress, and how far moving by fours goes beyond its end. */
export const MOST_GROWTH: number = Math.ceil(BLOCK_BYTES / 255) + 16

const MIN_MATCH = 4
// The format wants the last bytes of a block to be literals, and the last match to begin that far before the end.
const LAST_LITERALS = 5
const LAST_MATCH = 12
// In a nibble of the token: more bytes of the length follow.
const MORE = 15

// The longer nothing matches, the larger the steps, for what cannot be compressed should at least not take long.
const TRIES_PER_STEP = 6
// Fewer literals are moved faster by fours than by the engine's own copying.
const SHORT_LITERALS = 32

// Where in the block bytes with that hash were last seen. No call leaves anything in it that the next one reads.
const TABLE_BITS = 14
const table = new Uint16Array(1 << TABLE_BITS)

/** Compresses the bytes from `start` to `end` to `at` in `target`, which may be more than they are, and returns where they end there. */
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

// Five bytes, as matches of only four save next to nothing.
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

/** The token, with the length of the match that follows as far as it fits in, and the literals from `from` to `end`. */
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
