import type { Server, Socket } from 'node:net'
import type { RequestHeader } from '../../protocol/header.ts'

/**
 * The connections of a script's clients. The steps act on one client at a time, in the order in
 * which the clients connect.
 */
export class Conversation {
  /** The headers of expected requests that were received and are not answered yet. */
  readonly unanswered: RequestHeader[] = []
  readonly #all: Socket[] = []
  readonly #waiting: Socket[] = [] // clients that the steps have not reached
  #current: Socket | undefined
  #isOver = false
  #wake: () => void = () => {}
  readonly #onChange = (): void => this.#wake()

  constructor(server: Server) {
    server.on('connection', socket => {
      socket.on('error', () => {}) // a reset shows as the end of the stream
      socket.on('readable', this.#onChange).on('end', this.#onChange).on('close', this.#onChange)
      this.#waiting.push(socket)
      this.#all.push(socket)
      this.#wake()
    })
  }

  /**
   * The socket of the current client. After a client has ended, it waits for the next one to
   * connect.
   */
  async socket(): Promise<Socket> {
    for (;;) {
      this.#current ??= this.#waiting.shift()
      if (this.#current !== undefined) return this.#current
      if (this.#isOver) throw new Error('the script was closed while no client was connected')
      await this.#change()
    }
  }

  /** Reads exactly this many bytes. Later bytes stay unread. */
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

  /** Waits until the client has closed the connection. Throws if the client sends bytes before. */
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

  /** Ends the connection by FIN if it is open. The next step acts on the next client. */
  leave(): void {
    this.#current?.off('readable', this.#onChange).resume().end()
    this.#current = undefined
    this.unanswered.length = 0
  }

  /** Destroys the connections of all clients. */
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
