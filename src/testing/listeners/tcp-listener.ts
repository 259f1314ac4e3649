import { createServer, type Server } from 'node:net'
import type { TlsSettings } from '../tls/testing-tls-options.ts'
import { tlsServer } from '../tls/tls-listener.ts'
import type { AcceptedClient, Listener, Transport } from './listener.ts'
import { listenOn } from './unused-port.ts'

/** A listener on a TCP port. */
export class TcpListener implements Listener {
  readonly transports: Set<Transport> = new Set()
  readonly #host: string
  readonly #server: Server

  /** @param serve is called with each client, after its TLS handshake if there is one */
  constructor(host: string, tls: TlsSettings | undefined, serve: (client: AcceptedClient) => void) {
    this.#host = host
    this.#server =
      tls === undefined
        ? createServer({ noDelay: true }, socket => serve({ socket, transport: socket }))
        : tlsServer(tls, this.transports, serve)
  }

  get isListening(): boolean {
    return this.#server.listening
  }

  listen(port: number): Promise<number> {
    return listenOn(this.#server, this.#host, port)
  }

  async close(): Promise<void> {
    if (this.isListening) await new Promise(resolve => this.#server.close(resolve))
  }
}
