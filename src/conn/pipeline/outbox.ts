import type { Duplex } from 'node:stream'
import { type MemoryUse, releaseMemory } from '../../protocol/primitives/memory-in-use.ts'
import type { PendingRequest } from './pending-request.ts'

// So much is gathered before the socket is asked whether it wants more.
const GATHER_BYTES = 1_048_576

/** Writes requests to the socket: neighbours in a slab as one piece, and all pieces of a turn of the event loop together. */
export class Outbox {
  readonly #socket: Duplex
  readonly #onWritten: (posted: readonly PendingRequest[]) => void
  #pieces: Uint8Array[] = []
  #pieceBytes = 0
  #slab: Buffer | undefined
  #start = 0
  #end = 0
  #posted: PendingRequest[] = []
  #memory: (readonly MemoryUse[])[] = [] // what must not be used for anything else before it is written
  /** Bytes of requests that were handed to the socket. */
  sentBytes = 0

  /** @param onWritten hears of posted requests whose bytes the kernel has */
  constructor(socket: Duplex, onWritten: (posted: readonly PendingRequest[]) => void) {
    this.#socket = socket
    this.#onWritten = onWritten
  }

  /** Bytes handed to the socket that the kernel has not taken yet. */
  get bytes(): number {
    return this.#socket.writableLength
  }

  /** Whether the socket asked to be spared until it drains. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain
  }

  /** Adds a request; false once enough is gathered and the socket wants no more. `posted` ones resolve when the kernel has their bytes. */
  add(request: PendingRequest, posted: boolean): boolean {
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
    if (posted) this.#posted.push(request)
    return this.#pieceBytes < GATHER_BYTES || this.flush()
  }

  /** Writes what was added; false if the socket wants no more for now. */
  flush(): boolean {
    this.#endPiece()
    const pieces = this.#pieces
    const last = pieces.pop()
    if (last === undefined) return !this.isFull
    this.#pieces = []
    this.sentBytes += this.#pieceBytes
    this.#pieceBytes = 0
    const written = this.#posted.length + this.#memory.length === 0 ? undefined : this.#report(this.#posted, this.#memory)
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

  // The socket calls back when it needs the bytes no more, whether they were written or it was destroyed. When a write fails the connection closes,
  // and whoever closes it tells the posted requests.
  #report(posted: readonly PendingRequest[], memory: readonly (readonly MemoryUse[])[]): (error?: Error | null) => void {
    this.#posted = []
    this.#memory = []
    return error => {
      for (const uses of memory) releaseMemory(uses)
      if (!error && posted.length > 0) this.#onWritten(posted)
    }
  }
}
