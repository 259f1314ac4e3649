import { KafkaError } from '../errors.ts'

const LENGTH_BYTES = 4
const ID_BYTES = 4

// A length is only a promise: more room than this is given as the bytes come in.
const FIRST_ROOM_BYTES = 2_097_152

const NO_FRAME = Buffer.alloc(0)

/** Takes a frame without its length. Unless it is `owned`, its memory is overwritten once this returns. */
export type FrameSink = (bytes: Buffer, start: number, end: number, owned: boolean) => void

/**
 * Hears of a frame that is larger than allowed: its first four bytes, which are the correlation id of an answer, and its length. True passes over
 * the frame without keeping its bytes; false means that it is no answer, so that the stream cannot go on.
 */
export type OversizeSink = (correlationId: number, frameBytes: number) => boolean

/** Which frames are acceptable, in bytes behind the length. */
export interface FrameLimits {
  readonly minFrameBytes: number
  readonly maxFrameBytes: number
}

/**
 * Cuts a byte stream into frames: a signed 32-bit length, then that many bytes. Time is linear in the bytes, however small the chunks; frames
 * that lie whole in a chunk are not copied at all. A length outside the limits throws before anything is allocated, and what is allocated
 * for one that is larger than 2 MiB grows with the bytes that have come. With an {@link OversizeSink} a frame that is too large is passed over if it
 * begins as an answer does.
 */
export class FrameReader {
  readonly #limits: FrameLimits
  readonly #sink: FrameSink
  readonly #oversize: OversizeSink | undefined
  #length = 0 // of which so many bytes have come
  #lengthBytes = 0
  #frame: Buffer | undefined // one that began in an earlier chunk
  #frameBytes = 0
  #wantedBytes = 0
  #oversizeBytes = 0 // the length of a frame that is too large, while its first four bytes are awaited
  #skipBytes = 0 // what is still to come of it

  constructor(limits: FrameLimits, sink: FrameSink, oversize?: OversizeSink) {
    this.#limits = limits
    this.#sink = sink
    this.#oversize = oversize
  }

  /** Takes the next `end` bytes of the stream and hands on each frame they complete. */
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

  /** Bytes of a frame that has begun and is not yet whole. */
  get pendingBytes(): number {
    return this.#lengthBytes + this.#frameBytes
  }

  // Goes on with what an earlier chunk began; returns how far into this one that went.
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

  // Goes on with a length that was cut; returns how far into the chunk it goes.
  #takeLength(chunk: Buffer, start: number, end: number): number {
    let at = start
    for (; at < end && this.#lengthBytes < LENGTH_BYTES; this.#lengthBytes++) this.#length = (this.#length << 8) | (chunk[at++] as number)
    return at
  }

  #begin(length: number): void {
    this.#wantedBytes = length
    this.#frame = Buffer.allocUnsafeSlow(Math.min(length, FIRST_ROOM_BYTES))
    this.#frameBytes = 0
  }

  // Copies what belongs to the frame that has begun; returns how much that was.
  #take(chunk: Buffer, at: number, end: number): number {
    const bytes = Math.min(end - at, this.#wantedBytes - this.#frameBytes)
    let frame = this.#frame ?? NO_FRAME
    if (this.#frameBytes + bytes > frame.length) {
      // An eighth of it there, the rest is believed; until then room doubles.
      const room = frame.length * 8 >= this.#wantedBytes ? this.#wantedBytes : Math.max(this.#frameBytes + bytes, frame.length * 2)
      const grown = Buffer.allocUnsafeSlow(room)
      frame.copy(grown, 0, 0, this.#frameBytes)
      this.#frame = frame = grown
    }
    chunk.copy(frame, this.#frameBytes, at, at + bytes)
    this.#frameBytes += bytes
    return bytes
  }

  // How much of a frame of this length is wanted: all of it or, of one that is too large, as much as says whether it is an answer.
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

// TLS alerts are shorter than a length and a correlation id, so nothing more is awaited where these four bytes say enough.
function isOtherProtocol(length: number): boolean {
  const description = describeLength(length)
  return description !== undefined && !description.startsWith(TEXT)
}

const TEXT = 'The other side sent text'

/** What the four bytes most likely are if they are no length: the two usual mistakes are a web server and a TLS listener. */
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
