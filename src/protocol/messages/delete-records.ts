// @generated from schemas/DeleteRecordsRequest.json and
// DeleteRecordsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DeleteRecords. */
export interface DeleteRecordsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each partition, by topic. Type: []DeleteRecordsTopicResult. */
  topics: readonly DeleteRecordsResponseTopicResult[]
}

/** One element of `topics` in `DeleteRecordsResponse`. */
export interface DeleteRecordsResponseTopicResult extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []DeleteRecordsPartitionResult. */
  partitions: readonly DeleteRecordsResponsePartitionResult[]
}

/** One element of `partitions` in `DeleteRecordsResponseTopicResult`. */
export interface DeleteRecordsResponsePartitionResult extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /** The first offset that all live replicas still have; -1n if there was an error. Type: int64. */
  lowWatermark: bigint
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/**
 * The request of DeleteRecords. Deletes the records before an offset (KIP-107). The leader of each
 * partition answers.
 */
export interface DeleteRecordsRequest extends UnknownTags {
  /** The topics and partitions to cut. Type: []DeleteRecordsTopic. */
  topics: readonly DeleteRecordsRequestTopic[]
  /**
   * How long, in milliseconds, the leader waits until all replicas have deleted the records. When
   * it is over, the answer is REQUEST_TIMED_OUT, and the work may still be done later.
   *
   * Type: int32, default in this driver 60000.
   */
  timeoutMs?: number | undefined
}

/** One element of `topics` in `DeleteRecordsRequest`. */
export interface DeleteRecordsRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []DeleteRecordsPartition. */
  partitions: readonly DeleteRecordsRequestPartition[]
}

/** One element of `partitions` in `DeleteRecordsRequestTopic`. */
export interface DeleteRecordsRequestPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The offset of the first record to keep; -1n (`specialOffsets.HIGH_WATERMARK`) deletes all that
   * consumers can read.
   *
   * Type: int64.
   */
  offset: bigint
}

/**
 * DeleteRecords: key 21, versions 0-2.
 *
 * Deletes the records before an offset (KIP-107). The leader of each partition answers.
 */
export const DeleteRecords: Api<DeleteRecordsRequest, DeleteRecordsResponse> = {
  name: 'DeleteRecords', key: 21, minVersion: 0, maxVersion: 2, flexibleFrom: 2,
  encodeRequest: encodeDeleteRecordsRequest,
  decodeRequest: decodeDeleteRecordsRequest,
  encodeResponse: encodeDeleteRecordsResponse,
  decodeResponse: decodeDeleteRecordsResponse
}

function encodeDeleteRecordsRequestPartition(w: Writer, m: DeleteRecordsRequestPartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.offset, 'offset')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteRecordsRequestPartition(r: Reader, v: number): Decoded<DeleteRecordsRequestPartition> {
  const partitionIndex: number = r.int32()
  const offset: bigint = r.int64()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteRecordsRequestPartition> = { partitionIndex, offset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteRecordsRequestTopic(w: Writer, m: DeleteRecordsRequestTopic, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteRecordsRequestPartition(w, a[i] as DeleteRecordsRequestPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteRecordsRequestTopic(r: Reader, v: number): Decoded<DeleteRecordsRequestTopic> {
  const name: string = v >= 2 ? r.compactString() : r.string()
  let partitions: Decoded<DeleteRecordsRequestPartition>[]
  {
    const n = v >= 2 ? r.compactArrayLength(13) : r.arrayLength(12)
    const a = newArray<Decoded<DeleteRecordsRequestPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteRecordsRequestPartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteRecordsRequestTopic> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteRecordsRequest(w: Writer, m: DeleteRecordsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topics, 'topics', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteRecordsRequestTopic(w, a[i] as DeleteRecordsRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.int32(m.timeoutMs === undefined ? 60000 : m.timeoutMs, 'timeoutMs')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteRecordsRequest(r: Reader, v: number): Decoded<DeleteRecordsRequest> {
  let topics: Decoded<DeleteRecordsRequestTopic>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<DeleteRecordsRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteRecordsRequestTopic(r, v)
    topics = a
  }
  const timeoutMs: number = r.int32()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteRecordsRequest> = { topics, timeoutMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteRecordsResponsePartitionResult(w: Writer, m: DeleteRecordsResponsePartitionResult, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.lowWatermark, 'lowWatermark')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteRecordsResponsePartitionResult(r: Reader, v: number): Decoded<DeleteRecordsResponsePartitionResult> {
  const partitionIndex: number = r.int32()
  const lowWatermark: bigint = r.int64()
  const errorCode: number = r.int16()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteRecordsResponsePartitionResult> = { partitionIndex, lowWatermark, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteRecordsResponseTopicResult(w: Writer, m: DeleteRecordsResponseTopicResult, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteRecordsResponsePartitionResult(w, a[i] as DeleteRecordsResponsePartitionResult, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteRecordsResponseTopicResult(r: Reader, v: number): Decoded<DeleteRecordsResponseTopicResult> {
  const name: string = v >= 2 ? r.compactString() : r.string()
  let partitions: Decoded<DeleteRecordsResponsePartitionResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(15) : r.arrayLength(14)
    const a = newArray<Decoded<DeleteRecordsResponsePartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteRecordsResponsePartitionResult(r, v)
    partitions = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteRecordsResponseTopicResult> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteRecordsResponse(w: Writer, m: DeleteRecordsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteRecordsResponseTopicResult(w, a[i] as DeleteRecordsResponseTopicResult, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeDeleteRecordsResponse(r: Reader, v: number): Decoded<DeleteRecordsResponse> {
  const throttleTimeMs: number = r.int32()
  let topics: Decoded<DeleteRecordsResponseTopicResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<DeleteRecordsResponseTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteRecordsResponseTopicResult(r, v)
    topics = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<DeleteRecordsResponse> = { throttleTimeMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
