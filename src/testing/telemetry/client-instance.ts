import { errorCodes } from '../../protocol/codes/index.ts'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import { clientMetricsTable } from '../configs/client-metrics-configs.ts'
import type { ConfigValues } from '../configs/cluster-configs.ts'
import { listOf } from '../configs/config-rules.ts'
import { type ClientAttributes, isAsked } from './client-attributes.ts'

const DEFAULT_INTERVAL_MS = Number(clientMetricsTable.get('interval.ms')?.defaultValue)
const ALL_METRICS = '*'

/** A client as one broker knows it (KIP-714): what it is asked for, and when it last came. */
export class ClientInstance {
  readonly attributes: ClientAttributes
  readonly metrics: readonly string[]
  readonly pushIntervalMs: number
  /** A number that is another one when the client is asked for something else. */
  readonly subscriptionId: number
  /** Whether the client has sent its last push. */
  isTerminating = false
  /** The error code of the last answer. */
  lastError: number = errorCodes.NONE
  #gotAtMs = Number.NEGATIVE_INFINITY
  #pushedAtMs = Number.NEGATIVE_INFINITY

  constructor(attributes: ClientAttributes, subscriptions: Iterable<ConfigValues>) {
    const asked = [...subscriptions].filter(each => isAsked(attributes, each))
    const metrics = new Set(asked.flatMap(each => listOf(each.get('metrics') ?? '')))
    this.attributes = attributes
    this.metrics = metrics.has(ALL_METRICS) ? [ALL_METRICS] : [...metrics]
    this.pushIntervalMs = Math.min(DEFAULT_INTERVAL_MS, ...asked.map(each => Number(each.get('interval.ms') ?? DEFAULT_INTERVAL_MS)))
    const text = `${this.metrics.join()} ${this.pushIntervalMs} ${attributes.client_instance_id}`
    this.subscriptionId = crc32c(Buffer.from(text)) | 0
  }

  /** Whether GetTelemetrySubscriptions may come now. Then the client may push at once. */
  mayGet(nowMs: number): boolean {
    if (nowMs - Math.max(this.#gotAtMs, this.#pushedAtMs) < this.pushIntervalMs) return false
    this.#gotAtMs = nowMs
    return true
  }

  /** Whether PushTelemetry may come now: once after GetTelemetrySubscriptions, and by interval. */
  mayPush(nowMs: number): boolean {
    if (this.#gotAtMs <= this.#pushedAtMs && nowMs - this.#pushedAtMs < this.pushIntervalMs) return false
    this.#pushedAtMs = nowMs
    return true
  }
}
