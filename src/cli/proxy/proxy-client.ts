import type { Socket } from 'node:net'
import { now } from '../../clock.ts'
import type { Address } from '../../conn/address.ts'
import { SaslHandshake } from '../../messages.ts'
import { accept, type IncomingRequest, type ServerConnection } from '../../server/index.ts'
import { messageOf } from '../../type-checks.ts'
import type { CarryOut, Exchange, Interference, ProxyClient, ProxyObserver } from './proxy-observer.ts'
import type { OpenUpstream, Upstream } from './upstream.ts'

/** What the connections of all clients share. */
export interface ClientMeans {
  readonly observer: ProxyObserver
  readonly interference: Interference | undefined
  readonly openUpstream: OpenUpstream
  /** Replaces the addresses in an answer, for a client that has connected to this host. */
  rewrite(exchange: Exchange, body: Uint8Array, host: string): Promise<Uint8Array>
}

const CLOSE_MS = 1_000
const OLD_LOGIN =
  'the client uses SaslHandshake v0, after which it sends tokens that are no requests (KIP-43): let it use PLAINTEXT, and this command --sasl'

/** Serves one client, through a connection of its own to the broker, until one of both ends. */
export class ServedClient {
  readonly closed: Promise<void>
  readonly #client: ProxyClient
  readonly #means: ClientMeans
  readonly #served: ServerConnection
  readonly #host: string
  #upstream: Promise<Upstream> | undefined
  #requests = 0
  #upstreamEnd: string | undefined
  #isEnding = false

  constructor(socket: Socket, client: ProxyClient, means: ClientMeans) {
    this.#client = client
    this.#means = means
    this.#host = plainHost(socket.localAddress ?? client.port.address.host)
    means.observer.opened(client)
    const { interference } = means
    const stream = interference?.wrap(socket, client) ?? socket
    // Faults may hold a request back: no later one must overtake it.
    this.#served = accept(stream, request => this.#handle(request), interference === undefined ? {} : { maxInFlight: 1 })
    this.closed = this.#serve()
  }

  /** Ends both connections at once. */
  end(): void {
    this.#isEnding = true
    this.#served.destroy()
  }

  async #handle(request: IncomingRequest): Promise<void> {
    const { header, body } = request
    const { observer, interference, rewrite } = this.#means
    const exchange: Exchange = { client: this.#client, header, body, signal: request.signal }
    const sentMs = now()
    this.#requests++
    observer.received(exchange)
    if (header.apiKey === SaslHandshake.key && header.apiVersion === 0) throw new Error(OLD_LOGIN)
    this.#upstream ??= this.#open(header.clientId)
    const upstream = await this.#upstream
    const replaced = (answer: Uint8Array): Promise<Uint8Array> => rewrite(exchange, answer, this.#host)
    const carryOut: CarryOut = async changed => {
      const answer = await upstream.exchange(header, changed)
      return answer && (await replaced(answer))
    }
    const answer = await (interference?.answer(exchange, carryOut) ?? upstream.exchange(header, body))
    if (answer === undefined) return await observer.written()
    observer.answered(exchange, answer, now() - sentMs)
    const given = interference === undefined ? await replaced(answer) : answer
    await observer.written()
    request.answerBytes(given)
    interference?.noteAnswered(exchange)
  }

  async #open(clientId: string | null | undefined): Promise<Upstream> {
    const upstream = await this.#means.openUpstream(this.#client.port.servers, clientId)
    void upstream.closed.then(reason => {
      this.#upstreamEnd ??= reason
      void this.#served.close({ timeoutMs: CLOSE_MS })
    })
    return upstream
  }

  async #serve(): Promise<void> {
    const { reason, cause } = await this.#served.closed
    const text = this.#isEnding ? 'the proxy ended' : (this.#upstreamEnd ?? reasonText(reason, cause))
    this.#means.observer.closed(this.#client, text, this.#requests)
    try {
      const upstream = await this.#upstream
      upstream?.close()
      await upstream?.closed
    } catch {
      // The upstream could not be opened: the handler has said so.
    }
  }
}

function reasonText(reason: string, cause: unknown): string {
  if (reason === 'client') return 'the client closed the connection'
  return cause === undefined ? reason : messageOf(cause)
}

/** An IPv4 address that is written as one of IPv6, in its usual form. */
export const plainHost = (host: string): string => host.replace(/^::ffff:(?=\d+\.)/, '')

/** The address of a client's socket. */
export const clientAddress = (socket: Socket): Address => ({ host: plainHost(socket.remoteAddress ?? '?'), port: socket.remotePort ?? 0 })
