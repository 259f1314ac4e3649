import type { Server, Socket } from 'node:net'
import type { RequestHeader } from '../../protocol/header.ts'

/** What the steps of a script act on: one client at a time, in the order they connect. */
export class Conversation {
  /** Requests that were expected, came, and are to be answered. */
  readonly unanswered: RequestHeader[] = []
  readonly #all: Socket[] = []
  readonly #sockets: Socket[] = [] // those whose turn is to come
  #current: Socket | undefined
  #isOver = false
  #wake: () => void = () => {}
  readonly #onChange = (): void => this.#wake()

  constructor(server: Server) {
    server.on('connection', socket => {
      socket.on('error', () => {}) // a reset shows as the end of the stream
      socket.on('readable', this.#onChange).on('end', this.#onChange).on('close', this.#onChange)
      this.#sockets.push(socket)
      this.#all.push(socket)
      this.#wake()
    })
  }

  /** The client's socket: that of the next client to connect once the one before has ended. */
  async socket(): Promise<Socket> {
    for (;;) {
      this.#current ??= this.#sockets.shift()
      if (this.#current !== undefined) return this.#current
      if (this.#isOver) throw new Error('the script was closed while no client was connected')
      await this.#change()
    }
  }

  /** The next bytes, neither more nor fewer; what comes after them stays unread. */
  async read(bytes: number): Promise<Buffer> {
    const socket = await this.socket()
    if (bytes === 0) return Buffer.alloc(0)
    for (;;) {
      const chunk: Buffer | null = socket.read(bytes)
      if (chunk?.length === bytes) return chunk
      if (chunk !== null || hasEnded(socket)) throw new Error(`the client closed after ${chunk?.length ?? 0} of ${bytes} bytes`)
      await this.#change()
    }
  }

  /** Waits until the client has closed; it must send nothing before. */
  async readEnd(): Promise<void> {
    const socket = await this.socket()
    while (!hasEnded(socket)) {
      const chunk: Buffer | null = socket.read()
      if (chunk !== null)
        throw new Error(`expected the client to close, received ${chunk.length} bytes ${chunk.toString('hex').slice(0, 64)}`)
      await this.#change()
    }
    this.leave()
  }

  async write(bytes: Uint8Array): Promise<void> {
    const socket = await this.socket()
    await new Promise<void>(resolve => socket.write(bytes, () => resolve()))
  }

  /** Ends the connection by FIN, if it is open, and turns to the next client. */
  leave(): void {
    this.#current?.off('readable', this.#onChange).resume().end()
    this.#current = undefined
    this.unanswered.length = 0
  }

  /** Cuts all clients off. */
  end(): void {
    this.#isOver = true
    for (const socket of this.#all) socket.destroy()
    this.#wake()
  }

  #change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }
}

const hasEnded = (socket: Socket): boolean => socket.readableEnded || socket.destroyed
