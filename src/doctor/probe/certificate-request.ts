import { Duplex } from 'node:stream'

const HANDSHAKE_RECORD = 22
const RECORD_HEADER_BYTES = 5
const MESSAGE_HEADER_BYTES = 4
const CERTIFICATE_REQUEST = 13 // RFC 5246, section 7.4
const SERVER_HELLO_DONE = 14
const MAX_BYTES = 262_144

/**
 * A stream that passes on another one, and watches a TLS 1.2 handshake for the request of a client
 * certificate. In TLS 1.3 that request is encrypted.
 */
export class CertificateWatch extends Duplex {
  /** Undefined until the handshake has shown it. */
  asksForCertificate: boolean | undefined
  readonly #under: Duplex
  #bytes: Buffer = Buffer.alloc(0)

  constructor(under: Duplex) {
    super()
    this.#under = under
    under
      .on('data', (chunk: Buffer) => {
        this.#watch(chunk)
        this.push(chunk)
      })
      .on('end', () => this.push(null))
      .on('error', error => this.destroy(error))
      .on('close', () => this.destroy())
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#under.write(chunk, done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#under.destroy()
    done(error)
  }

  #watch(chunk: Buffer): void {
    if (this.asksForCertificate !== undefined || this.#bytes.length > MAX_BYTES) return
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    const types = messageTypes(this.#bytes)
    if (types.includes(CERTIFICATE_REQUEST)) this.asksForCertificate = true
    else if (types.includes(SERVER_HELLO_DONE)) this.asksForCertificate = false
  }
}

// The types of the handshake messages. A message may lie in several records, and a record may have
// several messages.
function messageTypes(bytes: Buffer): number[] {
  const parts: Buffer[] = []
  for (let at = 0; at + RECORD_HEADER_BYTES <= bytes.length && bytes[at] === HANDSHAKE_RECORD; ) {
    const end = at + RECORD_HEADER_BYTES + bytes.readUInt16BE(at + 3)
    parts.push(bytes.subarray(at + RECORD_HEADER_BYTES, Math.min(end, bytes.length)))
    at = end
  }
  const handshake = Buffer.concat(parts)
  const types: number[] = []
  for (let at = 0; at + MESSAGE_HEADER_BYTES <= handshake.length; at += MESSAGE_HEADER_BYTES + handshake.readUIntBE(at + 1, 3))
    types.push(handshake[at] ?? 0)
  return types
}
