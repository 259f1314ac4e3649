import { LONGEST_DELAY_MS } from '../clock.ts'
import type { Decoded } from '../protocol/api.ts'
import { errorCodes } from '../protocol/codes/error-codes.ts'
import type { GetTelemetrySubscriptionsResponse } from '../protocol/messages/get-telemetry-subscriptions.ts'
import type { Temporality } from './otlp.ts'
import type { PayloadCompression } from './payload.ts'

/** The pause after an error before a broker has named an interval: Kafka's default interval. */
export const DEFAULT_INTERVAL_MS = 300_000

/** What a broker asks a client for. */
export interface Subscription {
  readonly subscriptionId: number
  /** Prefixes of the names of metrics. */
  readonly requested: readonly string[]
  readonly intervalMs: number
  readonly temporality: Temporality
  readonly compression: PayloadCompression
  /** The most bytes of a push. It shrinks if the broker says that a push was too large. */
  maxBytes: number
}

/** What comes after an answer with an error. */
export type Remedy =
  /** Ask for the subscription again, at once. */
  | 'ask-again'
  /** Push less, after the interval. */
  | 'push-less'
  /** Go on after the interval. */
  | 'wait'
  /** Ask for the subscription again after five minutes. */
  | 'rest'
  /** Ask and push no more. */
  | 'stop'

/** What KIP-714 says that a client does after an error code. */
export function remedyFor(errorCode: number): Remedy {
  switch (errorCode) {
    case errorCodes.UNKNOWN_SUBSCRIPTION_ID:
    case errorCodes.UNSUPPORTED_COMPRESSION_TYPE:
      return 'ask-again'
    case errorCodes.TELEMETRY_TOO_LARGE:
      return 'push-less'
    case errorCodes.THROTTLING_QUOTA_EXCEEDED:
      return 'wait'
    case errorCodes.INVALID_RECORD:
    case errorCodes.INVALID_REQUEST:
    case errorCodes.UNSUPPORTED_VERSION:
      return 'stop' // the next request would be refused as well
    default:
      return 'rest' // codes that KIP-714 does not name
  }
}

/** Reads the answer of a broker. */
export function subscriptionOf(answer: Decoded<GetTelemetrySubscriptionsResponse>, compression: PayloadCompression): Subscription {
  return {
    subscriptionId: answer.subscriptionId,
    requested: answer.requestedMetrics,
    intervalMs: intervalOf(answer),
    temporality: answer.deltaTemporality ? 'delta' : 'cumulative',
    compression,
    maxBytes: answer.telemetryMaxBytes
  }
}

// As in Kafka's own client, an interval that makes no sense counts as the default.
function intervalOf({ pushIntervalMs }: { readonly pushIntervalMs: number }): number {
  return pushIntervalMs > 0 ? Math.min(pushIntervalMs, LONGEST_DELAY_MS / 2) : DEFAULT_INTERVAL_MS
}
