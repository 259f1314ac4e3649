import { now, setImmediate } from '../clock.ts'
import type { Closed } from '../conn/broker.ts'
import type { Connection } from '../conn/connection.ts'
import { TransactionProtocols } from '../conn/versions/transaction-protocols.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import { addressOf } from './broker-name.ts'
import { ConnectionSlots } from './dialing/connection-slots.ts'
import type { BegunDial, Lane } from './lane.ts'
import { laneNames } from './lane-table.ts'
import { notify, publishPool } from './pool-events.ts'
import { type PoolSettings, type ResolvedPoolOptions, resolvePoolOptions } from './pool-options.ts'
import { isFailure, type PooledConnection } from './pooled-connection.ts'
import { Statistics } from './statistics.ts'

// When a caller has waited this long for a slot, the connection that is asked for next is evicted,
// although it is in use.
const MAX_SLOT_WAIT_MS = 1_000
// Closing a connection that was evicted has no time limit: each request in flight has its own
// timeout.
const EVICTED_WHEN_DONE = { reason: 'evicted', timeoutMs: Number.POSITIVE_INFINITY } as const

/** Checks a new connection to a broker. Rejects if the connection leads to the wrong broker. */
export type VerifyConnection = (connection: Connection, nodeId: number) => Promise<void>

/** What all lanes of a pool share: the settings, the open connections and the connection slots. */
export class Inventory {
  readonly settings: PoolSettings
  readonly verify: VerifyConnection | undefined
  readonly options: ResolvedPoolOptions
  readonly statistics: Statistics = new Statistics()
  /** All connections that have not ended, those that drain included. */
  readonly connections: Set<PooledConnection> = new Set()
  readonly slots: ConnectionSlots
  readonly laneNames: ReadonlySet<string>
  /** The cluster's features and transaction protocols, learned from any connection. */
  readonly transactions: TransactionProtocols = new TransactionProtocols(true)
  clusterId: string | null = null
  isClosed = false
  #useCount = 0
  #isEvictionDue = false
  readonly #idleSinceWanted = new Set<PooledConnection>() // became idle after a caller began to wait for a slot
  #leaving: Connection | undefined // evicted while it had requests in flight

  constructor(settings: PoolSettings, verify?: VerifyConnection) {
    this.verify = verify
    this.options = resolvePoolOptions(settings)
    this.settings = settings
    this.laneNames = new Set(laneNames(this.options.lanes))
    this.slots = new ConnectionSlots(this.options.maxConnections, () => this.#scheduleEviction())
  }

  /**
   * Sets the id of the cluster. The features that were learned from another cluster are forgotten.
   */
  setClusterId(clusterId: string | null): void {
    if (this.clusterId !== null && clusterId !== this.clusterId) this.transactions.forget()
    this.clusterId = clusterId
  }

  /**
   * Hands out the connection of a lane and counts this use. Undefined if there is none, if it is
   * draining, or if it was quiet for `validateMs`. If another caller has waited for a slot for
   * longer than a second, the connection is evicted instead, and the result is undefined.
   */
  takeReady(lane: Lane): Connection | undefined {
    const { connection } = lane
    if (connection === undefined || connection.state !== 'open' || connection.isQuietFor(this.options.validateMs)) return undefined
    if (this.#isSlotOverdue()) {
      this.#evictBusy(lane, connection)
      return undefined
    }
    lane.lastUse = ++this.#useCount
    return connection
  }

  /**
   * Adds a connection that was dialled. It keeps its slot, which the dial has taken, until it ends.
   */
  add(connection: Connection, lane: Lane, dial: BegunDial): PooledConnection {
    const trafficAtReady = connection.traffic
    const pooled: PooledConnection = { connection, lane, dial, connectedAt: new Date(), trafficAtReady, isWatched: false }
    this.connections.add(pooled)
    this.statistics.countOpened(now() - dial.beganMs)
    void connection.closed.then(closed => this.#remove(pooled, closed))
    this.#notify('open', connection)
    return pooled
  }

  /** Puts a new connection into its lane, and counts the success. */
  markReady(pooled: PooledConnection): void {
    const { connection, lane, dial } = pooled
    const { node, name } = lane
    pooled.trafficAtReady = connection.traffic
    node.breaker.reset()
    this.putBack(lane, connection)
    lane.lastUse = ++this.#useCount
    if (lane.openedCount++ > 0) this.statistics.reconnections++
    publishPool(() => ({ event: 'ready', broker: addressOf(node), lane: name, connectMs: now() - dial.beganMs }))
    this.#notify('ready', connection)
  }

  /**
   * Makes this connection the one that its lane hands out. Callers that began to wait for a slot
   * while it was dialled or pinged could not evict it then.
   */
  putBack(lane: Lane, connection: Connection): void {
    lane.connection = connection
    if (this.slots.waitingCount > 0) this.#scheduleEviction()
  }

  /** Counts the failure of a dial, or of the connection that the dial opened. */
  recordFailure(lane: Lane, { period }: BegunDial, error: unknown): void {
    const { node, name } = lane
    const nowMs = now()
    node.breaker.recordFailure(period, nowMs)
    lane.noteLastError(error)
    const { failures } = node.breaker
    publishPool(() => ({
      event: 'failure',
      broker: addressOf(node),
      lane: name,
      error,
      failures,
      retryAfterMs: node.breaker.backoffLeftMs(nowMs)
    }))
  }

  #remove(pooled: PooledConnection, { reason, cause }: Closed): void {
    const { connection, lane, dial } = pooled
    this.connections.delete(pooled)
    this.#idleSinceWanted.delete(pooled)
    if (this.#leaving === connection) this.#leaving = undefined
    this.slots.release()
    this.statistics.countClosed(reason, connection.traffic)
    const isInUse = lane.connection === connection
    if (isInUse) lane.connection = undefined
    if (isInUse && isFailure(pooled, reason)) this.recordFailure(lane, dial, cause ?? new Error(`the connection ended: ${reason}`))
    else if (reason === 'broken') lane.noteLastError(cause ?? new Error('the broker or the network closed it'))
    this.forgetIfEmpty(lane)
    publishPool(() => ({ event: 'close', broker: addressOf(lane.node), lane: lane.name, reason, cause }))
    this.#notify('close', connection, reason)
  }

  /**
   * Forgets a lane that has no connection and no attempt, unless the option `lanes` names it.
   * Callers may ask for lanes of any name, so their number has no other limit.
   */
  forgetIfEmpty(lane: Lane): void {
    if (!this.laneNames.has(lane.name) && lane.connection === undefined && lane.attempt === undefined) lane.node.forgetLane(lane)
  }

  #notify(hook: 'open' | 'ready' | 'close', connection: Connection, reason?: Closed['reason']): void {
    const { observe } = this.settings
    if (observe !== undefined) notify(observe, hook, connection, reason)
  }

  // In the next turn of the event loop: a caller that has just got a connection sends on it in this
  // turn.
  #scheduleEviction(): void {
    if (this.#isEvictionDue) return
    this.#isEvictionDue = true
    const evict = (): void => {
      this.#isEvictionDue = false
      this.#evict()
    }
    inEmptyContext(() => setImmediate(evict))
  }

  // Evicts the least recently used of the idle connections. If all are busy, evicts the least
  // recently used of those that were idle for a moment since a caller began to wait. If there is
  // none, waits until one becomes idle.
  #evict(): void {
    const wasIdle = [...this.#idleSinceWanted]
    this.#idleSinceWanted.clear()
    if (this.slots.waitingCount === 0) return
    const inUse = [...this.connections].filter(({ lane, connection }) => lane.connection === connection)
    const idle = leastRecentlyUsed(inUse.filter(({ connection }) => connection.isQuietFor(0)))
    const busy = leastRecentlyUsed(inUse.filter(pooled => wasIdle.includes(pooled)))
    if (idle !== undefined) {
      idle.lane.connection = undefined
      void idle.connection.close({ reason: 'evicted' })
    } else if (busy !== undefined && this.#leaving === undefined) this.#evictBusy(busy.lane, busy.connection)
    else for (const pooled of inUse) void this.#watchForIdle(pooled)
  }

  // Whether a caller has waited for a slot for MAX_SLOT_WAIT_MS. Then the next connection to be
  // asked for must be evicted: otherwise a lane with requests always in flight would keep its slot
  // for good.
  #isSlotOverdue(): boolean {
    return this.slots.waitingCount > 0 && this.#leaving === undefined && this.slots.longestWaitMs(now()) >= MAX_SLOT_WAIT_MS
  }

  // Requests in flight are answered. A caller that wants the lane again waits behind those who wait
  // now.
  #evictBusy(lane: Lane, connection: Connection): void {
    this.#leaving = connection
    lane.connection = undefined
    void connection.close(EVICTED_WHEN_DONE)
  }

  async #watchForIdle(pooled: PooledConnection): Promise<void> {
    if (pooled.isWatched) return
    pooled.isWatched = true
    try {
      await pooled.connection.emptied()
      this.#idleSinceWanted.add(pooled)
    } catch {
      // the connection ended first, which has given a slot back as well
    }
    pooled.isWatched = false
    this.#scheduleEviction()
  }
}

const leastRecentlyUsed = (all: readonly PooledConnection[]): PooledConnection | undefined =>
  [...all].sort((a, b) => a.lane.lastUse - b.lane.lastUse)[0]
