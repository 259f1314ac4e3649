/** The most bytes in a block: the default of snappy-java, which Kafka's Java client uses. */
export const BLOCK_BYTES: number = 32 << 10

const HASH_BITS = 14
const HASH_FACTOR = 0x1e35_a7bd

// The search ends this many bytes before the end of the block: they would hardly become smaller,
// and reading four bytes at a time must stay in the block.
const LAST_BYTES = 16

// After 32 positions without a match the search moves two positions at a time, after 16 more three,
// and so on: data that does not compress takes little time.
const PATIENCE_BITS = 5

const LITERAL = 0
const COPY_1 = 1
const COPY_2 = 2
const MAX_SHORT_LITERAL_BYTES = 60
const MAX_COPY_BYTES = 64
const MIN_COPY_BYTES = 4

/**
 * The most bytes that a block becomes. The size takes 3 bytes. A copy takes fewer bytes than it
 * stands for; a literal takes one byte more, two more from 61 bytes on, three more from 257 bytes
 * on. Together they grow by less than one byte in 64. Writing four bytes at a time may end three
 * bytes later.
 */
export const MAX_COMPRESSED_BYTES: number = BLOCK_BYTES + (BLOCK_BYTES >>> 6) + 16

// Memory that all blocks share: the block, its compressed bytes, and for each hash of four bytes
// the last position of such bytes in the block. The engine knows the address and length of
// constants. This makes the loops below faster than loops over the caller's arrays, by more than it
// costs to copy the block.
const block = new Uint8Array(BLOCK_BYTES + MAX_COPY_BYTES)
const blockView = new DataView(block.buffer)
const compressed = new Uint8Array(MAX_COMPRESSED_BYTES)
const compressedView = new DataView(compressed.buffer)
const places = new Uint16Array(1 << HASH_BITS)

/**
 * Compresses at most {@link BLOCK_BYTES}. Returns a view of memory that the next call overwrites.
 * The search is greedy: it takes the first match that it finds, at the last position where the same
 * four bytes were, and continues after it.
 */
export function compressBlock(bytes: Uint8Array): Uint8Array {
  block.set(bytes)
  places.fill(0)
  const end = bytes.length
  const last = end - LAST_BYTES
  let to = writeSize(end)
  let done = 0
  let at = 1
  while (at <= last) {
    let word = blockView.getInt32(at, true)
    let candidate = swapPlace(word, at)
    for (let tries = 1 << PATIENCE_BITS; blockView.getInt32(candidate, true) !== word; tries++) {
      at += tries >>> PATIENCE_BITS
      if (at > last) break
      word = blockView.getInt32(at, true)
      candidate = swapPlace(word, at)
    }
    if (at > last) break
    if (done < at) to = writeLiteral(done, at, to)
    // Matches often follow one another.
    do {
      done = findMatchEnd(candidate + 4, at + 4, end)
      to = writeCopy(at - candidate, done - at, to)
      at = done
      if (at > last) break
      swapPlace(blockView.getInt32(at - 1, true), at - 1)
      word = blockView.getInt32(at, true)
      candidate = swapPlace(word, at)
    } while (blockView.getInt32(candidate, true) === word)
    at++
  }
  if (done < end) to = writeLiteral(done, end, to)
  return compressed.subarray(0, to)
}

/**
 * Returns the last position of bytes with the same hash as `word`, whether these bytes are the same
 * or not, and replaces it by `at`.
 */
function swapPlace(word: number, at: number): number {
  const hash = Math.imul(word, HASH_FACTOR) >>> (32 - HASH_BITS)
  const place = places[hash] as number
  places[hash] = at
  return place
}

/**
 * The first position after `at` whose byte differs from the one at the same distance after
 * `candidate`.
 */
function findMatchEnd(candidate: number, at: number, end: number): number {
  const back = at - candidate
  let next = at
  for (; next <= end - 4; next += 4) {
    const difference = blockView.getInt32(next - back, true) ^ blockView.getInt32(next, true)
    // The lowest bit that is set tells how many of the four bytes are equal.
    if (difference !== 0) return next + ((31 - Math.clz32(difference & -difference)) >>> 3)
  }
  while (next < end && block[next - back] === block[next]) next++
  return next
}

function writeSize(size: number): number {
  let to = 0
  for (let left = size; ; left >>>= 7) {
    compressed[to++] = left > 0x7f ? left | 0x80 : left
    if (left <= 0x7f) return to
  }
}

function writeLiteral(start: number, end: number, written: number): number {
  const length = end - start
  let to = written
  if (length <= MAX_SHORT_LITERAL_BYTES) {
    compressed[to++] = ((length - 1) << 2) | LITERAL
    for (let i = 0; i < length; i += 4) compressedView.setInt32(to + i, blockView.getInt32(start + i, true), true)
    return to + length
  }
  const lengthBytes = length <= 256 ? 1 : 2
  compressed[to++] = ((MAX_SHORT_LITERAL_BYTES + lengthBytes - 1) << 2) | LITERAL
  compressed[to++] = length - 1
  if (lengthBytes === 2) compressed[to++] = (length - 1) >>> 8
  compressed.set(block.subarray(start, end), to)
  return to + length
}

function writeCopy(offset: number, length: number, written: number): number {
  let to = written
  let left = length
  // The rest after the last long copy must be long enough for a copy of its own.
  while (left >= MAX_COPY_BYTES + MIN_COPY_BYTES) {
    to = writeLongCopy(offset, MAX_COPY_BYTES, to)
    left -= MAX_COPY_BYTES
  }
  if (left > MAX_COPY_BYTES) {
    to = writeLongCopy(offset, MAX_COPY_BYTES - MIN_COPY_BYTES, to)
    left -= MAX_COPY_BYTES - MIN_COPY_BYTES
  }
  if (left >= 12 || offset >= 2048) return writeLongCopy(offset, left, to)
  compressed[to] = ((offset >>> 8) << 5) | ((left - MIN_COPY_BYTES) << 2) | COPY_1
  compressed[to + 1] = offset
  return to + 2
}

function writeLongCopy(offset: number, length: number, to: number): number {
  compressed[to] = ((length - 1) << 2) | COPY_2
  compressed[to + 1] = offset
  compressed[to + 2] = offset >>> 8
  return to + 3
}
