import { now, setImmediate } from '../clock.ts'
import type { Closed, Connection } from '../conn/connection.ts'
import { TransactionProtocols } from '../conn/versions/transaction-protocols.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import { addressOf } from './broker-name.ts'
import { Places } from './dialing/connection-slots.ts'
import type { Lane } from './lane.ts'
import { laneNames } from './lane-table.ts'
import { notify, publishPool } from './pool-events.ts'
import type { BegunDial } from './pool-node.ts'
import { type PoolSettings, type ResolvedPoolOptions, resolvePoolOptions } from './pool-options.ts'
import { type Held, isFailure } from './pooled-connection.ts'
import { Statistics } from './statistics.ts'

// So long a lane that always has several requests out may keep others from having a connection at all.
const PATIENCE_MS = 1_000
const EVICTED_WHEN_DONE = { reason: 'evicted', timeoutMs: Number.POSITIVE_INFINITY } as const // each request has a limit of its own

/** Looks at a new connection to a broker, and rejects where it leads to the wrong one. */
export type VerifyConnection = (connection: Connection, nodeId: number) => Promise<void>

/** What all dials of a pool share: its settings, its living connections and the places for them. */
export class Inventory {
  readonly settings: PoolSettings
  readonly verify: VerifyConnection | undefined
  readonly options: ResolvedPoolOptions
  readonly statistics: Statistics = new Statistics()
  readonly held: Set<Held> = new Set()
  readonly places: Places
  readonly laneNames: ReadonlySet<string>
  /** What is known of the cluster's features, and of transactions, by whichever connection. */
  readonly transactions: TransactionProtocols = new TransactionProtocols(true)
  clusterId: string | null = null
  isClosed = false
  #uses = 0
  #isEvictionDue = false
  readonly #rung = new Set<Held>() // had nothing to do since somebody wants a place
  #leaving: Connection | undefined // evicted with requests out

  constructor(settings: PoolSettings, verify?: VerifyConnection) {
    this.verify = verify
    this.options = resolvePoolOptions(settings)
    this.settings = settings
    this.laneNames = new Set(laneNames(this.options.lanes))
    this.places = new Places(this.options.maxConnections, () => this.#wantPlace())
  }

  /** What is known of the features of one cluster is not true of another. */
  setClusterId(clusterId: string | null): void {
    if (this.clusterId !== null && clusterId !== this.clusterId) this.transactions.forget()
    this.clusterId = clusterId
  }

  /** The connection of a lane, unless it is on its way out or was quiet for so long that nobody knows whether it works. */
  ready(lane: Lane): Connection | undefined {
    const { connection } = lane
    if (connection === undefined || connection.state !== 'open' || connection.isQuietFor(this.options.validateMs)) return undefined
    if (this.#isOverdue()) {
      this.#evictBusy(lane, connection)
      return undefined
    }
    lane.lastUse = ++this.#uses
    return connection
  }

  /** Takes charge of a connection until it has ended. Its place is taken already. */
  hold(connection: Connection, lane: Lane, dial: BegunDial): Held {
    const held: Held = { connection, lane, dial, connectedAt: new Date(), traffic: connection.traffic, isWatched: false }
    this.held.add(held)
    this.statistics.open(now() - dial.beganMs)
    void connection.closed.then(closed => this.#release(held, closed))
    this.#notify('open', connection)
    return held
  }

  /** From now on it is the one that the lane hands out. */
  store(held: Held): void {
    const { connection, lane, dial } = held
    const { node, name } = lane
    held.traffic = connection.traffic
    node.breaker.reset()
    lane.connection = connection
    lane.lastUse = ++this.#uses
    if (lane.opened++ > 0) this.statistics.reconnections++
    publishPool(() => ({ event: 'ready', broker: addressOf(node), lane: name, connectMs: now() - dial.beganMs }))
    this.#notify('ready', connection)
    if (this.places.waiting > 0) this.#wantPlace() // for those who came while it was dialled, when there was nothing to evict
  }

  /** A dial, or the connection that came of it, failed. */
  fail(lane: Lane, { period }: BegunDial, error: unknown): void {
    const { node, name } = lane
    const nowMs = now()
    node.breaker.fail(period, nowMs)
    lane.fail(error)
    const { failures } = node.breaker
    publishPool(() => ({
      event: 'failure',
      broker: addressOf(node),
      lane: name,
      error,
      failures,
      retryAfterMs: node.breaker.leftMs(nowMs)
    }))
  }

  #release(held: Held, { reason, cause }: Closed): void {
    const { connection, lane, dial } = held
    this.held.delete(held)
    this.#rung.delete(held)
    if (this.#leaving === connection) this.#leaving = undefined
    this.places.release()
    this.statistics.close(reason, connection.traffic)
    const isInUse = lane.connection === connection
    if (isInUse) lane.connection = undefined
    if (isInUse && isFailure(held, reason)) this.fail(lane, dial, cause ?? new Error(`the connection ended: ${reason}`))
    else if (reason === 'broken') lane.fail(cause ?? new Error('the broker or the network closed it'))
    this.prune(lane)
    publishPool(() => ({ event: 'close', broker: addressOf(lane.node), lane: lane.name, reason, cause }))
    this.#notify('close', connection, reason)
  }

  /** Forgets a lane that is not in the table once there is nothing in it: callers may name as many as they like. */
  prune(lane: Lane): void {
    if (!this.laneNames.has(lane.name) && lane.connection === undefined && lane.attempt === undefined) lane.node.lanes.delete(lane.name)
  }

  #notify(hook: 'open' | 'ready' | 'close', connection: Connection, reason?: Closed['reason']): void {
    const { observe } = this.settings
    if (observe !== undefined) notify(observe, hook, connection, reason)
  }

  // Not in this turn of the event loop, in which whoever has just been given a connection sends on it.
  #wantPlace(): void {
    if (this.#isEvictionDue) return
    this.#isEvictionDue = true
    const evict = (): void => {
      this.#isEvictionDue = false
      this.#evict()
    }
    inEmptyContext(() => setImmediate(evict))
  }

  // The one that is idle and was handed out least lately. Where all have something to do, the first that is done, if only for a moment.
  #evict(): void {
    const rung = [...this.#rung]
    this.#rung.clear()
    if (this.places.waiting === 0) return
    const stored = [...this.held].filter(({ lane, connection }) => lane.connection === connection)
    const idle = leastLatelyUsed(stored.filter(({ connection }) => connection.isQuietFor(0)))
    const busy = leastLatelyUsed(stored.filter(held => rung.includes(held)))
    if (idle !== undefined) {
      idle.lane.connection = undefined
      void idle.connection.close({ reason: 'evicted' })
    } else if (busy !== undefined && this.#leaving === undefined) this.#evictBusy(busy.lane, busy.connection)
    else for (const held of stored) void this.#watch(held)
  }

  // Whether somebody has waited for a place for so long that the next connection to be asked for has to make room, though it is in use.
  #isOverdue(): boolean {
    return this.places.waiting > 0 && this.#leaving === undefined && this.places.waitedMs(now()) >= PATIENCE_MS
  }

  // What is out is answered; whoever wants the lane again waits for a place behind those who wait now.
  #evictBusy(lane: Lane, connection: Connection): void {
    this.#leaving = connection
    lane.connection = undefined
    void connection.close(EVICTED_WHEN_DONE)
  }

  async #watch(held: Held): Promise<void> {
    if (held.isWatched) return
    held.isWatched = true
    try {
      await held.connection.emptied()
      this.#rung.add(held)
    } catch {
      // it ended first, which made a place as well
    }
    held.isWatched = false
    this.#wantPlace()
  }
}

const leastLatelyUsed = (held: readonly Held[]): Held | undefined => [...held].sort((a, b) => a.lane.lastUse - b.lane.lastUse)[0]
