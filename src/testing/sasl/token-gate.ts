import { encodeRequestHeader } from '../../protocol/header.ts'
import { SaslAuthenticate } from '../../protocol/messages/sasl-authenticate.ts'
import { SaslHandshake } from '../../protocol/messages/sasl-handshake.ts'
import type { SaslSession } from './sasl-session.ts'

const LENGTH_BYTES = 4
const KEY_BYTES = 2
const MIN_HEADER_BYTES = 8
const MAX_TOKEN_BYTES = 524_288 // Kafka's sasl.server.max.receive.size
const SASL_KEYS: readonly number[] = [SaslHandshake.key, SaslAuthenticate.key]
const ENVELOPE_HEADER = encodeRequestHeader({ apiKey: SaslAuthenticate.key, apiVersion: 0, correlationId: 0, clientId: null })
const REFUSED_LENGTH = int32(-1) // the server refuses this length

/**
 * Holds back what a client sends after a SASL message until that message is answered. Before the
 * answer it is not known whether a request or a raw token follows. A raw token (KIP-43) is passed
 * on as a SaslAuthenticate v0, so that the code after this gate sees only requests.
 */
export class TokenGate {
  readonly #session: Pick<SaslSession, 'expectsToken'>
  #kept: Buffer = Buffer.alloc(0)
  #frameBytes = 0 // the bytes of the current frame that have not passed yet
  #isShut = false

  constructor(session: Pick<SaslSession, 'expectsToken'>) {
    this.#session = session
  }

  /** Whether bytes are held back. Then the socket should not be read. */
  get isHolding(): boolean {
    return this.#isShut && this.#frameBytes === 0 && this.#kept.length > 0
  }

  /** Takes the next bytes of the client. Returns those that may pass. */
  take(chunk: Buffer): readonly Buffer[] {
    this.#kept = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk])
    return this.#passing()
  }

  /** Notes that a request of this API was answered. Returns the bytes that may pass now. */
  open(apiKey: number): readonly Buffer[] {
    if (SASL_KEYS.includes(apiKey)) this.#isShut = false
    return this.#passing()
  }

  #passing(): readonly Buffer[] {
    const pieces: Buffer[] = []
    while (this.#frameBytes > 0 || (!this.#isShut && this.#begin(pieces))) {
      const piece = this.#cut(this.#frameBytes)
      if (piece.length === 0) break
      this.#frameBytes -= piece.length
      pieces.push(piece)
    }
    return pieces
  }

  // Reads the head of the next frame. Returns false while it is not complete.
  #begin(pieces: Buffer[]): boolean {
    if (this.#kept.length < LENGTH_BYTES) return false
    const length = this.#kept.readInt32BE()
    if (this.#session.expectsToken) {
      const isToken = length >= 0 && length <= MAX_TOKEN_BYTES
      this.#cut(LENGTH_BYTES)
      pieces.push(isToken ? envelopeHead(length) : REFUSED_LENGTH)
      this.#frameBytes = isToken ? length : 0
      this.#isShut = true
      return true
    }
    const isRequest = length >= MIN_HEADER_BYTES // the server refuses any other length
    if (isRequest && this.#kept.length < LENGTH_BYTES + KEY_BYTES) return false
    this.#isShut = isRequest && SASL_KEYS.includes(this.#kept.readInt16BE(LENGTH_BYTES))
    this.#frameBytes = LENGTH_BYTES + (isRequest ? length : 0)
    return true
  }

  #cut(bytes: number): Buffer {
    const piece = this.#kept.subarray(0, bytes)
    this.#kept = this.#kept.subarray(piece.length)
    return piece
  }
}

/** A raw token with its length in front. */
export function tokenFrame(token: Uint8Array): Buffer {
  return Buffer.concat([int32(token.length), token])
}

function envelopeHead(tokenBytes: number): Buffer {
  const length = int32(tokenBytes)
  return Buffer.concat([int32(ENVELOPE_HEADER.length + length.length + tokenBytes), ENVELOPE_HEADER, length])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES)
  bytes.writeInt32BE(value)
  return bytes
}
