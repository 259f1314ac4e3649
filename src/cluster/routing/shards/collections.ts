/**
 * Groups entries by their keys. Keys and entries are in the order in which they first appear. It is
 * `Map.groupBy`, which needs Node 21.
 */
export function groupBy<K, E>(entries: readonly E[], keyOf: (entry: E) => K): Map<K, E[]> {
  const groups = new Map<K, E[]>()
  for (const entry of entries) addTo(groups, keyOf(entry), entry)
  return groups
}

/** Appends an entry to the list of a key, and begins the list if there is none. */
export function addTo<K, E>(groups: Map<K, E[]>, key: K, entry: E): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [entry])
  else group.push(entry)
}

/**
 * Removes entries with the same key, in the order of their first appearance. If a coordinator moved
 * between the answers of two brokers, both list its groups or transactions. Then the first entry
 * that is alive is kept, or else the first entry.
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
