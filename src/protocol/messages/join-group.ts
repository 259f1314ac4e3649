// @generated from schemas/JoinGroupRequest.json and
// JoinGroupResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of JoinGroup. */
export interface JoinGroupResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v2+.
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
   * The generation of the group after this rebalance: give it in heartbeats and commits. -1 if
   * there was an error.
   *
   * Type: int32, default -1.
   */
  generationId?: number | undefined
  /**
   * What kind of group it is, such as `consumer`; null if there was an error.
   *
   * Type: string, v7+, nullable, default null.
   */
  protocolType?: string | null | undefined
  /**
   * The assignment strategy that the coordinator picked; null or empty if there was an error.
   *
   * Type: string, nullable in v7+.
   */
  protocolName: string | null
  /**
   * The member id of the leader. The leader computes the assignment and gives it to SyncGroup.
   *
   * Type: string.
   */
  leader: string
  /**
   * Whether the leader must leave the assignment as it is, because it came back as a static member
   * (KIP-814).
   *
   * Type: bool, v9+, default false.
   */
  skipAssignment?: boolean | undefined
  /**
   * The id of this member. With MEMBER_ID_REQUIRED it is the id to join again with (KIP-394).
   *
   * Type: string.
   */
  memberId: string
  /**
   * All members of the group, for the leader alone; for others it is empty.
   *
   * Type: []JoinGroupResponseMember.
   */
  members: readonly JoinGroupResponseMember[]
}

/** One element of `members` in `JoinGroupResponse`. */
export interface JoinGroupResponseMember extends UnknownTags {
  /** The id of the member. Type: string. */
  memberId: string
  /** The static id of the member (KIP-345), or null. Type: string, v5+, nullable, default null. */
  groupInstanceId?: string | null | undefined
  /**
   * The metadata of the member for the strategy that was picked: a `ConsumerProtocolSubscription`
   * for consumers, which `decodeVersioned` reads.
   *
   * Type: bytes.
   */
  metadata: Uint8Array
}

/**
 * The request of JoinGroup. Makes a consumer a member of a classic group, and waits until the
 * rebalance has all members. The group's coordinator answers.
 */
export interface JoinGroupRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * How long, in milliseconds, the coordinator goes without a heartbeat before it removes the
   * member. The broker accepts `group.min.session.timeout.ms` (6 s) to
   * `group.max.session.timeout.ms` (30 min); Java consumers send 45,000 (KIP-735).
   *
   * Type: int32.
   */
  sessionTimeoutMs: number
  /**
   * How long, in milliseconds, the coordinator waits in a rebalance for this member to join again;
   * Java consumers send max.poll.interval.ms, 300,000. Version 0 has none, and takes
   * `sessionTimeoutMs`.
   *
   * Type: int32, v1+, default -1.
   */
  rebalanceTimeoutMs?: number | undefined
  /**
   * The id that the coordinator gave before, or the empty text to join for the first time. Then
   * versions 4 and later answer MEMBER_ID_REQUIRED with the id to join with (KIP-394).
   *
   * Type: string, default in this driver ''.
   */
  memberId?: string | undefined
  /**
   * The static id of the member (`group.instance.id`, KIP-345), which lets a consumer restart
   * without a rebalance. Null is a dynamic member.
   *
   * Type: string, v5+, nullable, default null.
   */
  groupInstanceId?: string | null | undefined
  /**
   * What kind of group it is: `consumer` for consumers, `connect` for Kafka Connect. All members of
   * a group have the same.
   *
   * Type: string.
   */
  protocolType: string
  /**
   * The assignment strategies that the member supports, the best first. The coordinator picks one
   * that all members support.
   *
   * Type: []JoinGroupRequestProtocol.
   */
  protocols: readonly JoinGroupRequestProtocol[]
  /**
   * Why the member joins, for the broker's log (KIP-800), or null.
   *
   * Type: string, v8+, nullable, default null.
   */
  reason?: string | null | undefined
}

/** One element of `protocols` in `JoinGroupRequest`. */
export interface JoinGroupRequestProtocol extends UnknownTags {
  /** The name of the strategy, such as `range` or `cooperative-sticky`. Type: string. */
  name: string
  /**
   * What the member tells the leader for this strategy. Consumers write a
   * `ConsumerProtocolSubscription` with `encodeVersioned`.
   *
   * Type: bytes.
   */
  metadata: Uint8Array
}

/**
 * JoinGroup: key 11, versions 0-9.
 *
 * Makes a consumer a member of a classic group, and waits until the rebalance has all members. The
 * group's coordinator answers.
 */
export const JoinGroup: Api<JoinGroupRequest, JoinGroupResponse> = {
  name: 'JoinGroup', key: 11, minVersion: 0, maxVersion: 9, flexibleFrom: 6,
  encodeRequest: encodeJoinGroupRequest,
  decodeRequest: decodeJoinGroupRequest,
  encodeResponse: encodeJoinGroupResponse,
  decodeResponse: decodeJoinGroupResponse
}

function encodeJoinGroupRequestProtocol(w: Writer, m: JoinGroupRequestProtocol, v: number): void {
  checkStruct(m)
  if (v >= 6) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  if (v >= 6) w.compactBytes(m.metadata, 'metadata')
  else w.bytes(m.metadata, 'metadata')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeJoinGroupRequestProtocol(r: Reader, v: number): Decoded<JoinGroupRequestProtocol> {
  const name: string = v >= 6 ? r.compactString() : r.string()
  const metadata: Uint8Array = v >= 6 ? r.compactBytes() : r.bytes()
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<JoinGroupRequestProtocol> = { name, metadata }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeJoinGroupRequest(w: Writer, m: JoinGroupRequest, v: number): void {
  checkStruct(m)
  if (v >= 6) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  w.int32(m.sessionTimeoutMs, 'sessionTimeoutMs')
  if (v >= 1) w.int32(m.rebalanceTimeoutMs === undefined ? -1 : m.rebalanceTimeoutMs, 'rebalanceTimeoutMs')
  if (v >= 6) w.compactString(m.memberId === undefined ? '' : m.memberId, 'memberId')
  else w.string(m.memberId === undefined ? '' : m.memberId, 'memberId')
  if (v >= 5) {
    if (v >= 6) w.compactNullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
    else w.nullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
  } else if (m.groupInstanceId !== undefined && m.groupInstanceId !== null) throw absent('groupInstanceId', v, '5+')
  if (v >= 6) w.compactString(m.protocolType, 'protocolType')
  else w.string(m.protocolType, 'protocolType')
  {
    const a = w.array(m.protocols, 'protocols', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeJoinGroupRequestProtocol(w, a[i] as JoinGroupRequestProtocol, v)
    } catch (error) {
      throw within(error, 'protocols', i)
    }
  }
  if (v >= 8) w.compactNullableString(m.reason === undefined ? null : m.reason, 'reason')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeJoinGroupRequest(r: Reader, v: number): Decoded<JoinGroupRequest> {
  const groupId: string = v >= 6 ? r.compactString() : r.string()
  const sessionTimeoutMs: number = r.int32()
  const rebalanceTimeoutMs: number = v >= 1 ? r.int32() : -1
  const memberId: string = v >= 6 ? r.compactString() : r.string()
  const groupInstanceId: string | null = v >= 5 ? (v >= 6 ? r.compactNullableString() : r.nullableString()) : null
  const protocolType: string = v >= 6 ? r.compactString() : r.string()
  let protocols: Decoded<JoinGroupRequestProtocol>[]
  {
    const n = v >= 6 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<JoinGroupRequestProtocol>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeJoinGroupRequestProtocol(r, v)
    protocols = a
  }
  const reason: string | null = v >= 8 ? r.compactNullableString() : null
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<JoinGroupRequest> = { groupId, sessionTimeoutMs, rebalanceTimeoutMs, memberId, groupInstanceId, protocolType, protocols, reason }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeJoinGroupResponseMember(w: Writer, m: JoinGroupResponseMember, v: number): void {
  checkStruct(m)
  if (v >= 6) w.compactString(m.memberId, 'memberId')
  else w.string(m.memberId, 'memberId')
  if (v >= 5) {
    if (v >= 6) w.compactNullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
    else w.nullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
  }
  if (v >= 6) w.compactBytes(m.metadata, 'metadata')
  else w.bytes(m.metadata, 'metadata')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeJoinGroupResponseMember(r: Reader, v: number): Decoded<JoinGroupResponseMember> {
  const memberId: string = v >= 6 ? r.compactString() : r.string()
  const groupInstanceId: string | null = v >= 5 ? (v >= 6 ? r.compactNullableString() : r.nullableString()) : null
  const metadata: Uint8Array = v >= 6 ? r.compactBytes() : r.bytes()
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<JoinGroupResponseMember> = { memberId, groupInstanceId, metadata }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeJoinGroupResponse(w: Writer, m: JoinGroupResponse, v: number): void {
  checkStruct(m)
  if (v >= 2) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.generationId === undefined ? -1 : m.generationId, 'generationId')
  if (v >= 7) w.compactNullableString(m.protocolType === undefined ? null : m.protocolType, 'protocolType')
  if (v >= 6) {
    if (v >= 7) w.compactNullableString(m.protocolName, 'protocolName')
    else w.compactString(m.protocolName as string, 'protocolName')
  } else w.string(m.protocolName as string, 'protocolName')
  if (v >= 6) w.compactString(m.leader, 'leader')
  else w.string(m.leader, 'leader')
  if (v >= 9) w.bool(m.skipAssignment === undefined ? false : m.skipAssignment, 'skipAssignment')
  else if (m.skipAssignment !== undefined && m.skipAssignment !== false) throw absent('skipAssignment', v, '9+')
  if (v >= 6) w.compactString(m.memberId, 'memberId')
  else w.string(m.memberId, 'memberId')
  {
    const a = w.array(m.members, 'members', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeJoinGroupResponseMember(w, a[i] as JoinGroupResponseMember, v)
    } catch (error) {
      throw within(error, 'members', i)
    }
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeJoinGroupResponse(r: Reader, v: number): Decoded<JoinGroupResponse> {
  const throttleTimeMs: number = v >= 2 ? r.int32() : 0
  const errorCode: number = r.int16()
  const generationId: number = r.int32()
  const protocolType: string | null = v >= 7 ? r.compactNullableString() : null
  const protocolName: string | null = v >= 6 ? (v >= 7 ? r.compactNullableString() : r.compactString()) : r.string()
  const leader: string = v >= 6 ? r.compactString() : r.string()
  const skipAssignment: boolean = v >= 9 ? r.bool() : false
  const memberId: string = v >= 6 ? r.compactString() : r.string()
  let members: Decoded<JoinGroupResponseMember>[]
  {
    const n = v >= 6 ? r.compactArrayLength(4) : r.arrayLength(6)
    const a = newArray<Decoded<JoinGroupResponseMember>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeJoinGroupResponseMember(r, v)
    members = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<JoinGroupResponse> = { throttleTimeMs, errorCode, generationId, protocolType, protocolName, leader, skipAssignment, memberId, members }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
