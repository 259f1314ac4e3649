import { BORROW_BYTES, type MemoryUse, useOf, watchBytes, watchMemory } from '../../protocol/primitives/memory-in-use.ts'

const FIRST_CAPACITY = 16_384
const MAX_SPARE_BUFFERS = 16

/** Memory that a {@link GrowingBytes} allocated, and the bytes in it that it has lent. */
interface Loan extends MemoryUse {
  readonly owner: GrowingBytes
  bytes: Uint8Array | undefined
}

/** A buffer that grows while it is written, and can then be given away. */
export class GrowingBytes {
  readonly #maxBytes: number
  #bytes: Buffer = Buffer.alloc(0)
  #capacity = FIRST_CAPACITY
  readonly #spare: Buffer[] = []

  /** @param maxBytes the buffer is not made larger than this in advance */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): Buffer {
    return this.#bytes
  }

  /** Makes the buffer at least `wanted` bytes long, and keeps its first `used` bytes. */
  grow(used: number, wanted: number): void {
    const bytes = this.#spareOf(wanted) ?? this.#allocate(wanted)
    this.#bytes.copy(bytes, 0, 0, used)
    this.#bytes = bytes
  }

  /**
   * Gives away the first `used` bytes, and remembers their number as the size of the next buffer.
   * If they fill less than half of the buffer, it gives a copy, so that the batch does not keep
   * unused memory alive.
   */
  take(used: number): Buffer {
    const taken = this.#bytes.subarray(0, used)
    this.#capacity = used
    if (used * 2 <= this.#bytes.length) return Buffer.from(taken)
    this.#bytes = Buffer.alloc(0)
    return taken
  }

  /**
   * Remembers bytes that {@link take} returned, so that {@link takeBack} accepts them later. Small
   * batches are not remembered, because requests copy them.
   */
  lend(bytes: Uint8Array): Uint8Array {
    const loan = bytes.length < BORROW_BYTES ? undefined : this.#loanOf(bytes)
    if (loan === undefined) return bytes
    loan.bytes = bytes
    watchBytes(bytes, loan)
    return bytes
  }

  /**
   * Takes back the memory of bytes that were lent, to use it again: recently used memory is much
   * faster than fresh pages. Returns false if it did not lend these bytes, has enough memory, or if
   * a request that is not completely written refers to them.
   */
  takeBack(bytes: Uint8Array): boolean {
    const loan = this.#loanOf(bytes)
    if (loan?.bytes !== bytes || loan.frames > 0 || this.#spare.length >= MAX_SPARE_BUFFERS) return false
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
