import { now } from '../../clock.ts'
import { formatAddress } from '../../conn/address.ts'
import type { Connection } from '../../conn/connection.ts'
import { type BrokerAddress, isKafkaError, KafkaError } from '../../errors.ts'
import { isSeed } from '../../pool/broker-name.ts'
import type { Pool } from '../../pool/pool.ts'
import type { Decoded } from '../../protocol/api.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { Metadata, type MetadataResponse } from '../../protocol/messages/metadata.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'
import { Asked, attempt, dialLimitMs, pickBroker } from '../brokers/any-broker.ts'
import { Round } from '../brokers/round.ts'
import type { ResolvedClusterOptions } from '../options.ts'
import { clusterChanged, wrongCluster } from './cluster-identity.ts'
import { DialPlaces } from './dial-addresses.ts'
import type { KnownCluster, MapChange } from './known-cluster.ts'
import { type BootstrapReason, publishMetadata } from './metadata-events.ts'
import { askMetadata } from './metadata-request.ts'
import { Seeds } from './seeds.ts'
import type { Wanted } from './topics-in-use.ts'

const REBOOTSTRAP_REQUIRED = 129
const NO_BROKERS = { brokers: new Map() }
const EXPECTS_SINCE = 5 // ApiVersions (KIP-1242)
const CLUSTER_ID_SINCE = 2 // Metadata (KIP-78)
const NOTHING = { names: [], ids: [] }

interface Answered {
  readonly nodeId: number
  readonly answers: readonly Decoded<MetadataResponse>[]
}

/** What the cluster is asked, of whom, and what becomes of the answer: one refresh at a time. */
export class Refresher {
  readonly seeds: Seeds
  /** Who is asked at this moment. */
  readonly asked: Asked
  readonly #pool: Pool
  readonly #map: KnownCluster
  readonly #options: ResolvedClusterOptions
  readonly #closed: AbortSignal
  readonly #places: DialPlaces
  readonly #onOtherCluster: () => void
  #failingSinceMs: number | undefined
  #hasRefusedSeed = false

  /** @param onOtherCluster is told when another cluster takes the place of the one that was known */
  constructor(pool: Pool, map: KnownCluster, options: ResolvedClusterOptions, closed: AbortSignal, onOtherCluster: () => void) {
    this.#onOtherCluster = onOtherCluster
    this.seeds = new Seeds(options)
    this.asked = new Asked(pool)
    this.#pool = pool
    this.#map = map
    this.#options = options
    this.#closed = closed
    this.#places = new DialPlaces(options.rewriteAddress)
  }

  /** Asks until one broker has answered, and takes over what it said. Rejects with `KAFKA_NO_BROKER` when none has. */
  async run(wanted: Wanted, avoid: number | undefined): Promise<MapChange> {
    const startedMs = now()
    const tookMs = (): number => now() - startedMs
    try {
      const answered = await this.#ask(wanted, avoid)
      this.#failingSinceMs = undefined
      const changed = this.#takeOver(answered)
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

  // A bootstrap server that is a broker which cannot be reached need not be dialled a second time.
  #usefulSeeds(): number[] {
    const brokers = [...this.#dialled()].filter(({ nodeId }) => !isSeed(nodeId) && this.#pool.isUnreached(nodeId))
    const unreached = new Set(brokers.map(({ place }) => place))
    return this.seeds.listed.filter(seed => !unreached.has(formatAddress(seed))).map(({ nodeId }) => nodeId)
  }

  *#dialled(): Iterable<{ readonly nodeId: number; readonly place: string }> {
    for (const nodeId of this.#map.brokers.keys()) {
      const place = this.#places.of(nodeId)
      if (place !== undefined) yield { nodeId, place: formatAddress(place) }
    }
    for (const seed of this.seeds.listed) yield { nodeId: seed.nodeId, place: formatAddress(seed) }
  }

  /** How long no broker may be dialled. */
  hopelessMs(): number {
    // A bootstrap server that is a broker as well may be dialled no sooner than that one.
    const waits = new Map<string, number>()
    for (const { nodeId, place } of this.#dialled()) {
      const waitMs = this.#pool.retryAfterMs(nodeId)
      // An address that cannot be dialled is no reason to wait: only fresh metadata tells of another.
      if (Number.isFinite(waitMs)) waits.set(place, Math.max(waits.get(place) ?? 0, waitMs))
    }
    return waits.size === 0 ? 0 : Math.min(...waits.values())
  }

  /** Tells the pool which brokers there are, as far as they have an address. Gives whether there is anybody to ask. */
  tellPool(): boolean {
    const brokers = [...this.#places.find(this.#map.brokers.values()), ...this.seeds.listed]
    if (brokers.length > 0) this.#pool.setBrokers(brokers, this.#map.clusterId)
    return brokers.length > 0
  }

  /** Rejects where a new connection to a broker leads to another cluster. */
  async verify(connection: Connection, nodeId: number): Promise<void> {
    const { versions, broker } = connection
    const isToldBefore = (versions.of(ApiVersions)?.max ?? 0) >= EXPECTS_SINCE
    if (this.#map.clusterId === null || isToldBefore || (versions.of(Metadata)?.max ?? 0) < CLUSTER_ID_SINCE) return
    const limits = { signal: this.#closed, timeoutMs: this.#options.metadata.attemptMs }
    for (const { clusterId } of await askMetadata(connection, NOTHING, limits)) this.#checkCluster(clusterId, nodeId, broker)
  }

  // Known brokers first, for they are the cluster; the bootstrap servers when all of those fail (KIP-899) or none has answered for long (KIP-1102).
  async #ask(wanted: Wanted, avoid: number | undefined): Promise<Answered> {
    let reason = this.#reason()
    this.#hasRefusedSeed = false
    const round = new Round(async (nodeId: number): Promise<Answered> => {
      try {
        return await this.asked.during(nodeId, () => this.#attempt(nodeId, wanted))
      } catch (error) {
        if (isKafkaError(error, 'KAFKA_BROKER') && error.errorCode === REBOOTSTRAP_REQUIRED) reason = 'required'
        throw error
      }
    })
    const anyone = (): number[] => pickBroker(this.#pool, this.#map, { avoid, seeds: this.#usefulSeeds() })
    const known = await round.among(() => (reason === 'unreachable' ? anyone() : []))
    if (known !== undefined) return known
    await this.#bootstrap(reason, round)
    const seed = await round.among(() => pickBroker(this.#pool, NO_BROKERS, { seeds: this.#usefulSeeds() }))
    const answered = seed ?? (await round.last(anyone))
    // The servers that the user named belong to another cluster: that will not pass by itself.
    if (answered === undefined) throw round.failure('Metadata', { isFinal: this.#hasRefusedSeed })
    return answered
  }

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
      round.fail(error)
    }
    this.#closed.throwIfAborted()
    const servers = this.seeds.listed.map(formatAddress)
    publishMetadata(() => ({ event: 'bootstrap', reason, servers }))
    this.tellPool()
  }

  #attempt(nodeId: number, wanted: Wanted): Promise<Answered> {
    const { attemptMs } = this.#options.metadata
    const dialMs = dialLimitMs(this.#options)
    const how = { pool: this.#pool, lane: this.#pool.laneOf(Metadata), dialMs, attemptMs, signal: this.#closed }
    return attempt(nodeId, how, async (connection, limits) => {
      const answers = await askMetadata(connection, wanted, limits)
      for (const answer of answers) this.#check(answer, nodeId, connection)
      return { nodeId, answers }
    })
  }

  #check({ brokers, clusterId, errorCode }: Decoded<MetadataResponse>, nodeId: number, { broker }: Connection): void {
    throwIfError({ errorCode }, { api: Metadata.name, broker })
    const place = formatAddress(broker)
    if (brokers.length === 0) {
      const text = `${place} answered Metadata without a single broker: it may still be starting`
      throw new KafkaError('KAFKA_NO_BROKER', text, { causes: [], broker })
    }
    this.#checkCluster(clusterId, nodeId, broker)
  }

  // Bootstrap servers are where the user said they are, so they may lead to another cluster, unless the cluster is pinned.
  #checkCluster(clusterId: string | null, nodeId: number, broker: BrokerAddress): void {
    const { pinClusterId } = this.#options
    const isPinned = pinClusterId !== false
    const expectedClusterId = typeof pinClusterId === 'string' ? pinClusterId : this.#map.clusterId
    if (expectedClusterId === null || clusterId === expectedClusterId) return
    if (!isPinned && (isSeed(nodeId) || clusterId === null)) return
    const known = isSeed(nodeId) ? undefined : nodeId
    if (known === undefined) this.#hasRefusedSeed = true
    this.#pool.forgetFeatures() // its connection has told those of the other cluster
    publishMetadata(() => ({ event: 'refused', broker, nodeId: known, clusterId, expectedClusterId }))
    throw wrongCluster(broker, clusterId, expectedClusterId, isPinned)
  }

  #takeOver({ answers }: Answered): MapChange {
    const { clusterId } = this.#map
    const other = answers.find(answer => answer.clusterId !== null && answer.clusterId !== clusterId)?.clusterId
    if (clusterId !== null && other) {
      this.#map.clear()
      this.#places.clear()
      this.#onOtherCluster()
      this.tellPool()
      publishMetadata(() => ({ event: 'cluster-changed', clusterId: other, previousClusterId: clusterId }))
      // All that waits for the first cluster hears of it. What is asked after this finds the other one.
      throw clusterChanged(clusterId, other)
    }
    const changes = answers.map(answer => this.#map.learn(answer))
    const changed: MapChange = {
      brokers: changes.some(({ brokers }) => brokers),
      controller: changes.some(({ controller }) => controller),
      topics: changes.flatMap(({ topics }) => topics)
    }
    const hadSeeds = this.seeds.listed.length > 0
    this.seeds.retire()
    const isTold = !changed.brokers && !hadSeeds && clusterId === this.#map.clusterId && this.#places.problems.length === 0
    if (!isTold && !this.tellPool()) throw this.#places.problems[0]
    return changed
  }
}
