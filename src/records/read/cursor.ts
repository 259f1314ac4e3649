import { malformed } from '../../protocol/primitives/field-errors.ts'

/**
 * Reads the zigzag varints and the lengths in the bytes of records. Reading beyond the end throws
 * `KAFKA_PROTOCOL`.
 */
export class Cursor {
  readonly #bytes: Uint8Array
  #at: number
  #end: number

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  get at(): number {
    return this.#at
  }

  get remaining(): number {
    return this.#end - this.#at
  }

  skipTo(at: number): void {
    this.#at = at
  }

  /** Reads a signed number of 32 bits. */
  varint(): number {
    const byte = this.#bytes[this.#at] as number
    if (byte >= 0x80 || this.#at >= this.#end) return this.#longVarint()
    this.#at++
    return (byte >>> 1) ^ -(byte & 1)
  }

  /** Reads a signed number of 64 bits. It is a bigint only if a number would not be exact. */
  varlong(): number | bigint {
    let value = 0
    for (let at = this.#at, shift = 0; at < this.#end && shift < 28; shift += 7) {
      const byte = this.#bytes[at++] as number
      value |= (byte & 0x7f) << shift
      if (byte >= 0x80) continue
      this.#at = at
      return (value >>> 1) ^ -(value & 1)
    }
    return this.#longVarlong()
  }

  skipByte(): void {
    if (this.#at >= this.#end) throw this.#short(1)
    this.#at++
  }

  /**
   * Reads the length of a byte string and moves to the end of the string. A length of −1 means
   * null.
   */
  field(): number {
    const length = this.varint()
    const at = length > 0 ? this.#at + length : this.#at
    if (length < -1 || at > this.#end) throw this.#short(length)
    this.#at = at
    return length
  }

  /**
   * Reads a length, and moves the end of the cursor to that many bytes from here. Returns how far
   * the end moved, for {@link leave}.
   */
  enter(): number {
    const length = this.varint()
    const beyond = this.#end - this.#at - length
    if (length < 0 || beyond < 0) throw this.#short(length)
    this.#end -= beyond
    return beyond
  }

  /**
   * Checks that all bytes since {@link enter} were read, and moves the end of the cursor back to
   * where it was.
   */
  leave(beyond: number): void {
    this.finish()
    this.#end += beyond
  }

  /** Throws `KAFKA_PROTOCOL` if bytes are left over before the end. */
  finish(): void {
    if (this.#at !== this.#end) throw malformed(`${this.remaining} bytes left over`, this.#at)
  }

  #longVarint(): number {
    let value = 0
    let at = this.#at
    for (let shift = 0; shift < 35; shift += 7) {
      if (at >= this.#end) throw this.#short(at + 1 - this.#at)
      const byte = this.#bytes[at++] as number
      if (shift === 28 && byte > 0x0f) break
      value |= (byte & 0x7f) << shift
      if (byte >= 0x80) continue
      this.#at = at
      return (value >>> 1) ^ -(value & 1)
    }
    throw malformed('varint longer than 32 bits', this.#at)
  }

  #longVarlong(): number | bigint {
    let value = 0n
    let at = this.#at
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (at >= this.#end) throw this.#short(at + 1 - this.#at)
      const byte = this.#bytes[at++] as number
      if (shift === 63n && byte > 1) break
      value |= BigInt(byte & 0x7f) << shift
      if (byte >= 0x80) continue
      this.#at = at
      const signed = (value >> 1n) ^ -(value & 1n)
      const number = Number(signed)
      return Number.isSafeInteger(number) ? number : signed
    }
    throw malformed('varint longer than 64 bits', this.#at)
  }

  #short(bytes: number): Error {
    return malformed(bytes < 0 ? `length ${bytes}` : `${bytes} bytes wanted with ${this.remaining} left`, this.#at)
  }
}
