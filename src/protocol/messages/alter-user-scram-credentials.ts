// @generated from schemas/AlterUserScramCredentialsRequest.json and
// AlterUserScramCredentialsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AlterUserScramCredentials. */
export interface AlterUserScramCredentialsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** One result for each user. Type: []AlterUserScramCredentialsResult. */
  results: readonly AlterUserScramCredentialsResponseResult[]
}

/** One element of `results` in `AlterUserScramCredentialsResponse`. */
export interface AlterUserScramCredentialsResponseResult extends UnknownTags {
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
}

/**
 * The request of AlterUserScramCredentials. Sets and deletes SCRAM credentials of users (KIP-554).
 * The controller answers, or any broker of KRaft, which passes the request on.
 */
export interface AlterUserScramCredentialsRequest extends UnknownTags {
  /** The credentials to delete. Type: []ScramCredentialDeletion, default in this driver []. */
  deletions?: readonly AlterUserScramCredentialsRequestScramCredentialDeletion[] | undefined
  /**
   * The credentials to set: new ones, or in place of old ones.
   *
   * Type: []ScramCredentialUpsertion, default in this driver [].
   */
  upsertions?: readonly AlterUserScramCredentialsRequestScramCredentialUpsertion[] | undefined
}

/** One element of `upsertions` in `AlterUserScramCredentialsRequest`. */
export interface AlterUserScramCredentialsRequestScramCredentialUpsertion extends UnknownTags {
  /** The name of the user. Type: string. */
  name: string
  /**
   * The mechanism: `scramMechanisms.SCRAM_SHA_256` (1) or `scramMechanisms.SCRAM_SHA_512` (2).
   *
   * Type: int8.
   */
  mechanism: 1 | 2
  /** How often the password was hashed to `saltedPassword`: 4,096 to 16,384. Type: int32. */
  iterations: number
  /** The random salt with which the password was hashed. Type: bytes. */
  salt: Uint8Array
  /**
   * The password after salting (`Hi` of RFC 5802), so that the broker does not see it.
   *
   * Type: bytes.
   */
  saltedPassword: Uint8Array
}

/** One element of `deletions` in `AlterUserScramCredentialsRequest`. */
export interface AlterUserScramCredentialsRequestScramCredentialDeletion extends UnknownTags {
  /** The name of the user. Type: string. */
  name: string
  /**
   * The mechanism: `scramMechanisms.SCRAM_SHA_256` (1) or `scramMechanisms.SCRAM_SHA_512` (2).
   *
   * Type: int8.
   */
  mechanism: 1 | 2
}

/**
 * AlterUserScramCredentials: key 51, versions 0.
 *
 * Sets and deletes SCRAM credentials of users (KIP-554). The controller answers, or any broker of
 * KRaft, which passes the request on.
 */
export const AlterUserScramCredentials: Api<AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse> = {
  name: 'AlterUserScramCredentials', key: 51, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeAlterUserScramCredentialsRequest,
  decodeRequest: decodeAlterUserScramCredentialsRequest,
  encodeResponse: encodeAlterUserScramCredentialsResponse,
  decodeResponse: decodeAlterUserScramCredentialsResponse
}

function encodeAlterUserScramCredentialsRequestScramCredentialDeletion(w: Writer, m: AlterUserScramCredentialsRequestScramCredentialDeletion, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int8(m.mechanism, 'mechanism')
  w.unknownTags(m.unknownTags)
}

function decodeAlterUserScramCredentialsRequestScramCredentialDeletion(r: Reader, _v: number): Decoded<AlterUserScramCredentialsRequestScramCredentialDeletion> {
  const name: string = r.compactString()
  const mechanism: 1 | 2 = r.int8() as 1 | 2
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterUserScramCredentialsRequestScramCredentialDeletion> = { name, mechanism }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterUserScramCredentialsRequestScramCredentialUpsertion(w: Writer, m: AlterUserScramCredentialsRequestScramCredentialUpsertion, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int8(m.mechanism, 'mechanism')
  w.int32(m.iterations, 'iterations')
  w.compactBytes(m.salt, 'salt')
  w.compactBytes(m.saltedPassword, 'saltedPassword')
  w.unknownTags(m.unknownTags)
}

function decodeAlterUserScramCredentialsRequestScramCredentialUpsertion(r: Reader, _v: number): Decoded<AlterUserScramCredentialsRequestScramCredentialUpsertion> {
  const name: string = r.compactString()
  const mechanism: 1 | 2 = r.int8() as 1 | 2
  const iterations: number = r.int32()
  const salt: Uint8Array = r.compactBytes()
  const saltedPassword: Uint8Array = r.compactBytes()
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterUserScramCredentialsRequestScramCredentialUpsertion> = { name, mechanism, iterations, salt, saltedPassword }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterUserScramCredentialsRequest(w: Writer, m: AlterUserScramCredentialsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.deletions === undefined ? [] : m.deletions, 'deletions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterUserScramCredentialsRequestScramCredentialDeletion(w, a[i] as AlterUserScramCredentialsRequestScramCredentialDeletion, v)
    } catch (error) {
      throw within(error, 'deletions', i)
    }
  }
  {
    const a = w.array(m.upsertions === undefined ? [] : m.upsertions, 'upsertions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterUserScramCredentialsRequestScramCredentialUpsertion(w, a[i] as AlterUserScramCredentialsRequestScramCredentialUpsertion, v)
    } catch (error) {
      throw within(error, 'upsertions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterUserScramCredentialsRequest(r: Reader, v: number): Decoded<AlterUserScramCredentialsRequest> {
  let deletions: Decoded<AlterUserScramCredentialsRequestScramCredentialDeletion>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AlterUserScramCredentialsRequestScramCredentialDeletion>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterUserScramCredentialsRequestScramCredentialDeletion(r, v)
    deletions = a
  }
  let upsertions: Decoded<AlterUserScramCredentialsRequestScramCredentialUpsertion>[]
  {
    const n = r.compactArrayLength(9)
    const a = newArray<Decoded<AlterUserScramCredentialsRequestScramCredentialUpsertion>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterUserScramCredentialsRequestScramCredentialUpsertion(r, v)
    upsertions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterUserScramCredentialsRequest> = { deletions, upsertions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterUserScramCredentialsResponseResult(w: Writer, m: AlterUserScramCredentialsResponseResult, _v: number): void {
  checkStruct(m)
  w.compactString(m.user, 'user')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeAlterUserScramCredentialsResponseResult(r: Reader, _v: number): Decoded<AlterUserScramCredentialsResponseResult> {
  const user: string = r.compactString()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterUserScramCredentialsResponseResult> = { user, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterUserScramCredentialsResponse(w: Writer, m: AlterUserScramCredentialsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.results, 'results', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterUserScramCredentialsResponseResult(w, a[i] as AlterUserScramCredentialsResponseResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterUserScramCredentialsResponse(r: Reader, v: number): Decoded<AlterUserScramCredentialsResponse> {
  const throttleTimeMs: number = r.int32()
  let results: Decoded<AlterUserScramCredentialsResponseResult>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<AlterUserScramCredentialsResponseResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterUserScramCredentialsResponseResult(r, v)
    results = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterUserScramCredentialsResponse> = { throttleTimeMs, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
