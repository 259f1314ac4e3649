// @generated from schemas/DescribeGroupsRequest.json and
// DescribeGroupsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeGroups. */
export interface DescribeGroupsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v1+.
   */
  throttleTimeMs?: number | undefined
  /** One description for each group. Type: []DescribedGroup. */
  groups: readonly DescribeGroupsResponseDescribedGroup[]
}

/** One element of `groups` in `DescribeGroupsResponse`. */
export interface DescribeGroupsResponseDescribedGroup extends UnknownTags {
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
   * Type: string, v6+, nullable, default null.
   */
  errorMessage?: string | null | undefined
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The state of the group: `PreparingRebalance`, `CompletingRebalance`, `Stable`, `Empty`, or
   * `Dead` for one that does not exist.
   *
   * Type: string.
   */
  groupState: string
  /**
   * What kind of group it is, such as `consumer`; empty if it does not exist or commits offsets
   * only.
   *
   * Type: string.
   */
  protocolType: string
  /** The assignment strategy in use; empty unless the group is stable. Type: string. */
  protocolData: string
  /** The members of the group. Type: []DescribedGroupMember. */
  members: readonly DescribeGroupsResponseDescribedGroupMember[]
  /**
   * What the user may do with the group: the bit `1 << operation` is set for each of
   * `aclOperations`. -2147483648 (`absentValues.AUTHORIZED_OPERATIONS_OMITTED`) if the request did
   * not ask (KIP-430).
   *
   * Type: int32, v3+, default -2147483648.
   */
  authorizedOperations?: number | undefined
}

/** One element of `members` in `DescribeGroupsResponseDescribedGroup`. */
export interface DescribeGroupsResponseDescribedGroupMember extends UnknownTags {
  /** The id of the member. Type: string. */
  memberId: string
  /** The static id of the member (KIP-345), or null. Type: string, v4+, nullable, default null. */
  groupInstanceId?: string | null | undefined
  /** The client id of the member's connection. Type: string. */
  clientId: string
  /** The host from which the member connects, such as `/10.0.0.5`. Type: string. */
  clientHost: string
  /**
   * The metadata that the member gave when it joined: a `ConsumerProtocolSubscription` for
   * consumers, which `decodeVersioned` reads.
   *
   * Type: bytes.
   */
  memberMetadata: Uint8Array
  /**
   * What the member got: a `ConsumerProtocolAssignment` for consumers, which `decodeVersioned`
   * reads.
   *
   * Type: bytes.
   */
  memberAssignment: Uint8Array
}

/**
 * The request of DescribeGroups. Describes classic groups and their members. Each group's
 * coordinator answers.
 */
export interface DescribeGroupsRequest extends UnknownTags {
  /** The ids of the groups to describe. Type: []string. */
  groups: readonly string[]
  /**
   * Whether to say in `authorizedOperations` what the user may do with each group (KIP-430).
   *
   * Type: bool, v3+.
   */
  includeAuthorizedOperations?: boolean | undefined
}

/**
 * DescribeGroups: key 15, versions 0-6.
 *
 * Describes classic groups and their members. Each group's coordinator answers.
 */
export const DescribeGroups: Api<DescribeGroupsRequest, DescribeGroupsResponse> = {
  name: 'DescribeGroups', key: 15, minVersion: 0, maxVersion: 6, flexibleFrom: 5,
  encodeRequest: encodeDescribeGroupsRequest,
  decodeRequest: decodeDescribeGroupsRequest,
  encodeResponse: encodeDescribeGroupsResponse,
  decodeResponse: decodeDescribeGroupsResponse
}

function encodeDescribeGroupsRequest(w: Writer, m: DescribeGroupsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.groups, 'groups', v >= 5)
    let i = 0
    try {
      if (v >= 5) for (; i < a.length; i++) w.compactString(a[i] as string, '')
      else for (; i < a.length; i++) w.string(a[i] as string, '')
    } catch (error) {
      throw within(error, 'groups', i)
    }
  }
  if (v >= 3) w.bool(m.includeAuthorizedOperations === undefined ? false : m.includeAuthorizedOperations, 'includeAuthorizedOperations')
  else if (m.includeAuthorizedOperations !== undefined && m.includeAuthorizedOperations !== false) throw absent('includeAuthorizedOperations', v, '3+')
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeDescribeGroupsRequest(r: Reader, v: number): Decoded<DescribeGroupsRequest> {
  let groups: string[]
  {
    const n = v >= 5 ? r.compactArrayLength(1) : r.arrayLength(2)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = v >= 5 ? r.compactString() : r.string()
    groups = a
  }
  const includeAuthorizedOperations: boolean = v >= 3 ? r.bool() : false
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<DescribeGroupsRequest> = { groups, includeAuthorizedOperations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeGroupsResponseDescribedGroupMember(w: Writer, m: DescribeGroupsResponseDescribedGroupMember, v: number): void {
  checkStruct(m)
  if (v >= 5) w.compactString(m.memberId, 'memberId')
  else w.string(m.memberId, 'memberId')
  if (v >= 4) {
    if (v >= 5) w.compactNullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
    else w.nullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
  }
  if (v >= 5) w.compactString(m.clientId, 'clientId')
  else w.string(m.clientId, 'clientId')
  if (v >= 5) w.compactString(m.clientHost, 'clientHost')
  else w.string(m.clientHost, 'clientHost')
  if (v >= 5) w.compactBytes(m.memberMetadata, 'memberMetadata')
  else w.bytes(m.memberMetadata, 'memberMetadata')
  if (v >= 5) w.compactBytes(m.memberAssignment, 'memberAssignment')
  else w.bytes(m.memberAssignment, 'memberAssignment')
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeDescribeGroupsResponseDescribedGroupMember(r: Reader, v: number): Decoded<DescribeGroupsResponseDescribedGroupMember> {
  const memberId: string = v >= 5 ? r.compactString() : r.string()
  const groupInstanceId: string | null = v >= 4 ? (v >= 5 ? r.compactNullableString() : r.nullableString()) : null
  const clientId: string = v >= 5 ? r.compactString() : r.string()
  const clientHost: string = v >= 5 ? r.compactString() : r.string()
  const memberMetadata: Uint8Array = v >= 5 ? r.compactBytes() : r.bytes()
  const memberAssignment: Uint8Array = v >= 5 ? r.compactBytes() : r.bytes()
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<DescribeGroupsResponseDescribedGroupMember> = { memberId, groupInstanceId, clientId, clientHost, memberMetadata, memberAssignment }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeGroupsResponseDescribedGroup(w: Writer, m: DescribeGroupsResponseDescribedGroup, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 6) w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  else if (m.errorMessage !== undefined && m.errorMessage !== null) throw absent('errorMessage', v, '6+')
  if (v >= 5) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  if (v >= 5) w.compactString(m.groupState, 'groupState')
  else w.string(m.groupState, 'groupState')
  if (v >= 5) w.compactString(m.protocolType, 'protocolType')
  else w.string(m.protocolType, 'protocolType')
  if (v >= 5) w.compactString(m.protocolData, 'protocolData')
  else w.string(m.protocolData, 'protocolData')
  {
    const a = w.array(m.members, 'members', v >= 5)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeGroupsResponseDescribedGroupMember(w, a[i] as DescribeGroupsResponseDescribedGroupMember, v)
    } catch (error) {
      throw within(error, 'members', i)
    }
  }
  if (v >= 3) w.int32(m.authorizedOperations === undefined ? -2147483648 : m.authorizedOperations, 'authorizedOperations')
  else if (m.authorizedOperations !== undefined && m.authorizedOperations !== -2147483648) throw absent('authorizedOperations', v, '3+')
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeDescribeGroupsResponseDescribedGroup(r: Reader, v: number): Decoded<DescribeGroupsResponseDescribedGroup> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 6 ? r.compactNullableString() : null
  const groupId: string = v >= 5 ? r.compactString() : r.string()
  const groupState: string = v >= 5 ? r.compactString() : r.string()
  const protocolType: string = v >= 5 ? r.compactString() : r.string()
  const protocolData: string = v >= 5 ? r.compactString() : r.string()
  let members: Decoded<DescribeGroupsResponseDescribedGroupMember>[]
  {
    const n = v >= 5 ? r.compactArrayLength(7) : r.arrayLength(14)
    const a = newArray<Decoded<DescribeGroupsResponseDescribedGroupMember>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeGroupsResponseDescribedGroupMember(r, v)
    members = a
  }
  const authorizedOperations: number = v >= 3 ? r.int32() : -2147483648
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<DescribeGroupsResponseDescribedGroup> = { errorCode, errorMessage, groupId, groupState, protocolType, protocolData, members, authorizedOperations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeGroupsResponse(w: Writer, m: DescribeGroupsResponse, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.groups, 'groups', v >= 5)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeGroupsResponseDescribedGroup(w, a[i] as DescribeGroupsResponseDescribedGroup, v)
    } catch (error) {
      throw within(error, 'groups', i)
    }
  }
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeDescribeGroupsResponse(r: Reader, v: number): Decoded<DescribeGroupsResponse> {
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  let groups: Decoded<DescribeGroupsResponseDescribedGroup>[]
  {
    const n = v >= 5 ? r.compactArrayLength(12) : r.arrayLength(14)
    const a = newArray<Decoded<DescribeGroupsResponseDescribedGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeGroupsResponseDescribedGroup(r, v)
    groups = a
  }
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<DescribeGroupsResponse> = { throttleTimeMs, groups }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
