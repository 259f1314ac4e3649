import type { Connection } from '../conn/connection.ts'
import { errorCodes } from '../protocol/codes/error-codes.ts'
import { PushTelemetry } from '../protocol/messages/push-telemetry.ts'
import type { Collector } from './collector.ts'
import { Deltas } from './deltas.ts'
import { encodePayload, isRequested, type Payload } from './payload.ts'
import type { Series } from './series.ts'
import type { Subscription } from './subscription.ts'
import { publishTelemetry } from './telemetry-events.ts'

/** How one push is made. */
export interface PushOptions {
  readonly clientInstanceId: string
  /** Whether the client ends, so that this is its last push. */
  readonly isLast: boolean
  /** How long the answer may take, in milliseconds. */
  readonly timeoutMs: number
}

interface Push extends Payload {
  /** The values from the beginning, for the next delta. */
  readonly values: readonly Series[]
  readonly nowNanos: bigint
}

const NANOS_PER_MS = 1_000_000n

/** Makes pushes, and remembers what brokers have taken. */
export class Pusher {
  readonly #collector: Collector
  readonly #attributes: Readonly<Record<string, string>>
  readonly #deltas = new Deltas()
  readonly #beganNanos = nanosNow()
  #sinceNanos = this.#beganNanos
  #unanswered: Push | undefined

  constructor(collector: Collector, attributes: Readonly<Record<string, string>>) {
    this.#collector = collector
    this.#attributes = attributes
  }

  /** Size of the last push in bytes. */
  lastBytes = 0

  /**
   * Sends what a subscription asks for, in the same turn of the event loop, and resolves with the
   * error code of the answer.
   */
  async push(connection: Connection, subscription: Subscription, { clientInstanceId, isLast, timeoutMs }: PushOptions): Promise<number> {
    // The broker has most likely taken a push that it has not answered yet.
    if (this.#unanswered !== undefined) this.#take(this.#unanswered)
    const push = this.#encode(subscription)
    const { bytes: metrics, compressionType, series } = push
    const { subscriptionId } = subscription
    this.lastBytes = metrics.length
    this.#unanswered = push
    const request = { clientInstanceId, subscriptionId, terminating: isLast, compressionType, metrics }
    try {
      const { errorCode } = await connection.send(PushTelemetry, request, { timeoutMs })
      if (errorCode !== errorCodes.NONE) return errorCode
    } finally {
      this.#unanswered = undefined
    }
    this.#take(push)
    publishTelemetry(() => ({ event: 'push', broker: connection.broker, count: series.length, bytes: metrics.length, isLast }))
    return errorCodes.NONE
  }

  #take({ values, nowNanos }: Push): void {
    this.#deltas.take(values)
    this.#sinceNanos = nowNanos
  }

  #encode({ requested, temporality, compression, maxBytes }: Subscription): Push {
    const all = this.#collector.collect().filter(({ name }) => isRequested(name, requested))
    const isDelta = temporality === 'delta'
    const nowNanos = nanosNow()
    const startNanos = isDelta ? this.#sinceNanos : this.#beganNanos
    const frame = { attributes: this.#attributes, temporality, startNanos, nowNanos }
    const payload = encodePayload(isDelta ? this.#deltas.since(all) : all, frame, compression, maxBytes)
    return { ...payload, values: all.slice(0, payload.series.length), nowNanos }
  }
}

const nanosNow = (): bigint => BigInt(Date.now()) * NANOS_PER_MS
