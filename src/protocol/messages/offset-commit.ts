// @generated from schemas/OffsetCommitRequest.json and
// OffsetCommitResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of OffsetCommit. */
export interface OffsetCommitResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v3+.
   */
  throttleTimeMs?: number | undefined
  /** The result for each partition, by topic. Type: []OffsetCommitResponseTopic. */
  topics: readonly OffsetCommitResponseTopic[]
}

/** One element of `topics` in `OffsetCommitResponse`. */
export interface OffsetCommitResponseTopic extends UnknownTags {
  /**
   * The name of the topic, for versions 0 to 9; version 10 and later know topics by `topicId`
   * (KIP-848).
   *
   * Type: string, v0-9.
   */
  name?: string | undefined
  /**
   * The id of the topic, for version 10 and later (KIP-848): 22 characters of base64url. Versions 0
   * to 9 know topics by `name`.
   *
   * Type: uuid, v10+.
   */
  topicId?: string | undefined
  /** The partitions of this topic. Type: []OffsetCommitResponsePartition. */
  partitions: readonly OffsetCommitResponsePartition[]
}

/** One element of `partitions` in `OffsetCommitResponseTopic`. */
export interface OffsetCommitResponsePartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/**
 * The request of OffsetCommit. Stores offsets of a group: where its consumers go on after a
 * restart. The group's coordinator answers.
 */
export interface OffsetCommitRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The generation of a classic group, or the member epoch of a consumer group (KIP-848): another
   * one fails with ILLEGAL_GENERATION or STALE_MEMBER_EPOCH. -1
   * (`absentValues.UNKNOWN_GENERATION_ID`) is a client that is no member.
   *
   * Type: int32, v1+, default -1.
   */
  generationIdOrMemberEpoch?: number | undefined
  /** The id of the member that commits; empty if the client is no member. Type: string, v1+. */
  memberId?: string | undefined
  /**
   * The static id of the member (`group.instance.id`, KIP-345), which lets a consumer restart
   * without a rebalance. Null is a dynamic member.
   *
   * Type: string, v7+, nullable, default null.
   */
  groupInstanceId?: string | null | undefined
  /**
   * How long, in milliseconds, to keep the offsets, in versions 2 to 4; -1
   * (`absentValues.DEFAULT_RETENTION_TIME`) is the broker's `offsets.retention.minutes`, which
   * later versions always take (KIP-211).
   *
   * Type: int64, v2-4, default -1.
   */
  retentionTimeMs?: bigint | undefined
  /** The topics and partitions whose offsets are committed. Type: []OffsetCommitRequestTopic. */
  topics: readonly OffsetCommitRequestTopic[]
}

/** One element of `topics` in `OffsetCommitRequest`. */
export interface OffsetCommitRequestTopic extends UnknownTags {
  /**
   * The name of the topic, for versions 0 to 9; version 10 and later know topics by `topicId`
   * (KIP-848).
   *
   * Type: string, v0-9.
   */
  name?: string | undefined
  /**
   * The id of the topic, for version 10 and later (KIP-848): 22 characters of base64url. Versions 0
   * to 9 know topics by `name`.
   *
   * Type: uuid, v10+.
   */
  topicId?: string | undefined
  /** The partitions of this topic. Type: []OffsetCommitRequestPartition. */
  partitions: readonly OffsetCommitRequestPartition[]
}

/** One element of `partitions` in `OffsetCommitRequestTopic`. */
export interface OffsetCommitRequestPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The offset of the next record to read: one more than that of the last record that was
   * processed.
   *
   * Type: int64.
   */
  committedOffset: bigint
  /**
   * The leader epoch of the last record that was processed, so that a truncated log is noticed
   * (KIP-320). -1 is none.
   *
   * Type: int32, v6+, default -1.
   */
  committedLeaderEpoch?: number | undefined
  /**
   * When the offset was committed, in milliseconds since 1970, in version 1 alone; -1 is now.
   *
   * Type: int64, v1, default -1.
   */
  commitTimestamp?: bigint | undefined
  /**
   * Any text to store beside the offset; at most `offset.metadata.max.bytes` (4,096). Java
   * consumers send the empty text.
   *
   * Type: string, nullable, default in this driver ''.
   */
  committedMetadata?: string | null | undefined
}

/**
 * OffsetCommit: key 8, versions 0-10.
 *
 * Stores offsets of a group: where its consumers go on after a restart. The group's coordinator
 * answers.
 */
export const OffsetCommit: Api<OffsetCommitRequest, OffsetCommitResponse> = {
  name: 'OffsetCommit', key: 8, minVersion: 0, maxVersion: 10, flexibleFrom: 8,
  highestVersionFor: highestOffsetCommitRequest,
  lowestVersionFor: lowestOffsetCommitRequest,
  encodeRequest: encodeOffsetCommitRequest,
  decodeRequest: decodeOffsetCommitRequest,
  encodeResponse: encodeOffsetCommitResponse,
  decodeResponse: decodeOffsetCommitResponse
}

function encodeOffsetCommitRequestPartition(w: Writer, m: OffsetCommitRequestPartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.committedOffset, 'committedOffset')
  if (v >= 6) w.int32(m.committedLeaderEpoch === undefined ? -1 : m.committedLeaderEpoch, 'committedLeaderEpoch')
  if (v === 1) w.int64(m.commitTimestamp === undefined ? -1n : m.commitTimestamp, 'commitTimestamp')
  else if (m.commitTimestamp !== undefined && m.commitTimestamp !== -1n) throw absent('commitTimestamp', v, '1')
  if (v >= 8) w.compactNullableString(m.committedMetadata === undefined ? '' : m.committedMetadata, 'committedMetadata')
  else w.nullableString(m.committedMetadata === undefined ? '' : m.committedMetadata, 'committedMetadata')
  if (v >= 8) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '8+')
}

function decodeOffsetCommitRequestPartition(r: Reader, v: number): Decoded<OffsetCommitRequestPartition> {
  const partitionIndex: number = r.int32()
  const committedOffset: bigint = r.int64()
  const committedLeaderEpoch: number = v >= 6 ? r.int32() : -1
  const commitTimestamp: bigint = v === 1 ? r.int64() : -1n
  const committedMetadata: string | null = v >= 8 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 8 ? r.unknownTags() : undefined
  const m: Decoded<OffsetCommitRequestPartition> = { partitionIndex, committedOffset, committedLeaderEpoch, commitTimestamp, committedMetadata }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetCommitRequestTopic(w: Writer, m: OffsetCommitRequestTopic, v: number): void {
  checkStruct(m)
  if (v <= 9) {
    if (v >= 8) w.compactString(m.name === undefined ? '' : m.name, 'name')
    else w.string(m.name === undefined ? '' : m.name, 'name')
  }
  if (v >= 10) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', v >= 8)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetCommitRequestPartition(w, a[i] as OffsetCommitRequestPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 8) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '8+')
}

function decodeOffsetCommitRequestTopic(r: Reader, v: number): Decoded<OffsetCommitRequestTopic> {
  const name: string = v <= 9 ? (v >= 8 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 10 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<OffsetCommitRequestPartition>[]
  {
    const n = v >= 8 ? r.compactArrayLength(18) : r.arrayLength(14)
    const a = newArray<Decoded<OffsetCommitRequestPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetCommitRequestPartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 8 ? r.unknownTags() : undefined
  const m: Decoded<OffsetCommitRequestTopic> = { name, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetCommitRequest(w: Writer, m: OffsetCommitRequest, v: number): void {
  checkStruct(m)
  if (v >= 8) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  if (v >= 1) w.int32(m.generationIdOrMemberEpoch === undefined ? -1 : m.generationIdOrMemberEpoch, 'generationIdOrMemberEpoch')
  if (v >= 1) {
    if (v >= 8) w.compactString(m.memberId === undefined ? '' : m.memberId, 'memberId')
    else w.string(m.memberId === undefined ? '' : m.memberId, 'memberId')
  }
  if (v >= 7) {
    if (v >= 8) w.compactNullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
    else w.nullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
  } else if (m.groupInstanceId !== undefined && m.groupInstanceId !== null) throw absent('groupInstanceId', v, '7+')
  if (v >= 2 && v <= 4) w.int64(m.retentionTimeMs === undefined ? -1n : m.retentionTimeMs, 'retentionTimeMs')
  {
    const a = w.array(m.topics, 'topics', v >= 8)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetCommitRequestTopic(w, a[i] as OffsetCommitRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 8) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '8+')
}

function decodeOffsetCommitRequest(r: Reader, v: number): Decoded<OffsetCommitRequest> {
  const groupId: string = v >= 8 ? r.compactString() : r.string()
  const generationIdOrMemberEpoch: number = v >= 1 ? r.int32() : -1
  const memberId: string = v >= 1 ? (v >= 8 ? r.compactString() : r.string()) : ''
  const groupInstanceId: string | null = v >= 7 ? (v >= 8 ? r.compactNullableString() : r.nullableString()) : null
  const retentionTimeMs: bigint = v >= 2 && v <= 4 ? r.int64() : -1n
  let topics: Decoded<OffsetCommitRequestTopic>[]
  {
    const n = v >= 8 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<OffsetCommitRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetCommitRequestTopic(r, v)
    topics = a
  }
  const unknownTags = v >= 8 ? r.unknownTags() : undefined
  const m: Decoded<OffsetCommitRequest> = { groupId, generationIdOrMemberEpoch, memberId, groupInstanceId, retentionTimeMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetCommitResponsePartition(w: Writer, m: OffsetCommitResponsePartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 8) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '8+')
}

function decodeOffsetCommitResponsePartition(r: Reader, v: number): Decoded<OffsetCommitResponsePartition> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = v >= 8 ? r.unknownTags() : undefined
  const m: Decoded<OffsetCommitResponsePartition> = { partitionIndex, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetCommitResponseTopic(w: Writer, m: OffsetCommitResponseTopic, v: number): void {
  checkStruct(m)
  if (v <= 9) {
    if (v >= 8) w.compactString(m.name === undefined ? '' : m.name, 'name')
    else w.string(m.name === undefined ? '' : m.name, 'name')
  }
  if (v >= 10) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', v >= 8)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetCommitResponsePartition(w, a[i] as OffsetCommitResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 8) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '8+')
}

function decodeOffsetCommitResponseTopic(r: Reader, v: number): Decoded<OffsetCommitResponseTopic> {
  const name: string = v <= 9 ? (v >= 8 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 10 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<OffsetCommitResponsePartition>[]
  {
    const n = v >= 8 ? r.compactArrayLength(7) : r.arrayLength(6)
    const a = newArray<Decoded<OffsetCommitResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetCommitResponsePartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 8 ? r.unknownTags() : undefined
  const m: Decoded<OffsetCommitResponseTopic> = { name, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetCommitResponse(w: Writer, m: OffsetCommitResponse, v: number): void {
  checkStruct(m)
  if (v >= 3) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', v >= 8)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetCommitResponseTopic(w, a[i] as OffsetCommitResponseTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 8) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '8+')
}

function decodeOffsetCommitResponse(r: Reader, v: number): Decoded<OffsetCommitResponse> {
  const throttleTimeMs: number = v >= 3 ? r.int32() : 0
  let topics: Decoded<OffsetCommitResponseTopic>[]
  {
    const n = v >= 8 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<OffsetCommitResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetCommitResponseTopic(r, v)
    topics = a
  }
  const unknownTags = v >= 8 ? r.unknownTags() : undefined
  const m: Decoded<OffsetCommitResponse> = { throttleTimeMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestOffsetCommitRequest(m: OffsetCommitRequest): number {
  let highest = 10
  if (typeof m !== 'object' || m === null) return highest
  if (m.retentionTimeMs !== undefined && m.retentionTimeMs !== -1n && highest > 4) highest = 4
  for (const e0 of elements(m.topics)) {
    if (e0.name !== undefined && e0.name !== '' && highest > 9) highest = 9
  }
  for (const e0 of elements(m.topics)) {
    for (const e1 of elements(e0.partitions)) {
      if (e1.commitTimestamp !== undefined && e1.commitTimestamp !== -1n && highest > 1) highest = 1
    }
  }
  return highest
}

function lowestOffsetCommitRequest(m: OffsetCommitRequest): number {
  let lowest = 0
  if (typeof m !== 'object' || m === null) return lowest
  for (const e0 of elements(m.topics)) {
    if (!(e0.name !== undefined && e0.name !== '') && e0.topicId !== undefined && e0.topicId !== ZERO_UUID && lowest < 10) lowest = 10
  }
  return lowest
}
