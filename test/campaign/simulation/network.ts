import type { Duplex } from 'node:stream'
import { Link } from './link.ts'

/** Opens a stream to a broker, as the option `dial` of the driver does. */
export type DialBroker = (to: { readonly host: string; readonly port: number; readonly signal: AbortSignal }) => Duplex | Promise<Duplex>

/** The network between the driver and the brokers. */
export class SimulatedNetwork {
  readonly #dialBroker: DialBroker
  readonly #stir: () => void
  /** All connections that were ever opened. */
  readonly all: Link[] = []
  #links: Link[] = []
  /** Called with each new connection, so that faults reach those of the future too. */
  readonly onLink: Set<(link: Link) => void> = new Set()

  constructor(dialBroker: DialBroker, stir: () => void) {
    this.#dialBroker = dialBroker
    this.#stir = stir
  }

  /** The open connections. */
  get links(): readonly Link[] {
    this.#links = this.#links.filter(({ isClosed }) => !isClosed)
    return this.#links
  }

  /** The option `dial` of the driver. */
  readonly dial: DialBroker = async to => {
    const address = `${to.host}:${to.port}`
    const link = new Link(address, await this.#dialBroker(to), this.#stir)
    this.#links.push(link)
    this.all.push(link)
    for (const tell of this.onLink) tell(link)
    return link.client
  }
}
