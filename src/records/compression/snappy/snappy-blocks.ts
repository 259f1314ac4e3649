import { malformed } from '../../../protocol/primitives/field-errors.ts'

/**
 * What snappy-java's SnappyOutputStream begins with: a magic number, its version, and the oldest version that can read it. Blocks follow, an
 * int32 with the length before each. No raw block begins like this: its first element would be a copy of what is not there yet.
 */
export const XERIAL_HEADER: Uint8Array = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1)

const MAGIC_BYTES = 8
const MAGIC_START = 0x8253_4e41 | 0

// The most that one byte can become: a copy of 64 bytes takes three.
const MOST_OUT = 64
const LEAST_IN = 3

/**
 * The blocks of compressed bytes, one after another: those of xerial streams, of which there may be several, or the one raw block. A header
 * passes for a block of nothing.
 */
export class SnappyBlocks {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #isRaw: boolean
  #at = 0
  #start = 0
  #size = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#isRaw = !this.#isMagic(0)
  }

  /** Where the elements of this block begin. */
  get start(): number {
    return this.#start
  }

  /** Where they end. */
  get end(): number {
    return this.#at
  }

  /** How many bytes they make, as the block says; no more than it can hold. */
  get size(): number {
    return this.#size
  }

  /** Goes on to the next block, of which start, end and size then tell; false after the last. */
  next(): boolean {
    if (this.#isRaw) {
      if (this.#at > 0) return false
      this.#readBlock(0, this.#bytes.length)
      return true
    }
    if (this.#isMagic(this.#at)) {
      this.#skipHeader()
      return true
    }
    if (this.#at === this.#bytes.length) return false
    const start = this.#at + 4
    const left = this.#bytes.length - start
    if (left < 0) throw malformed(`${left + 4} bytes after the last snappy block, too few for the length of another`, this.#at)
    const length = this.#view.getInt32(this.#at)
    if (length < 0 || length > left) throw malformed(`a snappy block of ${length} bytes, where ${left} are left,`, this.#at)
    this.#readBlock(start, start + length)
    return true
  }

  #isMagic(at: number): boolean {
    const bytes = this.#bytes
    if (at + MAGIC_BYTES > bytes.length || this.#view.getInt32(at) !== MAGIC_START) return false
    for (let i = 4; i < MAGIC_BYTES; i++) if (bytes[at + i] !== XERIAL_HEADER[i]) return false
    return true
  }

  #skipHeader(): void {
    const end = this.#at + XERIAL_HEADER.length
    if (end > this.#bytes.length) throw malformed('a xerial snappy stream that ends inside its header', this.#bytes.length)
    const version = this.#view.getInt32(this.#at + MAGIC_BYTES)
    if (version < 1) throw malformed(`a xerial snappy stream of version ${version}, where 1 is the first,`, this.#at + MAGIC_BYTES)
    this.#at = this.#start = end
    this.#size = 0
  }

  #readBlock(at: number, end: number): void {
    this.#readSize(at, end)
    const held = end - this.#start
    if (this.#size * LEAST_IN > held * MOST_OUT) {
      throw malformed(`a snappy block of ${held} bytes that claims to hold ${this.#size}, more than it can,`, at)
    }
    this.#at = end
  }

  /** An unsigned varint of at most 32 bits. */
  #readSize(at: number, end: number): void {
    let size = 0
    for (let i = 0; i < 5; i++) {
      if (at + i === end) throw malformed('a snappy block that ends inside its size', end)
      const byte = this.#bytes[at + i] as number
      size += (byte & 0x7f) * 2 ** (7 * i)
      if (byte < 0x80 && size <= 0xffff_ffff) {
        this.#size = size
        this.#start = at + i + 1
        return
      }
    }
    throw malformed('a snappy block whose size has more than 32 bits', at)
  }
}
