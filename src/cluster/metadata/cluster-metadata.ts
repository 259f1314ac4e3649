import { now } from '../../clock.ts'
import type { Connection } from '../../conn/connection.ts'
import type { Pool } from '../../pool/pool.ts'
import { poolClosed } from '../../pool/pool-errors.ts'
import { Metadata } from '../../protocol/messages/metadata.ts'
import { type WaitOptions, waitForShared } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../options.ts'
import type { ClusterBroker, ClusterMap, LeaderHint, TopicRef } from './cluster-map.ts'
import { KnownCluster, type MapChange } from './known-cluster.ts'
import { publishMetadata } from './metadata-events.ts'
import { Refreshes } from './refresh-schedule.ts'
import { Refresher } from './refresher.ts'
import { Staleness } from './staleness.ts'
import { TopicsInUse, type Wanted } from './topics-in-use.ts'

interface Planned extends Wanted {
  /** How many suspicions there were when it began. */
  readonly suspicions: number
  readonly avoid: number | undefined
}

const KNOWN = Promise.resolve()

/** Keeps the map of the cluster, and tells the pool of its brokers. It has no timer of its own: what nobody asks for grows old. */
export class ClusterMetadata {
  readonly #map = new KnownCluster()
  readonly #topics = new TopicsInUse()
  readonly #staleness = new Staleness()
  readonly #closing = new AbortController()
  readonly #forgetful: (() => void)[] = []
  readonly #hopeful: (() => void)[] = []
  readonly #options: ResolvedClusterOptions['metadata']
  readonly #pool: Pool
  readonly #refresher: Refresher
  readonly #refreshes: Refreshes<Planned>
  #learnedMs = Number.NEGATIVE_INFINITY
  #lastFailure: unknown
  #silent: number | undefined

  constructor(pool: Pool, options: ResolvedClusterOptions) {
    const { metadata, retry } = options
    this.#pool = pool
    this.#options = metadata
    this.#refresher = new Refresher(pool, this.#map, options, this.#closing.signal, () => {
      for (const forget of this.#forgetful) forget()
    })
    const work = {
      plan: () => this.#plan(),
      run: (planned: Planned) => this.#run(planned),
      hopelessMs: () => this.#refresher.hopelessMs()
    }
    this.#refreshes = new Refreshes(work, { minAgeMs: metadata.minAgeMs, maxMs: retry.maxMs }, this.#closing.signal)
  }

  get map(): ClusterMap {
    return this.#map
  }

  /** Node ids of the bootstrap servers that the pool knows now: none once the cluster has told its brokers. */
  get seeds(): readonly number[] {
    return this.#refresher.seeds.nodeIds
  }

  /** Why the last refresh was in vain; undefined if it was not. */
  get lastFailure(): unknown {
    return this.#lastFailure
  }

  /** Ends with {@link close}; its reason is what whoever waits then hears. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** Whether {@link ensure} would resolve at once. What is asked for counts as used. */
  isFresh(topics: readonly TopicRef[]): boolean {
    return this.isKnown(topics) && !this.#staleness.concerns(this.#map, topics)
  }

  /** Whether these topics are known, though some of their leaders may be {@link isInDoubt in doubt}. What is asked for counts as used. */
  isKnown(topics: readonly TopicRef[]): boolean {
    const nowMs = now()
    const ageMs = nowMs - this.#learnedMs
    let isKnown = this.#map.brokers.size > 0 && ageMs < 2 * this.#options.maxAgeMs
    for (const ref of topics) {
      const isTopic = this.#topics.touch(ref, nowMs) !== undefined
      if (isTopic && this.#map.topic(ref)?.errorCode !== 0) isKnown = false
    }
    // What is merely old is most likely still so, and what others are in doubt of may be well: traffic goes on meanwhile.
    if (isKnown && (ageMs > this.#options.maxAgeMs || !this.#staleness.isEmpty)) this.#refreshes.beginIfDue()
    return isKnown
  }

  /** Whether a broker failed since the map was last refreshed; −1 stands for leaders that are missing. Then {@link ensure} tells who leads instead. */
  isInDoubt(to: unknown): boolean {
    return !this.#staleness.isEmpty && isNode(to) && this.#staleness.isSuspect(to.nodeId)
  }

  /** A broker keeps silent: others are asked whether it still has its roles. Nobody waits for that. */
  lookPast(nodeId: number): void {
    this.#silent = nodeId
    this.#refreshes.beginIfDue()
  }

  /** Resolves when the leaders of these topics are known, as far as there are any: at once, or one refresh later. */
  ensure(topics: readonly TopicRef[], options: WaitOptions = {}): Promise<void> {
    if (this.isFresh(topics)) return KNOWN
    const nowMs = now()
    const uses = topics.map(ref => this.#topics.touch(ref, nowMs)).filter(use => use !== undefined)
    const suffices = (asked: Planned): boolean => uses.every(use => asked.uses.has(use))
    const isNew = uses.some(({ isAsked }) => !isAsked)
    return this.#wait(this.#refreshes.join(suffices, isNew), options)
  }

  /** Who is asked for metadata at this moment, as messages name them. */
  get asked(): readonly string[] {
    return this.#refresher.asked.names
  }

  /** A refresh that began after all that {@link markStale} was told. Rejects with `KAFKA_NO_BROKER` when no broker answers. */
  refresh(options: WaitOptions = {}): Promise<void> {
    const next = this.#refreshes.join(() => true, false)
    return this.#wait(next, options)
  }

  /** What is known led to a failure: routes through the broker `avoid`, or those that are missing, are looked up anew, through another broker. */
  markStale(avoid?: number): void {
    if (this.#staleness.suspect(avoid)) this.#refreshes.outdate()
    this.#refreshes.beginIfDue()
  }

  /** An answer named new leaders (KIP-951). */
  hint(hints: readonly LeaderHint[]): void {
    this.#follow(this.#map.follow(hints))
  }

  /** An answer named a broker. One that the map does not know is one more reason to ask. */
  meet(broker: ClusterBroker): void {
    if (this.#map.brokers.has(broker.nodeId)) return
    this.#follow(this.#map.meet(broker))
    this.#refreshes.beginIfDue()
  }

  /** Calls back when brokers answer again after none did, and when leaders have moved: whoever waited for either may go on. */
  onRecovery(recovered: () => void): void {
    this.#hopeful.push(recovered)
  }

  /** A broker is back: what is in doubt because of it is looked up at once. */
  hurry(): void {
    this.#refreshes.hurry()
  }

  /** Calls back when another cluster takes the place of the one that was known: what else is known of that one holds no more. */
  onOtherCluster(forget: () => void): void {
    this.#forgetful.push(forget)
  }

  /** Rejects where a new connection leads to another cluster. Brokers of Kafka 4.4 and newer have been told whom to be (KIP-1242), others are asked. */
  verify(connection: Connection, nodeId: number): Promise<void> {
    return this.#refresher.verify(connection, nodeId)
  }

  /** Nothing is asked any more; whoever waits hears `KAFKA_POOL_CLOSED`. */
  close(): void {
    this.#closing.abort(poolClosed())
  }

  #wait(refreshed: Promise<void>, options: WaitOptions): Promise<void> {
    return waitForShared(refreshed, Metadata.name, options, { cause: () => this.#lastFailure, asked: () => this.asked })
  }

  #follow(changed: MapChange): void {
    if (changed.brokers) this.#refresher.tellPool()
    if (!changed.brokers && changed.topics.length === 0) return
    const { generation } = this.#map
    publishMetadata(() => ({ event: 'hint', generation, changed }))
  }

  #plan(): Planned {
    const gone = this.#topics.expire(now() - this.#options.topicIdleMs)
    const wanted = this.#topics.wanted(this.#map)
    // One that went by its name may still be in use by its id.
    const names = gone.length > 0 ? new Set<string | null>(wanted.names) : undefined
    for (const ref of gone) if (!names?.has(this.#map.topic(ref)?.name ?? null)) this.#map.forget(ref)
    for (const use of wanted.uses) use.isAsked = true
    const { count: suspicions, avoid = this.#silent } = this.#staleness
    this.#silent = undefined
    return { ...wanted, suspicions, avoid }
  }

  async #run(planned: Planned): Promise<boolean> {
    try {
      const { brokers, topics } = await this.#refresher.run(planned, planned.avoid)
      this.#staleness.answer(planned.suspicions)
      this.#learnedMs = now()
      const isRecovered = this.#lastFailure !== undefined
      this.#lastFailure = undefined
      if (isRecovered) this.#pool.forgive()
      if (isRecovered || topics.length > 0) for (const recovered of this.#hopeful) recovered()
      // Another controller is no news: on KRaft each answer names a broker at random.
      return brokers || topics.length > 0
    } catch (error) {
      this.#lastFailure = error
      throw error
    }
  }
}

const isNode = (to: unknown): to is { readonly nodeId: number } => typeof to === 'object' && to !== null && 'nodeId' in to
