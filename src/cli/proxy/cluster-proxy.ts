import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { type Address, formatAddress } from '../../conn/address.ts'
import { apiByKey, encodeResponse } from '../../messages.ts'
import { messageOf } from '../../type-checks.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { type AdvertisedAddress, addressesIn, apisWithAddresses, replaceAddresses } from './advertised-addresses.ts'
import { withKnownVersions } from './known-versions.ts'
import { clientAddress, ServedClient } from './proxy-client.ts'
import type { ProxySettings } from './proxy-flags.ts'
import type { Exchange, Interference, ProxyObserver, ProxyPort } from './proxy-observer.ts'
import { readAnswer } from './read-message.ts'
import type { OpenUpstream } from './upstream.ts'

const MAX_TRIES = 100

/** What a proxy needs. */
export interface ProxyMeans {
  readonly settings: ProxySettings
  readonly observer: ProxyObserver
  readonly openUpstream: OpenUpstream
  readonly interference?: Interference | undefined
}

type OpenPort = { -readonly [K in keyof ProxyPort]: ProxyPort[K] }

/** Listens for clients in place of the brokers of a cluster: on one port for each broker. */
export class ClusterProxy {
  readonly #means: ProxyMeans
  readonly #servers: Server[] = []
  readonly #clients = new Set<ServedClient>()
  readonly #ports = new Map<string, OpenPort>() // by the address of the broker
  #nextPort: number
  #opening: Promise<unknown> = Promise.resolve()
  #connections = 0
  #isClosed = false

  private constructor(means: ProxyMeans) {
    this.#means = means
    this.#nextPort = means.settings.listen.port
  }

  /** Opens the first port. Throws a `CommandError` if it cannot be opened. */
  static async start(means: ProxyMeans): Promise<ClusterProxy> {
    const proxy = new ClusterProxy(means)
    const { servers } = means.settings
    const port = await proxy.#listen(servers, undefined, 1)
    const [only] = servers
    if (only !== undefined && servers.length === 1) proxy.#ports.set(formatAddress(only), port)
    return proxy
  }

  /** Stops listening, and ends all connections. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const server of this.#servers) server.close()
    const clients = [...this.#clients]
    for (const client of clients) client.end()
    await Promise.all(clients.map(({ closed }) => closed))
  }

  async #listen(servers: readonly Address[], nodeId: number | undefined, tries: number): Promise<OpenPort> {
    const { host } = this.#means.settings.listen
    const port: OpenPort = { address: { host, port: 0 }, servers, nodeId }
    const server = createServer({ noDelay: true }, socket => this.#serve(socket, port))
    const wanted = this.#nextPort
    if (wanted !== 0) this.#nextPort++
    try {
      server.listen(wanted, host)
      await once(server, 'listening')
    } catch (error) {
      if (tries > 1 && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') return await this.#listen(servers, nodeId, tries - 1)
      throw listenError(error, { host, port: wanted })
    }
    const bound = server.address()
    port.address = { host, port: typeof bound === 'object' ? (bound?.port ?? wanted) : wanted }
    this.#servers.push(server)
    this.#means.observer.listening(port)
    return port
  }

  #serve(socket: Socket, port: ProxyPort): void {
    if (this.#isClosed) return void socket.destroy()
    const { observer, interference, openUpstream } = this.#means
    const rewrite = (exchange: Exchange, body: Uint8Array, host: string): Promise<Uint8Array> => this.#rewrite(exchange, body, host)
    const client = { number: ++this.#connections, address: clientAddress(socket), port }
    const served = new ServedClient(socket, client, { observer, interference, openUpstream, rewrite })
    this.#clients.add(served)
    void served.closed.then(() => this.#clients.delete(served))
  }

  async #rewrite({ header }: Exchange, body: Uint8Array, host: string): Promise<Uint8Array> {
    const api = apiByKey(header.apiKey)
    if (api === undefined) return body
    const clamped = withKnownVersions(header, body)
    if (clamped !== undefined) return clamped
    if (!apisWithAddresses.has(api.key)) return body
    const read = readAnswer(header, body)
    if ('problem' in read) throw new Error(`an answer to ${api.name} cannot be decoded, so its addresses stay unknown: ${read.problem}`)
    const found = addressesIn(read.message)
    if (found.length === 0) return body
    await this.#openFor(found)
    const advertised = this.#means.settings.advertise ?? host
    const replaced = replaceAddresses(read.message, address => ({
      host: advertised,
      port: this.#ports.get(formatAddress(address))?.address.port ?? address.port
    }))
    return encodeResponse(api, read.version, replaced)
  }

  // One after another, so that brokers that appear together get their ports by node id.
  async #openFor(addresses: readonly AdvertisedAddress[]): Promise<void> {
    const opening = this.#opening.then(async () => {
      for (const { host, port, nodeId } of addresses) {
        const name = formatAddress({ host, port })
        const known = this.#ports.get(name)
        if (known === undefined) this.#ports.set(name, await this.#listen([{ host, port }], nodeId, MAX_TRIES))
        else known.nodeId ??= nodeId
      }
    })
    this.#opening = opening.catch(() => undefined)
    await opening
  }
}

function listenError(error: unknown, address: Address): CommandError {
  const { code = '' } = error as NodeJS.ErrnoException
  const hints: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program uses this port: choose another with --listen, or --listen 0 for any',
    EADDRNOTAVAIL: 'this machine does not have this address: --listen is where to listen, --advertise is what clients dial',
    EACCES: 'this user may not listen on this port: choose one above 1023',
    ENOTFOUND: 'the name does not resolve'
  }
  return new CommandError(`cannot listen on ${formatAddress(address)}: ${hints[code] ?? messageOf(error)}`, exitCodes.FAILED)
}
