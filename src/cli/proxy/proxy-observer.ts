import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Address } from '../../conn/address.ts'
import type { RequestHeader } from '../../messages.ts'

/** A port on which a proxy listens. */
export interface ProxyPort {
  readonly address: Address
  /** The servers behind it: one broker, or for the first port those of the command line. */
  readonly servers: readonly Address[]
  /** The node id of the broker behind it, if an answer has told it. */
  readonly nodeId: number | undefined
}

/** A connection of a client. */
export interface ProxyClient {
  /** 1 for the first connection. */
  readonly number: number
  readonly address: Address
  readonly port: ProxyPort
}

/** A request on its way through a proxy. */
export interface Exchange {
  readonly client: ProxyClient
  readonly header: RequestHeader
  readonly body: Uint8Array
  /** Aborted when the connection of the client ends. */
  readonly signal: AbortSignal
}

/** What is told of everything that a proxy does. */
export interface ProxyObserver {
  listening(port: ProxyPort): void
  opened(client: ProxyClient): void
  received(exchange: Exchange): void
  /**
   * `body` is the answer as the broker gave it, before addresses are replaced. With an interference
   * it is the answer as the client gets it.
   */
  answered(exchange: Exchange, body: Uint8Array, latencyMs: number): void
  closed(client: ProxyClient, reason: string, requests: number): void
  /** Resolves when the observer has written what it was told. Answers wait for it. */
  written(): Promise<void>
}

/** Sends a request to the broker. Undefined: the broker does not answer it. */
export type CarryOut = (body: Uint8Array) => Promise<Uint8Array | undefined>

/** What a command may do to traffic. */
export interface Interference {
  /** The stream through which the bytes of a client pass. */
  wrap(socket: Socket, client: ProxyClient): Duplex
  /**
   * The answer of a request; undefined for none. Throws to close the connection. The next request
   * of the connection begins after it.
   */
  answer(exchange: Exchange, carryOut: CarryOut): Promise<Uint8Array | undefined>
  /** Called when an answer was given to the client. */
  noteAnswered(exchange: Exchange): void
}
