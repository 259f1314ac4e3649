import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { ForwardedConnection } from './forwarded-connection.ts'

/** `up` is from the client to the server, `down` from the server to the client. */
export type Direction = 'up' | 'down'

/** How a connection is cut. */
export type Cut = 'RST' | 'FIN'

/** The faults of one direction, for all open and future connections. */
export interface DirectionFaults {
  delayMs: number
  splitBytes: number
  /** The connection is cut after so many bytes. */
  cutAfterBytes: number
  cutBy: Cut
  /**
   * After so many bytes of a connection all further bytes are dropped, and the connection stays
   * open.
   */
  blackHoleAfterBytes: number
}

/** A TCP proxy with faults on command. */
export interface Forwarder extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** The number of connections: open now, and in total. */
  readonly connections: { readonly open: number; readonly total: number }
  /** The number of bytes that passed. */
  readonly bytes: Readonly<Record<Direction, number>>
  /** Delays every byte by so many milliseconds. */
  delay(ms: number, options?: { direction?: Direction }): void
  /** Cuts each connection after so many of its bytes, by RST by default. */
  cutAfter(options: { bytes: number; direction?: Direction; by?: Cut }): void
  /** Forwards everything in pieces of so many bytes. */
  splitEvery(bytes: number, options?: { direction?: Direction }): void
  /** Drops all bytes after so many bytes of a connection, and never closes the connection. */
  blackHole(options?: { afterBytes?: number; direction?: Direction }): void
  /** Resets all connections. */
  reset(): void
  /** Stops listening: new clients are refused. */
  refuse(): void
  /** Ends all faults, and listens again on the same port. Bytes that were dropped stay lost. */
  behave(): Promise<void>
}

/** Forwards a loopback port to a server. */
export async function startForwarder({ to }: { to: { host: string; port: number } }): Promise<Forwarder> {
  const forwarder = new TcpForwarder(to)
  await forwarder.behave()
  return forwarder
}

class TcpForwarder implements Forwarder {
  readonly host = '127.0.0.1'
  readonly bytes: Record<Direction, number> = { up: 0, down: 0 }
  readonly #to: { host: string; port: number }
  readonly #faults: Record<Direction, DirectionFaults> = { up: { ...NONE }, down: { ...NONE } }
  readonly #open = new Set<ForwardedConnection>()
  readonly #server: Server
  #total = 0
  #port = 0

  constructor(to: { host: string; port: number }) {
    this.#to = to
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, socket => {
      const connection = new ForwardedConnection(socket, this.#to, this.#faults, this.bytes)
      this.#total++
      this.#open.add(connection)
      void connection.closed.then(() => this.#open.delete(connection))
    })
  }

  get port(): number {
    return this.#port
  }

  get connections(): { open: number; total: number } {
    return { open: this.#open.size, total: this.#total }
  }

  delay(ms: number, { direction }: { direction?: Direction } = {}): void {
    for (const each of directions(direction)) this.#faults[each].delayMs = ms
  }

  cutAfter({ bytes, direction, by = 'RST' }: { bytes: number; direction?: Direction; by?: Cut }): void {
    for (const each of directions(direction)) Object.assign(this.#faults[each], { cutAfterBytes: bytes, cutBy: by })
    for (const connection of this.#open) connection.cutIfDue()
  }

  splitEvery(bytes: number, { direction }: { direction?: Direction } = {}): void {
    for (const each of directions(direction)) this.#faults[each].splitBytes = bytes
  }

  blackHole({ afterBytes = 0, direction }: { afterBytes?: number; direction?: Direction } = {}): void {
    for (const each of directions(direction)) this.#faults[each].blackHoleAfterBytes = afterBytes
  }

  reset(): void {
    for (const connection of this.#open) connection.reset()
  }

  refuse(): void {
    // The server closes after its connections have ended, but the port is free at once.
    if (this.#server.listening) this.#server.close()
  }

  async behave(): Promise<void> {
    for (const faults of Object.values(this.#faults)) Object.assign(faults, NONE)
    if (this.#server.listening) return
    this.#server.listen(this.#port, this.host)
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.refuse()
    const connections = [...this.#open]
    for (const connection of connections) connection.reset()
    await Promise.all(connections.map(({ closed }) => closed))
  }
}

const NONE: DirectionFaults = {
  delayMs: 0,
  splitBytes: Number.POSITIVE_INFINITY,
  cutAfterBytes: Number.POSITIVE_INFINITY,
  cutBy: 'RST',
  blackHoleAfterBytes: Number.POSITIVE_INFINITY
}

const directions = (direction: Direction | undefined): Direction[] => (direction === undefined ? ['up', 'down'] : [direction])
