// @generated from schemas/DescribeDelegationTokenRequest.json and
// DescribeDelegationTokenResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeDelegationToken. */
export interface DescribeDelegationTokenResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** The tokens that were found. Type: []DescribedDelegationToken. */
  tokens: readonly DescribeDelegationTokenResponseDescribedDelegationToken[]
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
}

/** One element of `tokens` in `DescribeDelegationTokenResponse`. */
export interface DescribeDelegationTokenResponseDescribedDelegationToken extends UnknownTags {
  /** The type of the principal, such as `User`. Type: string. */
  principalType: string
  /** The name of the principal, such as `alice`. Type: string. */
  principalName: string
  /** The type of the principal who asked for the token (KIP-373). Type: string, v3+. */
  tokenRequesterPrincipalType?: string | undefined
  /** The name of the principal who asked for the token (KIP-373). Type: string, v3+. */
  tokenRequesterPrincipalName?: string | undefined
  /** When the token was made, in milliseconds since 1970. Type: int64. */
  issueTimestamp: bigint
  /** When the token expires unless it is renewed, in milliseconds since 1970. Type: int64. */
  expiryTimestamp: bigint
  /** When the token ends and can no longer be renewed, in milliseconds since 1970. Type: int64. */
  maxTimestamp: bigint
  /** The id of the token: the user name of a SCRAM login with it. Type: string. */
  tokenId: string
  /**
   * The secret of the token. Its base64 text is the password of a SCRAM login with it.
   *
   * Type: bytes.
   */
  hmac: Uint8Array
  /** Who may renew the token besides the owner. Type: []DescribedDelegationTokenRenewer. */
  renewers: readonly DescribeDelegationTokenResponseDescribedDelegationTokenRenewer[]
}

/** One element of `renewers` in `DescribeDelegationTokenResponseDescribedDelegationToken`. */
export interface DescribeDelegationTokenResponseDescribedDelegationTokenRenewer extends UnknownTags {
  /** The type of the principal, such as `User`. Type: string. */
  principalType: string
  /** The name of the principal, such as `alice`. Type: string. */
  principalName: string
}

/**
 * The request of DescribeDelegationToken. Lists tokens with their owners and renewers (KIP-48). Any
 * broker answers.
 */
export interface DescribeDelegationTokenRequest extends UnknownTags {
  /**
   * The owners whose tokens are listed; null is all tokens that the user may see.
   *
   * Type: []DescribeDelegationTokenOwner, nullable, default in this driver null.
   */
  owners?: readonly DescribeDelegationTokenRequestOwner[] | null | undefined
}

/** One element of `owners` in `DescribeDelegationTokenRequest`. */
export interface DescribeDelegationTokenRequestOwner extends UnknownTags {
  /** The type of the principal, such as `User`. Type: string. */
  principalType: string
  /** The name of the principal, such as `alice`. Type: string. */
  principalName: string
}

/**
 * DescribeDelegationToken: key 41, versions 0-3.
 *
 * Lists tokens with their owners and renewers (KIP-48). Any broker answers.
 */
export const DescribeDelegationToken: Api<DescribeDelegationTokenRequest, DescribeDelegationTokenResponse> = {
  name: 'DescribeDelegationToken', key: 41, minVersion: 0, maxVersion: 3, flexibleFrom: 2,
  encodeRequest: encodeDescribeDelegationTokenRequest,
  decodeRequest: decodeDescribeDelegationTokenRequest,
  encodeResponse: encodeDescribeDelegationTokenResponse,
  decodeResponse: decodeDescribeDelegationTokenResponse
}

function encodeDescribeDelegationTokenRequestOwner(w: Writer, m: DescribeDelegationTokenRequestOwner, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.principalType, 'principalType')
  else w.string(m.principalType, 'principalType')
  if (v >= 2) w.compactString(m.principalName, 'principalName')
  else w.string(m.principalName, 'principalName')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeDelegationTokenRequestOwner(r: Reader, v: number): Decoded<DescribeDelegationTokenRequestOwner> {
  const principalType: string = v >= 2 ? r.compactString() : r.string()
  const principalName: string = v >= 2 ? r.compactString() : r.string()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeDelegationTokenRequestOwner> = { principalType, principalName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeDelegationTokenRequest(w: Writer, m: DescribeDelegationTokenRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.nullableArray(m.owners === undefined ? null : m.owners, 'owners', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeDelegationTokenRequestOwner(w, a[i] as DescribeDelegationTokenRequestOwner, v)
    } catch (error) {
      throw within(error, 'owners', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeDelegationTokenRequest(r: Reader, v: number): Decoded<DescribeDelegationTokenRequest> {
  let owners: Decoded<DescribeDelegationTokenRequestOwner>[] | null
  {
    const n = v >= 2 ? r.compactNullableArrayLength(3) : r.nullableArrayLength(4)
    if (n < 0) owners = null
    else {
      const a = newArray<Decoded<DescribeDelegationTokenRequestOwner>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeDescribeDelegationTokenRequestOwner(r, v)
      owners = a
    }
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeDelegationTokenRequest> = { owners }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeDelegationTokenResponseDescribedDelegationTokenRenewer(w: Writer, m: DescribeDelegationTokenResponseDescribedDelegationTokenRenewer, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.principalType, 'principalType')
  else w.string(m.principalType, 'principalType')
  if (v >= 2) w.compactString(m.principalName, 'principalName')
  else w.string(m.principalName, 'principalName')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeDelegationTokenResponseDescribedDelegationTokenRenewer(r: Reader, v: number): Decoded<DescribeDelegationTokenResponseDescribedDelegationTokenRenewer> {
  const principalType: string = v >= 2 ? r.compactString() : r.string()
  const principalName: string = v >= 2 ? r.compactString() : r.string()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeDelegationTokenResponseDescribedDelegationTokenRenewer> = { principalType, principalName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeDelegationTokenResponseDescribedDelegationToken(w: Writer, m: DescribeDelegationTokenResponseDescribedDelegationToken, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.principalType, 'principalType')
  else w.string(m.principalType, 'principalType')
  if (v >= 2) w.compactString(m.principalName, 'principalName')
  else w.string(m.principalName, 'principalName')
  if (v >= 3) w.compactString(m.tokenRequesterPrincipalType === undefined ? '' : m.tokenRequesterPrincipalType, 'tokenRequesterPrincipalType')
  else if (m.tokenRequesterPrincipalType !== undefined && m.tokenRequesterPrincipalType !== '') throw absent('tokenRequesterPrincipalType', v, '3+')
  if (v >= 3) w.compactString(m.tokenRequesterPrincipalName === undefined ? '' : m.tokenRequesterPrincipalName, 'tokenRequesterPrincipalName')
  else if (m.tokenRequesterPrincipalName !== undefined && m.tokenRequesterPrincipalName !== '') throw absent('tokenRequesterPrincipalName', v, '3+')
  w.int64(m.issueTimestamp, 'issueTimestamp')
  w.int64(m.expiryTimestamp, 'expiryTimestamp')
  w.int64(m.maxTimestamp, 'maxTimestamp')
  if (v >= 2) w.compactString(m.tokenId, 'tokenId')
  else w.string(m.tokenId, 'tokenId')
  if (v >= 2) w.compactBytes(m.hmac, 'hmac')
  else w.bytes(m.hmac, 'hmac')
  {
    const a = w.array(m.renewers, 'renewers', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeDelegationTokenResponseDescribedDelegationTokenRenewer(w, a[i] as DescribeDelegationTokenResponseDescribedDelegationTokenRenewer, v)
    } catch (error) {
      throw within(error, 'renewers', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeDelegationTokenResponseDescribedDelegationToken(r: Reader, v: number): Decoded<DescribeDelegationTokenResponseDescribedDelegationToken> {
  const principalType: string = v >= 2 ? r.compactString() : r.string()
  const principalName: string = v >= 2 ? r.compactString() : r.string()
  const tokenRequesterPrincipalType: string = v >= 3 ? r.compactString() : ''
  const tokenRequesterPrincipalName: string = v >= 3 ? r.compactString() : ''
  const issueTimestamp: bigint = r.int64()
  const expiryTimestamp: bigint = r.int64()
  const maxTimestamp: bigint = r.int64()
  const tokenId: string = v >= 2 ? r.compactString() : r.string()
  const hmac: Uint8Array = v >= 2 ? r.compactBytes() : r.bytes()
  let renewers: Decoded<DescribeDelegationTokenResponseDescribedDelegationTokenRenewer>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<DescribeDelegationTokenResponseDescribedDelegationTokenRenewer>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeDelegationTokenResponseDescribedDelegationTokenRenewer(r, v)
    renewers = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeDelegationTokenResponseDescribedDelegationToken> = { principalType, principalName, tokenRequesterPrincipalType, tokenRequesterPrincipalName, issueTimestamp, expiryTimestamp, maxTimestamp, tokenId, hmac, renewers }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeDelegationTokenResponse(w: Writer, m: DescribeDelegationTokenResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.tokens, 'tokens', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeDelegationTokenResponseDescribedDelegationToken(w, a[i] as DescribeDelegationTokenResponseDescribedDelegationToken, v)
    } catch (error) {
      throw within(error, 'tokens', i)
    }
  }
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDescribeDelegationTokenResponse(r: Reader, v: number): Decoded<DescribeDelegationTokenResponse> {
  const errorCode: number = r.int16()
  let tokens: Decoded<DescribeDelegationTokenResponseDescribedDelegationToken>[]
  {
    const n = v >= 2 ? r.compactArrayLength(30) : r.arrayLength(38)
    const a = newArray<Decoded<DescribeDelegationTokenResponseDescribedDelegationToken>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeDelegationTokenResponseDescribedDelegationToken(r, v)
    tokens = a
  }
  const throttleTimeMs: number = r.int32()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DescribeDelegationTokenResponse> = { errorCode, tokens, throttleTimeMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
