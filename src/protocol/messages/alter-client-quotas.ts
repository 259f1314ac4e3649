// @generated from schemas/AlterClientQuotasRequest.json and
// AlterClientQuotasResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AlterClientQuotas. */
export interface AlterClientQuotasResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each entity. Type: []EntryData. */
  entries: readonly AlterClientQuotasResponseEntryData[]
}

/** One element of `entries` in `AlterClientQuotasResponse`. */
export interface AlterClientQuotasResponseEntryData extends UnknownTags {
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
  /**
   * The entity: a user, a client id, an IP address, or a user with a client id.
   *
   * Type: []EntityData.
   */
  entity: readonly AlterClientQuotasResponseEntityData[]
}

/** One element of `entity` in `AlterClientQuotasResponseEntryData`. */
export interface AlterClientQuotasResponseEntityData extends UnknownTags {
  /** What the name is of: `user`, `client-id` or `ip`. Type: string. */
  entityType: string
  /**
   * The name; null is the default for all who have no quota of their own.
   *
   * Type: string, nullable.
   */
  entityName: string | null
}

/**
 * The request of AlterClientQuotas. Sets and removes quotas of users, client ids and IP addresses
 * (KIP-546). The controller answers, or any broker of KRaft, which passes the request on.
 */
export interface AlterClientQuotasRequest extends UnknownTags {
  /** The entities whose quotas change. Type: []EntryData. */
  entries: readonly AlterClientQuotasRequestEntryData[]
  /** Whether to check only, and change nothing. Type: bool, default in this driver false. */
  validateOnly?: boolean | undefined
}

/** One element of `entries` in `AlterClientQuotasRequest`. */
export interface AlterClientQuotasRequestEntryData extends UnknownTags {
  /**
   * The entity: a user, a client id, an IP address, or a user with a client id.
   *
   * Type: []EntityData.
   */
  entity: readonly AlterClientQuotasRequestEntityData[]
  /** The quotas that are set or removed. Type: []OpData. */
  ops: readonly AlterClientQuotasRequestOpData[]
}

/** One element of `ops` in `AlterClientQuotasRequestEntryData`. */
export interface AlterClientQuotasRequestOpData extends UnknownTags {
  /**
   * The name of the quota: `producer_byte_rate`, `consumer_byte_rate`, `request_percentage`,
   * `controller_mutation_rate` or `connection_creation_rate`.
   *
   * Type: string.
   */
  key: string
  /**
   * The new quota: bytes or requests for each second, or percent of a thread's time. It does not
   * matter if `remove` is true.
   *
   * Type: float64.
   */
  value: number
  /** Whether the quota is removed rather than set. Type: bool, default in this driver false. */
  remove?: boolean | undefined
}

/** One element of `entity` in `AlterClientQuotasRequestEntryData`. */
export interface AlterClientQuotasRequestEntityData extends UnknownTags {
  /** What the name is of: `user`, `client-id` or `ip`. Type: string. */
  entityType: string
  /**
   * The name; null is the default for all who have no quota of their own.
   *
   * Type: string, nullable.
   */
  entityName: string | null
}

/**
 * AlterClientQuotas: key 49, versions 0-1.
 *
 * Sets and removes quotas of users, client ids and IP addresses (KIP-546). The controller answers,
 * or any broker of KRaft, which passes the request on.
 */
export const AlterClientQuotas: Api<AlterClientQuotasRequest, AlterClientQuotasResponse> = {
  name: 'AlterClientQuotas', key: 49, minVersion: 0, maxVersion: 1, flexibleFrom: 1,
  encodeRequest: encodeAlterClientQuotasRequest,
  decodeRequest: decodeAlterClientQuotasRequest,
  encodeResponse: encodeAlterClientQuotasResponse,
  decodeResponse: decodeAlterClientQuotasResponse
}

function encodeAlterClientQuotasRequestEntityData(w: Writer, m: AlterClientQuotasRequestEntityData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.entityType, 'entityType')
  else w.string(m.entityType, 'entityType')
  if (v >= 1) w.compactNullableString(m.entityName, 'entityName')
  else w.nullableString(m.entityName, 'entityName')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeAlterClientQuotasRequestEntityData(r: Reader, v: number): Decoded<AlterClientQuotasRequestEntityData> {
  const entityType: string = v >= 1 ? r.compactString() : r.string()
  const entityName: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<AlterClientQuotasRequestEntityData> = { entityType, entityName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterClientQuotasRequestOpData(w: Writer, m: AlterClientQuotasRequestOpData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.key, 'key')
  else w.string(m.key, 'key')
  w.float64(m.value, 'value')
  w.bool(m.remove === undefined ? false : m.remove, 'remove')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeAlterClientQuotasRequestOpData(r: Reader, v: number): Decoded<AlterClientQuotasRequestOpData> {
  const key: string = v >= 1 ? r.compactString() : r.string()
  const value: number = r.float64()
  const remove: boolean = r.bool()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<AlterClientQuotasRequestOpData> = { key, value, remove }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterClientQuotasRequestEntryData(w: Writer, m: AlterClientQuotasRequestEntryData, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.entity, 'entity', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterClientQuotasRequestEntityData(w, a[i] as AlterClientQuotasRequestEntityData, v)
    } catch (error) {
      throw within(error, 'entity', i)
    }
  }
  {
    const a = w.array(m.ops, 'ops', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterClientQuotasRequestOpData(w, a[i] as AlterClientQuotasRequestOpData, v)
    } catch (error) {
      throw within(error, 'ops', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeAlterClientQuotasRequestEntryData(r: Reader, v: number): Decoded<AlterClientQuotasRequestEntryData> {
  let entity: Decoded<AlterClientQuotasRequestEntityData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<AlterClientQuotasRequestEntityData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterClientQuotasRequestEntityData(r, v)
    entity = a
  }
  let ops: Decoded<AlterClientQuotasRequestOpData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(11) : r.arrayLength(11)
    const a = newArray<Decoded<AlterClientQuotasRequestOpData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterClientQuotasRequestOpData(r, v)
    ops = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<AlterClientQuotasRequestEntryData> = { entity, ops }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterClientQuotasRequest(w: Writer, m: AlterClientQuotasRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.entries, 'entries', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterClientQuotasRequestEntryData(w, a[i] as AlterClientQuotasRequestEntryData, v)
    } catch (error) {
      throw within(error, 'entries', i)
    }
  }
  w.bool(m.validateOnly === undefined ? false : m.validateOnly, 'validateOnly')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeAlterClientQuotasRequest(r: Reader, v: number): Decoded<AlterClientQuotasRequest> {
  let entries: Decoded<AlterClientQuotasRequestEntryData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(8)
    const a = newArray<Decoded<AlterClientQuotasRequestEntryData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterClientQuotasRequestEntryData(r, v)
    entries = a
  }
  const validateOnly: boolean = r.bool()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<AlterClientQuotasRequest> = { entries, validateOnly }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterClientQuotasResponseEntityData(w: Writer, m: AlterClientQuotasResponseEntityData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.entityType, 'entityType')
  else w.string(m.entityType, 'entityType')
  if (v >= 1) w.compactNullableString(m.entityName, 'entityName')
  else w.nullableString(m.entityName, 'entityName')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeAlterClientQuotasResponseEntityData(r: Reader, v: number): Decoded<AlterClientQuotasResponseEntityData> {
  const entityType: string = v >= 1 ? r.compactString() : r.string()
  const entityName: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<AlterClientQuotasResponseEntityData> = { entityType, entityName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterClientQuotasResponseEntryData(w: Writer, m: AlterClientQuotasResponseEntryData, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 1) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.entity, 'entity', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterClientQuotasResponseEntityData(w, a[i] as AlterClientQuotasResponseEntityData, v)
    } catch (error) {
      throw within(error, 'entity', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeAlterClientQuotasResponseEntryData(r: Reader, v: number): Decoded<AlterClientQuotasResponseEntryData> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  let entity: Decoded<AlterClientQuotasResponseEntityData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<AlterClientQuotasResponseEntityData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterClientQuotasResponseEntityData(r, v)
    entity = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<AlterClientQuotasResponseEntryData> = { errorCode, errorMessage, entity }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterClientQuotasResponse(w: Writer, m: AlterClientQuotasResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.entries, 'entries', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterClientQuotasResponseEntryData(w, a[i] as AlterClientQuotasResponseEntryData, v)
    } catch (error) {
      throw within(error, 'entries', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeAlterClientQuotasResponse(r: Reader, v: number): Decoded<AlterClientQuotasResponse> {
  const throttleTimeMs: number = r.int32()
  let entries: Decoded<AlterClientQuotasResponseEntryData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(5) : r.arrayLength(8)
    const a = newArray<Decoded<AlterClientQuotasResponseEntryData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterClientQuotasResponseEntryData(r, v)
    entries = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<AlterClientQuotasResponse> = { throttleTimeMs, entries }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
