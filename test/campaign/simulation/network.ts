import type { Duplex } from 'node:stream'
import { Link } from './link.ts'

/** Where the driver wants to connect. */
export interface DialTarget {
  readonly host: string
  readonly port: number
  readonly signal: AbortSignal
}

/** Opens a stream to a broker, as the option `dial` of the driver does. */
export type DialBroker = (to: DialTarget) => Duplex | Promise<Duplex>

/** Lets a dial wait, or fail by what it throws, before the broker is reached. */
export type DialGate = (to: DialTarget) => Promise<void>

/** The network between the driver and the brokers. */
export class SimulatedNetwork {
  readonly #dialBroker: DialBroker
  readonly #stir: () => void
  #dialOther: DialBroker | undefined
  readonly #openingWrites: number
  /** All connections that were ever opened. */
  readonly all: Link[] = []
  #links: Link[] = []
  #dials = 0
  /** Called with each new connection, so that faults reach those of the future too. */
  readonly onLink: Set<(link: Link) => void> = new Set()
  /** Called when a dial begins. */
  readonly onDialling: Set<() => void> = new Set()
  /** What each dial has to pass. */
  readonly gates: Set<DialGate> = new Set()

  /**
   * @param openingWrites the number of writes of the driver to a connection that end its opening:
   * with TLS the second one ends the handshake
   */
  constructor(dialBroker: DialBroker, stir: () => void, openingWrites = 1) {
    this.#dialBroker = dialBroker
    this.#stir = stir
    this.#openingWrites = openingWrites
  }

  /** Leads all addresses to the brokers of another cluster, or back. */
  leadTo(dialBroker: DialBroker | undefined): void {
    this.#dialOther = dialBroker
  }

  /** The open connections. */
  get links(): readonly Link[] {
    this.#links = this.#links.filter(({ isClosed }) => !isClosed)
    return this.#links
  }

  /** Whether a connection is being opened; with TLS, until the end of its handshake. */
  get isDialling(): boolean {
    return this.#dials > 0 || this.links.some(({ client, writes }) => writes < this.#openingWrites && !client.destroyed)
  }

  /** Puts a connection on the network. Returns the end for the client. */
  carry(address: string, server: Duplex): Duplex {
    const link = new Link(address, server, this.#stir)
    this.#links.push(link)
    this.all.push(link)
    for (const tell of this.onLink) tell(link)
    return link.client
  }

  /** The option `dial` of the driver. */
  readonly dial: DialBroker = async to => {
    this.#dials++
    for (const tell of this.onDialling) tell()
    try {
      for (const gate of this.gates) await gate(to)
      return this.carry(`${to.host}:${to.port}`, await (this.#dialOther ?? this.#dialBroker)(to))
    } finally {
      this.#dials--
    }
  }
}
