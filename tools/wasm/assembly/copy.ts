/** Copies at least `size` bytes, and at most 15 more. The two areas must not overlap. */
@inline
export function copyFast(to: usize, from: usize, size: usize): void {
  const end = to + size
  do {
    v128.store(to, v128.load(from))
    to += 16
    from += 16
  } while (to < end)
}

/**
 * Repeats the `distance` bytes before `to` until there are `size` more, as LZ4 and Snappy do. Writes at most 15 bytes
 * beyond.
 */
@inline
export function repeat(to: usize, distance: usize, size: usize): void {
  if (distance >= 16) copyFast(to, to - distance, size)
  else repeatNear(to, distance, size)
}

function repeatNear(to: usize, distance: usize, size: usize): void {
  const end = to + size
  // One byte after the other, until the pattern is at least 16 bytes long. It still repeats then.
  let far = distance
  while (far < 16) far += distance
  const stop = min(end, to + far - distance)
  while (to < stop) {
    store<u8>(to, load<u8>(to - distance))
    to++
  }
  if (to < end) copyFast(to, to - far, end - to)
}
