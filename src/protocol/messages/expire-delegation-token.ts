// @generated from schemas/ExpireDelegationTokenRequest.json and
// ExpireDelegationTokenResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ExpireDelegationToken. */
export interface ExpireDelegationTokenResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** When the token expires now, in milliseconds since 1970. Type: int64. */
  expiryTimestampMs: bigint
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
}

/**
 * The request of ExpireDelegationToken. Makes a token expire sooner (KIP-48). The controller
 * answers, or any broker of KRaft, which passes the request on.
 */
export interface ExpireDelegationTokenRequest extends UnknownTags {
  /** The secret of the token, as CreateDelegationToken answered it. Type: bytes. */
  hmac: Uint8Array
  /**
   * How long, in milliseconds, the token lasts from now; a negative number, such as -1n, ends it at
   * once.
   *
   * Type: int64, default in this driver -1.
   */
  expiryTimePeriodMs?: bigint | undefined
}

/**
 * ExpireDelegationToken: key 40, versions 0-2.
 *
 * Makes a token expire sooner (KIP-48). The controller answers, or any broker of KRaft, which
 * passes the request on.
 */
export const ExpireDelegationToken: Api<ExpireDelegationTokenRequest, ExpireDelegationTokenResponse> = {
  name: 'ExpireDelegationToken', key: 40, minVersion: 0, maxVersion: 2, flexibleFrom: 2,
  encodeRequest: encodeExpireDelegationTokenRequest,
  decodeRequest: decodeExpireDelegationTokenRequest,
  encodeResponse: encodeExpireDelegationTokenResponse,
  decodeResponse: decodeExpireDelegationTokenResponse
}

function encodeExpireDelegationTokenRequest(w: Writer, m: ExpireDelegationTokenRequest, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactBytes(m.hmac, 'hmac')
  else w.bytes(m.hmac, 'hmac')
  w.int64(m.expiryTimePeriodMs === undefined ? -1n : m.expiryTimePeriodMs, 'expiryTimePeriodMs')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeExpireDelegationTokenRequest(r: Reader, v: number): Decoded<ExpireDelegationTokenRequest> {
  const hmac: Uint8Array = v >= 2 ? r.compactBytes() : r.bytes()
  const expiryTimePeriodMs: bigint = r.int64()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<ExpireDelegationTokenRequest> = { hmac, expiryTimePeriodMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeExpireDelegationTokenResponse(w: Writer, m: ExpireDelegationTokenResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.int64(m.expiryTimestampMs, 'expiryTimestampMs')
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeExpireDelegationTokenResponse(r: Reader, v: number): Decoded<ExpireDelegationTokenResponse> {
  const errorCode: number = r.int16()
  const expiryTimestampMs: bigint = r.int64()
  const throttleTimeMs: number = r.int32()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<ExpireDelegationTokenResponse> = { errorCode, expiryTimestampMs, throttleTimeMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
