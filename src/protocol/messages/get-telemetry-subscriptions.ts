// @generated from schemas/GetTelemetrySubscriptionsRequest.json and
// GetTelemetrySubscriptionsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of GetTelemetrySubscriptions. */
export interface GetTelemetrySubscriptionsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** The id that the client must give from now on. Type: uuid. */
  clientInstanceId: string
  /**
   * The number of this set of metrics: give it in PushTelemetry. If PushTelemetry answers
   * UNKNOWN_SUBSCRIPTION_ID, ask for the subscriptions again.
   *
   * Type: int32.
   */
  subscriptionId: number
  /**
   * The compressions that the broker takes, the best first: of `compressionTypes`, such as
   * `compressionTypes.ZSTD` (4).
   *
   * Type: []int8.
   */
  acceptedCompressionTypes: readonly number[]
  /** How often, in milliseconds, the client should push its metrics. Type: int32. */
  pushIntervalMs: number
  /** The most bytes of metrics in one push. Type: int32. */
  telemetryMaxBytes: number
  /**
   * Whether sums count from the last push (true) or from the start of the client (false).
   *
   * Type: bool.
   */
  deltaTemporality: boolean
  /**
   * The beginnings of the names of the metrics that are wanted. `[]` is none, and one empty text is
   * all of them.
   *
   * Type: []string.
   */
  requestedMetrics: readonly string[]
}

/**
 * The request of GetTelemetrySubscriptions. Asks which metrics of the client the cluster wants
 * (KIP-714). Any broker answers.
 */
export interface GetTelemetrySubscriptionsRequest extends UnknownTags {
  /**
   * The id of the client, as the first answer gave it; all zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, in
   * the first request.
   *
   * Type: uuid, default in this driver ''.
   */
  clientInstanceId?: string | undefined
}

/**
 * GetTelemetrySubscriptions: key 71, versions 0.
 *
 * Asks which metrics of the client the cluster wants (KIP-714). Any broker answers.
 */
export const GetTelemetrySubscriptions: Api<GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse> = {
  name: 'GetTelemetrySubscriptions', key: 71, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeGetTelemetrySubscriptionsRequest,
  decodeRequest: decodeGetTelemetrySubscriptionsRequest,
  encodeResponse: encodeGetTelemetrySubscriptionsResponse,
  decodeResponse: decodeGetTelemetrySubscriptionsResponse
}

function encodeGetTelemetrySubscriptionsRequest(w: Writer, m: GetTelemetrySubscriptionsRequest, _v: number): void {
  checkStruct(m)
  w.uuid(m.clientInstanceId === undefined ? ZERO_UUID : m.clientInstanceId, 'clientInstanceId')
  w.unknownTags(m.unknownTags)
}

function decodeGetTelemetrySubscriptionsRequest(r: Reader, _v: number): Decoded<GetTelemetrySubscriptionsRequest> {
  const clientInstanceId: string = r.uuid()
  const unknownTags = r.unknownTags()
  const m: Decoded<GetTelemetrySubscriptionsRequest> = { clientInstanceId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeGetTelemetrySubscriptionsResponse(w: Writer, m: GetTelemetrySubscriptionsResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.uuid(m.clientInstanceId, 'clientInstanceId')
  w.int32(m.subscriptionId, 'subscriptionId')
  {
    const a = w.array(m.acceptedCompressionTypes, 'acceptedCompressionTypes', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int8(a[i] as number, '')
    } catch (error) {
      throw within(error, 'acceptedCompressionTypes', i)
    }
  }
  w.int32(m.pushIntervalMs, 'pushIntervalMs')
  w.int32(m.telemetryMaxBytes, 'telemetryMaxBytes')
  w.bool(m.deltaTemporality, 'deltaTemporality')
  {
    const a = w.array(m.requestedMetrics, 'requestedMetrics', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'requestedMetrics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeGetTelemetrySubscriptionsResponse(r: Reader, _v: number): Decoded<GetTelemetrySubscriptionsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const clientInstanceId: string = r.uuid()
  const subscriptionId: number = r.int32()
  let acceptedCompressionTypes: number[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int8()
    acceptedCompressionTypes = a
  }
  const pushIntervalMs: number = r.int32()
  const telemetryMaxBytes: number = r.int32()
  const deltaTemporality: boolean = r.bool()
  let requestedMetrics: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    requestedMetrics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<GetTelemetrySubscriptionsResponse> = { throttleTimeMs, errorCode, clientInstanceId, subscriptionId, acceptedCompressionTypes, pushIntervalMs, telemetryMaxBytes, deltaTemporality, requestedMetrics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
