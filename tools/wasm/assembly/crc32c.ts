// CRC-32C without tables. A multiple of its polynomial has only six terms:
//   y^209 + y^144 + y^54 + y^39 + y^14 + 1, where y = x^8, so that each exponent counts bytes.
// So a byte may be removed if it is added (XOR) to the bytes 65, 155, 170, 195 and 209 places behind it, and the
// checksum stays the same. What is left at the end are the last 209 bytes.

const AFTER_1: usize = 65
const AFTER_2: usize = 155
const AFTER_3: usize = 170
const AFTER_4: usize = 195
const AFTER_5: usize = 209

/**
 * Adds to the bytes from `at` to `end` all bytes before them that are removed. The 209 bytes before `at` are bytes
 * that were removed, or zeros. Works in steps of 16 bytes, and so may go up to 15 bytes beyond `end`.
 */
export function crc32cFold(at: usize, end: usize): void {
  for (; at < end; at += 16) v128.store(at, v128.xor(v128.load(at), removed(at)))
}

/**
 * The same for the last bytes, which are not removed themselves: `to` gets those from `at` to `end`. The bytes from `at`
 * on become zeros.
 */
export function crc32cTail(at: usize, end: usize, to: usize): void {
  const size = end - at
  memory.copy(to, at, size)
  memory.fill(at, 0, size + 16)
  for (let i: usize = 0; i < size; i += 16) v128.store(to + i, v128.xor(v128.load(to + i), removed(at + i)))
}

@inline
function removed(at: usize): v128 {
  const near = v128.xor(v128.load(at - AFTER_1), v128.load(at - AFTER_2))
  const far = v128.xor(v128.load(at - AFTER_3), v128.load(at - AFTER_4))
  return v128.xor(v128.xor(near, far), v128.load(at - AFTER_5))
}
