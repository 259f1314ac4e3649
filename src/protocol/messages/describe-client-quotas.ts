// @generated from schemas/DescribeClientQuotasRequest.json and
// DescribeClientQuotasResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeClientQuotas. */
export interface DescribeClientQuotasResponse extends UnknownTags {
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
  /**
   * The entities that were found, each with its quotas; null if there was an error.
   *
   * Type: []EntryData, nullable.
   */
  entries: readonly DescribeClientQuotasResponseEntryData[] | null
}

/** One element of `entries` in `DescribeClientQuotasResponse`. */
export interface DescribeClientQuotasResponseEntryData extends UnknownTags {
  /**
   * The entity: a user, a client id, an IP address, or a user with a client id.
   *
   * Type: []EntityData.
   */
  entity: readonly DescribeClientQuotasResponseEntityData[]
  /** The quotas of the entity. Type: []ValueData. */
  values: readonly DescribeClientQuotasResponseValueData[]
}

/** One element of `values` in `DescribeClientQuotasResponseEntryData`. */
export interface DescribeClientQuotasResponseValueData extends UnknownTags {
  /** The name of the quota, such as `producer_byte_rate`. Type: string. */
  key: string
  /** The quota: bytes or requests for each second, or percent of a thread's time. Type: float64. */
  value: number
}

/** One element of `entity` in `DescribeClientQuotasResponseEntryData`. */
export interface DescribeClientQuotasResponseEntityData extends UnknownTags {
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
 * The request of DescribeClientQuotas. Reads the quotas of users, client ids and IP addresses
 * (KIP-546). Any broker answers.
 */
export interface DescribeClientQuotasRequest extends UnknownTags {
  /**
   * What the entities must have: each component is one condition. `[]` is all entities.
   *
   * Type: []ComponentData.
   */
  components: readonly DescribeClientQuotasRequestComponentData[]
  /**
   * Whether entities that have other types too are left out.
   *
   * Type: bool, default in this driver false.
   */
  strict?: boolean | undefined
}

/** One element of `components` in `DescribeClientQuotasRequest`. */
export interface DescribeClientQuotasRequestComponentData extends UnknownTags {
  /** What the condition is about: `user`, `client-id` or `ip`. Type: string. */
  entityType: string
  /**
   * What the name must be: `quotaMatchTypes.EXACT` (0) is `match`, `quotaMatchTypes.DEFAULT` (1) is
   * the default entity, `quotaMatchTypes.SPECIFIED` (2) is any name.
   *
   * Type: int8.
   */
  matchType: 0 | 1 | 2
  /**
   * The name, for `quotaMatchTypes.EXACT`; null for the others.
   *
   * Type: string, nullable, default in this driver null.
   */
  match?: string | null | undefined
}

/**
 * DescribeClientQuotas: key 48, versions 0-1.
 *
 * Reads the quotas of users, client ids and IP addresses (KIP-546). Any broker answers.
 */
export const DescribeClientQuotas: Api<DescribeClientQuotasRequest, DescribeClientQuotasResponse> = {
  name: 'DescribeClientQuotas', key: 48, minVersion: 0, maxVersion: 1, flexibleFrom: 1,
  encodeRequest: encodeDescribeClientQuotasRequest,
  decodeRequest: decodeDescribeClientQuotasRequest,
  encodeResponse: encodeDescribeClientQuotasResponse,
  decodeResponse: decodeDescribeClientQuotasResponse
}

function encodeDescribeClientQuotasRequestComponentData(w: Writer, m: DescribeClientQuotasRequestComponentData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.entityType, 'entityType')
  else w.string(m.entityType, 'entityType')
  w.int8(m.matchType, 'matchType')
  if (v >= 1) w.compactNullableString(m.match === undefined ? null : m.match, 'match')
  else w.nullableString(m.match === undefined ? null : m.match, 'match')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeDescribeClientQuotasRequestComponentData(r: Reader, v: number): Decoded<DescribeClientQuotasRequestComponentData> {
  const entityType: string = v >= 1 ? r.compactString() : r.string()
  const matchType: 0 | 1 | 2 = r.int8() as 0 | 1 | 2
  const match: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<DescribeClientQuotasRequestComponentData> = { entityType, matchType, match }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeClientQuotasRequest(w: Writer, m: DescribeClientQuotasRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.components, 'components', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeClientQuotasRequestComponentData(w, a[i] as DescribeClientQuotasRequestComponentData, v)
    } catch (error) {
      throw within(error, 'components', i)
    }
  }
  w.bool(m.strict === undefined ? false : m.strict, 'strict')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeDescribeClientQuotasRequest(r: Reader, v: number): Decoded<DescribeClientQuotasRequest> {
  let components: Decoded<DescribeClientQuotasRequestComponentData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(4) : r.arrayLength(5)
    const a = newArray<Decoded<DescribeClientQuotasRequestComponentData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeClientQuotasRequestComponentData(r, v)
    components = a
  }
  const strict: boolean = r.bool()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<DescribeClientQuotasRequest> = { components, strict }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeClientQuotasResponseEntityData(w: Writer, m: DescribeClientQuotasResponseEntityData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.entityType, 'entityType')
  else w.string(m.entityType, 'entityType')
  if (v >= 1) w.compactNullableString(m.entityName, 'entityName')
  else w.nullableString(m.entityName, 'entityName')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeDescribeClientQuotasResponseEntityData(r: Reader, v: number): Decoded<DescribeClientQuotasResponseEntityData> {
  const entityType: string = v >= 1 ? r.compactString() : r.string()
  const entityName: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<DescribeClientQuotasResponseEntityData> = { entityType, entityName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeClientQuotasResponseValueData(w: Writer, m: DescribeClientQuotasResponseValueData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.key, 'key')
  else w.string(m.key, 'key')
  w.float64(m.value, 'value')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeDescribeClientQuotasResponseValueData(r: Reader, v: number): Decoded<DescribeClientQuotasResponseValueData> {
  const key: string = v >= 1 ? r.compactString() : r.string()
  const value: number = r.float64()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<DescribeClientQuotasResponseValueData> = { key, value }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeClientQuotasResponseEntryData(w: Writer, m: DescribeClientQuotasResponseEntryData, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.entity, 'entity', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeClientQuotasResponseEntityData(w, a[i] as DescribeClientQuotasResponseEntityData, v)
    } catch (error) {
      throw within(error, 'entity', i)
    }
  }
  {
    const a = w.array(m.values, 'values', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeClientQuotasResponseValueData(w, a[i] as DescribeClientQuotasResponseValueData, v)
    } catch (error) {
      throw within(error, 'values', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeDescribeClientQuotasResponseEntryData(r: Reader, v: number): Decoded<DescribeClientQuotasResponseEntryData> {
  let entity: Decoded<DescribeClientQuotasResponseEntityData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<DescribeClientQuotasResponseEntityData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeClientQuotasResponseEntityData(r, v)
    entity = a
  }
  let values: Decoded<DescribeClientQuotasResponseValueData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(10) : r.arrayLength(10)
    const a = newArray<Decoded<DescribeClientQuotasResponseValueData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeClientQuotasResponseValueData(r, v)
    values = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<DescribeClientQuotasResponseEntryData> = { entity, values }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeClientQuotasResponse(w: Writer, m: DescribeClientQuotasResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 1) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  {
    const a = w.nullableArray(m.entries, 'entries', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeClientQuotasResponseEntryData(w, a[i] as DescribeClientQuotasResponseEntryData, v)
    } catch (error) {
      throw within(error, 'entries', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeDescribeClientQuotasResponse(r: Reader, v: number): Decoded<DescribeClientQuotasResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  let entries: Decoded<DescribeClientQuotasResponseEntryData>[] | null
  {
    const n = v >= 1 ? r.compactNullableArrayLength(3) : r.nullableArrayLength(8)
    if (n < 0) entries = null
    else {
      const a = newArray<Decoded<DescribeClientQuotasResponseEntryData>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeDescribeClientQuotasResponseEntryData(r, v)
      entries = a
    }
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<DescribeClientQuotasResponse> = { throttleTimeMs, errorCode, errorMessage, entries }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
