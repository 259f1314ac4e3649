// @generated from schemas/CreateDelegationTokenRequest.json and
// CreateDelegationTokenResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of CreateDelegationToken. */
export interface CreateDelegationTokenResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** The type of the principal, such as `User`. Type: string. */
  principalType: string
  /** The name of the principal, such as `alice`. Type: string. */
  principalName: string
  /** The type of the principal who asked for the token (KIP-373). Type: string, v3+. */
  tokenRequesterPrincipalType?: string | undefined
  /** The name of the principal who asked for the token (KIP-373). Type: string, v3+. */
  tokenRequesterPrincipalName?: string | undefined
  /** When the token was made, in milliseconds since 1970. Type: int64. */
  issueTimestampMs: bigint
  /** When the token expires unless it is renewed, in milliseconds since 1970. Type: int64. */
  expiryTimestampMs: bigint
  /** When the token ends and can no longer be renewed, in milliseconds since 1970. Type: int64. */
  maxTimestampMs: bigint
  /** The id of the token: the user name of a SCRAM login with it. Type: string. */
  tokenId: string
  /**
   * The secret of the token. Its base64 text is the password of a SCRAM login with it.
   *
   * Type: bytes.
   */
  hmac: Uint8Array
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
 * The request of CreateDelegationToken. Makes a token that others can log in with in the owner's
 * name (KIP-48). The controller answers, or any broker of KRaft, which passes the request on.
 */
export interface CreateDelegationTokenRequest extends UnknownTags {
  /**
   * The type of the owner's principal, such as `User`, to make a token for somebody else (KIP-373).
   * Null or empty is the user who asks.
   *
   * Type: string, v3+, nullable.
   */
  ownerPrincipalType?: string | null | undefined
  /**
   * The name of the owner's principal (KIP-373). Null or empty is the user who asks.
   *
   * Type: string, v3+, nullable.
   */
  ownerPrincipalName?: string | null | undefined
  /**
   * Who may renew the token besides the owner.
   *
   * Type: []CreatableRenewers, default in this driver [].
   */
  renewers?: readonly CreateDelegationTokenRequestCreatableRenewers[] | undefined
  /**
   * How long, in milliseconds, the token may be renewed; -1n is the broker's
   * `delegation.token.max.lifetime.ms` (7 days), which is also the limit.
   *
   * Type: int64, default in this driver -1.
   */
  maxLifetimeMs?: bigint | undefined
}

/** One element of `renewers` in `CreateDelegationTokenRequest`. */
export interface CreateDelegationTokenRequestCreatableRenewers extends UnknownTags {
  /** The type of the principal, such as `User`. Type: string. */
  principalType: string
  /** The name of the principal, such as `alice`. Type: string. */
  principalName: string
}

/**
 * CreateDelegationToken: key 38, versions 0-3.
 *
 * Makes a token that others can log in with in the owner's name (KIP-48). The controller answers,
 * or any broker of KRaft, which passes the request on.
 */
export const CreateDelegationToken: Api<CreateDelegationTokenRequest, CreateDelegationTokenResponse> = {
  name: 'CreateDelegationToken', key: 38, minVersion: 0, maxVersion: 3, flexibleFrom: 2,
  encodeRequest: encodeCreateDelegationTokenRequest,
  decodeRequest: decodeCreateDelegationTokenRequest,
  encodeResponse: encodeCreateDelegationTokenResponse,
  decodeResponse: decodeCreateDelegationTokenResponse
}

function encodeCreateDelegationTokenRequestCreatableRenewers(w: Writer, m: CreateDelegationTokenRequestCreatableRenewers, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.principalType, 'principalType')
  else w.string(m.principalType, 'principalType')
  if (v >= 2) w.compactString(m.principalName, 'principalName')
  else w.string(m.principalName, 'principalName')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreateDelegationTokenRequestCreatableRenewers(r: Reader, v: number): Decoded<CreateDelegationTokenRequestCreatableRenewers> {
  const principalType: string = v >= 2 ? r.compactString() : r.string()
  const principalName: string = v >= 2 ? r.compactString() : r.string()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreateDelegationTokenRequestCreatableRenewers> = { principalType, principalName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateDelegationTokenRequest(w: Writer, m: CreateDelegationTokenRequest, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactNullableString(m.ownerPrincipalType === undefined ? '' : m.ownerPrincipalType, 'ownerPrincipalType')
  else if (m.ownerPrincipalType !== undefined && m.ownerPrincipalType !== '') throw absent('ownerPrincipalType', v, '3+')
  if (v >= 3) w.compactNullableString(m.ownerPrincipalName === undefined ? '' : m.ownerPrincipalName, 'ownerPrincipalName')
  else if (m.ownerPrincipalName !== undefined && m.ownerPrincipalName !== '') throw absent('ownerPrincipalName', v, '3+')
  {
    const a = w.array(m.renewers === undefined ? [] : m.renewers, 'renewers', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreateDelegationTokenRequestCreatableRenewers(w, a[i] as CreateDelegationTokenRequestCreatableRenewers, v)
    } catch (error) {
      throw within(error, 'renewers', i)
    }
  }
  w.int64(m.maxLifetimeMs === undefined ? -1n : m.maxLifetimeMs, 'maxLifetimeMs')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreateDelegationTokenRequest(r: Reader, v: number): Decoded<CreateDelegationTokenRequest> {
  const ownerPrincipalType: string | null = v >= 3 ? r.compactNullableString() : ''
  const ownerPrincipalName: string | null = v >= 3 ? r.compactNullableString() : ''
  let renewers: Decoded<CreateDelegationTokenRequestCreatableRenewers>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<CreateDelegationTokenRequestCreatableRenewers>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreateDelegationTokenRequestCreatableRenewers(r, v)
    renewers = a
  }
  const maxLifetimeMs: bigint = r.int64()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreateDelegationTokenRequest> = { ownerPrincipalType, ownerPrincipalName, renewers, maxLifetimeMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateDelegationTokenResponse(w: Writer, m: CreateDelegationTokenResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactString(m.principalType, 'principalType')
  else w.string(m.principalType, 'principalType')
  if (v >= 2) w.compactString(m.principalName, 'principalName')
  else w.string(m.principalName, 'principalName')
  if (v >= 3) w.compactString(m.tokenRequesterPrincipalType === undefined ? '' : m.tokenRequesterPrincipalType, 'tokenRequesterPrincipalType')
  else if (m.tokenRequesterPrincipalType !== undefined && m.tokenRequesterPrincipalType !== '') throw absent('tokenRequesterPrincipalType', v, '3+')
  if (v >= 3) w.compactString(m.tokenRequesterPrincipalName === undefined ? '' : m.tokenRequesterPrincipalName, 'tokenRequesterPrincipalName')
  else if (m.tokenRequesterPrincipalName !== undefined && m.tokenRequesterPrincipalName !== '') throw absent('tokenRequesterPrincipalName', v, '3+')
  w.int64(m.issueTimestampMs, 'issueTimestampMs')
  w.int64(m.expiryTimestampMs, 'expiryTimestampMs')
  w.int64(m.maxTimestampMs, 'maxTimestampMs')
  if (v >= 2) w.compactString(m.tokenId, 'tokenId')
  else w.string(m.tokenId, 'tokenId')
  if (v >= 2) w.compactBytes(m.hmac, 'hmac')
  else w.bytes(m.hmac, 'hmac')
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreateDelegationTokenResponse(r: Reader, v: number): Decoded<CreateDelegationTokenResponse> {
  const errorCode: number = r.int16()
  const principalType: string = v >= 2 ? r.compactString() : r.string()
  const principalName: string = v >= 2 ? r.compactString() : r.string()
  const tokenRequesterPrincipalType: string = v >= 3 ? r.compactString() : ''
  const tokenRequesterPrincipalName: string = v >= 3 ? r.compactString() : ''
  const issueTimestampMs: bigint = r.int64()
  const expiryTimestampMs: bigint = r.int64()
  const maxTimestampMs: bigint = r.int64()
  const tokenId: string = v >= 2 ? r.compactString() : r.string()
  const hmac: Uint8Array = v >= 2 ? r.compactBytes() : r.bytes()
  const throttleTimeMs: number = r.int32()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreateDelegationTokenResponse> = { errorCode, principalType, principalName, tokenRequesterPrincipalType, tokenRequesterPrincipalName, issueTimestampMs, expiryTimestampMs, maxTimestampMs, tokenId, hmac, throttleTimeMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
