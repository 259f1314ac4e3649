import { malformed } from '../../../protocol/primitives/field-errors.ts'

/**
 * The header of streams by SnappyOutputStream of snappy-java ("xerial"): a magic number, the
 * version, and the oldest version that can read the stream. Blocks follow, each after an int32 with
 * its length. No raw block begins like this, because its first element would be a copy of bytes
 * that do not exist yet.
 */
export const XERIAL_HEADER: Uint8Array = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1)

const MAGIC_BYTES = 8
const MAGIC_START = 0x8253_4e41 | 0

// The highest ratio of decompressed to compressed bytes: a copy of 64 bytes takes three.
const MAX_COPY_BYTES = 64
const COPY_ELEMENT_BYTES = 3

/**
 * Walks over the blocks of compressed bytes: those of one or more xerial streams, or the one block
 * of raw snappy. A stream header counts as a block of 0 bytes.
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

  /** Where the elements of the current block begin. */
  get start(): number {
    return this.#start
  }

  /** Where the elements of the current block end. */
  get end(): number {
    return this.#at
  }

  /**
   * The decompressed size of the current block, as it claims; never more than its bytes can
   * produce.
   */
  get size(): number {
    return this.#size
  }

  /**
   * Moves to the next block, and sets `start`, `end` and `size`. Returns false after the last
   * block.
   */
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
    if (this.#size * COPY_ELEMENT_BYTES > held * MAX_COPY_BYTES) {
      throw malformed(`a snappy block of ${held} bytes that claims to decompress to ${this.#size}, which is more than possible,`, at)
    }
    this.#at = end
  }

  /** Reads the decompressed size of a block, an unsigned varint of at most 32 bits. */
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
