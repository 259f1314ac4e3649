// @generated from schemas/SaslHandshakeRequest.json and
// SaslHandshakeResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of SaslHandshake. */
export interface SaslHandshakeResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** The mechanisms that the listener offers. Type: []string. */
  mechanisms: readonly string[]
}

/**
 * The request of SaslHandshake. Agrees on a SASL mechanism, at the beginning of a connection
 * (KIP-43). The broker that is asked answers; the driver does it by itself.
 */
export interface SaslHandshakeRequest extends UnknownTags {
  /** The mechanism that the client wants, such as `SCRAM-SHA-256`. Type: string. */
  mechanism: string
}

/**
 * SaslHandshake: key 17, versions 0-1.
 *
 * Agrees on a SASL mechanism, at the beginning of a connection (KIP-43). The broker that is asked
 * answers; the driver does it by itself.
 */
export const SaslHandshake: Api<SaslHandshakeRequest, SaslHandshakeResponse> = {
  name: 'SaslHandshake', key: 17, minVersion: 0, maxVersion: 1, flexibleFrom: Number.POSITIVE_INFINITY,
  encodeRequest: encodeSaslHandshakeRequest,
  decodeRequest: decodeSaslHandshakeRequest,
  encodeResponse: encodeSaslHandshakeResponse,
  decodeResponse: decodeSaslHandshakeResponse
}

function encodeSaslHandshakeRequest(w: Writer, m: SaslHandshakeRequest, v: number): void {
  checkStruct(m)
  w.string(m.mechanism, 'mechanism')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeSaslHandshakeRequest(r: Reader, _v: number): Decoded<SaslHandshakeRequest> {
  const mechanism: string = r.string()
  const m: Decoded<SaslHandshakeRequest> = { mechanism }
  return m
}

function encodeSaslHandshakeResponse(w: Writer, m: SaslHandshakeResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.mechanisms, 'mechanisms', false)
    let i = 0
    try {
      for (; i < a.length; i++) w.string(a[i] as string, '')
    } catch (error) {
      throw within(error, 'mechanisms', i)
    }
  }
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeSaslHandshakeResponse(r: Reader, _v: number): Decoded<SaslHandshakeResponse> {
  const errorCode: number = r.int16()
  let mechanisms: string[]
  {
    const n = r.arrayLength(2)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.string()
    mechanisms = a
  }
  const m: Decoded<SaslHandshakeResponse> = { errorCode, mechanisms }
  return m
}
