import { malformed } from '../../../protocol/primitives/field-errors.ts'
import type { SnappyBlocks } from './snappy-blocks.ts'

// The kind of an element, in the lower two bits of its tag.
const LITERAL = 0
const COPY_1 = 1
const COPY_2 = 2

// No copy is longer than 64 bytes, and no literal whose length is in its tag. Neither takes more
// than 65 bytes itself.
const MAX_SHORT_BYTES = 64
const MAX_SHORT_LITERAL_BYTES = 60

/**
 * Decompresses the elements of blocks. An element is a literal (bytes that follow it) or a copy of
 * bytes written before. Most of the time there is room to write beyond the end of an element; then
 * four bytes are copied at a time, and the next element overwrites the excess. Otherwise each
 * element is read alone, with every check.
 */
export class ElementReader {
  readonly #from: Uint8Array
  readonly #fromView: DataView
  readonly #to: Uint8Array
  readonly #toView: DataView
  #at = 0
  #end = 0
  #written = 0
  #blockStart = 0
  #blockEnd = 0
  #literalLeft = 0

  constructor(from: Uint8Array, to: Uint8Array) {
    this.#from = from
    this.#fromView = new DataView(from.buffer, from.byteOffset, from.byteLength)
    this.#to = to
    this.#toView = new DataView(to.buffer, to.byteOffset, to.byteLength)
  }

  /** The bytes written so far, of all blocks. */
  get written(): number {
    return this.#written
  }

  /** Moves to the first element of the current block of `blocks`. */
  begin(blocks: SnappyBlocks): void {
    this.#at = blocks.start
    this.#end = blocks.end
    this.#blockStart = this.#written
    this.#blockEnd = this.#written + blocks.size
  }

  /**
   * Decompresses until the block ends, and returns true; or returns false after it has written up
   * to `stop`, or a few bytes more.
   */
  readUntil(stop: number): boolean {
    while (this.#at < this.#end) {
      if (this.#written >= stop) return false
      if (this.#literalLeft > 0) this.#continueLiteral(stop)
      else if (!this.#readFast(stop)) this.#readElement()
    }
    if (this.#written === this.#blockEnd) return true
    const [made, size] = [this.#written - this.#blockStart, this.#blockEnd - this.#blockStart]
    throw malformed(`a snappy block that claims to decompress to ${size} bytes, but decompresses to ${made}, ending`, this.#end)
  }

  /**
   * Reads short elements that are far enough from the end of the block and of the output. Returns
   * false if there was none.
   */
  #readFast(stop: number): boolean {
    const from = this.#from
    const to = this.#to
    const fromView = this.#fromView
    const toView = this.#toView
    const lastAt = this.#end - MAX_SHORT_BYTES - 1
    const lastWritten = Math.min(stop, this.#blockEnd - MAX_SHORT_BYTES)
    const blockStart = this.#blockStart
    let at = this.#at
    let written = this.#written
    while (at <= lastAt && written <= lastWritten) {
      const tag = from[at] as number
      const kind = tag & 3
      let length = (tag >>> 2) + 1
      if (kind === LITERAL) {
        if (length > MAX_SHORT_LITERAL_BYTES) break
        at++
        for (let i = 0; i < length; i += 4) toView.setInt32(written + i, fromView.getInt32(at + i, true), true)
        at += length
        written += length
        continue
      }
      let offset: number
      let next = at + 3
      if (kind === COPY_1) {
        length = ((tag >>> 2) & 7) + 4
        offset = ((tag >>> 5) << 8) | (from[at + 1] as number)
        next = at + 2
      } else if (kind === COPY_2) {
        offset = (from[at + 1] as number) | ((from[at + 2] as number) << 8)
      } else {
        offset = fromView.getUint32(at + 1, true)
        next = at + 5
      }
      const source = written - offset
      if (offset === 0 || source < blockStart) break
      if (offset >= 4) {
        for (let i = 0; i < length; i += 4) toView.setInt32(written + i, toView.getInt32(source + i, true), true)
      } else {
        for (let i = 0; i < length; i++) to[written + i] = to[source + i] as number
      }
      at = next
      written += length
    }
    const hasRead = at > this.#at
    this.#at = at
    this.#written = written
    return hasRead
  }

  #readElement(): void {
    const at = this.#at
    const tag = this.#from[at] as number
    const kind = tag & 3
    const length = kind === COPY_1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1
    if (kind === LITERAL) {
      const lengthBytes = Math.max(0, length - MAX_SHORT_LITERAL_BYTES)
      this.#beginLiteral(at + 1 + lengthBytes, lengthBytes === 0 ? length : this.#readNumber(lengthBytes) + 1)
    } else if (kind === COPY_1) this.#copy(at + 2, ((tag >>> 5) << 8) | this.#readNumber(1), length)
    else if (kind === COPY_2) this.#copy(at + 3, this.#readNumber(2), length)
    else this.#copy(at + 5, this.#readNumber(4), length)
  }

  /** Reads the number of 1 to 4 bytes, little-endian, that follows the tag. */
  #readNumber(bytes: number): number {
    if (this.#at + bytes >= this.#end) throw malformed('a snappy block that ends inside an element', this.#end)
    let number = 0
    for (let i = bytes; i > 0; i--) number = number * 256 + (this.#from[this.#at + i] as number)
    return number
  }

  #beginLiteral(at: number, length: number): void {
    const left = this.#end - at
    if (length > left) throw malformed(`a snappy literal of ${length} bytes, where ${left} are left,`, this.#at)
    this.#checkRoom(length)
    this.#at = at
    this.#literalLeft = length
  }

  /**
   * Copies more of a literal. A literal may be as long as the whole output, and then takes several
   * slices.
   */
  #continueLiteral(stop: number): void {
    const length = Math.min(this.#literalLeft, stop - this.#written)
    if (length > MAX_SHORT_BYTES) this.#to.set(this.#from.subarray(this.#at, this.#at + length), this.#written)
    else for (let i = 0; i < length; i++) this.#to[this.#written + i] = this.#from[this.#at + i] as number
    this.#at += length
    this.#written += length
    this.#literalLeft -= length
  }

  #copy(end: number, offset: number, length: number): void {
    const made = this.#written - this.#blockStart
    if (offset === 0 || offset > made) throw malformed(`a snappy copy from ${offset} bytes before, where there are ${made},`, this.#at)
    this.#checkRoom(length)
    // The bytes are copied one by one, forwards: a copy may overlap its own output, and then
    // repeats it.
    const to = this.#to
    const stop = this.#written + length
    for (let at = this.#written; at < stop; at++) to[at] = to[at - offset] as number
    this.#at = end
    this.#written = stop
  }

  #checkRoom(length: number): void {
    if (length <= this.#blockEnd - this.#written) return
    throw malformed(
      `a snappy block that decompresses to more than the ${this.#blockEnd - this.#blockStart} bytes that it claims,`,
      this.#at
    )
  }
}
