import { type MemoryUse, useOf, watchBytes, watchMemory } from '../../protocol/primitives/memory-in-use.ts'
import { BORROW_BYTES } from '../../protocol/primitives/writer.ts'

const FIRST_CAPACITY = 16_384
const MOST_SPARE = 16

/** Memory that a buffer allocates, and what it was last lent as. */
interface Loan extends MemoryUse {
  readonly owner: GrowingBytes
  bytes: Uint8Array | undefined
}

/** A buffer that grows as it is written, and can be handed over. */
export class GrowingBytes {
  readonly #maxBytes: number
  #bytes: Buffer = Buffer.alloc(0)
  #capacity = FIRST_CAPACITY
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
    this.#bytes = Buffer.alloc(0)
    return taken
  }

  /** Remembers these bytes, which were taken, as what {@link takeBack} takes. Few bytes are not worth it, for requests copy them. */
  lend(bytes: Uint8Array): Uint8Array {
    const loan = bytes.length < BORROW_BYTES ? undefined : this.#loanOf(bytes)
    if (loan === undefined) return bytes
    loan.bytes = bytes
    watchBytes(bytes, loan)
    return bytes
  }

  /**
   * Takes back the memory of bytes that were lent, to be used again: memory that was in use shortly before is much faster than fresh pages. False if
   * it does not take it, because it lent no such bytes, or has enough memory, or because a request that is not wholly written refers to it.
   */
  takeBack(bytes: Uint8Array): boolean {
    const loan = this.#loanOf(bytes)
    if (loan?.bytes !== bytes || loan.frames > 0 || this.#spare.length >= MOST_SPARE) return false
    loan.bytes = undefined
    this.#spare.push(Buffer.from(bytes.buffer))
    return true
  }

  #loanOf(bytes: Uint8Array): Loan | undefined {
    const use = useOf(bytes) as Loan | undefined
    return use?.owner === this ? use : undefined
  }

  #spareOf(wanted: number): Buffer | undefined {
    const spare = this.#spare.pop()
    return spare !== undefined && spare.length >= wanted ? spare : undefined
  }

  #allocate(wanted: number): Buffer {
    const inAdvance = Math.min(Math.max(this.#capacity, this.#bytes.length * 2), this.#maxBytes)
    const bytes = Buffer.allocUnsafeSlow(Math.max(wanted, inAdvance))
    const loan: Loan = { frames: 0, owner: this, bytes: undefined }
    watchMemory(bytes.buffer, loan)
    return bytes
  }
}
