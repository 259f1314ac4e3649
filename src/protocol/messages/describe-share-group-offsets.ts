// @generated from schemas/DescribeShareGroupOffsetsRequest.json and
// DescribeShareGroupOffsetsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeShareGroupOffsets. */
export interface DescribeShareGroupOffsetsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** What was found, by group. Type: []DescribeShareGroupOffsetsResponseGroup. */
  groups: readonly DescribeShareGroupOffsetsResponseGroup[]
}

/** One element of `groups` in `DescribeShareGroupOffsetsResponse`. */
export interface DescribeShareGroupOffsetsResponseGroup extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** What was found, by topic. Type: []DescribeShareGroupOffsetsResponseTopic. */
  topics: readonly DescribeShareGroupOffsetsResponseTopic[]
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
   * Type: string, nullable, default null.
   */
  errorMessage?: string | null | undefined
}

/** One element of `topics` in `DescribeShareGroupOffsetsResponseGroup`. */
export interface DescribeShareGroupOffsetsResponseTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The partitions of this topic. Type: []DescribeShareGroupOffsetsResponsePartition. */
  partitions: readonly DescribeShareGroupOffsetsResponsePartition[]
}

/** One element of `partitions` in `DescribeShareGroupOffsetsResponseTopic`. */
export interface DescribeShareGroupOffsetsResponsePartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The offset of the first record that the group has not finished; -1n if the group has not read
   * the partition.
   *
   * Type: int64.
   */
  startOffset: bigint
  /** The leader epoch of the partition, or -1. Type: int32. */
  leaderEpoch: number
  /**
   * How many records the group has not finished (KIP-1226); -1n if the broker does not know.
   *
   * Type: int64, v1+, default -1.
   */
  lag?: bigint | undefined
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
   * Type: string, nullable, default null.
   */
  errorMessage?: string | null | undefined
}

/**
 * The request of DescribeShareGroupOffsets. Tells where share groups are in their partitions
 * (KIP-932). Each group's coordinator answers.
 */
export interface DescribeShareGroupOffsetsRequest extends UnknownTags {
  /** The groups to look up. Type: []DescribeShareGroupOffsetsRequestGroup. */
  groups: readonly DescribeShareGroupOffsetsRequestGroup[]
}

/** One element of `groups` in `DescribeShareGroupOffsetsRequest`. */
export interface DescribeShareGroupOffsetsRequestGroup extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The partitions to look up; null is all partitions that the group has read.
   *
   * Type: []DescribeShareGroupOffsetsRequestTopic, nullable, default in this driver null.
   */
  topics?: readonly DescribeShareGroupOffsetsRequestTopic[] | null | undefined
}

/** One element of `topics` in `DescribeShareGroupOffsetsRequestGroup`. */
export interface DescribeShareGroupOffsetsRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
  /** The numbers of the partitions to look up. Type: []int32. */
  partitions: readonly number[]
}

/**
 * DescribeShareGroupOffsets: key 90, versions 0-1.
 *
 * Tells where share groups are in their partitions (KIP-932). Each group's coordinator answers.
 */
export const DescribeShareGroupOffsets: Api<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse> = {
  name: 'DescribeShareGroupOffsets', key: 90, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeDescribeShareGroupOffsetsRequest,
  decodeRequest: decodeDescribeShareGroupOffsetsRequest,
  encodeResponse: encodeDescribeShareGroupOffsetsResponse,
  decodeResponse: decodeDescribeShareGroupOffsetsResponse
}

function encodeDescribeShareGroupOffsetsRequestTopic(w: Writer, m: DescribeShareGroupOffsetsRequestTopic, _v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeShareGroupOffsetsRequestTopic(r: Reader, _v: number): Decoded<DescribeShareGroupOffsetsRequestTopic> {
  const topicName: string = r.compactString()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeShareGroupOffsetsRequestTopic> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeShareGroupOffsetsRequestGroup(w: Writer, m: DescribeShareGroupOffsetsRequestGroup, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.nullableArray(m.topics === undefined ? null : m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeShareGroupOffsetsRequestTopic(w, a[i] as DescribeShareGroupOffsetsRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeShareGroupOffsetsRequestGroup(r: Reader, v: number): Decoded<DescribeShareGroupOffsetsRequestGroup> {
  const groupId: string = r.compactString()
  let topics: Decoded<DescribeShareGroupOffsetsRequestTopic>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) topics = null
    else {
      const a = newArray<Decoded<DescribeShareGroupOffsetsRequestTopic>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeDescribeShareGroupOffsetsRequestTopic(r, v)
      topics = a
    }
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeShareGroupOffsetsRequestGroup> = { groupId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeShareGroupOffsetsRequest(w: Writer, m: DescribeShareGroupOffsetsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.groups, 'groups', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeShareGroupOffsetsRequestGroup(w, a[i] as DescribeShareGroupOffsetsRequestGroup, v)
    } catch (error) {
      throw within(error, 'groups', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeShareGroupOffsetsRequest(r: Reader, v: number): Decoded<DescribeShareGroupOffsetsRequest> {
  let groups: Decoded<DescribeShareGroupOffsetsRequestGroup>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<DescribeShareGroupOffsetsRequestGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeShareGroupOffsetsRequestGroup(r, v)
    groups = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeShareGroupOffsetsRequest> = { groups }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeShareGroupOffsetsResponsePartition(w: Writer, m: DescribeShareGroupOffsetsResponsePartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.startOffset, 'startOffset')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  if (v >= 1) w.int64(m.lag === undefined ? -1n : m.lag, 'lag')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeShareGroupOffsetsResponsePartition(r: Reader, v: number): Decoded<DescribeShareGroupOffsetsResponsePartition> {
  const partitionIndex: number = r.int32()
  const startOffset: bigint = r.int64()
  const leaderEpoch: number = r.int32()
  const lag: bigint = v >= 1 ? r.int64() : -1n
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeShareGroupOffsetsResponsePartition> = { partitionIndex, startOffset, leaderEpoch, lag, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeShareGroupOffsetsResponseTopic(w: Writer, m: DescribeShareGroupOffsetsResponseTopic, v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeShareGroupOffsetsResponsePartition(w, a[i] as DescribeShareGroupOffsetsResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeShareGroupOffsetsResponseTopic(r: Reader, v: number): Decoded<DescribeShareGroupOffsetsResponseTopic> {
  const topicName: string = r.compactString()
  const topicId: string = r.uuid()
  let partitions: Decoded<DescribeShareGroupOffsetsResponsePartition>[]
  {
    const n = r.compactArrayLength(20)
    const a = newArray<Decoded<DescribeShareGroupOffsetsResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeShareGroupOffsetsResponsePartition(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeShareGroupOffsetsResponseTopic> = { topicName, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeShareGroupOffsetsResponseGroup(w: Writer, m: DescribeShareGroupOffsetsResponseGroup, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeShareGroupOffsetsResponseTopic(w, a[i] as DescribeShareGroupOffsetsResponseTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeShareGroupOffsetsResponseGroup(r: Reader, v: number): Decoded<DescribeShareGroupOffsetsResponseGroup> {
  const groupId: string = r.compactString()
  let topics: Decoded<DescribeShareGroupOffsetsResponseTopic>[]
  {
    const n = r.compactArrayLength(19)
    const a = newArray<Decoded<DescribeShareGroupOffsetsResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeShareGroupOffsetsResponseTopic(r, v)
    topics = a
  }
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeShareGroupOffsetsResponseGroup> = { groupId, topics, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeShareGroupOffsetsResponse(w: Writer, m: DescribeShareGroupOffsetsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.groups, 'groups', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeShareGroupOffsetsResponseGroup(w, a[i] as DescribeShareGroupOffsetsResponseGroup, v)
    } catch (error) {
      throw within(error, 'groups', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeShareGroupOffsetsResponse(r: Reader, v: number): Decoded<DescribeShareGroupOffsetsResponse> {
  const throttleTimeMs: number = r.int32()
  let groups: Decoded<DescribeShareGroupOffsetsResponseGroup>[]
  {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<DescribeShareGroupOffsetsResponseGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeShareGroupOffsetsResponseGroup(r, v)
    groups = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeShareGroupOffsetsResponse> = { throttleTimeMs, groups }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
