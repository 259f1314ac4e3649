import { clearTimeout, setTimeout } from '../clock.ts'
import type { Connection } from '../conn/connection.ts'
import type { BrokerAddress } from '../errors.ts'
import type { Pool } from '../pool/pool.ts'
import { errorCodes } from '../protocol/codes/error-codes.ts'
import { GetTelemetrySubscriptions } from '../protocol/messages/get-telemetry-subscriptions.ts'
import { PushTelemetry } from '../protocol/messages/push-telemetry.ts'
import { ZERO_UUID } from '../protocol/primitives/reader.ts'
import { throwIfError } from '../protocol/throw-if-error.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import { acceptedCompression } from './accepted-compression.ts'
import { Collector } from './collector.ts'
import { Pusher } from './pusher.ts'
import { DEFAULT_INTERVAL_MS, type Remedy, remedyFor, type Subscription, subscriptionOf } from './subscription.ts'
import { publishTelemetry } from './telemetry-events.ts'
import type { TelemetryOptions } from './telemetry-options.ts'

/** What telemetry needs of a cluster. */
export interface TelemetryMeans {
  readonly pool: Pick<Pool, 'snapshot' | 'connections' | 'laneOf' | 'acquire'>
  /** The node ids of all brokers, the best to ask first. */
  brokers(): readonly number[]
  /** How long a broker may take to answer, in milliseconds. */
  readonly attemptMs: number
  /** How long a new connection may take, in milliseconds. */
  readonly dialMs: number
}

// The jitter of the first push spreads clients that started together (KIP-714).
const FIRST_PUSH_MIN = 0.5
const FIRST_PUSH_MAX = 1.5
const TOO_LARGE_FACTOR = 0.5
const MAX_QUICK_ASKS = 2
const NEVER = Number.POSITIVE_INFINITY

/**
 * Pushes the metrics of a cluster to brokers that have a subscription for them (KIP-714). It asks a
 * broker what it wants, and pushes that in the interval which the broker names. All requests go to
 * the same broker while its connection lasts. Errors go to the channel `kafkawire:telemetry` and
 * nowhere else, and no timer keeps the process alive.
 */
export class ClientTelemetry {
  readonly #means: TelemetryMeans
  readonly #collector: Collector
  readonly #pusher: Pusher
  #clientInstanceId = ZERO_UUID
  #subscription: Subscription | undefined
  #connection: Connection | undefined
  #refusedCompressions: readonly number[] = []
  #quickAsks = 0 // in a row, without a push that was taken
  #intervalMs = DEFAULT_INTERVAL_MS
  #timer: NodeJS.Timeout | undefined
  #state: 'new' | 'running' | 'ended' = 'new'

  constructor(means: TelemetryMeans, { attributes = {}, metrics = () => [] }: TelemetryOptions) {
    this.#means = means
    this.#collector = new Collector(means.pool, metrics)
    this.#pusher = new Pusher(this.#collector, attributes)
  }

  /** The id that a broker has given to this client. Undefined until then. */
  get clientInstanceId(): string | undefined {
    return this.#clientInstanceId === ZERO_UUID ? undefined : this.#clientInstanceId
  }

  /** Counts the requests of a connection as those of this cluster. */
  addConnection({ broker }: Connection): void {
    this.#collector.addConnection(broker)
  }

  /** Notes how long a broker has asked for a pause (KIP-219). */
  addThrottle(api: string, throttleTimeMs: number): void {
    this.#collector.addThrottle(api, throttleTimeMs)
  }

  /** Begins to ask brokers. Later calls do nothing. */
  begin(): void {
    if (this.#state !== 'new') return
    this.#state = 'running'
    this.#schedule(0)
  }

  /**
   * Ends telemetry with a last push, if a broker has asked for metrics and its connection is open.
   * The push is sent before this function returns. Resolves when it is answered, after `timeoutMs`
   * at the latest. Never rejects.
   */
  async close(timeoutMs: number): Promise<void> {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    clearTimeout(this.#timer)
    const [subscription, connection] = [this.#subscription, this.#connection]
    try {
      if (subscription === undefined || connection?.state !== 'open') return
      const { broker } = connection
      const errorCode = await this.#push(connection, subscription, true, timeoutMs)
      if (errorCode !== errorCodes.NONE) publishFailure(errorOf(errorCode, PushTelemetry.name, broker), NEVER)
    } catch (error) {
      publishFailure(error, NEVER)
      // Only the answer that did not come is left: the end of the connection need not wait for it.
      if (connection?.traffic.inFlight === 1) void connection.close({ timeoutMs: 1 })
    } finally {
      this.#collector.stop()
    }
  }

  #schedule(delayMs: number): void {
    if (this.#state !== 'running' || delayMs === NEVER) return
    this.#timer = inEmptyContext(() => setTimeout(() => void this.#step(), delayMs)).unref()
  }

  async #step(): Promise<void> {
    this.#schedule(await this.#work().catch(error => this.#failed(error)))
  }

  // Resolves with the time until the next step.
  async #work(): Promise<number> {
    const connection = await this.#reach()
    if (connection === undefined || this.#state !== 'running') return DEFAULT_INTERVAL_MS
    const subscription = this.#subscription
    if (subscription === undefined) return await this.#subscribe(connection)
    const errorCode = await this.#push(connection, subscription, false, this.#means.attemptMs)
    if (errorCode !== errorCodes.NONE) return this.#refused(errorCode, PushTelemetry.name, connection.broker)
    this.#quickAsks = 0
    return subscription.intervalMs
  }

  // The connection of the last request, or any other one: if all clients took the first, which is
  // mostly that of a bootstrap server, its broker would get the metrics of all. Undefined if
  // brokers take no metrics: most clusters have no plug-in for them, and their brokers do not have
  // the APIs then.
  async #reach(): Promise<Connection | undefined> {
    const { pool, dialMs: timeoutMs } = this.#means
    const lane = pool.laneOf(PushTelemetry)
    const open = [...pool.connections()].filter(each => each.lane === lane)
    const taking = open.filter(each => takesMetrics(each.connection))
    const used = open.find(({ connection }) => connection === this.#connection) ?? taking[Math.floor(Math.random() * taking.length)]
    const nodeId = used?.nodeId ?? (open.length === 0 ? this.#means.brokers()[0] : undefined)
    this.#connection = undefined
    if (nodeId === undefined) return undefined
    const connection = await pool.acquire(nodeId, lane, { timeoutMs })
    if (takesMetrics(connection)) this.#connection = connection
    return this.#connection
  }

  async #subscribe(connection: Connection): Promise<number> {
    const asked = { clientInstanceId: this.#clientInstanceId }
    const answer = await connection.send(GetTelemetrySubscriptions, asked, { timeoutMs: this.#means.attemptMs })
    if (answer.errorCode !== errorCodes.NONE) return this.#refused(answer.errorCode, GetTelemetrySubscriptions.name, connection.broker)
    const types = answer.acceptedCompressionTypes.filter(type => !this.#refusedCompressions.includes(type))
    const subscription = subscriptionOf(answer, acceptedCompression(types))
    if (this.#state !== 'running') return NEVER
    const { subscriptionId, requested: metrics, intervalMs: pushIntervalMs } = subscription
    if (answer.clientInstanceId !== ZERO_UUID) this.#clientInstanceId = answer.clientInstanceId
    this.#intervalMs = pushIntervalMs
    const clientInstanceId = this.#clientInstanceId
    const { broker } = connection
    publishTelemetry(() => ({ event: 'subscription', broker, clientInstanceId, subscriptionId, metrics, pushIntervalMs }))
    if (metrics.length === 0) {
      this.#collector.stop()
      return pushIntervalMs
    }
    this.#subscription = subscription
    this.#collector.start()
    return pushIntervalMs * (FIRST_PUSH_MIN + Math.random() * (FIRST_PUSH_MAX - FIRST_PUSH_MIN))
  }

  #push(connection: Connection, subscription: Subscription, isLast: boolean, timeoutMs: number): Promise<number> {
    return this.#pusher.push(connection, subscription, { clientInstanceId: this.#clientInstanceId, isLast, timeoutMs })
  }

  // A broker has answered with an error code. Returns the time until the next step.
  #refused(errorCode: number, api: string, broker: BrokerAddress): number {
    const remedy = remedyFor(errorCode)
    const subscription = this.#subscription
    if (subscription !== undefined) {
      const { compression, maxBytes } = subscription
      if (errorCode === errorCodes.UNSUPPORTED_COMPRESSION_TYPE)
        this.#refusedCompressions = [...this.#refusedCompressions, compression.type]
      if (remedy === 'push-less') subscription.maxBytes = Math.floor(Math.min(maxBytes, this.#pusher.lastBytes) * TOO_LARGE_FACTOR)
      else if (remedy !== 'wait') this.#subscription = undefined
    }
    if (remedy === 'stop') this.#collector.stop()
    const retryInMs = this.#delayAfter(remedy)
    publishFailure(errorOf(errorCode, api, broker), retryInMs)
    return retryInMs
  }

  #delayAfter(remedy: Remedy): number {
    if (remedy === 'stop') return NEVER
    if (remedy === 'rest') return DEFAULT_INTERVAL_MS
    // A broker that always answers so must not be asked in a loop without pauses.
    return remedy === 'ask-again' && this.#quickAsks++ < MAX_QUICK_ASKS ? 0 : this.#intervalMs
  }

  // A broker was not reached, or did not answer: another one is asked next time.
  #failed(error: unknown): number {
    if (this.#state !== 'running') return NEVER
    this.#connection = undefined
    publishFailure(error, this.#intervalMs)
    return this.#intervalMs
  }
}

function takesMetrics({ versions }: Connection): boolean {
  return versions.of(GetTelemetrySubscriptions) !== undefined && versions.of(PushTelemetry) !== undefined
}

function errorOf(errorCode: number, api: string, broker: BrokerAddress): unknown {
  try {
    return throwIfError({ errorCode }, { api, broker })
  } catch (error) {
    return error
  }
}

function publishFailure(error: unknown, retryInMs: number): void {
  publishTelemetry(() => ({ event: 'failure', error, retryInMs }))
}
