import { randomBytes } from 'node:crypto'
import { compressionTypes, errorCodes } from '../../../protocol/codes/index.ts'
import {
  GetTelemetrySubscriptions,
  type GetTelemetrySubscriptionsRequest,
  type GetTelemetrySubscriptionsResponse
} from '../../../protocol/messages/get-telemetry-subscriptions.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { ApiHandler } from '../api-handler.ts'
import { maxTelemetryBytes } from './telemetry-limit.ts'

const { ZSTD, LZ4, GZIP, SNAPPY } = compressionTypes
const { UNKNOWN_SUBSCRIPTION_ID, UNSUPPORTED_COMPRESSION_TYPE } = errorCodes

// After these errors a client asks again, without waiting.
const ASKS_AGAIN: readonly number[] = [UNKNOWN_SUBSCRIPTION_ID, UNSUPPORTED_COMPRESSION_TYPE]

/**
 * The handler of GetTelemetrySubscriptions (KIP-714). It is there with the option `telemetry`, as
 * in Kafka with a plugin that takes client metrics. Nothing is left out.
 */
export const getTelemetrySubscriptionsHandler: ApiHandler<GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse> = {
  api: GetTelemetrySubscriptions,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer(message, context) {
    const { telemetry, clock } = context.cluster
    const clientInstanceId = message.clientInstanceId === ZERO_UUID ? randomBytes(16).toString('base64url') : message.clientInstanceId
    const instance = telemetry.instance(clientInstanceId, context)
    if (!instance.mayGet(clock.timeMs) && !ASKS_AGAIN.includes(instance.lastError))
      return { ...NOTHING, errorCode: errorCodes.THROTTLING_QUOTA_EXCEEDED }
    instance.lastError = errorCodes.NONE
    return {
      errorCode: errorCodes.NONE,
      clientInstanceId,
      subscriptionId: instance.subscriptionId,
      acceptedCompressionTypes: [ZSTD, LZ4, GZIP, SNAPPY],
      pushIntervalMs: instance.pushIntervalMs,
      telemetryMaxBytes: maxTelemetryBytes(context),
      deltaTemporality: true,
      requestedMetrics: instance.metrics
    }
  }
}

// The fields of an answer that failed.
const NOTHING = {
  ...{ clientInstanceId: ZERO_UUID, subscriptionId: 0, acceptedCompressionTypes: [], pushIntervalMs: 0 },
  ...{ telemetryMaxBytes: 0, deltaTemporality: false, requestedMetrics: [] }
}
