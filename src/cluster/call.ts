import type { Connection } from '../conn/connection.ts'
import type { SendOptions } from '../conn/pending.ts'
import { backoffMs } from '../pool/backoff.ts'
import type { AcquireOptions } from '../pool/waiting.ts'
import type { Api, Decoded } from '../protocol/api.ts'
import { remedyFor } from './failures.ts'
import type { ResolvedClusterOptions } from './options.ts'
import type { Route } from './routing.ts'
import type { ClusterSendOptions } from './send-options.ts'

type RetryLimits = ResolvedClusterOptions['retry']

const MOST_DOUBLINGS = 32
const AT_ONCE_ATTEMPTS = 3 // connections that end as planned, one after the other, are no plan

/** How a request goes out, if not by `connection.send`. */
export type Transmit<Req, Res> = (connection: Connection, request: Req, options: SendOptions | undefined) => Promise<Decoded<Res>>

/** What the cluster gives to each call. */
export interface CallMeans<Req, Res> {
  readonly limits: RetryLimits
  readonly transmit?: Transmit<Req, Res> | undefined
}

/** One call of a user: what is sent, by which lane, and how long all of it may take, whichever brokers it goes to. */
export class Call<Req, Res> {
  readonly api: Api<Req, Res>
  readonly route: Route<Req, Res>
  readonly lane: string
  readonly options: ClusterSendOptions
  readonly #limits: RetryLimits
  readonly #transmit: Transmit<Req, Res> | undefined
  readonly #startedMs: number = performance.now()

  constructor(
    api: Api<Req, Res>,
    route: Route<Req, Res>,
    lane: string,
    options: ClusterSendOptions,
    { limits, transmit }: CallMeans<Req, Res>
  ) {
    this.api = api
    this.route = route
    this.lane = lane
    this.options = options
    this.#transmit = transmit
    this.#limits = limits
  }

  /** What is left of the time for all attempts; the last of them may take longer if the caller set no limit. */
  get remainingMs(): number {
    return this.#startedMs + (this.options.timeoutMs ?? this.#limits.totalMs) - performance.now()
  }

  /** For what comes before sending: it ends with the time for attempts. */
  get waitOptions(): AcquireOptions {
    return { signal: this.options.signal, timeoutMs: Math.max(this.remainingMs, 1) }
  }

  /** Sends it, or a part of it, by one connection. */
  transmit(connection: Connection, request: Req): Promise<Decoded<Res>> {
    if (this.#transmit !== undefined) return this.#transmit(connection, request, this.#sendOptions)
    return connection.send(this.api, request, this.#sendOptions)
  }

  // Nothing where the caller said nothing, which is what costs least.
  get #sendOptions(): SendOptions | undefined {
    const { signal, timeoutMs, version } = this.options
    if (signal === undefined && timeoutMs === undefined && version === undefined) return undefined
    return { signal, version, timeoutMs: timeoutMs === undefined ? undefined : Math.max(this.remainingMs, 1) }
  }

  /** How long to pause after the nth attempt and its error before the next; undefined if there shall be none. */
  delayAfter(attempt: number, error: unknown, request: Req): number | undefined {
    const { safeToRepeat } = this.route
    const remedy = remedyFor(error, () => (typeof safeToRepeat === 'boolean' ? safeToRepeat : safeToRepeat(request)))
    if (remedy === 'none' || attempt >= this.#limits.maxAttempts) return undefined
    const delayMs = remedy === 'at-once' && attempt <= AT_ONCE_ATTEMPTS ? 0 : backoffMs(Math.min(attempt, MOST_DOUBLINGS), this.#limits)
    return delayMs < this.remainingMs ? delayMs : undefined
  }
}
