// Java's HashMap has at least 16 places, and twice as many when three quarters of them are used.
const MIN_PLACES = 16
const MAX_LOAD = 0.75

/**
 * The keys in the order in which a HashMap of Java lists them. Kafka's assignors take members and
 * partitions in this order, so that the same members get the same partitions here.
 */
export function inHashOrder<T extends string | number>(keys: readonly T[]): T[] {
  let places = MIN_PLACES
  while (keys.length > places * MAX_LOAD) places *= 2
  const placeOf = (key: T): number => {
    const hash = hashOf(key)
    return (hash ^ (hash >>> 16)) & (places - 1)
  }
  // The sort is stable: keys of one place stay in the order in which they came.
  return keys
    .map(key => ({ key, place: placeOf(key) }))
    .sort((a, b) => a.place - b.place)
    .map(({ key }) => key)
}

/** `hashCode` of a String or an Integer in Java: 32 bits. */
function hashOf(key: string | number): number {
  if (typeof key === 'number') return key
  let hash = 0
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0
  return hash
}
