import { releaseMemory } from '../../protocol/primitives/memory-in-use.ts'
import { Ring } from '../../waiting/ring.ts'
import type { PendingRequest } from './pending-request.ts'

const MAX_GIVEN_UP = 1_024

/** Requests that wait to be written, with their bytes. Requests that were given up are skipped. */
export class SendQueue {
  readonly #requests = new Ring<PendingRequest>()
  #bytes = 0
  #givenUp = 0 // settled requests that are still in the ring

  /** The number of requests in the queue, those that were given up included. */
  get size(): number {
    return this.#requests.size
  }

  /** The number of bytes of the requests that are not settled. */
  get bytes(): number {
    return this.#bytes
  }

  push(request: PendingRequest): void {
    this.#requests.push(request)
    this.#bytes += request.sizeBytes
  }

  /** Takes out the oldest request that is not settled. */
  next(): PendingRequest | undefined {
    let request = this.#requests.shift()
    for (; request?.settled; request = this.#requests.shift()) this.#givenUp--
    if (request !== undefined) this.#bytes -= request.sizeBytes
    return request
  }

  /**
   * Gives up a request of the queue that was settled. Releases its bytes at once. The places of
   * settled requests are freed together when there are many, because they would pile up behind a
   * long poll.
   */
  giveUp(request: PendingRequest): void {
    this.#bytes -= request.sizeBytes
    releaseMemory(request.memory)
    request.releaseBytes()
    this.#givenUp++
    if (this.#givenUp <= MAX_GIVEN_UP || this.#givenUp * 2 <= this.#requests.size) return
    this.#givenUp = 0
    for (const each of this.#requests.takeAll()) if (!each.settled) this.#requests.push(each)
  }

  [Symbol.iterator](): Iterator<PendingRequest> {
    return this.#requests[Symbol.iterator]()
  }

  clear(): void {
    this.#requests.clear()
  }
}
