const FIRST_CAPACITY = 16_384

/** A buffer that grows as it is written, and can be handed over. */
export class GrowingBytes {
  readonly #maxBytes: number
  #bytes: Buffer = Buffer.alloc(0)
  #capacity = FIRST_CAPACITY

  /** @param maxBytes it is not made larger than that in advance */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  /** Makes room for `wanted` bytes, of which the first `used` are kept. */
  grow(used: number, wanted: number): void {
    const inAdvance = Math.min(Math.max(this.#capacity, this.#bytes.length * 2), this.#maxBytes)
    const bytes = Buffer.allocUnsafeSlow(Math.max(wanted, inAdvance))
    this.#bytes.copy(bytes, 0, 0, used)
    this.#bytes = bytes
  }

  /** Hands over the buffer if it is well used, and begins the next one as large; else a copy, to pin nothing unused. */
  take(used: number): Buffer {
    const taken = this.#bytes.subarray(0, used)
    this.#capacity = used
    if (used * 2 <= this.#bytes.length) return Buffer.from(taken)
    this.#bytes = Buffer.alloc(0)
    return taken
  }
}
