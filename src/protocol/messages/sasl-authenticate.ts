// @generated from schemas/SaslAuthenticateRequest.json and
// SaslAuthenticateResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of SaslAuthenticate. */
export interface SaslAuthenticateResponse extends UnknownTags {
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
  /** The token of the SASL mechanism. It may hold a secret. Type: bytes. */
  authBytes: Uint8Array
  /**
   * How long, in milliseconds, the session is good for; the client has to authenticate again before
   * that (KIP-368). 0 is without end.
   *
   * Type: int64, v1+, default 0.
   */
  sessionLifetimeMs?: bigint | undefined
}

/**
 * The request of SaslAuthenticate. Carries one token of a SASL exchange in each direction
 * (KIP-152). The broker that is asked answers; the driver does it by itself.
 */
export interface SaslAuthenticateRequest extends UnknownTags {
  /** The token of the SASL mechanism. It may hold a secret. Type: bytes. */
  authBytes: Uint8Array
}

/**
 * SaslAuthenticate: key 36, versions 0-2.
 *
 * Carries one token of a SASL exchange in each direction (KIP-152). The broker that is asked
 * answers; the driver does it by itself.
 */
export const SaslAuthenticate: Api<SaslAuthenticateRequest, SaslAuthenticateResponse> = {
  name: 'SaslAuthenticate', key: 36, minVersion: 0, maxVersion: 2, flexibleFrom: 2,
  encodeRequest: encodeSaslAuthenticateRequest,
  decodeRequest: decodeSaslAuthenticateRequest,
  encodeResponse: encodeSaslAuthenticateResponse,
  decodeResponse: decodeSaslAuthenticateResponse
}

function encodeSaslAuthenticateRequest(w: Writer, m: SaslAuthenticateRequest, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactBytes(m.authBytes, 'authBytes')
  else w.bytes(m.authBytes, 'authBytes')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeSaslAuthenticateRequest(r: Reader, v: number): Decoded<SaslAuthenticateRequest> {
  const authBytes: Uint8Array = v >= 2 ? r.compactBytes() : r.bytes()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<SaslAuthenticateRequest> = { authBytes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeSaslAuthenticateResponse(w: Writer, m: SaslAuthenticateResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  if (v >= 2) w.compactBytes(m.authBytes, 'authBytes')
  else w.bytes(m.authBytes, 'authBytes')
  if (v >= 1) w.int64(m.sessionLifetimeMs === undefined ? 0n : m.sessionLifetimeMs, 'sessionLifetimeMs')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeSaslAuthenticateResponse(r: Reader, v: number): Decoded<SaslAuthenticateResponse> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const authBytes: Uint8Array = v >= 2 ? r.compactBytes() : r.bytes()
  const sessionLifetimeMs: bigint = v >= 1 ? r.int64() : 0n
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<SaslAuthenticateResponse> = { errorCode, errorMessage, authBytes, sessionLifetimeMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
