// @generated from schemas/EnvelopeRequest.json and
// EnvelopeResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of Envelope. */
export interface EnvelopeResponse extends UnknownTags {
  /** Type: bytes, nullable, default null. */
  responseData?: Uint8Array | null | undefined
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/** The request of Envelope. */
export interface EnvelopeRequest extends UnknownTags {
  /** Type: bytes. */
  requestData: Uint8Array
  /** Type: bytes, nullable. */
  requestPrincipal: Uint8Array | null
  /** Type: bytes. */
  clientHostAddress: Uint8Array
}

/**
 * Envelope: key 58, versions 0.
 *
 * Carries a request that a broker forwards to the controller. Only brokers send it.
 */
export const Envelope: Api<EnvelopeRequest, EnvelopeResponse> = {
  name: 'Envelope', key: 58, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeEnvelopeRequest,
  decodeRequest: decodeEnvelopeRequest,
  encodeResponse: encodeEnvelopeResponse,
  decodeResponse: decodeEnvelopeResponse
}

function encodeEnvelopeRequest(w: Writer, m: EnvelopeRequest, _v: number): void {
  checkStruct(m)
  w.compactBytes(m.requestData, 'requestData')
  w.compactNullableBytes(m.requestPrincipal, 'requestPrincipal')
  w.compactBytes(m.clientHostAddress, 'clientHostAddress')
  w.unknownTags(m.unknownTags)
}

function decodeEnvelopeRequest(r: Reader, _v: number): Decoded<EnvelopeRequest> {
  const requestData: Uint8Array = r.compactBytes()
  const requestPrincipal: Uint8Array | null = r.compactNullableBytes()
  const clientHostAddress: Uint8Array = r.compactBytes()
  const unknownTags = r.unknownTags()
  const m: Decoded<EnvelopeRequest> = { requestData, requestPrincipal, clientHostAddress }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEnvelopeResponse(w: Writer, m: EnvelopeResponse, _v: number): void {
  checkStruct(m)
  w.compactNullableBytes(m.responseData === undefined ? null : m.responseData, 'responseData')
  w.int16(m.errorCode, 'errorCode')
  w.unknownTags(m.unknownTags)
}

function decodeEnvelopeResponse(r: Reader, _v: number): Decoded<EnvelopeResponse> {
  const responseData: Uint8Array | null = r.compactNullableBytes()
  const errorCode: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<EnvelopeResponse> = { responseData, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
