import { now } from '../../clock.ts'
import { formatAddress } from '../../conn/address.ts'
import type { Connection } from '../../conn/connection.ts'
import type { SendOptions } from '../../conn/requests/send-options.ts'
import { type BrokerAddress, isKafkaError, KafkaError } from '../../errors.ts'
import { isSeed } from '../../pool/broker-name.ts'
import type { Pool } from '../../pool/pool.ts'
import type { ApiInfo, Decoded } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { DescribeCluster } from '../../protocol/messages/describe-cluster.ts'
import { Metadata, type MetadataResponse } from '../../protocol/messages/metadata.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'
import { AskedBrokers, askBroker, dialLimitMs, rankBrokers } from '../brokers/any-broker.ts'
import { describeControllers } from '../brokers/describe-controllers.ts'
import { Round } from '../brokers/round.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import { clusterChanged, wrongCluster } from './cluster-identity.ts'
import { DialAddresses } from './dial-addresses.ts'
import type { KnownCluster, MapChange } from './known-cluster.ts'
import { type BootstrapReason, publishMetadata } from './metadata-events.ts'
import { askMetadata } from './metadata-request.ts'
import { Seeds } from './seeds.ts'
import type { WantedTopics } from './topics-in-use.ts'

const NO_BROKERS = { brokers: new Map() }
const NO_TOPICS = { names: [], ids: [] }
// The version of Metadata from which on answers have a cluster id (KIP-78). All versions of
// DescribeCluster that list controllers have one.
const CLUSTER_ID_SINCE = 2
const CONTROLLERS_SINCE = 1

interface Answered {
  readonly nodeId: number
  readonly answers: readonly Decoded<MetadataResponse>[]
}

/**
 * Makes refreshes, one at a time: it asks brokers until one has answered, checks the answer, and
 * puts it into the map and into the pool.
 */
export class Refresher {
  /** The API of refreshes: brokers are asked with Metadata, controllers with DescribeCluster. */
  readonly api: ApiInfo
  /** The bootstrap servers. */
  readonly seeds: Seeds
  /** The servers that are being asked at this moment. */
  readonly asked: AskedBrokers
  readonly #pool: Pool
  readonly #map: KnownCluster
  readonly #options: ResolvedClusterOptions
  readonly #closed: AbortSignal
  readonly #addresses: DialAddresses
  readonly #onOtherCluster: () => void
  #failingSinceMs: number | undefined
  #hasRefusedSeed = false

  /** @param onOtherCluster is called when another cluster answers than the one that was known */
  constructor(pool: Pool, map: KnownCluster, options: ResolvedClusterOptions, closed: AbortSignal, onOtherCluster: () => void) {
    this.#onOtherCluster = onOtherCluster
    this.api = options.endpointType === 'controller' ? DescribeCluster : Metadata
    this.seeds = new Seeds(options)
    this.asked = new AskedBrokers(pool)
    this.#pool = pool
    this.#map = map
    this.#options = options
    this.#closed = closed
    this.#addresses = new DialAddresses(pool, map, this.seeds, options.rewriteAddress)
  }

  /**
   * Makes one refresh, and resolves with what has changed in the map. The broker `avoid` is asked
   * last. Rejects with `KAFKA_NO_BROKER` if no server answered.
   */
  async run(wanted: WantedTopics, avoid: number | undefined): Promise<MapChange> {
    const startedMs = now()
    const tookMs = (): number => now() - startedMs
    try {
      const answered = await this.#ask(wanted, avoid)
      this.#failingSinceMs = undefined
      const changed = this.#apply(answered)
      const { generation } = this.#map
      publishMetadata(() => ({
        event: 'refresh',
        generation,
        changed,
        tookMs: tookMs(),
        nodeId: isSeed(answered.nodeId) ? undefined : answered.nodeId
      }))
      return changed
    } catch (error) {
      this.#failingSinceMs ??= startedMs
      publishMetadata(() => ({ event: 'failure', tookMs: tookMs(), error }))
      throw error
    }
  }

  /** Gives the pool the brokers and the bootstrap servers again. Returns whether there are any. */
  updatePool(): boolean {
    return this.#addresses.updatePool()
  }

  /** The time until the first server may be dialled, in milliseconds. 0: now. */
  dialBlockedMs(): number {
    return this.#addresses.dialBlockedMs()
  }

  /**
   * Rejects with `KAFKA_CONNECT` if a new connection to a broker leads to another cluster. Asks the
   * broker for its cluster id, unless the broker has checked the expected id already (KIP-1242).
   */
  async verifyCluster(connection: Connection, nodeId: number): Promise<void> {
    const { versions, broker } = connection
    const since = this.api === DescribeCluster ? CONTROLLERS_SINCE : CLUSTER_ID_SINCE
    if (this.#map.clusterId === null || broker.isConfirmed || (versions.of(this.api)?.max ?? 0) < since) return
    const limits = { signal: this.#closed, timeoutMs: this.#options.metadata.attemptMs }
    for (const { clusterId } of await this.#describe(connection, NO_TOPICS, limits)) this.#checkCluster(clusterId, nodeId, broker)
  }

  // Asks the known brokers first. The bootstrap servers are asked if all known brokers fail
  // (KIP-899), or if none has answered for `rebootstrapAfterMs` (KIP-1102).
  async #ask(wanted: WantedTopics, avoid: number | undefined): Promise<Answered> {
    let reason = this.#reason()
    this.#hasRefusedSeed = false
    const round = new Round(async (nodeId: number): Promise<Answered> => {
      try {
        return await this.asked.during(nodeId, () => this.#attempt(nodeId, wanted))
      } catch (error) {
        if (isKafkaError(error, 'KAFKA_BROKER') && error.errorCode === errorCodes.REBOOTSTRAP_REQUIRED) reason = 'required'
        throw error
      }
    })
    const allServers = (): number[] => rankBrokers(this.#pool, this.#map, { avoid, seeds: this.#addresses.seedsToAsk() })
    const known = await round.ask(() => (reason === 'unreachable' ? allServers() : []))
    if (known !== undefined) return known
    await this.#bootstrap(reason, round)
    const seed = await round.ask(() => rankBrokers(this.#pool, NO_BROKERS, { seeds: this.#addresses.seedsToAsk() }))
    const answered = seed ?? (await round.askUntilAllFail(allServers))
    // A bootstrap server that belongs to another cluster is no passing failure: the error is final.
    if (answered === undefined) throw round.failure(this.api.name, { isFinal: this.#hasRefusedSeed })
    return answered
  }

  // Why the bootstrap servers would be asked now: 'unreachable' means after all known brokers.
  #reason(): BootstrapReason {
    if (this.#map.brokers.size === 0) return 'first'
    const nowMs = now()
    if (nowMs - (this.#failingSinceMs ?? nowMs) < this.#options.metadata.rebootstrapAfterMs) return 'unreachable'
    this.#failingSinceMs = nowMs
    return 'overdue'
  }

  async #bootstrap(reason: BootstrapReason, round: Round<Answered>): Promise<void> {
    try {
      await this.seeds.list(this.#closed)
    } catch (error) {
      if (isKafkaError(error, 'KAFKA_CONFIGURATION')) throw error
      round.addCause(error)
    }
    this.#closed.throwIfAborted()
    const servers = this.seeds.listed.map(formatAddress)
    publishMetadata(() => ({ event: 'bootstrap', reason, servers }))
    this.updatePool()
  }

  #attempt(nodeId: number, wanted: WantedTopics): Promise<Answered> {
    const { attemptMs } = this.#options.metadata
    const dialMs = dialLimitMs(this.#options)
    const how = { pool: this.#pool, lane: this.#pool.laneOf(Metadata), dialMs, attemptMs, signal: this.#closed }
    return askBroker(nodeId, how, async (connection, limits) => {
      const answers = await this.#describe(connection, wanted, limits)
      for (const answer of answers) this.#check(answer, nodeId, connection)
      return { nodeId, answers }
    })
  }

  async #describe(connection: Connection, wanted: Pick<WantedTopics, 'names' | 'ids'>, limits: SendOptions): Promise<Answered['answers']> {
    return this.api === DescribeCluster ? [await describeControllers(connection, limits)] : askMetadata(connection, wanted, limits)
  }

  #check({ brokers, clusterId, errorCode }: Decoded<MetadataResponse>, nodeId: number, { broker }: Connection): void {
    throwIfError({ errorCode }, { api: this.api.name, broker })
    if (brokers.length === 0) {
      const text = `${formatAddress(broker)} answered ${this.api.name} without a single ${this.#options.endpointType}: it may still be starting`
      throw new KafkaError('KAFKA_NO_BROKER', text, { causes: [], broker })
    }
    this.#checkCluster(clusterId, nodeId, broker)
  }

  // Throws if a server belongs to another cluster than the expected one. Only a bootstrap server
  // may lead to another cluster, because the user has named it, and only if no cluster is pinned.
  #checkCluster(clusterId: string | null, nodeId: number, broker: BrokerAddress): void {
    const { pinClusterId } = this.#options
    const isPinned = pinClusterId !== false
    const expectedClusterId = typeof pinClusterId === 'string' ? pinClusterId : this.#map.clusterId
    if (expectedClusterId === null || clusterId === expectedClusterId) return
    if (!isPinned && (isSeed(nodeId) || clusterId === null)) return
    const knownId = isSeed(nodeId) ? undefined : nodeId
    if (knownId === undefined) this.#hasRefusedSeed = true
    this.#pool.forgetFeatures() // the connection to this server has reported those of its cluster
    publishMetadata(() => ({ event: 'refused', broker, nodeId: knownId, clusterId, expectedClusterId }))
    throw wrongCluster(broker, clusterId, expectedClusterId, isPinned)
  }

  // Puts the answers of one broker into the map, and the brokers that they name into the pool.
  #apply({ answers }: Answered): MapChange {
    const { clusterId } = this.#map
    const other = answers.find(answer => answer.clusterId !== null && answer.clusterId !== clusterId)?.clusterId
    if (clusterId !== null && other) {
      this.#map.clear()
      this.#addresses.clear()
      this.#onOtherCluster()
      this.updatePool()
      publishMetadata(() => ({ event: 'cluster-changed', clusterId: other, previousClusterId: clusterId }))
      // Every call that waits for the previous cluster gets this error. The next refresh learns
      // about the other cluster.
      throw clusterChanged(clusterId, other)
    }
    const changes = answers.map(answer => this.#map.applyMetadata(answer))
    const changed: MapChange = {
      brokers: changes.some(({ brokers }) => brokers),
      controller: changes.some(({ controller }) => controller),
      topics: changes.flatMap(({ topics }) => topics)
    }
    const hadSeeds = this.seeds.listed.length > 0
    this.seeds.unlist()
    const isUpToDate = !changed.brokers && !hadSeeds && clusterId === this.#map.clusterId && this.#addresses.problems.length === 0
    if (!isUpToDate && !this.updatePool()) throw this.#addresses.problems[0]
    return changed
  }
}
