import { KafkaError } from '../errors.ts'
import { frameMemory, takeBackFrame } from './primitives/frame-memory.ts'

const LENGTH_BYTES = 4
const ID_BYTES = 4

// The most memory that is allocated for a frame because its length says so: enough for 8 MiB of
// records and what is around them. More is allocated only as the bytes of the frame arrive, and
// then the bytes that have arrived are copied. With 2 MiB, frames of 3 MB took 1.2 times the CPU
// time.
const FIRST_ROOM_BYTES = 8_650_752

// A smaller rest of a frame is copied, because it can be read together with what follows it.
const MIN_ROOM_BYTES = 65_536

const NO_FRAME = Buffer.alloc(0)

/**
 * Receives a frame without its length: the bytes from `start` to `end`. Unless `owned`, the memory
 * is overwritten after the call.
 */
export type FrameSink = (bytes: Buffer, start: number, end: number, owned: boolean) => void

/**
 * Receives a frame that is larger than allowed: its first four bytes, which are the correlation id
 * if it is a response, and its length. Return true to skip the frame without keeping its bytes.
 * Return false if it is not a response: then the stream cannot be read further.
 */
export type OversizeSink = (correlationId: number, frameBytes: number) => boolean

/** The sizes of frames that are accepted, in bytes without the length field. */
export interface FrameLimits {
  readonly minFrameBytes: number
  readonly maxFrameBytes: number
}

/**
 * Cuts a byte stream into frames. A frame is a signed 32-bit length and that many bytes.
 *
 * - The time is linear in the bytes, however small the chunks are.
 * - A frame that is complete in one chunk is not copied, and neither are chunks that were read into
 *   {@link room}.
 * - A length outside the limits throws `KAFKA_PROTOCOL` before anything is allocated.
 * - The memory for a frame above 8 MiB grows with the bytes that have arrived.
 * - With an {@link OversizeSink}, a frame that is too large is skipped if the sink accepts it.
 */
export class FrameReader {
  readonly #limits: FrameLimits
  readonly #sink: FrameSink
  readonly #oversize: OversizeSink | undefined
  #length = 0 // the length of the next frame, as far as its bytes have arrived
  #lengthBytes = 0
  #frame: Buffer | undefined // a frame that began in an earlier chunk
  #frameBytes = 0
  #wantedBytes = 0
  #oversizeBytes = 0 // the length of a frame that is too large, until its first four bytes have arrived
  #skipBytes = 0 // the bytes of a skipped frame that have not arrived yet

  constructor(limits: FrameLimits, sink: FrameSink, oversize?: OversizeSink) {
    this.#limits = limits
    this.#sink = sink
    this.#oversize = oversize
  }

  /**
   * Reads the first `end` bytes of a chunk, which are the next bytes of the stream. Passes each
   * frame to the sink as soon as it is complete.
   */
  push(chunk: Buffer, end: number = chunk.length): void {
    let at = this.#resume(chunk, end)
    while (at < end) {
      if (this.#skipBytes > 0) {
        const skipped = Math.min(this.#skipBytes, end - at)
        this.#skipBytes -= skipped
        at += skipped
        continue
      }
      if (end - at < LENGTH_BYTES) {
        this.#takeLength(chunk, at, end)
        return
      }
      const length = this.#check(chunk.readInt32BE(at))
      at += LENGTH_BYTES
      if (end - at < length) {
        this.#begin(length)
        this.#take(chunk, at, end)
        return
      }
      this.#deliver(chunk, at, at + length, false)
      at += length
    }
  }

  /** The bytes that have arrived of a frame that is not complete. */
  get pendingBytes(): number {
    return this.#lengthBytes + this.#frameBytes
  }

  /**
   * Where the next bytes of a large frame belong. Bytes that are read into this memory, from its
   * beginning on, and then pushed need not be copied. Undefined if there is no such frame.
   */
  get room(): Buffer | undefined {
    const frame = this.#frame ?? NO_FRAME
    return frame.length - this.#frameBytes < MIN_ROOM_BYTES ? undefined : frame.subarray(this.#frameBytes)
  }

  // Continues a frame that began in an earlier chunk. Returns the position in this chunk after it.
  #resume(chunk: Buffer, end: number): number {
    let at = 0
    if (this.#lengthBytes > 0) {
      at = this.#takeLength(chunk, 0, end)
      if (this.#lengthBytes < LENGTH_BYTES) return at
      this.#lengthBytes = 0
      this.#begin(this.#check(this.#length))
    }
    if (this.#frame === undefined) return at
    at += this.#take(chunk, at, end)
    if (this.#frameBytes < this.#wantedBytes) return at
    const frame = this.#frame
    this.#frame = undefined
    this.#frameBytes = 0
    this.#deliver(frame, 0, frame.length, true)
    return at
  }

  #deliver(bytes: Buffer, start: number, end: number, owned: boolean): void {
    const frameBytes = this.#oversizeBytes
    if (frameBytes === 0) return this.#sink(bytes, start, end, owned)
    this.#oversizeBytes = 0
    if (this.#oversize?.(bytes.readInt32BE(start), frameBytes) !== true) throw this.#refused(frameBytes)
    this.#skipBytes = frameBytes - ID_BYTES
  }

  // Continues a length field that was cut between chunks. Returns the position in this chunk after
  // it.
  #takeLength(chunk: Buffer, start: number, end: number): number {
    let at = start
    for (; at < end && this.#lengthBytes < LENGTH_BYTES; this.#lengthBytes++) this.#length = (this.#length << 8) | (chunk[at++] as number)
    return at
  }

  #begin(length: number): void {
    this.#wantedBytes = length
    this.#frame = frameMemory(Math.min(length, FIRST_ROOM_BYTES))
    this.#frameBytes = 0
  }

  // Copies the bytes that belong to the current frame. Returns their number.
  #take(chunk: Buffer, at: number, end: number): number {
    const bytes = Math.min(end - at, this.#wantedBytes - this.#frameBytes)
    let frame = this.#frame ?? NO_FRAME
    if (this.#frameBytes + bytes > frame.length) {
      // Once an eighth of the frame has arrived, memory for all of it is allocated. Until then the
      // memory doubles.
      const room = frame.length * 8 >= this.#wantedBytes ? this.#wantedBytes : Math.max(this.#frameBytes + bytes, frame.length * 2)
      const grown = Buffer.allocUnsafeSlow(room)
      frame.copy(grown, 0, 0, this.#frameBytes)
      takeBackFrame(frame)
      this.#frame = frame = grown
    }
    if (chunk.buffer !== frame.buffer) chunk.copy(frame, this.#frameBytes, at, at + bytes)
    this.#frameBytes += bytes
    return bytes
  }

  // Returns how many bytes to read of a frame of this length: all of them, or only the correlation
  // id if the frame is too large.
  #check(length: number): number {
    const { minFrameBytes, maxFrameBytes } = this.#limits
    if (length >= minFrameBytes && length <= maxFrameBytes) return length
    if (length <= maxFrameBytes || length < ID_BYTES || this.#oversize === undefined || isOtherProtocol(length)) throw this.#refused(length)
    this.#oversizeBytes = length
    return ID_BYTES
  }

  #refused(length: number): KafkaError {
    const { minFrameBytes, maxFrameBytes } = this.#limits
    const problem =
      length > maxFrameBytes
        ? `Frame of ${length} bytes is larger than maxFrameBytes, which is ${maxFrameBytes}`
        : `Frame of ${length} bytes is outside ${minFrameBytes} to ${maxFrameBytes}`
    return new KafkaError('KAFKA_PROTOCOL', describeLength(length) ?? problem, {})
  }
}

// Whether the four bytes clearly belong to another protocol. Then no more bytes are awaited,
// because a TLS alert is shorter than a length and a correlation id.
function isOtherProtocol(length: number): boolean {
  const description = describeLength(length)
  return description !== undefined && !description.startsWith(TEXT)
}

const TEXT = 'The other side sent text'

/**
 * Explains four bytes that are not a plausible length. The two usual mistakes are the port of a web
 * server and a TLS listener. Undefined if the bytes are not known.
 */
export function describeLength(length: number): string | undefined {
  const text = String.fromCharCode(length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff)
  if (text === 'HTTP' || /^<(!DO|htm|HTM|!do)/.test(text))
    return 'The other side answered in HTTP: this port belongs to a web server, not to a Kafka broker'
  if (/^(GET |POST|PUT |HEAD|OPTI|DELE)/.test(text)) return 'The other side sent an HTTP request to a Kafka port'
  if (length >>> 8 === 0x150303 || length >>> 8 === 0x150301)
    return 'The other side answered with a TLS alert: this listener speaks TLS, set the tls option'
  if (length >>> 16 === 0x1603) return 'The other side sent a TLS handshake to a port that speaks plaintext'
  if (/^[\x20-\x7e]{4}$/.test(text)) return `${TEXT} that begins with "${text}": this port does not belong to a Kafka broker`
  return undefined
}
