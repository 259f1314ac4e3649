import type { Cluster, PoolSnapshot } from 'kafkawire'
import type { Settings } from '../schedule/schedule.ts'
import type { History } from './history.ts'

// The defaults of docs/connection.md, "Options".
const MAX_IN_FLIGHT = 100
const MAX_QUEUED_BYTES = 67_108_864
// Pings and the requests that open or renew a session do not wait for a place.
const OWN_REQUESTS = 2
// The driver itself waits for a few connections.
const OWN_WAITERS = 20

/** Invariant 7: queues of the driver stay within their limits during the run. */
export class Bounds {
  readonly #cluster: Cluster
  readonly #history: History
  readonly #settings: Settings
  readonly #problems = new Set<string>()
  #before: PoolSnapshot | undefined

  constructor(cluster: Cluster, history: History, settings: Settings) {
    this.#cluster = cluster
    this.#history = history
    this.#settings = settings
  }

  get problems(): readonly string[] {
    return [...this.#problems]
  }

  /** Looks at the pool of the driver at this moment. */
  look(): void {
    const { options = {} } = this.#settings
    const snapshot = this.#cluster.pool.snapshot()
    const maxInFlight = (options['connection.limits.maxInFlight'] ?? MAX_IN_FLIGHT) + OWN_REQUESTS
    const maxQueuedBytes = options['connection.limits.maxQueuedBytes'] ?? MAX_QUEUED_BYTES
    const calls = this.#history.entries.filter(({ endedMs }) => endedMs === undefined)
    const mayWait = calls.reduce((sum, { request }) => sum + Math.max(snapshot.brokers.length, keysOf(request)), OWN_WAITERS)
    let waiting = 0
    for (const { nodeId, lane, inFlight, queuedBytes, waiting: callers } of snapshot.connections) {
      waiting += callers
      if (inFlight > maxInFlight) this.#note(`${inFlight} requests are in flight on lane ${lane} of broker ${nodeId}`)
      if (queuedBytes > maxQueuedBytes) this.#note(`${queuedBytes} bytes wait on lane ${lane} of broker ${nodeId}`)
    }
    if (waiting > mayWait + snapshot.brokers.length * this.#coordinators)
      this.#note(`${waiting} callers wait for connections, for ${calls.length} calls`)
    this.#countConnections(snapshot, options['pool.maxConnections'])
    this.#compareTotals(snapshot)
    this.#before = snapshot
  }

  // The look-up of a coordinator goes on when its callers give up, and waits for a connection to each
  // broker. Callers that ask for the same group or transactional id share it.
  get #coordinators(): number {
    return new Set(this.#history.entries.flatMap(({ request }) => coordinatorKeysOf(request))).size
  }

  // One connection for each lane of a broker, and one place for each connection.
  #countConnections({ connections }: PoolSnapshot, maxConnections = Number.POSITIVE_INFINITY): void {
    const open = connections.filter(({ state }) => state === 'open')
    const lanes = new Set(open.map(({ nodeId, lane }) => `${nodeId} ${lane}`))
    if (lanes.size < open.length) this.#note(`${open.length} connections are open for ${lanes.size} lanes`)
    const sockets = connections.filter(({ state }) => state === 'open' || state === 'draining').length
    if (sockets > maxConnections) this.#note(`${sockets} connections are open, and maxConnections is ${maxConnections}`)
  }

  #compareTotals({ totals }: PoolSnapshot): void {
    for (const name of ['opened', 'requests', 'sentBytes', 'receivedBytes', 'retries', 'reconnections'] as const)
      if (totals[name] < (this.#before?.totals[name] ?? 0)) this.#note(`the total ${name} went back`)
  }

  #note(problem: string): void {
    this.#problems.add(`a limit was passed: ${problem}`)
  }
}

function coordinatorKeysOf(request: unknown): string[] {
  const { groupId, transactionalId, groups = [], groupsNames = [], coordinatorKeys = [], transactionalIds = [] } = Object(request)
  const keys = [groupId, transactionalId, ...groupsNames, ...coordinatorKeys, ...transactionalIds]
  return [...keys, ...groups.map((group: string | { groupId: string }) => Object(group).groupId ?? group)].filter(Boolean)
}

// A call waits for one connection to each broker at most, or for one for each group while the
// coordinators of its groups are not known: each key is looked up by itself, and its part is sent then.
function keysOf(request: unknown): number {
  return Math.max(0, ...Object.values(Object(request) as object).map(value => (Array.isArray(value) ? value.length : 0)))
}
