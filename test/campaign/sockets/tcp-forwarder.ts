import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

const HOST = '127.0.0.1'
const LOWEST_PORT = 20_000
const PORTS = 12_000

/**
 * Puts a TCP connection over loopback before each stream of the simulated network, so that the
 * driver has a real socket.
 */
export class TcpForwarder implements AsyncDisposable {
  /** All sockets that the driver was given. */
  readonly sockets: Socket[] = []
  readonly #server: Server
  // By the port of the driver's end: either end may know of the connection first.
  readonly #arrived = new Map<number, Arrival<Socket>>()

  private constructor() {
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, socket => this.#arrivalAt(socket.remotePort).resolve(socket))
  }

  static async start(): Promise<TcpForwarder> {
    const forwarder = new TcpForwarder()
    await onFreePort(async port => {
      forwarder.#server.listen(port, HOST)
      await once(forwarder.#server, 'listening')
    })
    return forwarder
  }

  /** A socket whose other end is joined to the stream. */
  async before(stream: Duplex): Promise<Socket> {
    stream.on('error', () => undefined) // it may be cut before it is joined
    const { port } = this.#server.address() as AddressInfo
    const socket = connect({ host: HOST, port, noDelay: true, allowHalfOpen: true })
    await once(socket, 'connect')
    const { localPort = 0 } = socket
    join(await this.#arrivalAt(localPort).promise, stream)
    this.#arrived.delete(localPort)
    this.sockets.push(socket)
    return socket
  }

  #arrivalAt(port = 0): Arrival<Socket> {
    const arrival = this.#arrived.get(port) ?? withResolvers()
    this.#arrived.set(port, arrival)
    return arrival
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    for (const socket of this.sockets) socket.destroy()
    if (this.#server.listening) await once(this.#server, 'close')
  }
}

interface Arrival<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
}

// `Promise.withResolvers` came with Node 22.
function withResolvers<T>(): Arrival<T> {
  let settle: (value: T) => void = () => undefined
  const promise = new Promise<T>(resolve => (settle = resolve))
  return { promise, resolve: value => settle(value) }
}

/** Calls with ports below those that the system gives out, until one is free. */
export async function onFreePort<T>(use: (port: number) => Promise<T>): Promise<T> {
  for (let offset = process.pid % PORTS; ; offset = (offset + 101) % PORTS) {
    try {
      return await use(LOWEST_PORT + offset)
    } catch (error) {
      if (!/EADDRINUSE|cannot listen/.test(String(error))) throw error
    }
  }
}

// What one side sends the other gets, and so is the end: by FIN, or by RST after an error.
function join(far: Socket, stream: Duplex): void {
  far.pipe(stream).pipe(far)
  far.on('error', () => stream.destroy()).on('close', () => stream.destroy())
  // Node cannot reset a connection whose FIN waits to be sent; the socket would stay open for ever.
  const reset = () => (far.writableEnded && !far.writableFinished ? far.destroy() : far.resetAndDestroy())
  stream.on('error', reset).on('close', () => far.destroySoon())
  if (stream.destroyed) reset()
}
