// @generated from schemas/AlterShareGroupOffsetsRequest.json and
// AlterShareGroupOffsetsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AlterShareGroupOffsets. */
export interface AlterShareGroupOffsetsResponse extends UnknownTags {
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
   * Type: string, nullable, default null.
   */
  errorMessage?: string | null | undefined
  /** The result for each partition, by topic. Type: []AlterShareGroupOffsetsResponseTopic. */
  responses: readonly AlterShareGroupOffsetsResponseTopic[]
}

/** One element of `responses` in `AlterShareGroupOffsetsResponse`. */
export interface AlterShareGroupOffsetsResponseTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The partitions of this topic. Type: []AlterShareGroupOffsetsResponsePartition. */
  partitions: readonly AlterShareGroupOffsetsResponsePartition[]
}

/** One element of `partitions` in `AlterShareGroupOffsetsResponseTopic`. */
export interface AlterShareGroupOffsetsResponsePartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
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
 * The request of AlterShareGroupOffsets. Moves an empty share group to other offsets (KIP-932). The
 * group's coordinator answers.
 */
export interface AlterShareGroupOffsetsRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** The partitions to move, by topic. Type: []AlterShareGroupOffsetsRequestTopic. */
  topics: readonly AlterShareGroupOffsetsRequestTopic[]
}

/** One element of `topics` in `AlterShareGroupOffsetsRequest`. */
export interface AlterShareGroupOffsetsRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
  /** The partitions of this topic. Type: []AlterShareGroupOffsetsRequestPartition. */
  partitions: readonly AlterShareGroupOffsetsRequestPartition[]
}

/** One element of `partitions` in `AlterShareGroupOffsetsRequestTopic`. */
export interface AlterShareGroupOffsetsRequestPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /** The offset of the first record that the group will read. Type: int64. */
  startOffset: bigint
}

/**
 * AlterShareGroupOffsets: key 91, versions 0.
 *
 * Moves an empty share group to other offsets (KIP-932). The group's coordinator answers.
 */
export const AlterShareGroupOffsets: Api<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse> = {
  name: 'AlterShareGroupOffsets', key: 91, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeAlterShareGroupOffsetsRequest,
  decodeRequest: decodeAlterShareGroupOffsetsRequest,
  encodeResponse: encodeAlterShareGroupOffsetsResponse,
  decodeResponse: decodeAlterShareGroupOffsetsResponse
}

function encodeAlterShareGroupOffsetsRequestPartition(w: Writer, m: AlterShareGroupOffsetsRequestPartition, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.startOffset, 'startOffset')
  w.unknownTags(m.unknownTags)
}

function decodeAlterShareGroupOffsetsRequestPartition(r: Reader, _v: number): Decoded<AlterShareGroupOffsetsRequestPartition> {
  const partitionIndex: number = r.int32()
  const startOffset: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterShareGroupOffsetsRequestPartition> = { partitionIndex, startOffset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterShareGroupOffsetsRequestTopic(w: Writer, m: AlterShareGroupOffsetsRequestTopic, v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterShareGroupOffsetsRequestPartition(w, a[i] as AlterShareGroupOffsetsRequestPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterShareGroupOffsetsRequestTopic(r: Reader, v: number): Decoded<AlterShareGroupOffsetsRequestTopic> {
  const topicName: string = r.compactString()
  let partitions: Decoded<AlterShareGroupOffsetsRequestPartition>[]
  {
    const n = r.compactArrayLength(13)
    const a = newArray<Decoded<AlterShareGroupOffsetsRequestPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterShareGroupOffsetsRequestPartition(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterShareGroupOffsetsRequestTopic> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterShareGroupOffsetsRequest(w: Writer, m: AlterShareGroupOffsetsRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterShareGroupOffsetsRequestTopic(w, a[i] as AlterShareGroupOffsetsRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterShareGroupOffsetsRequest(r: Reader, v: number): Decoded<AlterShareGroupOffsetsRequest> {
  const groupId: string = r.compactString()
  let topics: Decoded<AlterShareGroupOffsetsRequestTopic>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AlterShareGroupOffsetsRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterShareGroupOffsetsRequestTopic(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterShareGroupOffsetsRequest> = { groupId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterShareGroupOffsetsResponsePartition(w: Writer, m: AlterShareGroupOffsetsResponsePartition, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeAlterShareGroupOffsetsResponsePartition(r: Reader, _v: number): Decoded<AlterShareGroupOffsetsResponsePartition> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterShareGroupOffsetsResponsePartition> = { partitionIndex, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterShareGroupOffsetsResponseTopic(w: Writer, m: AlterShareGroupOffsetsResponseTopic, v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterShareGroupOffsetsResponsePartition(w, a[i] as AlterShareGroupOffsetsResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterShareGroupOffsetsResponseTopic(r: Reader, v: number): Decoded<AlterShareGroupOffsetsResponseTopic> {
  const topicName: string = r.compactString()
  const topicId: string = r.uuid()
  let partitions: Decoded<AlterShareGroupOffsetsResponsePartition>[]
  {
    const n = r.compactArrayLength(8)
    const a = newArray<Decoded<AlterShareGroupOffsetsResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterShareGroupOffsetsResponsePartition(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterShareGroupOffsetsResponseTopic> = { topicName, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterShareGroupOffsetsResponse(w: Writer, m: AlterShareGroupOffsetsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.responses, 'responses', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterShareGroupOffsetsResponseTopic(w, a[i] as AlterShareGroupOffsetsResponseTopic, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterShareGroupOffsetsResponse(r: Reader, v: number): Decoded<AlterShareGroupOffsetsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  let responses: Decoded<AlterShareGroupOffsetsResponseTopic>[]
  {
    const n = r.compactArrayLength(19)
    const a = newArray<Decoded<AlterShareGroupOffsetsResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterShareGroupOffsetsResponseTopic(r, v)
    responses = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterShareGroupOffsetsResponse> = { throttleTimeMs, errorCode, errorMessage, responses }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
