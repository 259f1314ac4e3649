import { malformed } from '../../protocol/primitives/field-errors.ts'

/** Reads the zigzag varints and the lengths that records are made of. Reading past the end is `KAFKA_PROTOCOL`. */
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

  /** A signed number of 32 bits. */
  varint(): number {
    const byte = this.#bytes[this.#at] as number
    if (byte >= 0x80 || this.#at >= this.#end) return this.#longVarint()
    this.#at++
    return (byte >>> 1) ^ -(byte & 1)
  }

  /** A signed number of 64 bits: a bigint only where a number would lose some of them. */
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

  /** Reads the length of a byte string and goes to its end; −1 is null. */
  field(): number {
    const length = this.varint()
    const at = length > 0 ? this.#at + length : this.#at
    if (length < -1 || at > this.#end) throw this.#short(length)
    this.#at = at
    return length
  }

  /** Reads a length, narrows the cursor to that many bytes, and returns what {@link leave} needs. */
  enter(): number {
    const length = this.varint()
    const beyond = this.#end - this.#at - length
    if (length < 0 || beyond < 0) throw this.#short(length)
    this.#end -= beyond
    return beyond
  }

  leave(beyond: number): void {
    this.finish()
    this.#end += beyond
  }

  /** Refuses bytes that nothing has read. */
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
