// A power of two. It doubles with use, and most connections of a large cluster never need more.
const FIRST_SLOTS = 2

/**
 * A first-in, first-out queue in a ring buffer: nothing is moved when an item is added or taken
 * out. A slot is cleared when its item is taken out, so that the ring does not keep it alive.
 */
export class Ring<T> {
  #slots: (T | undefined)[] = new Array(FIRST_SLOTS)
  #mask = FIRST_SLOTS - 1
  #head = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  push(item: T): void {
    if (this.#size > this.#mask) this.#grow()
    this.#slots[(this.#head + this.#size++) & this.#mask] = item
  }

  /** The oldest item. It stays in the ring. */
  peek(): T | undefined {
    return this.#slots[this.#head]
  }

  /** Takes out the oldest item. */
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
      const item = this.#slots[(this.#head + i) & this.#mask]
      if (item !== undefined) yield item
    }
  }

  /** Takes out all items, the oldest first. */
  takeAll(): T[] {
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
    const slots: (T | undefined)[] = new Array(this.#slots.length * 2)
    for (let i = 0; i < this.#size; i++) slots[i] = this.#slots[(this.#head + i) & this.#mask]
    this.#slots = slots
    this.#mask = slots.length - 1
    this.#head = 0
  }
}
