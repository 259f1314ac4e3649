import { releaseMemory } from '../../protocol/primitives/memory-in-use.ts'
import { Ring } from '../../waiting/ring.ts'
import type { PendingRequest } from './pending-request.ts'

const ROOM_FOR_GIVEN_UP = 1_024

/** Requests that wait to be written, with their bytes. Those that were given up meanwhile are passed over. */
export class SendQueue {
  readonly #requests = new Ring<PendingRequest>()
  #bytes = 0
  #givenUp = 0 // of them, how many nobody waits for any more

  get size(): number {
    return this.#requests.size
  }

  /** Bytes of those that somebody waits for. */
  get bytes(): number {
    return this.#bytes
  }

  push(request: PendingRequest): void {
    this.#requests.push(request)
    this.#bytes += request.sizeBytes
  }

  /** The oldest that somebody waits for, taken out. */
  next(): PendingRequest | undefined {
    let request = this.#requests.shift()
    for (; request?.settled; request = this.#requests.shift()) this.#givenUp--
    if (request !== undefined) this.#bytes -= request.sizeBytes
    return request
  }

  /** A request in here was settled: its bytes are let go at once, its place later, for behind a long poll they would pile up. */
  giveUp(request: PendingRequest): void {
    this.#bytes -= request.sizeBytes
    releaseMemory(request.memory)
    request.releaseBytes()
    this.#givenUp++
    if (this.#givenUp <= ROOM_FOR_GIVEN_UP || this.#givenUp * 2 <= this.#requests.size) return
    this.#givenUp = 0
    for (const each of this.#requests.drain()) if (!each.settled) this.#requests.push(each)
  }

  [Symbol.iterator](): Iterator<PendingRequest> {
    return this.#requests[Symbol.iterator]()
  }

  clear(): void {
    this.#requests.clear()
  }
}
