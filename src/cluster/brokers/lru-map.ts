/** The entries used last, so many at most: what is asked for under ever new names must not fill the memory. */
export class Recent<V> {
  readonly #limit: number
  readonly #entries = new Map<string, V>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** What is kept under this name, which counts as a use. */
  use(key: string): V | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  /** Keeps it; what nobody used for longest makes room. */
  set(key: string, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#limit) return
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest)
      return
    }
  }

  /** Forgets all entries of which this is true. */
  drop(isOver: (value: V) => boolean): void {
    for (const [key, value] of this.#entries) if (isOver(value)) this.#entries.delete(key)
  }

  /** Forgets one entry: whatever is in it, or only this. */
  delete(key: string, only?: V): void {
    if (only === undefined || this.#entries.get(key) === only) this.#entries.delete(key)
  }
}
