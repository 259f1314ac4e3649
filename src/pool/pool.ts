import { now } from '../clock.ts'
import type { CloseOptions, Connection } from '../conn/connection.ts'
import type { Features } from '../conn/versions/finalized-features.ts'
import { checkOptions, LIMIT, type OptionRule } from '../options.ts'
import type { ApiInfo } from '../protocol/api.ts'
import { isAbortSignal } from '../type-checks.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import { nameOf } from './broker-name.ts'
import { Attempt } from './dialing/dial-attempt.ts'
import type { AcquireOptions } from './dialing/waiting-callers.ts'
import { Inventory, type VerifyConnection } from './inventory.ts'
import type { Lane } from './lane.ts'
import { lanesByKey, OTHER_LANE } from './lane-table.ts'
import { circuitOpen, isUnreached, poolClosed, undialable, unknownBroker } from './pool-errors.ts'
import { PoolNode } from './pool-node.ts'
import type { PoolSettings } from './pool-options.ts'
import { type PoolSnapshot, takeSnapshot } from './pool-snapshot.ts'
import { type PingOptions, type PingResult, ping, type WarmUpOptions, warmUp } from './warm-up.ts'

/** Where a broker listens. Seeds, whose node ids are not known yet, are numbered from −2,147,483,648 on. */
export interface PoolBroker {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

const NO_OPTIONS: AcquireOptions = {}
const WHEN_DONE = { reason: 'superseded', timeoutMs: Number.POSITIVE_INFINITY } as const // each request has a limit of its own
const ACQUIRE_RULES: Record<keyof AcquireOptions, OptionRule> = {
  signal: ['an AbortSignal', isAbortSignal],
  timeoutMs: LIMIT
}
const NODE_IDS: OptionRule = ['a list of node ids', value => Array.isArray(value) && value.every(Number.isInteger)]
const LANES: OptionRule = ['a list of lanes', value => Array.isArray(value) && value.every(name => typeof name === 'string')]

/**
 * Connections to the brokers of a cluster, at most one for each lane of each node id, opened when they are first wanted. They are shared by all callers,
 * so nothing is given back.
 */
export class Pool {
  readonly #inventory: Inventory
  readonly #nodes = new Map<number, PoolNode>()
  readonly #laneOf: readonly string[]
  readonly #attempts = new Set<Promise<void>>()
  #closing: Promise<void> | undefined

  /** Throws `KAFKA_CONFIGURATION`. Dials nothing. `verify` is for the cluster: it refuses a connection that leads to the wrong broker. */
  constructor(settings: PoolSettings, verify?: VerifyConnection) {
    this.#inventory = new Inventory(settings, verify)
    this.#laneOf = lanesByKey(this.#inventory.options.lanes)
  }

  /**
   * The brokers that there are now. Connections to one that is gone, or is elsewhere now, are handed out no more, and drain; who waits for it
   * gets a connection to the new address.
   */
  setBrokers(brokers: readonly PoolBroker[], clusterId?: string | null): void {
    if (this.#inventory.isClosed) return
    const { clusterId: known } = this.#inventory
    // Another cluster may have brokers of the same ids at the same addresses: what is open still leads to the old ones.
    if (clusterId && known !== null && clusterId !== known) this.recycle()
    if (clusterId !== undefined) this.#inventory.setClusterId(clusterId)
    const gone = new Set(this.#nodes.keys())
    for (const broker of brokers) {
      gone.delete(broker.nodeId)
      const node = this.#nodes.get(broker.nodeId)
      if (node === undefined) this.#nodes.set(broker.nodeId, new PoolNode(broker.nodeId, broker, this.#inventory.options))
      else if (node.host !== broker.host || node.port !== broker.port) {
        node.move(broker)
        this.#retire(node)
      }
    }
    for (const nodeId of gone) this.#remove(nodeId)
  }

  /**
   * The connection that can be used now; undefined if there is none, or if it has to be asked first whether it still lives. Send at once: it may be
   * evicted in the next turn of the event loop.
   */
  ready(nodeId: number, lane: string): Connection | undefined {
    const found = this.#nodes.get(nodeId)?.lanes.get(lane)
    return found === undefined ? undefined : this.#inventory.ready(found)
  }

  /**
   * The same, opened if need be. Rejects with `KAFKA_CONNECT` or `KAFKA_AUTHENTICATION` when the dial that all callers share fails, with
   * `KAFKA_CIRCUIT_OPEN` at once while the broker is left alone, with `KAFKA_TIMEOUT`, phase `dial`, with `KAFKA_POOL_CLOSED`, or with the signal's
   * reason. Nothing has been sent then.
   */
  acquire(nodeId: number, lane: string, options: AcquireOptions = NO_OPTIONS): Promise<Connection> {
    const ready = this.ready(nodeId, lane)
    if (ready !== undefined) return Promise.resolve(ready)
    try {
      if (options !== NO_OPTIONS) checkOptions('acquire', options, ACQUIRE_RULES)
      options.signal?.throwIfAborted()
      return this.#attempt(this.#findLane(nodeId, lane)).waiting.add(options)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** How long the broker is still left alone; 0 if it is connected, or may be dialled now, and `Infinity` if its address cannot be dialled. */
  retryAfterMs(nodeId: number): number {
    const node = this.#nodes.get(nodeId)
    if (node === undefined) return 0
    for (const { connection } of node.lanes.values()) if (connection?.state === 'open') return 0
    return node.problem === undefined ? node.breaker.leftMs(now()) : Number.POSITIVE_INFINITY
  }

  /** What messages call a broker, as in "Broker 1 at 127.0.0.1:9092". */
  nameOf(nodeId: number): string {
    const node = this.#nodes.get(nodeId)
    return node === undefined ? `broker ${nodeId}` : nameOf(node)
  }

  /** Whether nobody was there when the broker was last dialled: its name did not resolve, or there was no TCP connection. */
  isUnreached(nodeId: number): boolean {
    const node = this.#nodes.get(nodeId)
    return node !== undefined && node.breaker.failures > 0 && isUnreached(node.lastError?.error)
  }

  /** Connections that are open and not on their way out. */
  *connections(): Iterable<{ readonly nodeId: number; readonly lane: string; readonly connection: Connection }> {
    for (const { nodeId, lanes } of this.#nodes.values()) {
      for (const { name: lane, connection } of lanes.values()) if (connection?.state === 'open') yield { nodeId, lane, connection }
    }
  }

  /**
   * The features that the cluster has finalized (KIP-584), of the newest epoch that any broker has told: by a connection that was opened, or by an
   * answer to ApiVersions that was sent by hand.
   */
  get features(): Features {
    return this.#inventory.transactions.features.levels
  }

  /** When a broker told them last, on the monotonic clock. */
  get featuresToldMs(): number {
    return this.#inventory.transactions.features.toldMs
  }

  /** What is known of the features may be those of another cluster: it is unknown until a broker tells them again. */
  forgetFeatures(): void {
    this.#inventory.transactions.features.forget()
  }

  /** The lane that requests of an API go in. */
  laneOf({ key }: ApiInfo): string {
    return this.#laneOf[key] ?? OTHER_LANE
  }

  /** Hands out the connections of a broker no more, or that of one lane, and lets them drain. */
  retire(nodeId: number, lane?: string): void {
    const node = this.#nodes.get(nodeId)
    if (node !== undefined) this.#retire(node, lane)
  }

  /** The network is back: whatever failed before may be dialled at once. */
  forgive(): void {
    for (const node of this.#nodes.values()) node.forgive()
  }

  /** Replaces all connections as they are wanted: certificates and credentials are read anew. What is in flight is answered. */
  recycle(): void {
    for (const node of this.#nodes.values()) this.#retire(node)
  }

  /** Opens connections before they are wanted. Rejects with `KAFKA_NO_BROKER` if none came about, or with the signal's reason. */
  async warmUp(options: WarmUpOptions = {}): Promise<void> {
    checkOptions('warmUp', options, { ...ACQUIRE_RULES, nodeIds: NODE_IDS, lanes: LANES })
    const { nodeIds = this.#nodeIds, lanes = [...this.#inventory.laneNames], signal, timeoutMs } = options
    await warmUp((...call) => this.acquire(...call), nodeIds, lanes, { signal, timeoutMs })
  }

  /** Asks brokers for a sign of life, dialling if need be. Says of each how it went. */
  async ping(options: PingOptions = {}): Promise<PingResult[]> {
    checkOptions('ping', options, { ...ACQUIRE_RULES, nodeIds: NODE_IDS })
    const { nodeIds = this.#nodeIds, signal, timeoutMs } = options
    return await ping((...call) => this.acquire(...call), nodeIds, { signal, timeoutMs })
  }

  /** A request was sent anew: for the statistics, by whoever does so. */
  countRetry(): void {
    this.#inventory.statistics.retries++
  }

  /** Everything as it is now: connections, brokers, and what there has been. */
  snapshot(): PoolSnapshot {
    return takeSnapshot(this.#inventory, this.#nodes.values())
  }

  /**
   * Opens nothing any more, lets what is in flight take up to `timeoutMs` (default 30,000), and closes everything. Who waits for a connection gets
   * `KAFKA_POOL_CLOSED`. Calling it again waits for the same end.
   */
  async close(options: Pick<CloseOptions, 'timeoutMs'> = {}): Promise<void> {
    checkOptions('close', options, { timeoutMs: LIMIT })
    this.#closing ??= this.#close(options.timeoutMs)
    await this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  // Seeds only until Metadata has told who they are.
  get #nodeIds(): readonly number[] {
    const all = [...this.#nodes.keys()]
    const named = all.filter(nodeId => nodeId >= 0)
    return named.length > 0 ? named : all
  }

  #findLane(nodeId: number, name: string): Lane {
    if (this.#inventory.isClosed) throw poolClosed()
    const node = this.#nodes.get(nodeId)
    if (node === undefined) throw unknownBroker(nodeId)
    if (node.problem !== undefined) throw undialable(node, node.problem)
    const nowMs = now()
    const { breaker } = node
    if (breaker.isOpen(nowMs)) throw circuitOpen(node, breaker.failures, breaker.leftMs(nowMs), node.lastError?.error)
    return node.lane(name)
  }

  #attempt(lane: Lane): Attempt {
    if (lane.attempt !== undefined) return lane.attempt
    const attempt = new Attempt(this.#inventory, lane)
    lane.attempt = attempt
    // It begins in the next microtask, when its first caller waits.
    inEmptyContext(() => {
      const ended = Promise.resolve().then(() => attempt.run())
      this.#attempts.add(ended)
      void ended.then(() => this.#attempts.delete(ended))
    })
    return attempt
  }

  #retire(node: PoolNode, only?: string): void {
    for (const lane of node.lanes.values()) {
      if (only !== undefined && lane.name !== only) continue
      const { connection } = lane
      lane.connection = undefined
      void connection?.close(WHEN_DONE)
      lane.attempt?.interrupt()
    }
  }

  #remove(nodeId: number): void {
    const node = this.#nodes.get(nodeId)
    if (node === undefined) return
    this.#nodes.delete(nodeId)
    node.remove()
    this.#retire(node)
  }

  async #close(timeoutMs: number | undefined): Promise<void> {
    this.#inventory.isClosed = true
    for (const node of this.#nodes.values()) for (const lane of node.lanes.values()) lane.attempt?.interrupt()
    const closing = [...this.#inventory.held].map(({ connection }) => connection.close({ timeoutMs }))
    await Promise.all([...closing, ...this.#attempts])
  }
}
