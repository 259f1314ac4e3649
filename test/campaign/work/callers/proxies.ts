import type { Duplex } from 'node:stream'
import { type ClusterOptions, type Connection, connect, type Dial, errorCodes, isKafkaError } from 'kafkawire'
import { ApiVersions, encodeResponse } from 'kafkawire/messages'
import { accept, type IncomingRequest, type ServerConnection } from 'kafkawire/server'
import { memorySocketPair } from '../../../../src/testing/memory/memory-socket.ts'
import type { Stage } from '../../actors/actor.ts'
import { brokersOf, rewritten } from './addresses.ts'

// Clients dial the proxy of a broker by the address of the broker with this before it.
const PREFIX = 'proxy-'
const CLOSE_MS = 1_000

/** A proxy for each broker. Each connection of a client has a connection to the broker of its own. */
export class Proxies {
  /** What went wrong that no fault explains. */
  readonly problems: string[] = []
  readonly #stage: Stage
  readonly #open = new Set<Promise<void>>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** The options of a cluster whose connections go through the proxies, without TLS and SASL. */
  get clusterOptions(): ClusterOptions {
    const { clusterOptions } = this.#stage
    const { tls: _tls, sasl: _sasl, ...connection } = clusterOptions.connection ?? {}
    return {
      ...clusterOptions,
      bootstrapServers: brokersOf(this.#stage).map(({ host, port }) => `${PREFIX}${host}:${port}`),
      rewriteAddress: broker => PREFIX + rewritten(broker, clusterOptions),
      connection: { ...connection, dial: this.#dial }
    }
  }

  /** Resolves when all connections of clients and to brokers have ended. */
  async close(): Promise<void> {
    await Promise.all(this.#open)
  }

  readonly #dial: Dial = ({ host, port }) => {
    const [near, far] = memorySocketPair((parcel, arrive) => process.nextTick(arrive, parcel))
    const serving = this.#serve(far, host.slice(PREFIX.length), port)
    this.#open.add(serving)
    void serving.then(() => this.#open.delete(serving))
    // Faults that change bytes are meant for TLS, which this hop does not have.
    const isPlain = this.#stage.clusterOptions.connection?.tls === undefined
    return isPlain ? (this.#stage.carry?.(`${host}:${port}`, near) ?? near) : near
  }

  async #serve(client: Duplex, host: string, port: number): Promise<void> {
    const { connection: options = {} } = this.#stage.clusterOptions
    // The connection of the client may go idle, as at a broker: not the one behind the proxy.
    const timeouts = { ...options.timeouts, idleMs: Number.POSITIVE_INFINITY }
    const opening = connect({ ...options, timeouts, host, port })
    const served = accept(client, async request => forward(request, await opening))
    const ending = opening.then(
      upstream => this.#endTogether(served, upstream),
      () => served.destroy()
    )
    await Promise.all([served.closed, ending])
  }

  // If one side ends, the other side has no more use.
  async #endTogether(served: ServerConnection, upstream: Connection): Promise<void> {
    void upstream.closed.then(() => served.close({ timeoutMs: CLOSE_MS }))
    const { reason, cause } = await served.closed
    if (reason === 'handler' && !isKafkaError(cause)) this.problems.push(`a proxy failed: ${String(cause)}`)
    await upstream.close({ timeoutMs: CLOSE_MS })
  }
}

async function forward(request: IncomingRequest, upstream: Connection): Promise<void> {
  const { apiKey: key, apiVersion: version } = request.header
  const { min, max } = upstream.versions.of(ApiVersions) ?? { min: 0, max: 0 }
  if (request.is(ApiVersions) && (version < min || version > max)) {
    // KIP-511: the answer has version 0.
    const apiKeys = [{ apiKey: ApiVersions.key, minVersion: min, maxVersion: max }]
    return request.answerBytes(encodeResponse(ApiVersions, 0, { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys }))
  }
  const { body } = await upstream.forward({ key, version, body: request.body }, { signal: request.signal })
  if (body.length > 0) request.answerBytes(body)
}
