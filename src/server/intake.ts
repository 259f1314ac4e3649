import type { FrameReader } from '../protocol/frame-reader.ts'

const LENGTH_BYTES = 4

/** The bytes of a connection that were read and are not yet cut into requests: each request is cut only once it is admitted. */
export class Intake {
  readonly #frames: FrameReader
  readonly #admit: (requestBytes: number) => boolean
  #chunks: Buffer[] = []
  #missingBytes = 0 // of the request that was admitted last

  /** @param admit is told the length of the next request, behind the four bytes that say so */
  constructor(frames: FrameReader, admit: (requestBytes: number) => boolean) {
    this.#frames = frames
    this.#admit = admit
  }

  push(chunk: Buffer): void {
    if (chunk.length > 0) this.#chunks.push(chunk)
  }

  clear(): void {
    this.#chunks = []
  }

  /** Goes as far as there are bytes, or to a request that is not admitted: false then. Throws on a length outside the limits. */
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

  // The next bytes, of which there must be as many as the length takes where a request begins.
  #first(): Buffer | undefined {
    const [first, second] = this.#chunks
    if (first === undefined || this.#missingBytes > 0 || first.length >= LENGTH_BYTES) return first
    if (second === undefined) return undefined
    this.#chunks.splice(0, 2, Buffer.concat([first, second]))
    return this.#first()
  }
}
