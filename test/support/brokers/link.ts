import { duplexPair } from 'node:stream'
import { Connection } from '../../../src/conn/connection.ts'
import { type ConnectionOptions, resolveOptions } from '../../../src/conn/connection-options.ts'
import { Pipeline } from '../../../src/conn/pipeline/pipeline.ts'
import { BrokerVersions } from '../../../src/conn/versions/broker-versions.ts'
import { connect } from '../../../src/index.ts'
import { ApiVersions, type ApiVersionsResponse, apis, type Decoded } from '../../../src/messages.ts'
import { listenForPeers, Peer, type Peers } from './peer.ts'

/** What the broker of a link answers to ApiVersions. */
export interface Offers {
  /**
   * Version ranges that differ from those of the driver; null for an API that the broker does not
   * have.
   */
  readonly versions?: Readonly<Record<string, readonly [min: number, max: number] | null>>
  readonly features?: Readonly<Record<string, number>>
  /** APIs that the driver does not have. */
  readonly more?: ApiVersionsResponse['apiKeys']
}

/** An open connection, and its other end. */
export interface Link extends AsyncDisposable {
  readonly connection: Connection
  readonly peer: Peer
  readonly peers: Peers
}

/** The ApiVersions response of a broker with these offers. */
export function apiVersionsOf({ versions = {}, features = {}, more = [] }: Offers = {}): Decoded<ApiVersionsResponse> {
  const apiKeys = apis.flatMap(({ name, key, minVersion, maxVersion }) => {
    const range = versions[name] === undefined ? [minVersion, maxVersion] : versions[name]
    return range === null ? [] : [{ apiKey: key, minVersion: range[0] ?? 0, maxVersion: range[1] ?? 0 }]
  })
  const finalizedFeatures = Object.entries(features).map(([name, level]) => ({ name, minVersionLevel: level, maxVersionLevel: level }))
  return {
    errorCode: 0,
    apiKeys: [...apiKeys, ...more],
    throttleTimeMs: 0,
    supportedFeatures: [],
    finalizedFeaturesEpoch: 1n,
    finalizedFeatures,
    zkMigrationReady: false
  }
}

/** Connects over TCP to a broker that the test plays. */
export async function openLink(options: Partial<ConnectionOptions> = {}, offers: Offers = {}): Promise<Link> {
  const peers = await listenForPeers()
  const connecting = connect({ host: peers.host, port: peers.port, ...options })
  const peer = await peers.next()
  peer.answer(await peer.next(), ApiVersions, apiVersionsOf(offers))
  const connection = await connecting
  const dispose = async (): Promise<void> => {
    await peers[Symbol.asyncDispose]()
    await connection.closed
  }
  return { connection, peer, peers, [Symbol.asyncDispose]: dispose }
}

/**
 * Opens a connection in memory that needs no ApiVersions exchange, for tests that set the first
 * correlation id or the clock.
 */
export function memoryLink(
  options: Partial<ConnectionOptions> = {},
  firstCorrelationId = 0,
  offers: Offers = {}
): { readonly connection: Connection; readonly peer: Peer } {
  const [near, far] = duplexPair()
  const resolved = resolveOptions({ host: 'in.memory', ...options })
  const versions = new BrokerVersions(resolved)
  versions.learn(apiVersionsOf(offers))
  const pipeline = new Pipeline({ socket: near }, resolved, firstCorrelationId)
  pipeline.liveness.apiVersionsMax = versions.of(ApiVersions)?.max ?? 0
  return {
    connection: new Connection(pipeline, versions, resolved.opened),
    peer: new Peer(far)
  }
}

/** The error with which a promise rejects; throws if the promise resolves. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const { reason } = await promise.then(
    value => {
      throw new Error(`the promise was to reject, and resolved with ${String(value)}`)
    },
    (error: unknown) => ({ reason: error })
  )
  return reason
}
