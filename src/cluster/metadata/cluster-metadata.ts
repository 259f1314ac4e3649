import { now } from '../../clock.ts'
import type { Connection } from '../../conn/connection.ts'
import type { Pool } from '../../pool/pool.ts'
import { poolClosed } from '../../pool/pool-errors.ts'
import { type WaitOptions, waitForShared } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import { isNode } from '../routing/destinations.ts'
import type { Destination } from '../routing/route.ts'
import type { ClusterBroker, ClusterMap, LeaderHint, TopicRef } from './cluster-map.ts'
import { KnownCluster, type MapChange } from './known-cluster.ts'
import { publishMetadata } from './metadata-events.ts'
import { RefreshSchedule } from './refresh-schedule.ts'
import { Refresher } from './refresher.ts'
import { Suspicions } from './suspicions.ts'
import { TopicsInUse, type TopicUse, type WantedTopics } from './topics-in-use.ts'

// What one refresh asks for, and the state of suspicions when it began.
interface RefreshPlan extends WantedTopics {
  /** The number of suspicions so far. The refresh settles them if it succeeds. */
  readonly suspicions: number
  /** The broker that is asked last. */
  readonly avoid: number | undefined
}

const RESOLVED = Promise.resolve()

/**
 * Keeps the map of the cluster current, and gives the pool the brokers. It has no timer: a refresh
 * begins because the map is used, or because a broker has failed. A map that is not used grows old.
 */
export class ClusterMetadata {
  /** Whether the servers know topics and leaders. Controllers do not tell about them (KIP-919). */
  readonly hasTopics: boolean
  readonly #map = new KnownCluster()
  readonly #topics = new TopicsInUse()
  readonly #suspicions = new Suspicions()
  readonly #closing = new AbortController()
  readonly #otherClusterListeners: (() => void)[] = []
  readonly #recoveryListeners: (() => void)[] = []
  readonly #options: ResolvedClusterOptions['metadata']
  readonly #pool: Pool
  readonly #refresher: Refresher
  readonly #schedule: RefreshSchedule<RefreshPlan>
  #refreshedMs = Number.NEGATIVE_INFINITY
  #lastFailure: unknown
  #silentNodeId: number | undefined

  constructor(pool: Pool, options: ResolvedClusterOptions) {
    const { metadata, retry } = options
    this.#pool = pool
    this.#options = metadata
    this.hasTopics = options.endpointType === 'broker'
    this.#refresher = new Refresher(pool, this.#map, options, this.#closing.signal, () => {
      for (const listener of this.#otherClusterListeners) listener()
    })
    const work = {
      plan: () => this.#plan(),
      run: (plan: RefreshPlan) => this.#run(plan),
      dialBlockedMs: () => this.#refresher.dialBlockedMs()
    }
    this.#schedule = new RefreshSchedule(
      work,
      { minAgeMs: metadata.minAgeMs, maxMs: retry.maxMs, maxAgeMs: metadata.maxAgeMs },
      this.#closing.signal
    )
  }

  /** The map of the cluster, to be read. */
  get map(): ClusterMap {
    return this.#map
  }

  /**
   * The node ids of the bootstrap servers that may be asked for work. Empty once brokers are known:
   * a bootstrap server that is asked for metadata again may belong to another cluster by now.
   */
  get seeds(): readonly number[] {
    return this.#map.brokers.size > 0 ? [] : this.#refresher.seeds.nodeIds
  }

  /** The error of the last refresh. Undefined if it succeeded. */
  get lastFailure(): unknown {
    return this.#lastFailure
  }

  /** A signal that aborts with {@link close}. Its reason is the error that pending waits get. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /**
   * Marks the topics as used, and may begin a refresh that nobody waits for. Returns whether all of
   * them are known and no leader of theirs is in doubt: then {@link ensure} resolves at once.
   */
  touchAndCheckFresh(topics: readonly TopicRef[]): boolean {
    return this.touchAndCheckKnown(topics) && !this.#suspicions.areInDoubt(this.#map, topics)
  }

  /**
   * Marks the topics as used, and may begin a refresh that nobody waits for. Returns whether all of
   * them are known, even if some of their leaders are {@link isInDoubt in doubt}.
   */
  touchAndCheckKnown(topics: readonly TopicRef[]): boolean {
    const nowMs = now()
    const ageMs = nowMs - this.#refreshedMs
    let isKnown = this.#map.brokers.size > 0 && ageMs < 2 * this.#options.maxAgeMs
    for (const ref of topics) {
      const isTopic = this.#topics.touch(ref, nowMs) !== undefined
      if (isTopic && this.#map.topic(ref)?.errorCode !== 0) isKnown = false
    }
    // An old map is most likely still right, and a suspect may concern other topics. So requests go
    // on while the refresh is under way.
    if (isKnown && (ageMs > this.#options.maxAgeMs || !this.#suspicions.isEmpty)) this.#schedule.beginIfDue()
    return isKnown
  }

  /**
   * Whether a destination is a broker that failed since the last refresh. Node id -1 stands for
   * leaders that are missing. {@link ensure} waits for the refresh that names the new leaders.
   */
  isInDoubt(to: Destination): boolean {
    return !this.#suspicions.isEmpty && isNode(to) && this.#suspicions.isSuspect(to.nodeId)
  }

  /**
   * Begins a refresh, if one is due, that asks other brokers whether a silent broker still leads
   * its partitions. Nobody waits for it.
   */
  refreshWithout(silentNodeId: number): void {
    this.#silentNodeId = silentNodeId
    this.#schedule.beginIfDue()
  }

  /**
   * Marks the topics as used, and resolves when their leaders are known, as far as they have any:
   * at once, or after one refresh. Rejects with the error of that refresh, such as
   * `KAFKA_NO_BROKER`.
   */
  ensure(topics: readonly TopicRef[], options: WaitOptions = {}): Promise<void> {
    if (this.touchAndCheckFresh(topics)) return RESOLVED
    const nowMs = now()
    const uses = topics.map(ref => this.#topics.touch(ref, nowMs)).filter(use => use !== undefined)
    const suffices = (plan: RefreshPlan): boolean => uses.every(use => plan.uses.has(use))
    const isNew = uses.some(({ isAsked }) => !isAsked)
    return this.#holding(uses, () => this.#wait(this.#schedule.join(suffices, isNew), options))
  }

  // However long a caller waits, its topics stay in use.
  async #holding(uses: readonly TopicUse[], wait: () => Promise<void>): Promise<void> {
    for (const use of uses) use.waiting++
    try {
      await wait()
    } finally {
      for (const use of uses) use.waiting--
    }
  }

  /** The names of the servers that are being asked for metadata, for error texts. */
  get askedBrokers(): readonly string[] {
    return this.#refresher.asked.names
  }

  /**
   * Resolves after a refresh that began after every call of {@link suspect} so far. Rejects with
   * the error of that refresh, such as `KAFKA_NO_BROKER`.
   */
  refresh(options: WaitOptions = {}): Promise<void> {
    const next = this.#schedule.join(() => true, false)
    return this.#wait(next, options)
  }

  /**
   * Puts a broker under suspicion, because a request to it failed; without a node id, leaders that
   * are missing. Begins a refresh if one is due, which asks that broker last.
   */
  suspect(nodeId?: number): void {
    if (this.#suspicions.addSuspect(nodeId)) this.#schedule.outdate()
    this.#schedule.beginIfDue()
  }

  /** Puts the leaders that an answer named (KIP-951) into the map, where they are newer. */
  applyHints(hints: readonly LeaderHint[]): void {
    this.#publishHint(this.#map.applyHints(hints))
  }

  /** Adds a broker that an answer named. If it is new, a refresh begins as soon as one is due. */
  addBroker(broker: ClusterBroker): void {
    if (this.#map.brokers.has(broker.nodeId)) return
    this.#publishHint(this.#map.addBroker(broker))
    this.#schedule.beginIfDue()
  }

  /** Registers a function to call when an outage has ended, or when leaders have moved. */
  onRecovery(listener: () => void): void {
    this.#recoveryListeners.push(listener)
  }

  /** Makes the next refresh due at once, because a broker can be reached again. */
  makeDue(): void {
    this.#schedule.makeDue()
  }

  /**
   * Registers a function to call when another cluster answers than the one that was known: then
   * everything that was learned about that one has to be forgotten.
   */
  onOtherCluster(listener: () => void): void {
    this.#otherClusterListeners.push(listener)
  }

  /**
   * Rejects with `KAFKA_CONNECT` if a new connection leads to another cluster. Brokers of Kafka 4.4
   * and newer have checked that themselves (KIP-1242); others are asked for their cluster id.
   */
  verifyCluster(connection: Connection, nodeId: number): Promise<void> {
    return this.#refresher.verifyCluster(connection, nodeId)
  }

  /** Ends all refreshes. Pending and later waits reject with `KAFKA_POOL_CLOSED`. */
  close(): void {
    this.#closing.abort(poolClosed())
  }

  #wait(refreshed: Promise<void>, options: WaitOptions): Promise<void> {
    return waitForShared(refreshed, this.#refresher.api.name, options, { cause: () => this.#lastFailure, asked: () => this.askedBrokers })
  }

  #publishHint(changed: MapChange): void {
    if (changed.brokers) this.#refresher.updatePool()
    if (!changed.brokers && changed.topics.length === 0) return
    const { generation } = this.#map
    publishMetadata(() => ({ event: 'hint', generation, changed }))
  }

  #plan(): RefreshPlan {
    this.#topics.expire(now() - this.#options.topicIdleMs)
    const wanted = this.#topics.wanted(this.#map)
    this.#map.retainTopics(new Set(wanted.names), new Set(wanted.ids))
    for (const use of wanted.uses) use.isAsked = true
    const { count: suspicions, latestSuspect: avoid = this.#silentNodeId } = this.#suspicions
    this.#silentNodeId = undefined
    return { ...wanted, suspicions, avoid }
  }

  async #run(plan: RefreshPlan): Promise<boolean> {
    try {
      const { brokers, topics } = await this.#refresher.run(plan, plan.avoid)
      this.#suspicions.settle(plan.suspicions)
      this.#refreshedMs = now()
      const isRecovered = this.#lastFailure !== undefined
      this.#lastFailure = undefined
      if (isRecovered) this.#pool.forgive()
      if (isRecovered || topics.length > 0) for (const listener of this.#recoveryListeners) listener()
      // Another controller does not count as new: on KRaft each answer names a random broker.
      return brokers || topics.length > 0
    } catch (error) {
      this.#lastFailure = error
      throw error
    }
  }
}
