import type { Address } from '../../conn/address.ts'
import type { RequestHeader } from '../../messages.ts'

/** The connection to a broker behind one connection of a client. */
export interface Upstream {
  /** Resolves with one sentence when the connection has ended. */
  readonly closed: Promise<string>
  /**
   * Sends a request, and resolves with the body of its answer; undefined if the broker sends none.
   * Requests leave in the order of the calls. Rejects if the connection ends first.
   */
  exchange(header: RequestHeader, body: Uint8Array): Promise<Uint8Array | undefined>
  close(): void
}

/** Opens a connection for a client with this client id. Tries the servers one after another. */
export type OpenUpstream = (servers: readonly Address[], clientId: string | null | undefined) => Promise<Upstream>
