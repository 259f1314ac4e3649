import type { Duplex } from 'node:stream'

/** The connection of a client below TLS: a TCP socket, or one in memory. */
export interface Transport extends Duplex {
  /** The IP address of the client. */
  readonly remoteAddress?: string | undefined
  /** The port of the client; undefined in memory. */
  readonly remotePort?: number | undefined
  /** Ends the connection by RST: the client sees ECONNRESET. */
  resetAndDestroy(): unknown
}

/** A client that is connected, and secured if the listener speaks TLS. */
export interface AcceptedClient {
  /** The bytes of the client, decrypted. */
  readonly socket: Duplex
  /** The connection below TLS, for faults. The same as `socket` without TLS. */
  readonly transport: Transport
  /** The distinguished name of its certificate; undefined if it has none. */
  readonly distinguishedName?: string | undefined
}

/** Where clients reach one broker. */
export interface Listener {
  readonly isListening: boolean
  /** The connections that are open, also those whose TLS handshake has not ended. */
  readonly transports: ReadonlySet<Transport>
  /** Begins to listen; 0 lets the listener choose a port. Resolves with the port. */
  listen(port: number): Promise<number>
  /** Stops to listen. Resolves when all connections have ended. */
  close(): Promise<void>
}

/** Where a broker listens, and the host that clients are told to dial. */
export interface ListenAddress {
  readonly host: string
  readonly advertisedHost: string | undefined
  readonly rack: string | undefined
  /** 0: the listener chooses a port. */
  readonly port: number
  /** Makes the listener, which calls `serve` with each client, after its TLS handshake if any. */
  listener(serve: (client: AcceptedClient) => void): Listener
}

/** Where a node listens. */
export interface NodePlaces {
  readonly broker: ListenAddress
  /** Undefined if the node is no controller. */
  readonly controller: ListenAddress | undefined
}

/** What clients reach at a listener: a broker, or a controller (KIP-919). */
export type EndpointType = 'broker' | 'controller'
