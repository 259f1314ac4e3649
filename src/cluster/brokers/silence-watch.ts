import { clearTimeout, setTimeout } from '../../clock.ts'
import type { Connection } from '../../conn/connection.ts'
import { askedWaitMs } from '../../conn/pipeline/send-options.ts'
import { inMs, KafkaError } from '../../errors.ts'
import { nameOf } from '../../pool/broker-name.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import type { Call } from '../call.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'

const SCAN_MS = 500
// A request that has been out for so long, beyond what it asked the broker to wait, is reason to look at its connection.
const LOOK_AFTER_SCANS = 4
// Without a single byte for so many scans more, the broker counts as silent.
const SILENT_AFTER_SCANS = 2
// A broker that lives answers as soon as it has lost its role. One scan is time enough for that.
const MOVED_FOR_SCANS = 2
const PRODUCE = 0

/** A request that is out, as {@link Silences} keeps it: one link of a list, the oldest first. */
export interface OutRequest {
  readonly call: Call<unknown, unknown>
  readonly request: unknown
  readonly nodeId: number
  readonly connection: Connection
  readonly sinceScan: number
  /** In how many scans the cluster was seen to have another broker for it. */
  movedScans: number
  older: OutRequest | undefined
  newer: OutRequest | undefined
}

interface Heard {
  bytes: number
  scan: number
}

/**
 * Watches the requests that are out for brokers that keep silent. While one does, another broker is asked about once a second how things are, and
 * as soon as the cluster has replaced the silent one its connection is given up: what is safe to repeat goes to the new leader, and the rest fails
 * with `maybe-sent`, long before `requestMs` is over. A timer runs only while something is out.
 */
export class Silences {
  readonly #metadata: ClusterMetadata
  readonly #heard = new WeakMap<Connection, Heard>()
  #oldest: OutRequest | undefined
  #newest: OutRequest | undefined
  #scan = 0
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(metadata: ClusterMetadata) {
    this.#metadata = metadata
    metadata.closed.addEventListener('abort', () => this.#close(), { once: true })
  }

  /** A request goes out now. */
  begin<Req, Res>(call: Call<Req, Res>, request: Req, nodeId: number, connection: Connection): OutRequest {
    const out: OutRequest = {
      call: call as Call<unknown, unknown>,
      request,
      nodeId,
      connection,
      sinceScan: this.#scan,
      movedScans: 0,
      older: this.#newest,
      newer: undefined
    }
    if (this.#newest === undefined) this.#oldest = out
    else this.#newest.newer = out
    this.#newest = out
    if (this.#timer === undefined) this.#schedule()
    return out
  }

  /** It is not out any more. */
  end({ older, newer }: OutRequest): void {
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
    // The oldest come first, so the rest is younger still.
    for (let out: OutRequest | undefined = this.#oldest; out !== undefined; out = out.newer) {
      if (this.#scan - out.sinceScan < LOOK_AFTER_SCANS) break
      if (!this.#isOverdue(out) || !this.#isSilent(out.connection)) continue
      if (this.#isGone(out)) this.#giveUp(out)
      else if (!this.#hasMoved(out)) this.#metadata.refreshWithout(out.nodeId)
      else if (++out.movedScans >= MOVED_FOR_SCANS) this.#giveUp(out)
    }
    this.#schedule()
  }

  #isOverdue({ call, request, sinceScan }: OutRequest): boolean {
    // Produce asks for time for its replicas. A leader that has lost its role does not use it: it answers at once.
    const askedMs = call.api.key === PRODUCE ? 0 : askedWaitMs(call.api.key, request)
    return this.#scan - sinceScan >= LOOK_AFTER_SCANS + askedMs / SCAN_MS
  }

  #isSilent(connection: Connection): boolean {
    const { receivedBytes } = connection.traffic
    const heard = this.#heard.get(connection)
    if (heard !== undefined && heard.bytes === receivedBytes) return this.#scan - heard.scan >= SILENT_AFTER_SCANS
    this.#heard.set(connection, { bytes: receivedBytes, scan: this.#scan })
    return false
  }

  // Whether the cluster counts the broker as dead.
  #isGone({ nodeId }: OutRequest): boolean {
    return nodeId >= 0 && !this.#metadata.map.brokers.has(nodeId)
  }

  // Whether the cluster has another leader for some of the request.
  #hasMoved({ call: { options, route }, request, nodeId }: OutRequest): boolean {
    const { map } = this.#metadata
    if (options.to !== undefined || route.shards?.topics === undefined) return false
    return route.shards.split(request, map).parts.some(({ to }) => typeof to === 'object' && 'nodeId' in to && to.nodeId !== nodeId)
  }

  #giveUp({ connection, nodeId }: OutRequest): void {
    const { broker } = connection
    const timeoutMs = (LOOK_AFTER_SCANS + SILENT_AFTER_SCANS) * SCAN_MS
    const text = `${nameOf({ ...broker, nodeId })} sent nothing for at least ${inMs(timeoutMs)}, and the cluster has replaced it meanwhile`
    const cause = new KafkaError('KAFKA_TIMEOUT', text, { phase: 'response', timeoutMs, broker, delivery: 'maybe-sent' })
    void connection.close({ timeoutMs: 1, reason: 'timeout', cause })
  }
}
