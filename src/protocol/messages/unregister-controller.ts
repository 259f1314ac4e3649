// @generated from schemas/UnregisterControllerRequest.json and
// UnregisterControllerResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of UnregisterController. */
export interface UnregisterControllerResponse extends UnknownTags {
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
  /**
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, nullable.
   */
  errorMessage: string | null
}

/** The request of UnregisterController. */
export interface UnregisterControllerRequest extends UnknownTags {
  /** Type: int32. */
  controllerId: number
}

/** UnregisterController: key 94, versions 0. Removes the registration of a controller. */
export const UnregisterController: Api<UnregisterControllerRequest, UnregisterControllerResponse> = {
  name: 'UnregisterController', key: 94, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeUnregisterControllerRequest,
  decodeRequest: decodeUnregisterControllerRequest,
  encodeResponse: encodeUnregisterControllerResponse,
  decodeResponse: decodeUnregisterControllerResponse
}

function encodeUnregisterControllerRequest(w: Writer, m: UnregisterControllerRequest, _v: number): void {
  checkStruct(m)
  w.int32(m.controllerId, 'controllerId')
  w.unknownTags(m.unknownTags)
}

function decodeUnregisterControllerRequest(r: Reader, _v: number): Decoded<UnregisterControllerRequest> {
  const controllerId: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<UnregisterControllerRequest> = { controllerId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUnregisterControllerResponse(w: Writer, m: UnregisterControllerResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeUnregisterControllerResponse(r: Reader, _v: number): Decoded<UnregisterControllerResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<UnregisterControllerResponse> = { throttleTimeMs, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
