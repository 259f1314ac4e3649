/**
 * A map that keeps a limited number of entries and drops the least recently used one. Programs may
 * use any number of names, one after the other, and must not fill the memory with them.
 */
export class LruMap<V> {
  readonly #limit: number
  readonly #entries = new Map<string, V>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The value of a key, or undefined. Counts as a use of the entry. */
  use(key: string): V | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  /** Sets the value of a key. If the map is full, the least recently used entry is dropped. */
  set(key: string, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#limit) return
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest)
      return
    }
  }

  /** Deletes all entries whose value passes the test. */
  deleteWhere(test: (value: V) => boolean): void {
    for (const [key, value] of this.#entries) if (test(value)) this.#entries.delete(key)
  }

  /** Deletes an entry. With `value` it is deleted only if it has this value. */
  delete(key: string, value?: V): void {
    if (value === undefined || this.#entries.get(key) === value) this.#entries.delete(key)
  }
}
