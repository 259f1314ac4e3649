// @generated from schemas/SyncGroupRequest.json and
// SyncGroupResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of SyncGroup. */
export interface SyncGroupResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v1+.
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
   * What kind of group it is (KIP-559); null in older versions.
   *
   * Type: string, v5+, nullable, default null.
   */
  protocolType?: string | null | undefined
  /**
   * The strategy of this generation (KIP-559); null in older versions.
   *
   * Type: string, v5+, nullable, default null.
   */
  protocolName?: string | null | undefined
  /**
   * What this member got: a `ConsumerProtocolAssignment` for consumers, which `decodeVersioned`
   * reads. It is empty if there was an error.
   *
   * Type: bytes.
   */
  assignment: Uint8Array
}

/**
 * The request of SyncGroup. Hands out the assignment of a classic group: the leader brings it, and
 * every member gets its own part. The group's coordinator answers.
 */
export interface SyncGroupRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The generation of the group that the member knows: another one fails with ILLEGAL_GENERATION,
   * and the member has to join again.
   *
   * Type: int32.
   */
  generationId: number
  /** The id of the member, as the coordinator gave it. Type: string. */
  memberId: string
  /**
   * The static id of the member (`group.instance.id`, KIP-345), which lets a consumer restart
   * without a rebalance. Null is a dynamic member.
   *
   * Type: string, v3+, nullable, default null.
   */
  groupInstanceId?: string | null | undefined
  /**
   * What kind of group it is, to be checked (KIP-559); null is no check.
   *
   * Type: string, v5+, nullable, default null.
   */
  protocolType?: string | null | undefined
  /**
   * The strategy that JoinGroup answered, to be checked (KIP-559); null is no check.
   *
   * Type: string, v5+, nullable, default null.
   */
  protocolName?: string | null | undefined
  /**
   * What each member gets, from the leader. The others send the empty list.
   *
   * Type: []SyncGroupRequestAssignment, default in this driver [].
   */
  assignments?: readonly SyncGroupRequestAssignment[] | undefined
}

/** One element of `assignments` in `SyncGroupRequest`. */
export interface SyncGroupRequestAssignment extends UnknownTags {
  /** The id of the member. Type: string. */
  memberId: string
  /**
   * What this member gets. Consumers write a `ConsumerProtocolAssignment` with `encodeVersioned`.
   *
   * Type: bytes.
   */
  assignment: Uint8Array
}

/**
 * SyncGroup: key 14, versions 0-5.
 *
 * Hands out the assignment of a classic group: the leader brings it, and every member gets its own
 * part. The group's coordinator answers.
 */
export const SyncGroup: Api<SyncGroupRequest, SyncGroupResponse> = {
  name: 'SyncGroup', key: 14, minVersion: 0, maxVersion: 5, flexibleFrom: 4,
  encodeRequest: encodeSyncGroupRequest,
  decodeRequest: decodeSyncGroupRequest,
  encodeResponse: encodeSyncGroupResponse,
  decodeResponse: decodeSyncGroupResponse
}

function encodeSyncGroupRequestAssignment(w: Writer, m: SyncGroupRequestAssignment, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.memberId, 'memberId')
  else w.string(m.memberId, 'memberId')
  if (v >= 4) w.compactBytes(m.assignment, 'assignment')
  else w.bytes(m.assignment, 'assignment')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeSyncGroupRequestAssignment(r: Reader, v: number): Decoded<SyncGroupRequestAssignment> {
  const memberId: string = v >= 4 ? r.compactString() : r.string()
  const assignment: Uint8Array = v >= 4 ? r.compactBytes() : r.bytes()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<SyncGroupRequestAssignment> = { memberId, assignment }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeSyncGroupRequest(w: Writer, m: SyncGroupRequest, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  w.int32(m.generationId, 'generationId')
  if (v >= 4) w.compactString(m.memberId, 'memberId')
  else w.string(m.memberId, 'memberId')
  if (v >= 3) {
    if (v >= 4) w.compactNullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
    else w.nullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
  } else if (m.groupInstanceId !== undefined && m.groupInstanceId !== null) throw absent('groupInstanceId', v, '3+')
  if (v >= 5) w.compactNullableString(m.protocolType === undefined ? null : m.protocolType, 'protocolType')
  if (v >= 5) w.compactNullableString(m.protocolName === undefined ? null : m.protocolName, 'protocolName')
  {
    const a = w.array(m.assignments === undefined ? [] : m.assignments, 'assignments', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeSyncGroupRequestAssignment(w, a[i] as SyncGroupRequestAssignment, v)
    } catch (error) {
      throw within(error, 'assignments', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeSyncGroupRequest(r: Reader, v: number): Decoded<SyncGroupRequest> {
  const groupId: string = v >= 4 ? r.compactString() : r.string()
  const generationId: number = r.int32()
  const memberId: string = v >= 4 ? r.compactString() : r.string()
  const groupInstanceId: string | null = v >= 3 ? (v >= 4 ? r.compactNullableString() : r.nullableString()) : null
  const protocolType: string | null = v >= 5 ? r.compactNullableString() : null
  const protocolName: string | null = v >= 5 ? r.compactNullableString() : null
  let assignments: Decoded<SyncGroupRequestAssignment>[]
  {
    const n = v >= 4 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<SyncGroupRequestAssignment>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeSyncGroupRequestAssignment(r, v)
    assignments = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<SyncGroupRequest> = { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName, assignments }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeSyncGroupResponse(w: Writer, m: SyncGroupResponse, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 5) w.compactNullableString(m.protocolType === undefined ? null : m.protocolType, 'protocolType')
  if (v >= 5) w.compactNullableString(m.protocolName === undefined ? null : m.protocolName, 'protocolName')
  if (v >= 4) w.compactBytes(m.assignment, 'assignment')
  else w.bytes(m.assignment, 'assignment')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeSyncGroupResponse(r: Reader, v: number): Decoded<SyncGroupResponse> {
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  const errorCode: number = r.int16()
  const protocolType: string | null = v >= 5 ? r.compactNullableString() : null
  const protocolName: string | null = v >= 5 ? r.compactNullableString() : null
  const assignment: Uint8Array = v >= 4 ? r.compactBytes() : r.bytes()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<SyncGroupResponse> = { throttleTimeMs, errorCode, protocolType, protocolName, assignment }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
