import { now } from '../clock.ts'
import type { Connection } from '../conn/connection.ts'
import type { SendOptions } from '../conn/requests/send-options.ts'
import type { VersionRange } from '../errors.ts'
import type { Api, Decoded } from '../protocol/api.ts'
import type { BackoffLimits } from '../waiting/backoff.ts'
import type { WaitOptions } from '../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from './cluster-options.ts'
import type { ClusterSendOptions } from './cluster-send-options.ts'
import { checkCluster } from './metadata/cluster-identity.ts'
import type { ClusterMap } from './metadata/cluster-map.ts'
import { changesNothing } from './retry/changes-nothing.ts'
import type { Route } from './routing/route.ts'

type RetryLimits = ResolvedClusterOptions['retry']

/**
 * Sends a request in another way than `connection.send`: for `post`, and for calls that only wait.
 */
export type Transmit<Req, Res> = (connection: Connection, request: Req, options: SendOptions | undefined) => Promise<Decoded<Res>>

/** What the cluster gives to each call. */
export interface CallMeans<Req, Res> {
  readonly limits: RetryLimits
  /** How long an attempt waits for a connection while another broker may take its place. */
  readonly attemptMs: number
  /** What is known of the cluster. */
  readonly map: Pick<ClusterMap, 'clusterId'>
  /** How the request is sent on a connection. Undefined: by `connection.send`. */
  readonly transmit?: Transmit<Req, Res> | undefined
  /** Whether the call sends nothing, and only waits until the request could go out. */
  readonly isWaitOnly?: boolean | undefined
}

/**
 * One call of `cluster.send`, or of a method like it: its API, route, options and time limit. The
 * request is passed beside it, because parts and retries of one call have requests of their own.
 */
export class Call<Req, Res> {
  readonly api: Api<Req, Res>
  readonly route: Route<Req, Res>
  readonly lane: string
  readonly options: ClusterSendOptions
  /**
   * The id of the cluster that the call is meant for, by default the one that was known when the
   * call began; null if brokers told none.
   */
  readonly clusterId: string | null
  readonly #means: CallMeans<Req, Res>
  readonly #startedMs: number = now()
  #pollEndMs: number | undefined

  constructor(api: Api<Req, Res>, route: Route<Req, Res>, lane: string, options: ClusterSendOptions, means: CallMeans<Req, Res>) {
    this.api = api
    this.route = route
    this.lane = lane
    this.options = options
    this.clusterId = options.clusterId ?? means.map.clusterId
    this.#means = means
  }

  /** The time limit for all attempts: the caller's `timeoutMs`, or `retry.totalMs`. */
  get limitMs(): number {
    return this.options.timeoutMs ?? this.#means.limits.totalMs
  }

  /**
   * The milliseconds that are left for all attempts; negative when the time is over. The last
   * attempt may take longer if the caller set no `timeoutMs`.
   */
  get remainingMs(): number {
    return this.#startedMs + this.limitMs - now()
  }

  /**
   * The milliseconds until a long poll ends that asks brokers to wait for `waitMs`. The time begins
   * when the call is divided for the first time: a part that is divided again gets no more time.
   */
  pollLeftMs(waitMs: number): number {
    this.#pollEndMs ??= now() + waitMs
    return this.#pollEndMs - now()
  }

  /** How many times the request may be sent in all; `Infinity` for no limit. */
  get maxAttempts(): number {
    return this.options.maxAttempts ?? this.#means.limits.maxAttempts
  }

  /** The pauses between attempts, from `retry` of the cluster's options. */
  get limits(): BackoffLimits {
    return this.#means.limits
  }

  /** Limits of the look-ups before a request is sent: all the time that is left. */
  get waitOptions(): WaitOptions {
    return { signal: this.options.signal, timeoutMs: Math.max(this.remainingMs, 1) }
  }

  /**
   * Limits of the wait for a connection. Before the last attempt one broker does not get all the
   * time that is left, because another broker may be the right one by then. Its dial goes on, and
   * the next request for it joins that dial.
   */
  acquireOptions(attempt: number): WaitOptions {
    const { signal } = this.options
    const remainingMs = Math.max(this.remainingMs, 1)
    return { signal, timeoutMs: attempt < this.maxAttempts ? Math.min(remainingMs, this.#means.attemptMs) : remainingMs }
  }

  /** Whether the request is a Produce with acks 0, which brokers do not answer. */
  get isPosted(): boolean {
    return this.#means.transmit !== undefined && !this.isWaitOnly
  }

  /** Whether the call ends with a broker's answer. */
  get isAnswered(): boolean {
    return this.#means.transmit === undefined
  }

  /** Whether the call sends nothing, and only waits until the request could go out. */
  get isWaitOnly(): boolean {
    return this.#means.isWaitOnly === true
  }

  /**
   * Whether the request is a long poll, which hands out what there is and does not wait for the
   * rest.
   */
  get isPoll(): boolean {
    return this.route.shards?.isPoll === true
  }

  /**
   * Whether the request is divided by the leaders of its partitions, so that its parts may move.
   */
  get isRoutedByLeader(): boolean {
    return this.options.to === undefined && this.route.shards?.topics !== undefined
  }

  /** Whether the request changes nothing on a broker, so that a second copy does no harm. */
  get changesNothing(): boolean {
    return changesNothing(this.api)
  }

  /** Throws `KAFKA_CLUSTER_CHANGED` if the bootstrap servers lead to another cluster by now. */
  checkCluster(): void {
    checkCluster(this, this.#means.map)
  }

  /**
   * Sends the request, or a part of it, by one connection. Throws `KAFKA_CLUSTER_CHANGED` if the
   * connection may lead to another cluster than the call began with.
   */
  transmit(connection: Connection, request: Req): Promise<Decoded<Res>> {
    this.checkCluster()
    const { transmit } = this.#means
    if (transmit !== undefined) return transmit(connection, request, this.#sendOptions)
    return connection.send(this.api, request, this.#sendOptions)
  }

  // Undefined where the caller set nothing: that is the connection's fast path.
  get #sendOptions(): SendOptions | undefined {
    const { signal, timeoutMs, version, maxVersion } = this.options
    if (signal === undefined && timeoutMs === undefined && version === undefined && maxVersion === undefined) return undefined
    return { signal, version, maxVersion, timeoutMs: timeoutMs === undefined ? undefined : Math.max(this.remainingMs, 1) }
  }

  /** The versions in which the request may go out by a connection. */
  versionsOn({ versions }: Connection): VersionRange {
    const { version, maxVersion = Number.POSITIVE_INFINITY } = this.options
    if (version !== undefined) return { min: version, max: version }
    const { min, max } = versions.of(this.api) ?? { min: this.api.minVersion, max: this.api.maxVersion }
    return { min, max: Math.min(max, maxVersion) }
  }
}
