// @generated from schemas/PushTelemetryRequest.json and
// PushTelemetryResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of PushTelemetry. */
export interface PushTelemetryResponse extends UnknownTags {
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
}

/**
 * The request of PushTelemetry. Brings metrics of the client to the cluster (KIP-714). Any broker
 * answers.
 */
export interface PushTelemetryRequest extends UnknownTags {
  /** The id of the client, as GetTelemetrySubscriptions gave it. Type: uuid. */
  clientInstanceId: string
  /** The number of the set of metrics, as GetTelemetrySubscriptions gave it. Type: int32. */
  subscriptionId: number
  /**
   * Whether this is the last push, because the client ends. It may come early.
   *
   * Type: bool, default in this driver false.
   */
  terminating?: boolean | undefined
  /**
   * How `metrics` is compressed: one of `compressionTypes`; `compressionTypes.NONE` (0) is not at
   * all.
   *
   * Type: int8.
   */
  compressionType: number
  /**
   * The metrics in the OTLP format of OpenTelemetry (`MetricsData` of protocol buffers).
   *
   * Type: bytes.
   */
  metrics: Uint8Array
}

/**
 * PushTelemetry: key 72, versions 0.
 *
 * Brings metrics of the client to the cluster (KIP-714). Any broker answers.
 */
export const PushTelemetry: Api<PushTelemetryRequest, PushTelemetryResponse> = {
  name: 'PushTelemetry', key: 72, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodePushTelemetryRequest,
  decodeRequest: decodePushTelemetryRequest,
  encodeResponse: encodePushTelemetryResponse,
  decodeResponse: decodePushTelemetryResponse
}

function encodePushTelemetryRequest(w: Writer, m: PushTelemetryRequest, _v: number): void {
  checkStruct(m)
  w.uuid(m.clientInstanceId, 'clientInstanceId')
  w.int32(m.subscriptionId, 'subscriptionId')
  w.bool(m.terminating === undefined ? false : m.terminating, 'terminating')
  w.int8(m.compressionType, 'compressionType')
  w.compactBytes(m.metrics, 'metrics')
  w.unknownTags(m.unknownTags)
}

function decodePushTelemetryRequest(r: Reader, _v: number): Decoded<PushTelemetryRequest> {
  const clientInstanceId: string = r.uuid()
  const subscriptionId: number = r.int32()
  const terminating: boolean = r.bool()
  const compressionType: number = r.int8()
  const metrics: Uint8Array = r.compactBytes()
  const unknownTags = r.unknownTags()
  const m: Decoded<PushTelemetryRequest> = { clientInstanceId, subscriptionId, terminating, compressionType, metrics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodePushTelemetryResponse(w: Writer, m: PushTelemetryResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.unknownTags(m.unknownTags)
}

function decodePushTelemetryResponse(r: Reader, _v: number): Decoded<PushTelemetryResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<PushTelemetryResponse> = { throttleTimeMs, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
