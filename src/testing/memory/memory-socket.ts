import { Duplex } from 'node:stream'

/**
 * What travels from one end of a connection in memory to the other.
 *
 * - `bytes`: `taken` is called when the receiver has room for more, or has ended.
 * - `end`: no more bytes come, as by FIN.
 * - `close`: as `end`, and the sender does not read any more either.
 * - `reset`: as by RST.
 */
export type Parcel =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly taken: () => void }
  | { readonly kind: 'end' | 'close' | 'reset' }

/**
 * Brings a parcel to the other end, by calling `arrive` later, and never before it has returned.
 * The parcels of one sender must arrive in their order. A carrier may split bytes, bring them late,
 * and end with a `reset`: so it is the place of everything that a network does.
 */
export type Carry = (parcel: Parcel, arrive: (parcel: Parcel) => void) => void

type Taken = (error?: Error | null) => void

const ADDRESS = '127.0.0.1' // ACLs and quotas see the same host as over TCP

// How many bytes may be on their way before a writer has to wait, and how many a reader is given
// that does not read. Linux buffers a few MiB on loopback.
const BUFFER_BYTES = 1_048_576

/** Makes both ends of a connection in memory. */
export function memorySocketPair(carry: Carry): [client: MemorySocket, server: MemorySocket] {
  const client = new MemorySocket(carry)
  const server = new MemorySocket(carry)
  client.joinTo(server)
  server.joinTo(client)
  return [client, server]
}

/**
 * One end of a connection in memory. It ends as a TCP socket of Node does: `end` and `destroy` end
 * the stream of the other side, after a reset the other side has the error ECONNRESET, and a write
 * to an end that is gone fails with EPIPE. A reader that pauses holds its writer back.
 */
export class MemorySocket extends Duplex {
  readonly remoteAddress: string = ADDRESS
  readonly #carry: Carry
  #toPeer: (parcel: Parcel) => void = () => {}
  #writing: Taken | undefined // of the write that waits for room
  #sentBytes = 0 // that the other end has not taken
  #held: (() => void)[] = [] // of bytes that came while the buffer of the reader was full
  #isPeerGone = false
  #isReset = false

  constructor(carry: Carry) {
    super({ allowHalfOpen: false, readableHighWaterMark: BUFFER_BYTES, writableHighWaterMark: BUFFER_BYTES })
    this.#carry = carry
  }

  /** Connects this end with the other one. */
  joinTo(peer: MemorySocket): void {
    this.#toPeer = parcel => peer.#arrive(parcel)
  }

  /** Ends the connection at once, as a TCP socket does by RST. */
  resetAndDestroy(): this {
    if (this.destroyed) return this
    this.#isReset = true
    this.#send({ kind: 'reset' })
    return this.destroy()
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Taken): void {
    this.#sendBytes(Buffer.from(chunk), done)
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Taken): void {
    this.#sendBytes(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _read(): void {
    for (const taken of this.#held.splice(0)) taken()
  }

  override _final(done: Taken): void {
    this.#send({ kind: 'end' })
    done()
  }

  override _destroy(error: Error | null, done: Taken): void {
    if (!this.#isReset) this.#send({ kind: 'close' })
    this._read() // the other side may go on: its bytes are lost
    this.#written(systemError('write', 'ECANCELED'))
    done(error)
  }

  // The bytes are copied: the sender may use its memory again at once. As with TCP, bytes that
  // have been sent arrive even if the sender is destroyed before.
  #sendBytes(bytes: Buffer, done: Taken): void {
    if (this.#isPeerGone) return done(systemError('write', 'EPIPE'))
    this.#sentBytes += bytes.length
    this.#writing = done
    this.#send({ kind: 'bytes', bytes, taken: () => this.#taken(bytes.length) })
    this.#taken(0)
  }

  #taken(bytes: number): void {
    this.#sentBytes -= bytes
    if (this.#sentBytes <= BUFFER_BYTES) this.#written()
  }

  #written(error?: Error): void {
    const done = this.#writing
    this.#writing = undefined
    done?.(error)
  }

  #send(parcel: Parcel): void {
    this.#carry(parcel, this.#toPeer)
  }

  #arrive(parcel: Parcel): void {
    if (parcel.kind === 'bytes') return this.#receive(parcel.bytes, parcel.taken)
    if (this.destroyed) return
    if (parcel.kind !== 'end') this.#isPeerGone = true
    if (parcel.kind !== 'reset') return void this.push(null)
    this.#isReset = true
    this.destroy(systemError('read', 'ECONNRESET'))
  }

  #receive(bytes: Buffer, taken: () => void): void {
    if (this.destroyed || bytes.length === 0 || this.push(bytes)) taken()
    else this.#held.push(taken)
  }
}

/** An error as Node makes it for a failed call of the system, without its number. */
export function systemError(syscall: string, code: string, where = ''): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}${where}`), { code, syscall })
}
