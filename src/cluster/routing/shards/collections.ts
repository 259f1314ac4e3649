/** The entries by what `keyOf` says of them, keys and entries in the order of their appearance. `Map.groupBy` needs Node 21. */
export function groupBy<K, E>(entries: readonly E[], keyOf: (entry: E) => K): Map<K, E[]> {
  const groups = new Map<K, E[]>()
  for (const entry of entries) addTo(groups, keyOf(entry), entry)
  return groups
}

/** Adds to the list of a key, which begins with this entry if there is none. */
export function addTo<K, E>(groups: Map<K, E[]>, key: K, entry: E): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [entry])
  else group.push(entry)
}

/**
 * Each entry once, at the place of its first appearance. Where a coordinator moved between the answers of two brokers, both list what it coordinates: the
 * entry is the first that is alive, or else the first.
 */
export function eachOnce<E>(entries: readonly E[], keyOf: (entry: E) => string, isAlive: (entry: E) => boolean): E[] {
  const found = new Map<string, E>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const known = found.get(key)
    if (known === undefined || (!isAlive(known) && isAlive(entry))) found.set(key, entry)
  }
  return [...found.values()]
}
