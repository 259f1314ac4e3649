/** The values in ascending order of a key, which is a number or a text. */
export function sorted<T>(values: Iterable<T>, key: (value: T) => number | bigint | string): T[] {
  return [...values].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}
