// @generated from schemas/OffsetFetchRequest.json and
// OffsetFetchResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of OffsetFetch. */
export interface OffsetFetchResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v3+.
   */
  throttleTimeMs?: number | undefined
  /** The offsets that were found, in versions 0 to 7. Type: []OffsetFetchResponseTopic, v0-7. */
  topics?: readonly OffsetFetchResponseTopic[] | undefined
  /**
   * Whether the group could be looked up, in versions 2 to 7: 0 (`errorCodes.NONE`) or another of
   * `errorCodes`. Versions 8 and later have a code in each of `groups`.
   *
   * Type: int16, v2-7, default 0.
   */
  errorCode?: number | undefined
  /**
   * The offsets that were found, in versions 8 and later (KIP-709).
   *
   * Type: []OffsetFetchResponseGroup, v8+.
   */
  groups?: readonly OffsetFetchResponseGroup[] | undefined
}

/** One element of `groups` in `OffsetFetchResponse`. */
export interface OffsetFetchResponseGroup extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** The offsets that were found, by topic. Type: []OffsetFetchResponseTopics. */
  topics: readonly OffsetFetchResponseTopics[]
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16, default 0.
   */
  errorCode?: number | undefined
}

/** One element of `topics` in `OffsetFetchResponseGroup`. */
export interface OffsetFetchResponseTopics extends UnknownTags {
  /**
   * The name of the topic, for versions 8 and 9; version 10 and later know topics by `topicId`
   * (KIP-848).
   *
   * Type: string, v8-9.
   */
  name?: string | undefined
  /**
   * The id of the topic, for version 10 and later (KIP-848): 22 characters of base64url. Versions 8
   * and 9 know topics by `name`.
   *
   * Type: uuid, v10+.
   */
  topicId?: string | undefined
  /** The partitions of this topic. Type: []OffsetFetchResponsePartitions. */
  partitions: readonly OffsetFetchResponsePartitions[]
}

/** One element of `partitions` in `OffsetFetchResponseTopics`. */
export interface OffsetFetchResponsePartitions extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The offset of the next record to read; -1 (`specialOffsets.INVALID_OFFSET`) if none was
   * committed.
   *
   * Type: int64.
   */
  committedOffset: bigint
  /**
   * The leader epoch of the last record that was processed (KIP-320), or -1.
   *
   * Type: int32, default -1.
   */
  committedLeaderEpoch?: number | undefined
  /** The text that was stored beside the offset; empty if there is none. Type: string, nullable. */
  metadata: string | null
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/** One element of `topics` in `OffsetFetchResponse`. */
export interface OffsetFetchResponseTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []OffsetFetchResponsePartition. */
  partitions: readonly OffsetFetchResponsePartition[]
}

/** One element of `partitions` in `OffsetFetchResponseTopic`. */
export interface OffsetFetchResponsePartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The offset of the next record to read; -1 (`specialOffsets.INVALID_OFFSET`) if none was
   * committed.
   *
   * Type: int64.
   */
  committedOffset: bigint
  /**
   * The leader epoch of the last record that was processed (KIP-320), or -1.
   *
   * Type: int32, v5+, default -1.
   */
  committedLeaderEpoch?: number | undefined
  /** The text that was stored beside the offset; empty if there is none. Type: string, nullable. */
  metadata: string | null
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/**
 * The request of OffsetFetch. Reads the committed offsets of groups. Each group's coordinator
 * answers; versions 8 and later take many groups (KIP-709).
 */
export interface OffsetFetchRequest extends UnknownTags {
  /** The id of the group, for versions 0 to 7. Later versions have `groups`. Type: string, v0-7. */
  groupId?: string | undefined
  /**
   * The partitions to look up, for versions 0 to 7; null is all partitions with an offset (since
   * version 2). Later versions have `groups`.
   *
   * Type: []OffsetFetchRequestTopic, v0-7, nullable in v2-7.
   */
  topics?: readonly OffsetFetchRequestTopic[] | null | undefined
  /**
   * The groups to look up, for versions 8 and later (KIP-709).
   *
   * Type: []OffsetFetchRequestGroup, v8+.
   */
  groups?: readonly OffsetFetchRequestGroup[] | undefined
  /**
   * Whether offsets of an open transaction are refused with UNSTABLE_OFFSET_COMMIT, so that the
   * caller asks again (KIP-447). Consumers that read committed records need true.
   *
   * Type: bool, v7+, default false.
   */
  requireStable?: boolean | undefined
}

/** One element of `groups` in `OffsetFetchRequest`. */
export interface OffsetFetchRequestGroup extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The id of the member that asks, to be checked (KIP-848); null is no check.
   *
   * Type: string, v9+, nullable, default null.
   */
  memberId?: string | null | undefined
  /**
   * The epoch of that member, to be checked (KIP-848); -1 is no check.
   *
   * Type: int32, v9+, default -1.
   */
  memberEpoch?: number | undefined
  /**
   * The partitions to look up; null is all partitions with an offset.
   *
   * Type: []OffsetFetchRequestTopics, nullable, default in this driver null.
   */
  topics?: readonly OffsetFetchRequestTopics[] | null | undefined
}

/** One element of `topics` in `OffsetFetchRequestGroup`. */
export interface OffsetFetchRequestTopics extends UnknownTags {
  /**
   * The name of the topic, for versions 8 and 9; version 10 and later know topics by `topicId`
   * (KIP-848).
   *
   * Type: string, v8-9.
   */
  name?: string | undefined
  /**
   * The id of the topic, for version 10 and later (KIP-848): 22 characters of base64url. Versions 8
   * and 9 know topics by `name`.
   *
   * Type: uuid, v10+.
   */
  topicId?: string | undefined
  /** The numbers of the partitions to look up. Type: []int32. */
  partitionIndexes: readonly number[]
}

/** One element of `topics` in `OffsetFetchRequest`. */
export interface OffsetFetchRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The numbers of the partitions to look up. Type: []int32. */
  partitionIndexes: readonly number[]
}

/**
 * OffsetFetch: key 9, versions 0-10.
 *
 * Reads the committed offsets of groups. Each group's coordinator answers; versions 8 and later
 * take many groups (KIP-709).
 */
export const OffsetFetch: Api<OffsetFetchRequest, OffsetFetchResponse> = {
  name: 'OffsetFetch', key: 9, minVersion: 0, maxVersion: 10, flexibleFrom: 6,
  highestVersionFor: highestOffsetFetchRequest,
  lowestVersionFor: lowestOffsetFetchRequest,
  encodeRequest: encodeOffsetFetchRequest,
  decodeRequest: decodeOffsetFetchRequest,
  encodeResponse: encodeOffsetFetchResponse,
  decodeResponse: decodeOffsetFetchResponse
}

function encodeOffsetFetchRequestTopic(w: Writer, m: OffsetFetchRequestTopic, v: number): void {
  checkStruct(m)
  if (v >= 6) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitionIndexes, 'partitionIndexes', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitionIndexes', i)
    }
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeOffsetFetchRequestTopic(r: Reader, v: number): Decoded<OffsetFetchRequestTopic> {
  const name: string = v >= 6 ? r.compactString() : r.string()
  let partitionIndexes: number[]
  {
    const n = v >= 6 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitionIndexes = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<OffsetFetchRequestTopic> = { name, partitionIndexes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchRequestTopics(w: Writer, m: OffsetFetchRequestTopics, v: number): void {
  checkStruct(m)
  if (v <= 9) w.compactString(m.name === undefined ? '' : m.name, 'name')
  if (v >= 10) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitionIndexes, 'partitionIndexes', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitionIndexes', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeOffsetFetchRequestTopics(r: Reader, v: number): Decoded<OffsetFetchRequestTopics> {
  const name: string = v <= 9 ? r.compactString() : ''
  const topicId: string = v >= 10 ? r.uuid() : ZERO_UUID
  let partitionIndexes: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitionIndexes = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<OffsetFetchRequestTopics> = { name, topicId, partitionIndexes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchRequestGroup(w: Writer, m: OffsetFetchRequestGroup, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  if (v >= 9) w.compactNullableString(m.memberId === undefined ? null : m.memberId, 'memberId')
  if (v >= 9) w.int32(m.memberEpoch === undefined ? -1 : m.memberEpoch, 'memberEpoch')
  {
    const a = w.nullableArray(m.topics === undefined ? null : m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetFetchRequestTopics(w, a[i] as OffsetFetchRequestTopics, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeOffsetFetchRequestGroup(r: Reader, v: number): Decoded<OffsetFetchRequestGroup> {
  const groupId: string = r.compactString()
  const memberId: string | null = v >= 9 ? r.compactNullableString() : null
  const memberEpoch: number = v >= 9 ? r.int32() : -1
  let topics: Decoded<OffsetFetchRequestTopics>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) topics = null
    else {
      const a = newArray<Decoded<OffsetFetchRequestTopics>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeOffsetFetchRequestTopics(r, v)
      topics = a
    }
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<OffsetFetchRequestGroup> = { groupId, memberId, memberEpoch, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchRequest(w: Writer, m: OffsetFetchRequest, v: number): void {
  checkStruct(m)
  if (v <= 7) {
    if (v >= 6) w.compactString(m.groupId === undefined ? '' : m.groupId, 'groupId')
    else w.string(m.groupId === undefined ? '' : m.groupId, 'groupId')
  } else if (m.groupId !== undefined && m.groupId !== '') throw absent('groupId', v, '0-7')
  if (v <= 7) {
    const a = v >= 2 ? (w.nullableArray(m.topics === undefined ? [] : m.topics, 'topics', v >= 6)) : (w.array((m.topics === undefined ? [] : m.topics) as readonly OffsetFetchRequestTopic[], 'topics', v >= 6))
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetFetchRequestTopic(w, a[i] as OffsetFetchRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  } else if (m.topics !== undefined && m.topics?.length !== 0) throw absent('topics', v, '0-7')
  if (v >= 8) {
    const a = w.array(m.groups === undefined ? [] : m.groups, 'groups', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetFetchRequestGroup(w, a[i] as OffsetFetchRequestGroup, v)
    } catch (error) {
      throw within(error, 'groups', i)
    }
  } else if (m.groups !== undefined && m.groups?.length !== 0) throw absent('groups', v, '8+')
  if (v >= 7) w.bool(m.requireStable === undefined ? false : m.requireStable, 'requireStable')
  else if (m.requireStable !== undefined && m.requireStable !== false) throw absent('requireStable', v, '7+')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeOffsetFetchRequest(r: Reader, v: number): Decoded<OffsetFetchRequest> {
  const groupId: string = v <= 7 ? (v >= 6 ? r.compactString() : r.string()) : ''
  let topics: Decoded<OffsetFetchRequestTopic>[] | null = []
  if (v <= 7) {
    const n = v >= 6 ? r.compactNullableArrayLength(3) : (v >= 2 ? r.nullableArrayLength(6) : r.arrayLength(6))
    if (n < 0) topics = null
    else {
      const a = newArray<Decoded<OffsetFetchRequestTopic>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeOffsetFetchRequestTopic(r, v)
      topics = a
    }
  }
  let groups: Decoded<OffsetFetchRequestGroup>[] = []
  if (v >= 8) {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<OffsetFetchRequestGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetFetchRequestGroup(r, v)
    groups = a
  }
  const requireStable: boolean = v >= 7 ? r.bool() : false
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<OffsetFetchRequest> = { groupId, topics, groups, requireStable }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchResponsePartition(w: Writer, m: OffsetFetchResponsePartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.committedOffset, 'committedOffset')
  if (v >= 5) w.int32(m.committedLeaderEpoch === undefined ? -1 : m.committedLeaderEpoch, 'committedLeaderEpoch')
  if (v >= 6) w.compactNullableString(m.metadata, 'metadata')
  else w.nullableString(m.metadata, 'metadata')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeOffsetFetchResponsePartition(r: Reader, v: number): Decoded<OffsetFetchResponsePartition> {
  const partitionIndex: number = r.int32()
  const committedOffset: bigint = r.int64()
  const committedLeaderEpoch: number = v >= 5 ? r.int32() : -1
  const metadata: string | null = v >= 6 ? r.compactNullableString() : r.nullableString()
  const errorCode: number = r.int16()
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<OffsetFetchResponsePartition> = { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchResponseTopic(w: Writer, m: OffsetFetchResponseTopic, v: number): void {
  checkStruct(m)
  if (v >= 6) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetFetchResponsePartition(w, a[i] as OffsetFetchResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeOffsetFetchResponseTopic(r: Reader, v: number): Decoded<OffsetFetchResponseTopic> {
  const name: string = v >= 6 ? r.compactString() : r.string()
  let partitions: Decoded<OffsetFetchResponsePartition>[]
  {
    const n = v >= 6 ? r.compactArrayLength(20) : r.arrayLength(16)
    const a = newArray<Decoded<OffsetFetchResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetFetchResponsePartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<OffsetFetchResponseTopic> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchResponsePartitions(w: Writer, m: OffsetFetchResponsePartitions, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.committedOffset, 'committedOffset')
  w.int32(m.committedLeaderEpoch === undefined ? -1 : m.committedLeaderEpoch, 'committedLeaderEpoch')
  w.compactNullableString(m.metadata, 'metadata')
  w.int16(m.errorCode, 'errorCode')
  w.unknownTags(m.unknownTags)
}

function decodeOffsetFetchResponsePartitions(r: Reader, _v: number): Decoded<OffsetFetchResponsePartitions> {
  const partitionIndex: number = r.int32()
  const committedOffset: bigint = r.int64()
  const committedLeaderEpoch: number = r.int32()
  const metadata: string | null = r.compactNullableString()
  const errorCode: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<OffsetFetchResponsePartitions> = { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchResponseTopics(w: Writer, m: OffsetFetchResponseTopics, v: number): void {
  checkStruct(m)
  if (v <= 9) w.compactString(m.name === undefined ? '' : m.name, 'name')
  if (v >= 10) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetFetchResponsePartitions(w, a[i] as OffsetFetchResponsePartitions, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeOffsetFetchResponseTopics(r: Reader, v: number): Decoded<OffsetFetchResponseTopics> {
  const name: string = v <= 9 ? r.compactString() : ''
  const topicId: string = v >= 10 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<OffsetFetchResponsePartitions>[]
  {
    const n = r.compactArrayLength(20)
    const a = newArray<Decoded<OffsetFetchResponsePartitions>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetFetchResponsePartitions(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<OffsetFetchResponseTopics> = { name, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchResponseGroup(w: Writer, m: OffsetFetchResponseGroup, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetFetchResponseTopics(w, a[i] as OffsetFetchResponseTopics, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.int16(m.errorCode === undefined ? 0 : m.errorCode, 'errorCode')
  w.unknownTags(m.unknownTags)
}

function decodeOffsetFetchResponseGroup(r: Reader, v: number): Decoded<OffsetFetchResponseGroup> {
  const groupId: string = r.compactString()
  let topics: Decoded<OffsetFetchResponseTopics>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<OffsetFetchResponseTopics>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetFetchResponseTopics(r, v)
    topics = a
  }
  const errorCode: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<OffsetFetchResponseGroup> = { groupId, topics, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetFetchResponse(w: Writer, m: OffsetFetchResponse, v: number): void {
  checkStruct(m)
  if (v >= 3) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v <= 7) {
    const a = w.array(m.topics === undefined ? [] : m.topics, 'topics', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetFetchResponseTopic(w, a[i] as OffsetFetchResponseTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  } else if (m.topics !== undefined && m.topics?.length !== 0) throw absent('topics', v, '0-7')
  if (v >= 2 && v <= 7) w.int16(m.errorCode === undefined ? 0 : m.errorCode, 'errorCode')
  if (v >= 8) {
    const a = w.array(m.groups === undefined ? [] : m.groups, 'groups', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetFetchResponseGroup(w, a[i] as OffsetFetchResponseGroup, v)
    } catch (error) {
      throw within(error, 'groups', i)
    }
  } else if (m.groups !== undefined && m.groups?.length !== 0) throw absent('groups', v, '8+')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeOffsetFetchResponse(r: Reader, v: number): Decoded<OffsetFetchResponse> {
  const throttleTimeMs: number = v >= 3 ? r.int32() : 0
  let topics: Decoded<OffsetFetchResponseTopic>[] = []
  if (v <= 7) {
    const n = v >= 6 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<OffsetFetchResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetFetchResponseTopic(r, v)
    topics = a
  }
  const errorCode: number = v >= 2 && v <= 7 ? r.int16() : 0
  let groups: Decoded<OffsetFetchResponseGroup>[] = []
  if (v >= 8) {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<OffsetFetchResponseGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetFetchResponseGroup(r, v)
    groups = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<OffsetFetchResponse> = { throttleTimeMs, topics, errorCode, groups }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestOffsetFetchRequest(m: OffsetFetchRequest): number {
  let highest = 10
  if (typeof m !== 'object' || m === null) return highest
  if (m.groupId !== undefined && m.groupId !== '' && highest > 7) highest = 7
  if (m.topics !== undefined && m.topics?.length !== 0 && highest > 7) highest = 7
  for (const e0 of elements(m.groups)) {
    for (const e1 of elements(e0.topics)) {
      if (e1.name !== undefined && e1.name !== '' && highest > 9) highest = 9
    }
  }
  return highest
}

function lowestOffsetFetchRequest(m: OffsetFetchRequest): number {
  let lowest = 0
  if (typeof m !== 'object' || m === null) return lowest
  for (const e0 of elements(m.groups)) {
    for (const e1 of elements(e0.topics)) {
      if (!(e1.name !== undefined && e1.name !== '') && e1.topicId !== undefined && e1.topicId !== ZERO_UUID && lowest < 10) lowest = 10
    }
  }
  return lowest
}
