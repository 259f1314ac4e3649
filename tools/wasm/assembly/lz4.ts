import { copyFast, repeat } from './copy'

const MIN_MATCH: usize = 4
const MORE: usize = 15

/**
 * Decompresses the LZ4 block from `at` to `end` to the place `to`. Its matches may reach back to `oldest`. Returns the
 * end of what was written, or 0 if the block is damaged or needs more than there is up to `limit`. May write 15 bytes
 * beyond `limit`, and read 15 bytes beyond `end`.
 */
export function lz4Block(at: usize, end: usize, to: usize, limit: usize, oldest: usize): usize {
  while (at < end) {
    const token: usize = load<u8>(at++)
    let size = token >> 4
    if (size === MORE) {
      let more: usize
      do {
        if (at >= end) return 0
        more = load<u8>(at++)
        size += more
      } while (more === 255)
    }
    if (size > end - at || size > limit - to) return 0
    if (size > 0) copyFast(to, at, size)
    at += size
    to += size
    if (at === end) return to
    if (end - at < 2) return 0
    const distance: usize = load<u16>(at)
    at += 2
    size = token & 15
    if (size === MORE) {
      let more: usize
      do {
        if (at >= end) return 0
        more = load<u8>(at++)
        size += more
      } while (more === 255)
    }
    size += MIN_MATCH
    if (distance === 0 || distance > to - oldest || size > limit - to) return 0
    repeat(to, distance, size)
    to += size
  }
  return 0
}
