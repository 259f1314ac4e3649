import { clearTimeout, setTimeout } from '../../clock.ts'
import type { Connection } from '../../conn/connection.ts'
import { askedWaitMs } from '../../conn/requests/send-options.ts'
import { inMs, KafkaError } from '../../errors.ts'
import { nameOf } from '../../pool/broker-name.ts'
import { apiKeys } from '../../protocol/codes/api-keys.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import type { Call } from '../call.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import { isNode } from '../routing/destinations.ts'

const SCAN_MS = 500
// A request is overdue, and its connection is watched, when it has been in flight for this many
// scans longer than it asked the broker to wait.
const OVERDUE_AFTER_SCANS = 4
// While a request is overdue, its connection counts as silent when it has received no byte for this
// many scans.
const SILENT_AFTER_SCANS = 2
// The connection is given up when the metadata has had another leader in this many scans. A broker
// that is alive answers within one scan after it has lost its role.
const MOVED_FOR_SCANS = 2

/**
 * A request in flight, as an entry of the linked list of {@link SilenceWatch}. The oldest comes
 * first.
 */
export interface WatchedRequest {
  readonly call: Call<unknown, unknown>
  readonly request: unknown
  readonly nodeId: number
  readonly connection: Connection
  /** The number of the last scan before the request was sent. */
  readonly sinceScan: number
  /** In how many scans the metadata had another leader for the request. */
  movedScans: number
  older: WatchedRequest | undefined
  newer: WatchedRequest | undefined
}

/** How many bytes a connection has received, and the scan in which that number was first seen. */
interface Received {
  bytes: number
  scan: number
}

/**
 * Watches requests in flight for brokers that have stopped sending.
 *
 * While a broker is silent, another broker is asked for metadata about once a second. As soon as
 * the cluster has replaced the silent broker, its connection is closed: requests that are safe to
 * repeat go to the new leader, and the others fail with `maybe-sent`, long before `requestMs` is
 * over. A timer runs only while requests are in flight.
 */
export class SilenceWatch {
  readonly #metadata: ClusterMetadata
  readonly #received = new WeakMap<Connection, Received>()
  #oldest: WatchedRequest | undefined
  #newest: WatchedRequest | undefined
  #scan = 0
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(metadata: ClusterMetadata) {
    this.#metadata = metadata
    metadata.closed.addEventListener('abort', () => this.#close(), { once: true })
  }

  /** Begins to watch a request that goes out now. */
  begin<Req, Res>(call: Call<Req, Res>, request: Req, nodeId: number, connection: Connection): WatchedRequest {
    const watched: WatchedRequest = {
      call: call as Call<unknown, unknown>,
      request,
      nodeId,
      connection,
      sinceScan: this.#scan,
      movedScans: 0,
      older: this.#newest,
      newer: undefined
    }
    if (this.#newest === undefined) this.#oldest = watched
    else this.#newest.newer = watched
    this.#newest = watched
    if (this.#timer === undefined) this.#schedule()
    return watched
  }

  /** Stops watching a request, because it was answered or has failed. */
  end({ older, newer }: WatchedRequest): void {
    if (older === undefined) this.#oldest = newer
    else older.newer = newer
    if (newer === undefined) this.#newest = older
    else newer.older = older
  }

  #schedule(): void {
    if (!this.#isClosed) this.#timer = inEmptyContext(() => setTimeout(() => this.#onTimer(), SCAN_MS).unref())
  }

  #close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #onTimer(): void {
    this.#timer = undefined
    if (this.#oldest === undefined) return
    this.#scan++
    for (let each: WatchedRequest | undefined = this.#oldest; each !== undefined; each = each.newer) {
      // The oldest come first: all others are too young as well.
      if (this.#scan - each.sinceScan < OVERDUE_AFTER_SCANS) break
      if (!this.#isOverdue(each) || !this.#noteSilence(each.connection)) continue
      if (this.#isGone(each)) this.#giveUp(each)
      else if (!this.#hasMoved(each)) this.#metadata.refreshWithout(each.nodeId)
      else if (++each.movedScans >= MOVED_FOR_SCANS) this.#giveUp(each)
    }
    this.#schedule()
  }

  #isOverdue({ call, request, sinceScan }: WatchedRequest): boolean {
    // `timeoutMs` of a Produce is the time that its replicas have. A leader that has lost its role
    // does not wait for them: it answers at once.
    const askedMs = call.api.key === apiKeys.Produce ? 0 : askedWaitMs(call.api.key, request)
    return this.#scan - sinceScan >= OVERDUE_AFTER_SCANS + askedMs / SCAN_MS
  }

  // Notes how many bytes a connection has received. Returns whether it has received none for
  // SILENT_AFTER_SCANS scans.
  #noteSilence(connection: Connection): boolean {
    const { receivedBytes } = connection.traffic
    const last = this.#received.get(connection)
    if (last !== undefined && last.bytes === receivedBytes) return this.#scan - last.scan >= SILENT_AFTER_SCANS
    this.#received.set(connection, { bytes: receivedBytes, scan: this.#scan })
    return false
  }

  // Whether the broker is not in the cluster's metadata any more.
  #isGone({ nodeId }: WatchedRequest): boolean {
    return nodeId >= 0 && !this.#metadata.map.brokers.has(nodeId)
  }

  // Whether the metadata has another leader for a partition of the request.
  #hasMoved({ call: { options, route }, request, nodeId }: WatchedRequest): boolean {
    const { map } = this.#metadata
    if (options.to !== undefined || route.shards?.topics === undefined) return false
    return route.shards.split(request, map).parts.some(({ to }) => isNode(to) && to.nodeId !== nodeId)
  }

  #giveUp({ connection, nodeId }: WatchedRequest): void {
    const { broker } = connection
    const timeoutMs = (OVERDUE_AFTER_SCANS + SILENT_AFTER_SCANS) * SCAN_MS
    const text = `${nameOf({ ...broker, nodeId })} sent nothing for at least ${inMs(timeoutMs)}, and the cluster has replaced it meanwhile`
    const cause = new KafkaError('KAFKA_TIMEOUT', text, { phase: 'response', timeoutMs, broker, delivery: 'maybe-sent' })
    void connection.close({ timeoutMs: 1, reason: 'timeout', cause })
  }
}
