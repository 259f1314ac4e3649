import { copyFast, repeat } from './copy'

// Most literals and copies are not longer than one step of 16 bytes, and need no loop.
const SHORT: usize = 16

/**
 * Decompresses the elements of a Snappy block from `at` to `end` to the places from `to` to `limit`. Returns whether
 * they fill exactly these. May write 15 bytes beyond `limit`, and read 15 bytes beyond `end`.
 */
export function snappyBlock(at: usize, end: usize, to: usize, limit: usize): bool {
  const oldest = to
  while (at < end) {
    const tag: usize = load<u8>(at++)
    const kind = tag & 3
    let size = (tag >> 2) + 1
    if (kind === 0) {
      if (size <= SHORT && size <= end - at && size <= limit - to) {
        v128.store(to, v128.load(at))
        at += size
        to += size
        continue
      }
      if (size > 60) {
        const bytes = size - 60
        if (bytes > end - at) return false
        size = ((load<u32>(at) & (0xffff_ffff >>> (32 - 8 * <u32>bytes))) as usize) + 1
        at += bytes
      }
      if (size > end - at || size > limit - to || size === 0) return false
      copyFast(to, at, size)
      at += size
      to += size
      continue
    }
    let distance: usize
    if (kind === 1) {
      if (at >= end) return false
      size = ((tag >> 2) & 7) + 4
      distance = ((tag >> 5) << 8) | load<u8>(at++)
    } else if (kind === 2) {
      if (end - at < 2) return false
      distance = load<u16>(at)
      at += 2
    } else {
      if (end - at < 4) return false
      distance = load<u32>(at)
      at += 4
    }
    if (distance === 0 || distance > to - oldest || size > limit - to) return false
    if (size <= SHORT && distance >= SHORT) v128.store(to, v128.load(to - distance))
    else repeat(to, distance, size)
    to += size
  }
  return to === limit
}
