import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { BrokerAddress, ClusterOptions, Connection, RequestTrace } from 'kafkawire'
import type { TestingCluster } from 'kafkawire/testing'
import type { SimulatedNetwork } from '../simulation/network.ts'
import { type DriverState, driverStates } from './driver-state.ts'
import { Logins } from './logins.ts'
import { OpenTransactions } from './open-transactions.ts'

/** Where the states are read from. */
export interface Watched {
  readonly kafka: TestingCluster
  readonly network: SimulatedNetwork
  /** The names of all brokers begin with this for the driver under test, and for no other client. */
  readonly prefix: string
  /** The client id of the driver under test. */
  readonly clientId: string
}

const OPENING = 'ApiVersions'
const REBALANCING: readonly string[] = ['JoinGroup', 'SyncGroup']
const QUIET_GROUPS: readonly string[] = ['Stable', 'Empty', 'Dead']
const POLL_MS = 50

/**
 * What the driver under test is doing at each moment. It is known from what users can see of the
 * driver (diagnostics channels and observers), from the network, and from what reaches the brokers.
 */
export class DriverStates implements Disposable {
  readonly #watched: Watched
  readonly #requests = new Set<RequestTrace>()
  readonly #opened = new WeakSet<BrokerAddress>()
  readonly #connections = new Set<Pick<Connection, 'state' | 'traffic'>>()
  readonly #transactions: OpenTransactions
  readonly #logins: Logins
  readonly #waiting = new Set<() => void>()
  readonly #stopWatching: () => void
  readonly #changed = (): void => {
    for (const go of this.#waiting) go()
  }
  #throttledUntilMs = 0
  #longestThrottleMs = 0

  constructor(watched: Watched) {
    this.#watched = watched
    this.#transactions = new OpenTransactions(watched.kafka, watched.clientId, this.#changed)
    this.#logins = new Logins(watched.kafka, watched.clientId, this.#changed)
    this.#stopWatching = this.#watch(this.#changed)
  }

  /** The observer that all clusters of the driver under test must have. */
  readonly observe: NonNullable<ClusterOptions['observe']> = {
    open: connection => void this.#connections.add(connection),
    close: connection => void this.#connections.delete(connection),
    throttle: ({ throttleTimeMs }) => {
      this.#throttledUntilMs = Math.max(this.#throttledUntilMs, performance.now() + throttleTimeMs)
      this.#longestThrottleMs = Math.max(this.#longestThrottleMs, throttleTimeMs)
      this.#changed()
    }
  }

  /** The longest throttle time that a broker has told. */
  get longestThrottleMs(): number {
    return this.#longestThrottleMs
  }

  /** All states that hold now. */
  get current(): readonly DriverState[] {
    return driverStates.filter(state => this.#holds[state]())
  }

  /** Resolves with true as soon as the driver is in a state, or with false after a time. */
  async reached(state: DriverState, withinMs: number): Promise<boolean> {
    for (const untilMs = performance.now() + withinMs; !this.#holds[state](); await this.#change()) {
      if (performance.now() >= untilMs) return false
    }
    return true
  }

  [Symbol.dispose](): void {
    this.#stopWatching()
  }

  readonly #holds: Readonly<Record<DriverState, () => boolean>> = {
    dialling: () => this.#watched.network.isDialling,
    negotiating: () => this.#isOut(({ api, broker }) => api === OPENING && !this.#opened.has(broker)),
    authenticating: () => this.#logins.isFirst,
    idle: () => this.#connections.size > 0 && this.#requests.size === 0,
    inFlight: () => this.#isOut(({ broker }) => this.#opened.has(broker)),
    draining: () => [...this.#connections].some(({ state }) => state === 'draining'),
    reAuthenticating: () => this.#logins.isRenewal,
    throttled: () => performance.now() < this.#throttledUntilMs,
    refreshingMetadata: () => this.#isOut(({ api }) => api === 'Metadata'),
    inTransaction: () => this.#transactions.isAnyOpen,
    rebalancing: () => this.#isOut(({ api }) => REBALANCING.includes(api)) || this.#hasUnquietGroup()
  }

  #isOut(isMeant: (request: RequestTrace) => boolean): boolean {
    for (const request of this.#requests) if (isMeant(request)) return true
    return false
  }

  #hasUnquietGroup(): boolean {
    return this.#watched.kafka.snapshot().groups.some(({ state }) => !QUIET_GROUPS.includes(state))
  }

  // Resolves when something has changed. Some states have no event, and are seen by looking.
  #change(): Promise<void> {
    return new Promise(resolve => {
      const go = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(go)
        resolve()
      }
      const timer = setTimeout(go, POLL_MS)
      this.#waiting.add(go)
    })
  }

  #watch(changed: () => void): () => void {
    const { network, prefix } = this.#watched
    const requests = tracingChannel('kafkawire:request')
    const connections = channel('kafkawire:connection')
    const begin = (request: unknown): void => {
      if (!(request as RequestTrace).broker.host.startsWith(prefix)) return
      this.#requests.add(request as RequestTrace)
      changed()
    }
    const end = (request: unknown): void => {
      if (this.#requests.delete(request as RequestTrace)) changed()
    }
    const note = (message: unknown): void => {
      const { event, broker } = message as { readonly event: string; readonly broker: BrokerAddress }
      if (event === 'open') this.#opened.add(broker)
      changed()
    }
    requests.start.subscribe(begin)
    requests.asyncEnd.subscribe(end)
    connections.subscribe(note)
    network.onDialling.add(changed)
    return () => {
      requests.start.unsubscribe(begin)
      requests.asyncEnd.unsubscribe(end)
      connections.unsubscribe(note)
      network.onDialling.delete(changed)
    }
  }
}
