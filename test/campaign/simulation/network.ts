import type { Duplex } from 'node:stream'
import { Link, refusedError } from './link.ts'

/** Opens a stream to a broker, as the option `dial` of the driver does. */
export type DialBroker = (to: { readonly host: string; readonly port: number; readonly signal: AbortSignal }) => Duplex | Promise<Duplex>

/** The network between the driver and the brokers. */
export class SimulatedNetwork {
  readonly #dialBroker: DialBroker
  readonly #stir: () => void
  #links: Link[] = []
  #total = 0
  /** How long a connection attempt takes, in milliseconds. */
  connectMs = 0
  /** Addresses whose connection attempts are refused, or never answered. */
  readonly refused: Set<string> = new Set()
  readonly silent: Set<string> = new Set()
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

  /** The number of connections since the start. */
  get total(): number {
    return this.#total
  }

  /** The option `dial` of the driver. */
  readonly dial: DialBroker = async to => {
    const address = `${to.host}:${to.port}`
    if (this.silent.has(address)) await forEver(to.signal)
    if (this.connectMs > 0) await pause(this.connectMs)
    if (this.refused.has(address)) throw refusedError(address)
    const link = new Link(address, await this.#dialBroker(to), this.#stir)
    this.#links.push(link)
    this.#total++
    for (const tell of this.onLink) tell(link)
    return link.client
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}

function forEver(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
