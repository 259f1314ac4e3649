import { copyFast, repeat } from './copy'

const MIN_MATCH: usize = 4
const MORE: usize = 15
// What a sequence without further length bytes takes at most: 14 literals and a distance, and its output.
const SHORT_INPUT: usize = 16
const SHORT_OUTPUT: usize = 32

/**
 * Decompresses the LZ4 block from `at` to `end` to the place `to`. Its matches may reach back to `oldest`. Returns the
 * end of what was written, or 0 if the block is damaged or needs more than there is up to `limit`. May write 15 bytes
 * beyond `limit`, and read 15 bytes beyond `end`.
 */
export function lz4Block(at: usize, end: usize, to: usize, limit: usize, oldest: usize): usize {
  while (at < end) {
    const token: usize = load<u8>(at++)
    let size = token >> 4
    let distance: usize
    if (size < MORE && end - at >= SHORT_INPUT && limit - to >= SHORT_OUTPUT) {
      v128.store(to, v128.load(at))
      at += size
      to += size
      distance = load<u16>(at)
      at += 2
      size = token & 15
      if (size < MORE && distance >= 16 && distance <= to - oldest) {
        v128.store(to, v128.load(to - distance))
        store<u16>(to + 16, load<u16>(to + 16 - distance))
        to += size + MIN_MATCH
        continue
      }
    } else {
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
      distance = load<u16>(at)
      at += 2
      size = token & 15
    }
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
