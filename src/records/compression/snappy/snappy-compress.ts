/** The most bytes that a block holds: as many as snappy-java's if it is told nothing else, and Kafka's Java client tells it nothing. */
export const BLOCK_BYTES: number = 32 << 10

const HASH_BITS = 14
const HASH_FACTOR = 0x1e35_a7bd

// So many bytes at a block's end are not searched: they could hardly become smaller, and what is read by fours has to stay within the block.
const LAST_BYTES = 16

// After 32 places without a match the search goes on by twos, after 16 more by threes, and so on: what does not compress takes little time.
const PATIENCE_BITS = 5

const LITERAL = 0
const COPY_1 = 1
const COPY_2 = 2
const LONGEST_SHORT_LITERAL = 60
const LONGEST_COPY = 64
const LEAST_COPY = 4

/**
 * The most that a block becomes. Its size takes 3 bytes. A copy takes fewer bytes than it makes, a literal one byte more, or two from 61 bytes on,
 * or three from 257 on, so that together they grow by less than one in 64. And what is written by fours may end three later.
 */
export const MOST_BYTES: number = BLOCK_BYTES + (BLOCK_BYTES >>> 6) + 16

// One block, what becomes of it, and where in it four bytes of each hash were seen last: the same memory for all blocks. Of constants the engine
// knows place and length, which makes the loops below faster than they are over the caller's arrays, by more than copying the block takes.
const block = new Uint8Array(BLOCK_BYTES + LONGEST_COPY)
const blockView = new DataView(block.buffer)
const compressed = new Uint8Array(MOST_BYTES)
const compressedView = new DataView(compressed.buffer)
const places = new Uint16Array(1 << HASH_BITS)

/**
 * Compresses at most {@link BLOCK_BYTES}; what it returns is a view of memory that the next call writes to. Greedy: takes the first match that it
 * comes upon, which is the last place where the same four bytes were, and goes on behind it.
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

/** Where bytes of the same hash as `word` were last, be they the same or not; from now on that is `at`. */
function swapPlace(word: number, at: number): number {
  const hash = Math.imul(word, HASH_FACTOR) >>> (32 - HASH_BITS)
  const place = places[hash] as number
  places[hash] = at
  return place
}

/** Where the bytes from `at` on cease to be those from `candidate` on. */
function findMatchEnd(candidate: number, at: number, end: number): number {
  const back = at - candidate
  let next = at
  for (; next <= end - 4; next += 4) {
    const difference = blockView.getInt32(next - back, true) ^ blockView.getInt32(next, true)
    // The lowest bit that is set tells how many of the four bytes are the same.
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
  if (length <= LONGEST_SHORT_LITERAL) {
    compressed[to++] = ((length - 1) << 2) | LITERAL
    for (let i = 0; i < length; i += 4) compressedView.setInt32(to + i, blockView.getInt32(start + i, true), true)
    return to + length
  }
  const lengthBytes = length <= 256 ? 1 : 2
  compressed[to++] = ((LONGEST_SHORT_LITERAL + lengthBytes - 1) << 2) | LITERAL
  compressed[to++] = length - 1
  if (lengthBytes === 2) compressed[to++] = (length - 1) >>> 8
  compressed.set(block.subarray(start, end), to)
  return to + length
}

function writeCopy(offset: number, length: number, written: number): number {
  let to = written
  let left = length
  // What remains after the last long copy has to be long enough for a copy itself.
  while (left >= LONGEST_COPY + LEAST_COPY) {
    to = writeLongCopy(offset, LONGEST_COPY, to)
    left -= LONGEST_COPY
  }
  if (left > LONGEST_COPY) {
    to = writeLongCopy(offset, LONGEST_COPY - LEAST_COPY, to)
    left -= LONGEST_COPY - LEAST_COPY
  }
  if (left >= 12 || offset >= 2048) return writeLongCopy(offset, left, to)
  compressed[to] = ((offset >>> 8) << 5) | ((left - LEAST_COPY) << 2) | COPY_1
  compressed[to + 1] = offset
  return to + 2
}

function writeLongCopy(offset: number, length: number, to: number): number {
  compressed[to] = ((length - 1) << 2) | COPY_2
  compressed[to + 1] = offset
  compressed[to + 2] = offset >>> 8
  return to + 3
}
