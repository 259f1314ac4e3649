import { now } from '../clock.ts'
import type { Connection } from '../conn/connection.ts'
import type { SendOptions } from '../conn/pipeline/pending-request.ts'
import type { VersionRange } from '../errors.ts'
import type { Api, Decoded } from '../protocol/api.ts'
import { backoffMs } from '../waiting/backoff.ts'
import type { WaitOptions } from '../waiting/shared-work.ts'
import { checkCluster } from './metadata/cluster-identity.ts'
import type { ClusterMap } from './metadata/cluster-map.ts'
import type { ResolvedClusterOptions } from './options.ts'
import { changesNothing } from './retry/changes-nothing.ts'
import { remedyFor } from './retry/policy.ts'
import type { Route } from './routing/routing.ts'
import type { ClusterSendOptions } from './send-options.ts'

type RetryLimits = ResolvedClusterOptions['retry']

const AT_ONCE_ATTEMPTS = 3 // connections that end as planned, one after the other, are no plan

/** How a request goes out, if not by `connection.send`. */
export type Transmit<Req, Res> = (connection: Connection, request: Req, options: SendOptions | undefined) => Promise<Decoded<Res>>

/** What the cluster gives to each call. */
export interface CallMeans<Req, Res> {
  readonly limits: RetryLimits
  /** How long one broker may take to be there, where another may do. */
  readonly attemptMs: number
  /** What is known of the cluster. */
  readonly map: Pick<ClusterMap, 'clusterId'>
  readonly transmit?: Transmit<Req, Res> | undefined
  /** Nothing is sent: the call only finds out when a request could go. */
  readonly isProbe?: boolean | undefined
}

/** One call of a user: what is sent, by which lane, and how long all of it may take, whichever brokers it goes to. */
export class Call<Req, Res> {
  readonly api: Api<Req, Res>
  readonly route: Route<Req, Res>
  readonly lane: string
  readonly options: ClusterSendOptions
  /** The cluster that was there when the call began. */
  readonly clusterId: string | null
  readonly #means: CallMeans<Req, Res>
  readonly #startedMs: number = now()

  constructor(api: Api<Req, Res>, route: Route<Req, Res>, lane: string, options: ClusterSendOptions, means: CallMeans<Req, Res>) {
    this.api = api
    this.route = route
    this.lane = lane
    this.options = options
    this.clusterId = means.map.clusterId
    this.#means = means
  }

  /** What is left of the time for all attempts; the last of them may take longer if the caller set no limit. */
  get remainingMs(): number {
    return this.#startedMs + this.limitMs - now()
  }

  /** For what comes before sending: it ends with the time for attempts. */
  get waitOptions(): WaitOptions {
    return { signal: this.options.signal, timeoutMs: Math.max(this.remainingMs, 1) }
  }

  /**
   * For having a connection. One broker does not get all the time there is if another may be the right one by then: its dial goes on, and whoever
   * needs it joins.
   */
  acquireOptions(attempt: number): WaitOptions {
    const { signal } = this.options
    const remainingMs = Math.max(this.remainingMs, 1)
    return { signal, timeoutMs: attempt < this.#maxAttempts ? Math.min(remainingMs, this.#means.attemptMs) : remainingMs }
  }

  /** The caller's limit, or the one that all calls have. */
  get limitMs(): number {
    return this.options.timeoutMs ?? this.#means.limits.totalMs
  }

  /** Whether it is a Produce that brokers do not answer. */
  get isPosted(): boolean {
    return this.#means.transmit !== undefined && !this.isProbe
  }

  /** Whether a broker's answer is what ends it. */
  get isAnswered(): boolean {
    return this.#means.transmit === undefined
  }

  /** Whether it sends nothing, and only finds out when a request could go. */
  get isProbe(): boolean {
    return this.#means.isProbe === true
  }

  /** Whether it changes nothing on a broker. */
  get changesNothing(): boolean {
    return changesNothing(this.api)
  }

  get #maxAttempts(): number {
    return this.options.maxAttempts ?? this.#means.limits.maxAttempts
  }

  /** Throws `KAFKA_CLUSTER_CHANGED` where another cluster is there by now. */
  checkCluster(): void {
    checkCluster(this, this.#means.map)
  }

  /** Sends it, or a part of it, by one connection. Throws `KAFKA_CLUSTER_CHANGED` where that may lead to another cluster than the call began with. */
  transmit(connection: Connection, request: Req): Promise<Decoded<Res>> {
    this.checkCluster()
    const { transmit } = this.#means
    if (transmit !== undefined) return transmit(connection, request, this.#sendOptions)
    return connection.send(this.api, request, this.#sendOptions)
  }

  // Nothing where the caller said nothing, which is what costs least.
  get #sendOptions(): SendOptions | undefined {
    const { signal, timeoutMs, version, maxVersion } = this.options
    if (signal === undefined && timeoutMs === undefined && version === undefined && maxVersion === undefined) return undefined
    return { signal, version, maxVersion, timeoutMs: timeoutMs === undefined ? undefined : Math.max(this.remainingMs, 1) }
  }

  /** The versions in which it may go by a connection. */
  versionsOn({ versions }: Connection): VersionRange {
    const { version, maxVersion = Number.POSITIVE_INFINITY } = this.options
    if (version !== undefined) return { min: version, max: version }
    const { min, max } = versions.of(this.api) ?? { min: this.api.minVersion, max: this.api.maxVersion }
    return { min, max: Math.min(max, maxVersion) }
  }

  /** How long to pause after the nth attempt and its error before the next; undefined if there shall be none. */
  delayAfter(attempt: number, error: unknown, request: Req, failures: number = attempt): number | undefined {
    const { safeToRepeat } = this.route
    const remedy = remedyFor(error, () => (typeof safeToRepeat === 'boolean' ? safeToRepeat : safeToRepeat(request)))
    if (remedy === 'none' || attempt >= this.#maxAttempts) return undefined
    const delayMs = remedy === 'at-once' && attempt <= AT_ONCE_ATTEMPTS ? 0 : backoffMs(failures, this.#means.limits)
    return delayMs < this.remainingMs ? delayMs : undefined
  }
}
