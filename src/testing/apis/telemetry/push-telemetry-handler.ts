import type { Decoded } from '../../../protocol/api.ts'
import { compressionTypes, errorCodes } from '../../../protocol/codes/index.ts'
import { PushTelemetry, type PushTelemetryRequest, type PushTelemetryResponse } from '../../../protocol/messages/push-telemetry.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import { decompress } from '../../../records/compression/compress.ts'
import type { ClientInstance } from '../../telemetry/client-instance.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { maxTelemetryBytes } from './telemetry-limit.ts'

type Message = Decoded<PushTelemetryRequest>

// As much as the driver reads out of one batch of records: 128 MiB.
const MAX_DECOMPRESSED_BYTES = 134_217_728
const NEWEST_MAGIC = 2 // metrics are compressed as batches of this format are

// Kafka makes no instance with these ids. The second one is that of its metadata topic.
const RESERVED: readonly string[] = [ZERO_UUID, 'AAAAAAAAAAAAAAAAAAAAAQ']

/**
 * The handler of PushTelemetry (KIP-714). The test finds what was pushed in `telemetry` of the
 * cluster. Metrics that cannot be decompressed are refused with INVALID_RECORD, as with a plugin
 * that decompresses them. Nothing is left out.
 */
export const pushTelemetryHandler: ApiHandler<PushTelemetryRequest, PushTelemetryResponse> = {
  api: PushTelemetry,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer(message, context) {
    if (RESERVED.includes(message.clientInstanceId)) return { errorCode: errorCodes.INVALID_REQUEST }
    const instance = context.cluster.telemetry.instance(message.clientInstanceId, context)
    const refusal = check(message, instance, context)
    instance.isTerminating = message.terminating
    instance.lastError = refusal === errorCodes.NONE ? take(message, context) : refusal
    return { errorCode: instance.lastError }
  }
}

function check(message: Message, instance: ClientInstance, context: RequestContext): number {
  const { terminating, subscriptionId, compressionType, metrics } = message
  if (instance.isTerminating) return errorCodes.INVALID_REQUEST
  if (!instance.mayPush(context.cluster.clock.timeMs) && !terminating) return errorCodes.THROTTLING_QUOTA_EXCEEDED
  if (subscriptionId !== instance.subscriptionId) return errorCodes.UNKNOWN_SUBSCRIPTION_ID
  if (!(Object.values(compressionTypes) as number[]).includes(compressionType)) return errorCodes.UNSUPPORTED_COMPRESSION_TYPE
  return metrics.length > maxTelemetryBytes(context) ? errorCodes.TELEMETRY_TOO_LARGE : errorCodes.NONE
}

function take({ clientInstanceId, terminating, compressionType, metrics }: Message, context: RequestContext): number {
  const { cluster, nodeId, clientId, principal } = context
  if (metrics.length === 0) return errorCodes.NONE
  try {
    const options = { maxBytes: MAX_DECOMPRESSED_BYTES, magic: NEWEST_MAGIC }
    const bytes = compressionType === compressionTypes.NONE ? metrics.slice() : decompress(compressionType, metrics, options, {})
    cluster.telemetry.keep({ nodeId, clientInstanceId, clientId, principal, isTerminating: terminating, metrics: bytes })
    return errorCodes.NONE
  } catch {
    return errorCodes.INVALID_RECORD
  }
}
