const FIRST_CAPACITY = 16_384
const MOST_SPARE = 16

/** A buffer that grows as it is written, and can be handed over. */
export class GrowingBytes {
  readonly #maxBytes: number
  #bytes: Buffer = Buffer.alloc(0)
  #capacity = FIRST_CAPACITY
  readonly #handedOver = new WeakSet<ArrayBufferLike>()
  readonly #spare: Buffer[] = []

  /** @param maxBytes it is not made larger than that in advance */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  /** Makes room for `wanted` bytes, of which the first `used` are kept. */
  grow(used: number, wanted: number): void {
    const bytes = this.#spareOf(wanted) ?? this.#allocate(wanted)
    this.#bytes.copy(bytes, 0, 0, used)
    this.#bytes = bytes
  }

  /** Hands over the buffer if it is well used, and begins the next one as large; else a copy, to pin nothing unused. */
  take(used: number): Buffer {
    const taken = this.#bytes.subarray(0, used)
    this.#capacity = used
    if (used * 2 <= this.#bytes.length) return Buffer.from(taken)
    this.#handedOver.add(this.#bytes.buffer)
    this.#bytes = Buffer.alloc(0)
    return taken
  }

  /** Takes back a buffer that was handed over, to be the next one: memory that was in use shortly before is much faster than fresh pages. */
  takeBack(bytes: Uint8Array): void {
    const isOurs = this.#handedOver.delete(bytes.buffer)
    if (isOurs && this.#spare.length < MOST_SPARE) this.#spare.push(Buffer.from(bytes.buffer))
  }

  #spareOf(wanted: number): Buffer | undefined {
    const spare = this.#spare.pop()
    return spare !== undefined && spare.length >= wanted ? spare : undefined
  }

  #allocate(wanted: number): Buffer {
    const inAdvance = Math.min(Math.max(this.#capacity, this.#bytes.length * 2), this.#maxBytes)
    return Buffer.allocUnsafeSlow(Math.max(wanted, inAdvance))
  }
}
