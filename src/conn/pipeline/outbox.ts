import type { Duplex } from 'node:stream'
import { type MemoryUse, releaseMemory } from '../../protocol/primitives/memory-in-use.ts'
import { isNodeSocket } from '../../type-checks.ts'
import type { PendingRequest } from '../requests/pending-request.ts'

// When this many bytes are gathered, they are written, and the socket is asked whether it takes
// more.
const GATHER_BYTES = 1_048_576

/**
 * Writes requests to the socket: requests that are neighbours in a slab as one piece, and all
 * pieces of a turn of the event loop in one write.
 */
export class Outbox {
  readonly #socket: Duplex
  readonly #onWritten: (requests: readonly PendingRequest[]) => void
  #pieces: Uint8Array[] = []
  #pieceBytes = 0
  #slab: Buffer | undefined
  #start = 0
  #end = 0
  #reported: PendingRequest[] = []
  #memory: (readonly MemoryUse[])[] = [] // must not be reused before it is written
  /** All bytes of requests that were handed to the socket. */
  sentBytes = 0

  /** @param onWritten is called with the reported requests whose bytes the kernel has taken */
  constructor(socket: Duplex, onWritten: (requests: readonly PendingRequest[]) => void) {
    this.#socket = socket
    this.#onWritten = onWritten
  }

  /** Bytes that the socket still holds because the kernel has not taken them. */
  get bytes(): number {
    return this.#socket.writableLength
  }

  /** Whether the socket asked not to be given more bytes until it drains. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain
  }

  /**
   * Adds a request. Returns false if enough is gathered and the socket takes no more for now.
   * `isReported`: whether `onWritten` is to be called when the kernel has the bytes.
   */
  add(request: PendingRequest, isReported: boolean): boolean {
    const { slab, start, end, chunks } = request
    if (slab !== undefined) {
      if (slab !== this.#slab || start !== this.#end) this.#beginPiece(slab, start)
      this.#end = end
      this.#pieceBytes += end - start
    } else if (chunks !== undefined) {
      this.#endPiece()
      if (request.memory !== undefined) this.#memory.push(request.memory)
      for (const chunk of chunks) {
        this.#pieces.push(chunk)
        this.#pieceBytes += chunk.length
      }
    }
    request.releaseBytes()
    if (isReported) this.#reported.push(request)
    return this.#pieceBytes < GATHER_BYTES || this.flush()
  }

  /** Writes what was added. Returns false if the socket takes no more for now. */
  flush(): boolean {
    this.#endPiece()
    const pieces = this.#pieces
    const last = pieces.pop()
    if (last === undefined) return !this.isFull
    this.#pieces = []
    this.sentBytes += this.#pieceBytes
    this.#pieceBytes = 0
    const written = this.#reported.length + this.#memory.length === 0 ? undefined : this.#report(this.#reported, this.#memory)
    if (pieces.length > 0) this.#socket.cork()
    for (const piece of pieces) this.#socket.write(piece)
    const wantsMore = this.#socket.write(last, written)
    if (pieces.length > 0) this.#socket.uncork()
    return wantsMore
  }

  #beginPiece(slab: Buffer, start: number): void {
    this.#endPiece()
    this.#slab = slab
    this.#start = start
  }

  #endPiece(): void {
    if (this.#slab === undefined) return
    this.#pieces.push(this.#slab.subarray(this.#start, this.#end))
    this.#slab = undefined
  }

  // A socket of Node calls back when it no longer needs the bytes: they were written, or the socket
  // was destroyed. Other streams may need them later, so their memory is never reused. A write that
  // fails closes the connection, which rejects the posted requests.
  #report(requests: readonly PendingRequest[], memory: readonly (readonly MemoryUse[])[]): (error?: Error | null) => void {
    this.#reported = []
    this.#memory = []
    return error => {
      if (isNodeSocket(this.#socket)) for (const uses of memory) releaseMemory(uses)
      if (!error && requests.length > 0) this.#onWritten(requests)
    }
  }
}
