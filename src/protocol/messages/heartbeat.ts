// @generated from schemas/HeartbeatRequest.json and
// HeartbeatResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import type { Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of Heartbeat. */
export interface HeartbeatResponse extends UnknownTags {
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
}

/**
 * The request of Heartbeat. Keeps a member of a classic group alive, and tells of a rebalance by
 * REBALANCE_IN_PROGRESS. The group's coordinator answers.
 */
export interface HeartbeatRequest extends UnknownTags {
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
}

/**
 * Heartbeat: key 12, versions 0-4.
 *
 * Keeps a member of a classic group alive, and tells of a rebalance by REBALANCE_IN_PROGRESS. The
 * group's coordinator answers.
 */
export const Heartbeat: Api<HeartbeatRequest, HeartbeatResponse> = {
  name: 'Heartbeat', key: 12, minVersion: 0, maxVersion: 4, flexibleFrom: 4,
  encodeRequest: encodeHeartbeatRequest,
  decodeRequest: decodeHeartbeatRequest,
  encodeResponse: encodeHeartbeatResponse,
  decodeResponse: decodeHeartbeatResponse
}

function encodeHeartbeatRequest(w: Writer, m: HeartbeatRequest, v: number): void {
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
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeHeartbeatRequest(r: Reader, v: number): Decoded<HeartbeatRequest> {
  const groupId: string = v >= 4 ? r.compactString() : r.string()
  const generationId: number = r.int32()
  const memberId: string = v >= 4 ? r.compactString() : r.string()
  const groupInstanceId: string | null = v >= 3 ? (v >= 4 ? r.compactNullableString() : r.nullableString()) : null
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<HeartbeatRequest> = { groupId, generationId, memberId, groupInstanceId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeHeartbeatResponse(w: Writer, m: HeartbeatResponse, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeHeartbeatResponse(r: Reader, v: number): Decoded<HeartbeatResponse> {
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  const errorCode: number = r.int16()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<HeartbeatResponse> = { throttleTimeMs, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
