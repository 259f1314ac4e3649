// @generated from schemas/DescribeUserScramCredentialsRequest.json and
// DescribeUserScramCredentialsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeUserScramCredentials. */
export interface DescribeUserScramCredentialsResponse extends UnknownTags {
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
  /** One result for each user. Type: []DescribeUserScramCredentialsResult. */
  results: readonly DescribeUserScramCredentialsResponseResult[]
}

/** One element of `results` in `DescribeUserScramCredentialsResponse`. */
export interface DescribeUserScramCredentialsResponseResult extends UnknownTags {
  /** The name of the user. Type: string. */
  user: string
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
  /** The credentials of the user, one for each mechanism. Type: []CredentialInfo. */
  credentialInfos: readonly DescribeUserScramCredentialsResponseCredentialInfo[]
}

/** One element of `credentialInfos` in `DescribeUserScramCredentialsResponseResult`. */
export interface DescribeUserScramCredentialsResponseCredentialInfo extends UnknownTags {
  /**
   * The mechanism: `scramMechanisms.SCRAM_SHA_256` (1) or `scramMechanisms.SCRAM_SHA_512` (2).
   *
   * Type: int8.
   */
  mechanism: number
  /** How often the password was hashed. Type: int32. */
  iterations: number
}

/**
 * The request of DescribeUserScramCredentials. Lists users with SCRAM credentials, without the
 * secrets (KIP-554). Any broker answers.
 */
export interface DescribeUserScramCredentialsRequest extends UnknownTags {
  /**
   * The users to look up; null is all users.
   *
   * Type: []UserName, nullable, default in this driver null.
   */
  users?: readonly DescribeUserScramCredentialsRequestUserName[] | null | undefined
}

/** One element of `users` in `DescribeUserScramCredentialsRequest`. */
export interface DescribeUserScramCredentialsRequestUserName extends UnknownTags {
  /** The name of the user. Type: string. */
  name: string
}

/**
 * DescribeUserScramCredentials: key 50, versions 0.
 *
 * Lists users with SCRAM credentials, without the secrets (KIP-554). Any broker answers.
 */
export const DescribeUserScramCredentials: Api<DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse> = {
  name: 'DescribeUserScramCredentials', key: 50, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeDescribeUserScramCredentialsRequest,
  decodeRequest: decodeDescribeUserScramCredentialsRequest,
  encodeResponse: encodeDescribeUserScramCredentialsResponse,
  decodeResponse: decodeDescribeUserScramCredentialsResponse
}

function encodeDescribeUserScramCredentialsRequestUserName(w: Writer, m: DescribeUserScramCredentialsRequestUserName, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeUserScramCredentialsRequestUserName(r: Reader, _v: number): Decoded<DescribeUserScramCredentialsRequestUserName> {
  const name: string = r.compactString()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeUserScramCredentialsRequestUserName> = { name }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeUserScramCredentialsRequest(w: Writer, m: DescribeUserScramCredentialsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.nullableArray(m.users === undefined ? null : m.users, 'users', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeUserScramCredentialsRequestUserName(w, a[i] as DescribeUserScramCredentialsRequestUserName, v)
    } catch (error) {
      throw within(error, 'users', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeUserScramCredentialsRequest(r: Reader, v: number): Decoded<DescribeUserScramCredentialsRequest> {
  let users: Decoded<DescribeUserScramCredentialsRequestUserName>[] | null
  {
    const n = r.compactNullableArrayLength(2)
    if (n < 0) users = null
    else {
      const a = newArray<Decoded<DescribeUserScramCredentialsRequestUserName>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeDescribeUserScramCredentialsRequestUserName(r, v)
      users = a
    }
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeUserScramCredentialsRequest> = { users }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeUserScramCredentialsResponseCredentialInfo(w: Writer, m: DescribeUserScramCredentialsResponseCredentialInfo, _v: number): void {
  checkStruct(m)
  w.int8(m.mechanism, 'mechanism')
  w.int32(m.iterations, 'iterations')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeUserScramCredentialsResponseCredentialInfo(r: Reader, _v: number): Decoded<DescribeUserScramCredentialsResponseCredentialInfo> {
  const mechanism: number = r.int8()
  const iterations: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeUserScramCredentialsResponseCredentialInfo> = { mechanism, iterations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeUserScramCredentialsResponseResult(w: Writer, m: DescribeUserScramCredentialsResponseResult, v: number): void {
  checkStruct(m)
  w.compactString(m.user, 'user')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.credentialInfos, 'credentialInfos', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeUserScramCredentialsResponseCredentialInfo(w, a[i] as DescribeUserScramCredentialsResponseCredentialInfo, v)
    } catch (error) {
      throw within(error, 'credentialInfos', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeUserScramCredentialsResponseResult(r: Reader, v: number): Decoded<DescribeUserScramCredentialsResponseResult> {
  const user: string = r.compactString()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  let credentialInfos: Decoded<DescribeUserScramCredentialsResponseCredentialInfo>[]
  {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<DescribeUserScramCredentialsResponseCredentialInfo>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeUserScramCredentialsResponseCredentialInfo(r, v)
    credentialInfos = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeUserScramCredentialsResponseResult> = { user, errorCode, errorMessage, credentialInfos }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeUserScramCredentialsResponse(w: Writer, m: DescribeUserScramCredentialsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.results, 'results', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeUserScramCredentialsResponseResult(w, a[i] as DescribeUserScramCredentialsResponseResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeUserScramCredentialsResponse(r: Reader, v: number): Decoded<DescribeUserScramCredentialsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  let results: Decoded<DescribeUserScramCredentialsResponseResult>[]
  {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<DescribeUserScramCredentialsResponseResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeUserScramCredentialsResponseResult(r, v)
    results = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeUserScramCredentialsResponse> = { throttleTimeMs, errorCode, errorMessage, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
