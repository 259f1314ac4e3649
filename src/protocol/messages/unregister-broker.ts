// @generated from schemas/UnregisterBrokerRequest.json and
// UnregisterBrokerResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of UnregisterBroker. */
export interface UnregisterBrokerResponse extends UnknownTags {
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

/** The request of UnregisterBroker. */
export interface UnregisterBrokerRequest extends UnknownTags {
  /** Type: int32. */
  brokerId: number
}

/** UnregisterBroker: key 64, versions 0. Removes the registration of a broker. */
export const UnregisterBroker: Api<UnregisterBrokerRequest, UnregisterBrokerResponse> = {
  name: 'UnregisterBroker', key: 64, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeUnregisterBrokerRequest,
  decodeRequest: decodeUnregisterBrokerRequest,
  encodeResponse: encodeUnregisterBrokerResponse,
  decodeResponse: decodeUnregisterBrokerResponse
}

function encodeUnregisterBrokerRequest(w: Writer, m: UnregisterBrokerRequest, _v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  w.unknownTags(m.unknownTags)
}

function decodeUnregisterBrokerRequest(r: Reader, _v: number): Decoded<UnregisterBrokerRequest> {
  const brokerId: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<UnregisterBrokerRequest> = { brokerId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUnregisterBrokerResponse(w: Writer, m: UnregisterBrokerResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeUnregisterBrokerResponse(r: Reader, _v: number): Decoded<UnregisterBrokerResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<UnregisterBrokerResponse> = { throttleTimeMs, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
