// @generated from schemas/OffsetDeleteRequest.json and
// OffsetDeleteResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of OffsetDelete. */
export interface OffsetDeleteResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each partition, by topic. Type: []OffsetDeleteResponseTopic. */
  topics: readonly OffsetDeleteResponseTopic[]
}

/** One element of `topics` in `OffsetDeleteResponse`. */
export interface OffsetDeleteResponseTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []OffsetDeleteResponsePartition. */
  partitions: readonly OffsetDeleteResponsePartition[]
}

/** One element of `partitions` in `OffsetDeleteResponseTopic`. */
export interface OffsetDeleteResponsePartition extends UnknownTags {
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
 * The request of OffsetDelete. Deletes committed offsets of topics that the group no longer
 * subscribes to (KIP-496). The group's coordinator answers.
 */
export interface OffsetDeleteRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** The topics and partitions whose offsets are deleted. Type: []OffsetDeleteRequestTopic. */
  topics: readonly OffsetDeleteRequestTopic[]
}

/** One element of `topics` in `OffsetDeleteRequest`. */
export interface OffsetDeleteRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []OffsetDeleteRequestPartition. */
  partitions: readonly OffsetDeleteRequestPartition[]
}

/** One element of `partitions` in `OffsetDeleteRequestTopic`. */
export interface OffsetDeleteRequestPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
}

/**
 * OffsetDelete: key 47, versions 0.
 *
 * Deletes committed offsets of topics that the group no longer subscribes to (KIP-496). The group's
 * coordinator answers.
 */
export const OffsetDelete: Api<OffsetDeleteRequest, OffsetDeleteResponse> = {
  name: 'OffsetDelete', key: 47, minVersion: 0, maxVersion: 0, flexibleFrom: Number.POSITIVE_INFINITY,
  encodeRequest: encodeOffsetDeleteRequest,
  decodeRequest: decodeOffsetDeleteRequest,
  encodeResponse: encodeOffsetDeleteResponse,
  decodeResponse: decodeOffsetDeleteResponse
}

function encodeOffsetDeleteRequestPartition(w: Writer, m: OffsetDeleteRequestPartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeOffsetDeleteRequestPartition(r: Reader, _v: number): Decoded<OffsetDeleteRequestPartition> {
  const partitionIndex: number = r.int32()
  const m: Decoded<OffsetDeleteRequestPartition> = { partitionIndex }
  return m
}

function encodeOffsetDeleteRequestTopic(w: Writer, m: OffsetDeleteRequestTopic, v: number): void {
  checkStruct(m)
  w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetDeleteRequestPartition(w, a[i] as OffsetDeleteRequestPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeOffsetDeleteRequestTopic(r: Reader, v: number): Decoded<OffsetDeleteRequestTopic> {
  const name: string = r.string()
  let partitions: Decoded<OffsetDeleteRequestPartition>[]
  {
    const n = r.arrayLength(4)
    const a = newArray<Decoded<OffsetDeleteRequestPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetDeleteRequestPartition(r, v)
    partitions = a
  }
  const m: Decoded<OffsetDeleteRequestTopic> = { name, partitions }
  return m
}

function encodeOffsetDeleteRequest(w: Writer, m: OffsetDeleteRequest, v: number): void {
  checkStruct(m)
  w.string(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetDeleteRequestTopic(w, a[i] as OffsetDeleteRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeOffsetDeleteRequest(r: Reader, v: number): Decoded<OffsetDeleteRequest> {
  const groupId: string = r.string()
  let topics: Decoded<OffsetDeleteRequestTopic>[]
  {
    const n = r.arrayLength(6)
    const a = newArray<Decoded<OffsetDeleteRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetDeleteRequestTopic(r, v)
    topics = a
  }
  const m: Decoded<OffsetDeleteRequest> = { groupId, topics }
  return m
}

function encodeOffsetDeleteResponsePartition(w: Writer, m: OffsetDeleteResponsePartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeOffsetDeleteResponsePartition(r: Reader, _v: number): Decoded<OffsetDeleteResponsePartition> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const m: Decoded<OffsetDeleteResponsePartition> = { partitionIndex, errorCode }
  return m
}

function encodeOffsetDeleteResponseTopic(w: Writer, m: OffsetDeleteResponseTopic, v: number): void {
  checkStruct(m)
  w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetDeleteResponsePartition(w, a[i] as OffsetDeleteResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeOffsetDeleteResponseTopic(r: Reader, v: number): Decoded<OffsetDeleteResponseTopic> {
  const name: string = r.string()
  let partitions: Decoded<OffsetDeleteResponsePartition>[]
  {
    const n = r.arrayLength(6)
    const a = newArray<Decoded<OffsetDeleteResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetDeleteResponsePartition(r, v)
    partitions = a
  }
  const m: Decoded<OffsetDeleteResponseTopic> = { name, partitions }
  return m
}

function encodeOffsetDeleteResponse(w: Writer, m: OffsetDeleteResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetDeleteResponseTopic(w, a[i] as OffsetDeleteResponseTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeOffsetDeleteResponse(r: Reader, v: number): Decoded<OffsetDeleteResponse> {
  const errorCode: number = r.int16()
  const throttleTimeMs: number = r.int32()
  let topics: Decoded<OffsetDeleteResponseTopic>[]
  {
    const n = r.arrayLength(6)
    const a = newArray<Decoded<OffsetDeleteResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetDeleteResponseTopic(r, v)
    topics = a
  }
  const m: Decoded<OffsetDeleteResponse> = { errorCode, throttleTimeMs, topics }
  return m
}
