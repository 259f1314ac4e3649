import type { FrameReader } from '../protocol/frame-reader.ts'

const LENGTH_BYTES = 4

/**
 * The bytes of a connection that were read and are not yet cut into requests. A request is cut only
 * when it is admitted: that is how a connection that reaches a limit stops.
 */
export class Intake {
  readonly #frames: FrameReader
  readonly #admit: (requestBytes: number) => boolean
  #chunks: Buffer[] = []
  #missingBytes = 0 // bytes that the last admitted request still lacks

  /**
   * @param admit gets the length of the next request, without the four bytes of the length itself
   */
  constructor(frames: FrameReader, admit: (requestBytes: number) => boolean) {
    this.#frames = frames
    this.#admit = admit
  }

  /** Adds bytes that were read. */
  push(chunk: Buffer): void {
    if (chunk.length > 0) this.#chunks.push(chunk)
  }

  /** Drops all bytes. */
  clear(): void {
    this.#chunks = []
  }

  /**
   * Cuts requests until the bytes are used up: returns true. Returns false at a request that is not
   * admitted. Throws on a length outside the limits.
   */
  advance(): boolean {
    for (let chunk = this.#first(); chunk !== undefined; chunk = this.#first()) {
      if (this.#missingBytes === 0) {
        const length = chunk.readInt32BE()
        if (!this.#admit(length)) return false
        this.#missingBytes = LENGTH_BYTES + Math.max(length, 0)
      }
      const piece = chunk.subarray(0, this.#missingBytes)
      this.#missingBytes -= piece.length
      if (piece.length === chunk.length) this.#chunks.shift()
      else this.#chunks[0] = chunk.subarray(piece.length)
      this.#frames.push(piece)
    }
    return true
  }

  // The next chunk. At the begin of a request it has at least the four bytes of the length.
  #first(): Buffer | undefined {
    const [first, second] = this.#chunks
    if (first === undefined || this.#missingBytes > 0 || first.length >= LENGTH_BYTES) return first
    if (second === undefined) return undefined
    this.#chunks.splice(0, 2, Buffer.concat([first, second]))
    return this.#first()
  }
}
