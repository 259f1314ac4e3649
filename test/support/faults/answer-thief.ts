import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { FrameReader } from '../../../src/protocol/frame-reader.ts'

/** A TCP proxy in front of one broker that drops answers on command. */
export interface AnswerThief extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** The API keys of the dropped answers, in order. */
  readonly lost: readonly number[]
  /**
   * Lets the broker process the next request of this API, drops the answer, and resets the
   * connection.
   */
  loseNext(apiKey: number): void
}

const HOST = '127.0.0.1'
const LIMITS = { minFrameBytes: 4, maxFrameBytes: 104_857_600 }

/** Forwards a loopback port to a broker, frame by frame. */
export async function startAnswerThief(to: { readonly host: string; readonly port: number }): Promise<AnswerThief> {
  const thief = new Thief(to)
  await thief.listen()
  return thief
}

class Thief implements AnswerThief {
  readonly host = HOST
  readonly lost: number[] = []
  readonly #to: { readonly host: string; readonly port: number }
  readonly #wanted: number[] = []
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #port = 0

  constructor(to: { readonly host: string; readonly port: number }) {
    this.#to = to
    this.#server = createServer({ noDelay: true }, client => this.#forward(client))
  }

  get port(): number {
    return this.#port
  }

  async listen(): Promise<void> {
    this.#server.listen(0, HOST)
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
  }

  loseNext(apiKey: number): void {
    this.#wanted.push(apiKey)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #forward(client: Socket): void {
    const server = connect({ ...this.#to, noDelay: true })
    const stolen = new Map<number, number>() // API keys by correlation id
    const end = (): void => void [client, server].map(socket => socket.destroy())
    for (const socket of [client, server]) {
      this.#sockets.add(socket)
      socket.on('error', end).on('close', () => {
        this.#sockets.delete(socket)
        end()
      })
    }
    const requests = new FrameReader(LIMITS, (bytes, start, to) => {
      const [apiKey, correlationId] = [bytes.readInt16BE(start), bytes.readInt32BE(start + 4)]
      const at = this.#wanted.indexOf(apiKey)
      if (at >= 0) stolen.set(correlationId, apiKey)
      if (at >= 0) this.#wanted.splice(at, 1)
      server.write(framed(bytes, start, to))
    })
    const answers = new FrameReader(LIMITS, (bytes, start, to) => {
      const apiKey = stolen.get(bytes.readInt32BE(start))
      if (apiKey === undefined) return void client.write(framed(bytes, start, to))
      this.lost.push(apiKey)
      client.resetAndDestroy()
    })
    client.on('data', chunk => requests.push(chunk))
    server.on('data', chunk => answers.push(chunk))
  }
}

function framed(bytes: Buffer, start: number, end: number): Buffer {
  const frame = Buffer.allocUnsafe(4 + end - start)
  frame.writeInt32BE(end - start)
  bytes.copy(frame, 4, start, end)
  return frame
}
