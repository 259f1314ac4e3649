const FIRST_SLOTS = 8 // a power of two; it doubles with use, and most connections of a large cluster never need more

/**
 * A queue in the order of sending: of requests that wait to be written, or of those that a broker still owes an answer to, for Kafka answers
 * each connection in order. A ring, so that nothing moves; slots are cleared, so that nothing outlives its answer.
 */
export class Ring<T> {
  #slots: (T | undefined)[] = new Array(FIRST_SLOTS)
  #mask = FIRST_SLOTS - 1
  #head = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  push(request: T): void {
    if (this.#size > this.#mask) this.#grow()
    this.#slots[(this.#head + this.#size++) & this.#mask] = request
  }

  /** The oldest, left where it is. */
  peek(): T | undefined {
    return this.#slots[this.#head]
  }

  /** The oldest, taken out. */
  shift(): T | undefined {
    const oldest = this.#slots[this.#head]
    if (this.#size === 0) return undefined
    this.#slots[this.#head] = undefined
    this.#head = (this.#head + 1) & this.#mask
    this.#size--
    return oldest
  }

  *[Symbol.iterator](): Generator<T, void> {
    for (let i = 0; i < this.#size; i++) {
      const request = this.#slots[(this.#head + i) & this.#mask]
      if (request !== undefined) yield request
    }
  }

  /** Takes out all, oldest first. */
  drain(): T[] {
    const all = [...this]
    this.clear()
    return all
  }

  clear(): void {
    this.#slots = new Array(FIRST_SLOTS)
    this.#mask = FIRST_SLOTS - 1
    this.#head = this.#size = 0
  }

  #grow(): void {
    const all = [...this]
    this.#mask = this.#mask * 2 + 1
    this.#slots = new Array(this.#mask + 1)
    for (const [i, request] of all.entries()) this.#slots[i] = request
    this.#head = 0
  }
}
