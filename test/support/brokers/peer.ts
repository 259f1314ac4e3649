import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  type Api,
  decodeRequest,
  decodeRequestHeader,
  encodeResponse,
  encodeResponseHeader,
  type RequestHeader
} from '../../../src/messages.ts'
import { lengthPrefixed } from './raw-client.ts'

/** A request as it arrived. */
export interface Arrived {
  readonly header: RequestHeader
  /** The whole frame, with its length in front. */
  readonly frame: Buffer
  readonly body: Buffer
}

/**
 * The other end of one connection, controlled by the test: it reads every frame, answers none by
 * itself, and answers in any order, late, twice or wrongly. If the whole conversation is known
 * beforehand, a script of `kafkawire/testing` is shorter.
 */
export class Peer {
  readonly socket: Duplex
  readonly ended: Promise<unknown>
  /** The number of frames received so far. */
  received = 0
  #unread: Buffer = Buffer.alloc(0)
  readonly #arrived: Arrived[] = []
  #wake: () => void = () => undefined

  constructor(socket: Duplex) {
    this.socket = socket
    // `once` is not used here: it would reject when the client resets the connection.
    this.ended = new Promise(resolve => socket.once('close', resolve))
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    socket.on('close', () => this.#wake())
  }

  /** The next request; throws if the client closes before the request is complete. */
  async next(): Promise<Arrived> {
    for (;;) {
      const arrived = this.#arrived.shift()
      if (arrived !== undefined) return arrived
      if (this.socket.destroyed) throw new Error('the client closed and sent no further request')
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }

  async take(count: number): Promise<Arrived[]> {
    const taken: Arrived[] = []
    while (taken.length < count) taken.push(await this.next())
    return taken
  }

  answer<Req, Res>({ header }: Arrived, api: Api<Req, Res>, response: Res): void {
    const head = encodeResponseHeader(api, header.apiVersion, { correlationId: header.correlationId })
    this.socket.write(lengthPrefixed(Buffer.concat([head, encodeResponse(api, header.apiVersion, response)])))
  }

  /** Answers with these bytes after the correlation id. */
  answerBytes({ header }: Arrived, bytes: Uint8Array | string): void {
    const id = Buffer.alloc(4)
    id.writeInt32BE(header.correlationId)
    const rest = typeof bytes === 'string' ? Buffer.from(bytes.replaceAll(' ', ''), 'hex') : bytes
    this.socket.write(lengthPrefixed(Buffer.concat([id, rest])))
  }

  /** Decodes the body of a request. */
  read<Req, Res>(api: Api<Req, Res>, { header, body }: Arrived): unknown {
    return decodeRequest(api, header.apiVersion, body)
  }

  #onData(chunk: Buffer): void {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk])
    while (this.#unread.length >= 4) {
      const end = 4 + this.#unread.readInt32BE(0)
      if (this.#unread.length < end) break
      const frame = this.#unread.subarray(0, end)
      const { byteLength, ...header } = decodeRequestHeader(frame.subarray(4))
      this.#arrived.push({ header, frame, body: frame.subarray(4 + byteLength) })
      this.#unread = this.#unread.subarray(end)
      this.received++
    }
    this.#wake()
  }
}

/** A loopback port. The test plays the broker for its clients, one after the other. */
export interface Peers extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** How many clients have connected. */
  readonly total: number
  /** The next client that connects. */
  next(): Promise<Peer>
}

export async function listenForPeers(host = '127.0.0.1'): Promise<Peers> {
  const server = createServer({ noDelay: true })
  const peers: Peer[] = []
  const coming: Peer[] = []
  server.on('connection', socket => {
    const peer = new Peer(socket)
    peers.push(peer)
    coming.push(peer)
    server.emit('peer')
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  return {
    host,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get total() {
      return peers.length
    },
    async next() {
      while (coming.length === 0) await once(server, 'peer')
      return coming.shift() as Peer
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of peers) socket.destroy()
      if (server.listening) await new Promise(resolve => server.close(resolve))
    }
  }
}
