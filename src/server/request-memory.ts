import { nextTick } from '../clock.ts'
import { checkOptions, LIMIT } from '../options.ts'

/** How many bytes of requests a server may hold at a time, for all the connections that are accepted with it. */
export interface RequestMemory {
  readonly maxBytes: number
  /** Bytes of requests that are being received or are with their handlers. */
  readonly usedBytes: number
}

/** What a {@link RequestMemory} is made with. */
export interface RequestMemoryOptions {
  /** `Infinity` switches the limit off. */
  readonly maxBytes: number
}

/** One connection, as far as its share of the memory goes. */
export interface MemoryUser {
  /** There may be room now. */
  retry(): void
}

// A connection that holds nothing may always have one request of this size: small requests do not wait behind large ones.
const SMALL_BYTES = 65_536

/** Makes the memory that connections of one server share. Throws `KAFKA_CONFIGURATION`. */
export function requestMemory(options: RequestMemoryOptions): RequestMemory {
  checkOptions('requestMemory', options, { maxBytes: [LIMIT[0], LIMIT[1], 'required'] })
  return new SharedMemory(options.maxBytes)
}

/** Connections get room for whole requests, so that each request that has begun to arrive can be finished; those who wait are served in order. */
export class SharedMemory implements RequestMemory {
  readonly maxBytes: number
  readonly #waiting = new Set<MemoryUser>()
  #usedBytes = 0
  #isCalling = false

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  static isOne(value: unknown): value is SharedMemory {
    return typeof value === 'object' && value !== null && #usedBytes in value
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  /** Takes room for a request. False if there is none now: the user's `retry` is called when there may be. */
  take(user: MemoryUser, bytes: number, heldBytes: number): boolean {
    const isSmall = heldBytes === 0 && bytes <= SMALL_BYTES
    const [first = user] = this.#waiting
    const fits = first === user && (this.#usedBytes === 0 || this.#usedBytes + bytes <= this.maxBytes)
    if (!isSmall && !fits) {
      this.#waiting.add(user)
      return false
    }
    this.#usedBytes += bytes
    this.leave(user)
    return true
  }

  give(bytes: number): void {
    this.#usedBytes -= bytes
    this.#callFirst()
  }

  /** Waits no longer. */
  leave(user: MemoryUser): void {
    if (this.#waiting.delete(user)) this.#callFirst()
  }

  // In a turn of its own, for whoever is called may give room back at once.
  #callFirst(): void {
    if (this.#isCalling || this.#waiting.size === 0) return
    this.#isCalling = true
    nextTick(() => {
      this.#isCalling = false
      const [first] = this.#waiting
      first?.retry()
    })
  }
}
