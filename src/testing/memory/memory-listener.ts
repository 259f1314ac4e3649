import type { AcceptedClient, Listener, Transport } from '../listeners/listener.ts'
import type { TlsSettings } from '../tls/testing-tls-options.ts'
import { tlsOver } from '../tls/tls-listener.ts'
import type { MemoryNetwork } from './memory-network.ts'

/** The hosts of all brokers in memory. No name ends like this in any real network (RFC 6761). */
export const MEMORY_DOMAIN = 'memory.invalid'

const FIRST_PORT = 9_092

/** The host of a broker in memory. */
export const memoryHost = (nodeId: number): string => `broker-${nodeId}.${MEMORY_DOMAIN}`

/** The host of a controller in memory. */
export const memoryControllerHost = (nodeId: number): string => `controller-${nodeId}.${MEMORY_DOMAIN}`

/** A listener in memory. It has an address, but no port of the machine. */
export class MemoryListener implements Listener {
  readonly transports: Set<Transport> = new Set()
  readonly #network: MemoryNetwork
  readonly #host: string
  readonly #accept: (transport: Transport) => void
  #port = FIRST_PORT - 1
  #stop: (() => void) | undefined

  /** @param serve is called with each client, after its TLS handshake if there is one */
  constructor(network: MemoryNetwork, host: string, tls: TlsSettings | undefined, serve: (client: AcceptedClient) => void) {
    this.#network = network
    this.#host = host
    this.#accept = tls === undefined ? transport => serve({ socket: transport, transport }) : tlsOver(tls, serve)
  }

  get isListening(): boolean {
    return this.#stop !== undefined
  }

  async listen(port: number): Promise<number> {
    this.#port = port === 0 ? this.#port + 1 : port
    this.#stop = this.#network.listen(this.#host, this.#port, transport => {
      this.transports.add(transport)
      transport.on('error', () => undefined).on('close', () => this.transports.delete(transport))
      this.#accept(transport)
    })
    return this.#port
  }

  async close(): Promise<void> {
    this.#stop?.()
    this.#stop = undefined
    await Promise.all([...this.transports].map(transport => new Promise(resolve => transport.on('close', resolve))))
  }
}
