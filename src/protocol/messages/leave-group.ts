// @generated from schemas/LeaveGroupRequest.json and
// LeaveGroupResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of LeaveGroup. */
export interface LeaveGroupResponse extends UnknownTags {
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
  /** The result for each member, in versions 3 and later. Type: []MemberResponse, v3+. */
  members?: readonly LeaveGroupResponseMemberResponse[] | undefined
}

/** One element of `members` in `LeaveGroupResponse`. */
export interface LeaveGroupResponseMemberResponse extends UnknownTags {
  /** The id of the member. Type: string. */
  memberId: string
  /** The static id of the member, or null. Type: string, nullable. */
  groupInstanceId: string | null
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/**
 * The request of LeaveGroup. Takes members out of a classic group, which then rebalances. The
 * group's coordinator answers.
 */
export interface LeaveGroupRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The member that leaves, for versions 0 to 2. Later versions take many in `members` (KIP-345).
   *
   * Type: string, v0-2.
   */
  memberId?: string | undefined
  /** The members that leave, for versions 3 and later (KIP-345). Type: []MemberIdentity, v3+. */
  members?: readonly LeaveGroupRequestMemberIdentity[] | undefined
}

/** One element of `members` in `LeaveGroupRequest`. */
export interface LeaveGroupRequestMemberIdentity extends UnknownTags {
  /** The id of the member; it may be empty if `groupInstanceId` is given. Type: string. */
  memberId: string
  /**
   * The static id of the member (KIP-345), or null for a dynamic one.
   *
   * Type: string, nullable, default null.
   */
  groupInstanceId?: string | null | undefined
  /**
   * Why the member leaves, for the broker's log (KIP-800), or null.
   *
   * Type: string, v5+, nullable, default null.
   */
  reason?: string | null | undefined
}

/**
 * LeaveGroup: key 13, versions 0-5.
 *
 * Takes members out of a classic group, which then rebalances. The group's coordinator answers.
 */
export const LeaveGroup: Api<LeaveGroupRequest, LeaveGroupResponse> = {
  name: 'LeaveGroup', key: 13, minVersion: 0, maxVersion: 5, flexibleFrom: 4,
  highestVersionFor: highestLeaveGroupRequest,
  encodeRequest: encodeLeaveGroupRequest,
  decodeRequest: decodeLeaveGroupRequest,
  encodeResponse: encodeLeaveGroupResponse,
  decodeResponse: decodeLeaveGroupResponse
}

function encodeLeaveGroupRequestMemberIdentity(w: Writer, m: LeaveGroupRequestMemberIdentity, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.memberId, 'memberId')
  else w.string(m.memberId, 'memberId')
  if (v >= 4) w.compactNullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
  else w.nullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
  if (v >= 5) w.compactNullableString(m.reason === undefined ? null : m.reason, 'reason')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaveGroupRequestMemberIdentity(r: Reader, v: number): Decoded<LeaveGroupRequestMemberIdentity> {
  const memberId: string = v >= 4 ? r.compactString() : r.string()
  const groupInstanceId: string | null = v >= 4 ? r.compactNullableString() : r.nullableString()
  const reason: string | null = v >= 5 ? r.compactNullableString() : null
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaveGroupRequestMemberIdentity> = { memberId, groupInstanceId, reason }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaveGroupRequest(w: Writer, m: LeaveGroupRequest, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  if (v <= 2) w.string(m.memberId === undefined ? '' : m.memberId, 'memberId')
  else if (m.memberId !== undefined && m.memberId !== '') throw absent('memberId', v, '0-2')
  if (v >= 3) {
    const a = w.array(m.members === undefined ? [] : m.members, 'members', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaveGroupRequestMemberIdentity(w, a[i] as LeaveGroupRequestMemberIdentity, v)
    } catch (error) {
      throw within(error, 'members', i)
    }
  } else if (m.members !== undefined && m.members?.length !== 0) throw absent('members', v, '3+')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaveGroupRequest(r: Reader, v: number): Decoded<LeaveGroupRequest> {
  const groupId: string = v >= 4 ? r.compactString() : r.string()
  const memberId: string = v <= 2 ? r.string() : ''
  let members: Decoded<LeaveGroupRequestMemberIdentity>[] = []
  if (v >= 3) {
    const n = v >= 4 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<LeaveGroupRequestMemberIdentity>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaveGroupRequestMemberIdentity(r, v)
    members = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaveGroupRequest> = { groupId, memberId, members }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaveGroupResponseMemberResponse(w: Writer, m: LeaveGroupResponseMemberResponse, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.memberId, 'memberId')
  else w.string(m.memberId, 'memberId')
  if (v >= 4) w.compactNullableString(m.groupInstanceId, 'groupInstanceId')
  else w.nullableString(m.groupInstanceId, 'groupInstanceId')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaveGroupResponseMemberResponse(r: Reader, v: number): Decoded<LeaveGroupResponseMemberResponse> {
  const memberId: string = v >= 4 ? r.compactString() : r.string()
  const groupInstanceId: string | null = v >= 4 ? r.compactNullableString() : r.nullableString()
  const errorCode: number = r.int16()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaveGroupResponseMemberResponse> = { memberId, groupInstanceId, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaveGroupResponse(w: Writer, m: LeaveGroupResponse, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 3) {
    const a = w.array(m.members === undefined ? [] : m.members, 'members', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaveGroupResponseMemberResponse(w, a[i] as LeaveGroupResponseMemberResponse, v)
    } catch (error) {
      throw within(error, 'members', i)
    }
  } else if (m.members !== undefined && m.members?.length !== 0) throw absent('members', v, '3+')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaveGroupResponse(r: Reader, v: number): Decoded<LeaveGroupResponse> {
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  const errorCode: number = r.int16()
  let members: Decoded<LeaveGroupResponseMemberResponse>[] = []
  if (v >= 3) {
    const n = v >= 4 ? r.compactArrayLength(5) : r.arrayLength(6)
    const a = newArray<Decoded<LeaveGroupResponseMemberResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaveGroupResponseMemberResponse(r, v)
    members = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaveGroupResponse> = { throttleTimeMs, errorCode, members }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestLeaveGroupRequest(m: LeaveGroupRequest): number {
  let highest = 5
  if (typeof m !== 'object' || m === null) return highest
  if (m.memberId !== undefined && m.memberId !== '' && highest > 2) highest = 2
  return highest
}
