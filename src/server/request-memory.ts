import { nextTick } from '../clock.ts'
import { checkOptions, LIMIT } from '../options.ts'

/**
 * A limit on the bytes of requests that several connections hold together: all connections that are
 * accepted with this memory. `requestMemory` makes it.
 */
export interface RequestMemory {
  /** The most bytes of requests that the connections may hold together. */
  readonly maxBytes: number
  /** Bytes of requests that are being received or are with their handlers now. */
  readonly usedBytes: number
}

/** The options of `requestMemory`. */
export interface RequestMemoryOptions {
  /**
   * The most bytes of requests that the connections may hold together. `Infinity` switches the
   * limit off.
   */
  readonly maxBytes: number
}

/** A connection, as far as the shared memory calls it. */
export interface MemoryUser {
  /** Called when there may be room for the request that waits. */
  retry(): void
}

// A connection that holds nothing may always take one request of up to this size, so that small
// requests do not wait behind large ones.
const SMALL_BYTES = 65_536

/**
 * Makes a memory for the option `memory` of `accept`: a limit that the connections of one server
 * share. Throws `KAFKA_CONFIGURATION` if `maxBytes` is not a positive number.
 */
export function requestMemory(options: RequestMemoryOptions): RequestMemory {
  checkOptions('requestMemory', options, { maxBytes: [LIMIT[0], LIMIT[1], 'required'] })
  return new SharedMemory(options.maxBytes)
}

/**
 * The memory that connections share. A connection takes room for a whole request, so that each
 * request that has begun to arrive can be received to its end. Connections that wait get room in
 * order.
 */
export class SharedMemory implements RequestMemory {
  readonly maxBytes: number
  readonly #waiting = new Set<MemoryUser>()
  #usedBytes = 0
  #isCalling = false

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** Whether a value was made by `requestMemory`. */
  static isOne(value: unknown): value is SharedMemory {
    return typeof value === 'object' && value !== null && #usedBytes in value
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  /**
   * Takes room for a request. Returns false if there is none: `retry` is called when there may be.
   */
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

  /** Gives room back. */
  give(bytes: number): void {
    this.#usedBytes -= bytes
    this.#callFirst()
  }

  /** Ends the wait of a connection. */
  leave(user: MemoryUser): void {
    if (this.#waiting.delete(user)) this.#callFirst()
  }

  // In a tick of its own, because the connection that is called may give room back at once.
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
