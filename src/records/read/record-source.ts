// Shared, so that empty values pin nothing.
const EMPTY = new Uint8Array(0)

/** What the records of one batch have in common: the bytes they lie in, and what their deltas count from. */
export class RecordSource {
  readonly bytes: Uint8Array
  readonly #buffer: ArrayBufferLike
  readonly #start: number
  readonly #offset: bigint
  readonly #timestamp: bigint
  readonly #isLogAppendTime: boolean

  constructor(bytes: Uint8Array, baseOffset: bigint, baseTimestamp: bigint, isLogAppendTime: boolean) {
    this.bytes = bytes
    this.#buffer = bytes.buffer
    this.#start = bytes.byteOffset
    this.#offset = baseOffset
    this.#timestamp = baseTimestamp
    this.#isLogAppendTime = isLogAppendTime
  }

  // The bigints of a record are made when they are asked for, and from numbers as long as those are exact.
  offset(delta: number): bigint {
    return BigInt.asIntN(64, this.#offset + bigintOf(delta))
  }

  timestamp(delta: number | bigint): bigint {
    if (this.#isLogAppendTime) return this.#timestamp
    return BigInt.asIntN(64, this.#timestamp + bigintOf(delta))
  }

  /** A view of the bytes that end there; −1 is null. Made of the buffer itself, which takes half the time of `subarray`. */
  view(end: number, length: number): Uint8Array | null {
    if (length > 0) return new Uint8Array(this.#buffer, this.#start + end - length, length)
    return length === 0 ? EMPTY : null
  }

  /** The same for a record's own bytes. */
  over(bytes: Uint8Array): RecordSource {
    return new RecordSource(bytes, this.#offset, this.#timestamp, this.#isLogAppendTime)
  }
}

// Where the engine sees that it is an int32, a bigint costs next to nothing; made of any other number, it takes a call into the runtime.
function bigintOf(delta: number | bigint): bigint {
  return typeof delta === 'number' && (delta | 0) === delta ? BigInt(delta | 0) : BigInt(delta)
}
