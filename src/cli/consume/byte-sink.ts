const FIRST_SIZE = 131_072
const LINE_END = 10

/** Bytes and texts that are put together for one write. */
export class ByteSink {
  #buffer: Buffer = Buffer.allocUnsafe(FIRST_SIZE)
  #length = 0

  /** How many bytes are in it. */
  get length(): number {
    return this.#length
  }

  /** Appends bytes as they are. */
  bytes(bytes: Uint8Array): void {
    const { length } = bytes
    this.#reserve(length)
    this.#buffer.set(bytes, this.#length)
    this.#length += length
  }

  /** Appends the end of a line. */
  lineEnd(): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = LINE_END
  }

  /** Appends a text in UTF-8. */
  text(text: string): void {
    this.#reserve(text.length * 3) // no UTF-16 unit needs more bytes
    this.#length += this.#buffer.write(text, this.#length)
  }

  /** Returns the bytes, and begins with new ones. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#length)
    this.#buffer = Buffer.allocUnsafe(FIRST_SIZE)
    this.#length = 0
    return taken
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + count))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }
}
