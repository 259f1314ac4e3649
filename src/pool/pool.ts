import { now } from '../clock.ts'
import type { CloseOptions, Connection } from '../conn/connection.ts'
import type { Features } from '../conn/versions/finalized-features.ts'
import { checkOptions, LIMIT, type OptionRule } from '../options.ts'
import type { ApiInfo } from '../protocol/api.ts'
import { isAbortSignal } from '../type-checks.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import type { WaitOptions } from '../waiting/shared-work.ts'
import { nameOf } from './broker-name.ts'
import { DialAttempt } from './dialing/dial-attempt.ts'
import { Inventory, type VerifyConnection } from './inventory.ts'
import type { Lane, LaneAttempt } from './lane.ts'
import { lanesByKey, OTHER_LANE } from './lane-table.ts'
import { type PingOptions, type PingResult, pingBrokers } from './ping.ts'
import { circuitOpen, isUnreached, poolClosed, undialable, unknownBroker } from './pool-errors.ts'
import { PoolNode } from './pool-node.ts'
import type { PoolSettings } from './pool-options.ts'
import { type PoolSnapshot, takeSnapshot } from './pool-snapshot.ts'
import { type WarmUpOptions, warmUp } from './warm-up.ts'

/**
 * A broker for `pool.setBrokers`: its node id and the address on which it listens. A bootstrap
 * server, whose node id is not known yet, has a number from −2,147,483,648 on instead of a node id.
 */
export interface PoolBroker {
  /** The node id, by which the pool tells brokers apart. */
  readonly nodeId: number
  /** A host name or an IP address. */
  readonly host: string
  /** The port, 1 to 65,535. */
  readonly port: number
}

const NO_OPTIONS: WaitOptions = {}
// No limit for the whole: each request in flight has its own timeout.
const SUPERSEDED_WHEN_DONE = { reason: 'superseded', timeoutMs: Number.POSITIVE_INFINITY } as const
const WAIT_RULES: Record<keyof WaitOptions, OptionRule> = {
  signal: ['an AbortSignal', isAbortSignal],
  timeoutMs: LIMIT
}
const NODE_IDS: OptionRule = ['a list of node ids', value => Array.isArray(value) && value.every(Number.isInteger)]
const LANES: OptionRule = ['a list of lanes', value => Array.isArray(value) && value.every(name => typeof name === 'string')]

/**
 * Connections to the brokers of a cluster: at most one for each lane of each broker, opened when it
 * is first wanted. All callers share the connections, so a caller gives nothing back.
 *
 * A cluster has a pool inside, `cluster.pool`. A pool by itself does not find leaders and does not
 * retry.
 */
export class Pool {
  readonly #inventory: Inventory
  readonly #nodes = new Map<number, PoolNode>()
  readonly #laneOf: readonly string[]
  readonly #runningAttempts = new Set<Promise<void>>()
  #closing: Promise<void> | undefined

  /**
   * Makes a pool and dials nothing. Throws `KAFKA_CONFIGURATION` if a setting is wrong. `verify`
   * checks each new connection and rejects if it leads to the wrong broker; a cluster sets it.
   */
  constructor(settings: PoolSettings, verify?: VerifyConnection) {
    this.#inventory = new Inventory(settings, verify)
    this.#laneOf = lanesByKey(this.#inventory.options.lanes)
  }

  /**
   * Sets the brokers that there are now.
   *
   * - A broker that is missing from the list is removed. Its connections answer what is in flight
   *   and close with the reason `superseded`. Callers that wait for it get `KAFKA_CONNECT`.
   * - A broker with a new address is dialled there. Its old connections close in the same way.
   *   Callers that wait for it get a connection to the new address.
   * - With a `clusterId`, brokers of Kafka 4.4 and newer refuse connections that are meant for
   *   another broker or cluster (KIP-1242). Another `clusterId` than before replaces all
   *   connections.
   *
   * A closed pool ignores the call.
   */
  setBrokers(brokers: readonly PoolBroker[], clusterId?: string | null): void {
    if (this.#inventory.isClosed) return
    const { clusterId: known } = this.#inventory
    // Another cluster may have brokers with the same ids and addresses: open connections lead to
    // the old ones.
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
   * The connection of a lane that can be used now. Undefined if there is none, or if no byte was
   * sent or received on it for `validateMs`, so that it must be pinged: call `acquire` then.
   *
   * Send at once, in the same turn of the event loop: with `maxConnections` the connection may be
   * closed in the next. With `maxConnections` this call itself closes the connection, and returns
   * undefined, if another caller has waited for a slot for more than a second.
   */
  ready(nodeId: number, lane: string): Connection | undefined {
    const found = this.#nodes.get(nodeId)?.lanes.get(lane)
    return found === undefined ? undefined : this.#inventory.takeReady(found)
  }

  /**
   * Resolves with the connection of a lane, and dials if there is none. All callers of a lane share
   * one dial; it goes on if a caller gives up.
   *
   * Rejects, with nothing sent, with
   * - `KAFKA_CONNECT` or `KAFKA_AUTHENTICATION` if the dial fails, or the broker is not in the
   *   pool,
   * - `KAFKA_CIRCUIT_OPEN` at once if the broker has failed too often and its backoff runs,
   * - `KAFKA_TIMEOUT`, phase `dial`, after `timeoutMs`,
   * - `KAFKA_POOL_CLOSED`, or the reason of the signal.
   */
  acquire(nodeId: number, lane: string, options: WaitOptions = NO_OPTIONS): Promise<Connection> {
    const ready = this.ready(nodeId, lane)
    if (ready !== undefined) return Promise.resolve(ready)
    try {
      if (options !== NO_OPTIONS) checkOptions('acquire', options, WAIT_RULES)
      options.signal?.throwIfAborted()
      return this.#joinAttempt(this.#findLane(nodeId, lane)).callers.add(options)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * Milliseconds until a broker may be dialled again. 0 if it has an open connection or may be
   * dialled now; `Infinity` if its address cannot be dialled.
   */
  retryAfterMs(nodeId: number): number {
    const node = this.#nodes.get(nodeId)
    if (node === undefined) return 0
    for (const { connection } of node.lanes.values()) if (connection?.state === 'open') return 0
    return node.addressProblem === undefined ? node.breaker.backoffLeftMs(now()) : Number.POSITIVE_INFINITY
  }

  /** The name of a broker for error texts, as in "Broker 1 at 127.0.0.1:9092". */
  nameOf(nodeId: number): string {
    const node = this.#nodes.get(nodeId)
    return node === undefined ? `broker ${nodeId}` : nameOf(node)
  }

  /**
   * Whether a broker could not be reached when it was last dialled: its name did not resolve, or no
   * TCP connection could be opened.
   */
  isUnreached(nodeId: number): boolean {
    const node = this.#nodes.get(nodeId)
    return node !== undefined && node.breaker.failures > 0 && isUnreached(node.lastError?.error)
  }

  /**
   * All connections of state `open`, with node id and lane. Connections that drain are not among
   * them.
   */
  *connections(): Iterable<{ readonly nodeId: number; readonly lane: string; readonly connection: Connection }> {
    for (const { nodeId, lanes } of this.#nodes.values()) {
      for (const { name: lane, connection } of lanes.values()) if (connection?.state === 'open') yield { nodeId, lane, connection }
    }
  }

  /**
   * The features that the cluster has finalized, with their levels (KIP-584), by the newest epoch
   * that a broker has told. A broker tells them when a connection opens, and in each answer to
   * ApiVersions.
   */
  get features(): Features {
    return this.#inventory.transactions.features.levels
  }

  /** The time at which a broker last told the cluster's features, on the monotonic clock. */
  get featuresToldMs(): number {
    return this.#inventory.transactions.features.toldMs
  }

  /**
   * Forgets the cluster's features until a broker tells them again. A cluster calls this when the
   * known features may be those of another cluster.
   */
  forgetFeatures(): void {
    this.#inventory.transactions.features.forget()
  }

  /** The name of the lane for requests of an API. */
  laneOf({ key }: ApiInfo): string {
    return this.#laneOf[key] ?? OTHER_LANE
  }

  /**
   * Replaces the connections of a broker, or of one of its lanes, when they are next wanted. The
   * old connections answer what is in flight and close with the reason `superseded`.
   */
  retire(nodeId: number, lane?: string): void {
    const node = this.#nodes.get(nodeId)
    if (node !== undefined) this.#retire(node, lane)
  }

  /**
   * Ends the backoff of all brokers, so that they are dialled at once: call it when the network is
   * back. A circuit with the option `breaker.openMs` stays open.
   */
  forgive(): void {
    for (const node of this.#nodes.values()) node.forgive()
  }

  /**
   * Replaces all connections when they are next wanted, for example with new certificates or
   * credentials. The old connections answer what is in flight and close with the reason
   * `superseded`.
   */
  recycle(): void {
    for (const node of this.#nodes.values()) this.#retire(node)
  }

  /**
   * Opens connections before they are wanted: by default all lanes of all brokers. Rejects with
   * `KAFKA_NO_BROKER` if all of them failed, or with the signal's reason.
   */
  async warmUp(options: WarmUpOptions = {}): Promise<void> {
    checkOptions('warmUp', options, { ...WAIT_RULES, nodeIds: NODE_IDS, lanes: LANES })
    const { nodeIds = this.#nodeIds, lanes = [...this.#inventory.laneNames], signal, timeoutMs } = options
    await warmUp((...call) => this.acquire(...call), nodeIds, lanes, { signal, timeoutMs })
  }

  /**
   * Pings brokers, by default all: sends ApiVersions on the lane `other`, and dials if it has no
   * connection. Resolves with one result for each broker; an error of a broker does not reject.
   */
  async ping(options: PingOptions = {}): Promise<PingResult[]> {
    checkOptions('ping', options, { ...WAIT_RULES, nodeIds: NODE_IDS })
    const { nodeIds = this.#nodeIds, signal, timeoutMs } = options
    return await pingBrokers((...call) => this.acquire(...call), nodeIds, { signal, timeoutMs })
  }

  /** Adds 1 to `totals.retries` of the snapshot. Call it when you send a request again. */
  countRetry(): void {
    this.#inventory.statistics.retries++
  }

  /** The state of the pool now: its brokers, its connections and its counters. */
  snapshot(): PoolSnapshot {
    return takeSnapshot(this.#inventory, this.#nodes.values())
  }

  /**
   * Closes the pool. It opens no more connections, and callers that wait for one get
   * `KAFKA_POOL_CLOSED`. Requests in flight have `timeoutMs` (default 30,000) to be answered; then
   * all connections close. Resolves when they are closed. Another call waits for the same end.
   */
  async close(options: Pick<CloseOptions, 'timeoutMs'> = {}): Promise<void> {
    checkOptions('close', options, { timeoutMs: LIMIT })
    this.#closing ??= this.#close(options.timeoutMs)
    await this.#closing
  }

  /** Calls `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  // All brokers. Bootstrap servers count only until the real node ids are known.
  get #nodeIds(): readonly number[] {
    const all = [...this.#nodes.keys()]
    const named = all.filter(nodeId => nodeId >= 0)
    return named.length > 0 ? named : all
  }

  #findLane(nodeId: number, name: string): Lane {
    if (this.#inventory.isClosed) throw poolClosed()
    const node = this.#nodes.get(nodeId)
    if (node === undefined) throw unknownBroker(nodeId, this.#nodeIds)
    if (node.addressProblem !== undefined) throw undialable(node, node.addressProblem)
    const nowMs = now()
    const { breaker } = node
    if (breaker.isOpen(nowMs)) throw circuitOpen(node, breaker.failures, breaker.backoffLeftMs(nowMs), node.lastError?.error)
    return node.laneOf(name)
  }

  #joinAttempt(lane: Lane): LaneAttempt {
    if (lane.attempt !== undefined) return lane.attempt
    const attempt = new DialAttempt(this.#inventory, lane)
    lane.attempt = attempt
    // The attempt runs from the next microtask on: by then its first caller waits.
    inEmptyContext(() => {
      const ended = Promise.resolve().then(() => attempt.run())
      this.#runningAttempts.add(ended)
      void ended.then(() => this.#runningAttempts.delete(ended))
    })
    return attempt
  }

  #retire(node: PoolNode, only?: string): void {
    for (const lane of node.lanes.values()) {
      if (only !== undefined && lane.name !== only) continue
      const { connection } = lane
      lane.connection = undefined
      void connection?.close(SUPERSEDED_WHEN_DONE)
      lane.attempt?.interrupt()
    }
  }

  #remove(nodeId: number): void {
    const node = this.#nodes.get(nodeId)
    if (node === undefined) return
    this.#nodes.delete(nodeId)
    node.markGone()
    this.#retire(node)
  }

  async #close(timeoutMs: number | undefined): Promise<void> {
    this.#inventory.isClosed = true
    for (const node of this.#nodes.values()) for (const lane of node.lanes.values()) lane.attempt?.interrupt()
    const closing = [...this.#inventory.connections].map(({ connection }) => connection.close({ timeoutMs }))
    await Promise.all([...closing, ...this.#runningAttempts])
  }
}
