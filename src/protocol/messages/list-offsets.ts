// @generated from schemas/ListOffsetsRequest.json and
// ListOffsetsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ListOffsets. */
export interface ListOffsetsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v2+.
   */
  throttleTimeMs?: number | undefined
  /** What was found, by topic. Type: []ListOffsetsTopicResponse. */
  topics: readonly ListOffsetsResponseTopicResponse[]
}

/** One element of `topics` in `ListOffsetsResponse`. */
export interface ListOffsetsResponseTopicResponse extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []ListOffsetsPartitionResponse. */
  partitions: readonly ListOffsetsResponsePartitionResponse[]
}

/** One element of `partitions` in `ListOffsetsResponseTopicResponse`. */
export interface ListOffsetsResponsePartitionResponse extends UnknownTags {
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
   * The offsets that version 0 lists, the largest first. Later versions answer in `offset`.
   *
   * Type: []int64, v0.
   */
  oldStyleOffsets?: readonly bigint[] | undefined
  /**
   * The time of the record at `offset`, in milliseconds since 1970; -1n if a special timestamp was
   * asked for, or if nothing was found.
   *
   * Type: int64, v1+, default -1.
   */
  timestamp?: bigint | undefined
  /**
   * The offset that was found; -1n (`specialOffsets.UNKNOWN_OFFSET`) if no record is as late as the
   * timestamp.
   *
   * Type: int64, v1+, default -1.
   */
  offset?: bigint | undefined
  /** The leader epoch of the record at `offset` (KIP-320), or -1. Type: int32, v4+, default -1. */
  leaderEpoch?: number | undefined
}

/**
 * The request of ListOffsets. Finds offsets by time: the earliest, the latest, or the first at or
 * after a timestamp (KIP-79). The leader of each partition answers.
 */
export interface ListOffsetsRequest extends UnknownTags {
  /** Who asks: -1 (`replicaIds.CONSUMER`) is a client. Type: int32, default in this driver -1. */
  replicaId?: number | undefined
  /**
   * What the latest offset is: with `isolationLevels.READ_UNCOMMITTED` (0) the high watermark, with
   * `isolationLevels.READ_COMMITTED` (1) the last stable offset (KIP-98).
   *
   * Type: int8, v2+.
   */
  isolationLevel?: 0 | 1 | undefined
  /** The topics to look into. Type: []ListOffsetsTopic. */
  topics: readonly ListOffsetsRequestTopic[]
  /**
   * How long, in milliseconds, the broker may look into tiered storage (KIP-1075). 0 is the
   * broker's own limit, `remote.list.offsets.request.timeout.ms`.
   *
   * Type: int32, v10+.
   */
  timeoutMs?: number | undefined
}

/** One element of `topics` in `ListOffsetsRequest`. */
export interface ListOffsetsRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []ListOffsetsPartition. */
  partitions: readonly ListOffsetsRequestPartition[]
}

/** One element of `partitions` in `ListOffsetsRequestTopic`. */
export interface ListOffsetsRequestPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The leader epoch that the client knows from metadata (KIP-320): another one fails with
   * FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH. -1 (`absentValues.NO_PARTITION_LEADER_EPOCH`) is
   * no check.
   *
   * Type: int32, v4+, default -1.
   */
  currentLeaderEpoch?: number | undefined
  /**
   * A time in milliseconds since 1970, or one of `specialTimestamps`: -2n is
   * `specialTimestamps.EARLIEST`, -1n `specialTimestamps.LATEST`, -3n
   * `specialTimestamps.MAX_TIMESTAMP` (KIP-734), -4n `specialTimestamps.EARLIEST_LOCAL` (KIP-405),
   * -5n `specialTimestamps.LATEST_TIERED` (KIP-1005).
   *
   * Type: int64.
   */
  timestamp: bigint
  /**
   * How many offsets version 0 lists at most. Later versions answer one.
   *
   * Type: int32, v0, default 1.
   */
  maxNumOffsets?: number | undefined
}

/**
 * ListOffsets: key 2, versions 0-11.
 *
 * Finds offsets by time: the earliest, the latest, or the first at or after a timestamp (KIP-79).
 * The leader of each partition answers.
 */
export const ListOffsets: Api<ListOffsetsRequest, ListOffsetsResponse> = {
  name: 'ListOffsets', key: 2, minVersion: 0, maxVersion: 11, flexibleFrom: 6,
  highestVersionFor: highestListOffsetsRequest,
  encodeRequest: encodeListOffsetsRequest,
  decodeRequest: decodeListOffsetsRequest,
  encodeResponse: encodeListOffsetsResponse,
  decodeResponse: decodeListOffsetsResponse
}

function encodeListOffsetsRequestPartition(w: Writer, m: ListOffsetsRequestPartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  if (v >= 4) w.int32(m.currentLeaderEpoch === undefined ? -1 : m.currentLeaderEpoch, 'currentLeaderEpoch')
  w.int64(m.timestamp, 'timestamp')
  if (v <= 0) w.int32(m.maxNumOffsets === undefined ? 1 : m.maxNumOffsets, 'maxNumOffsets')
  else if (m.maxNumOffsets !== undefined && m.maxNumOffsets !== 1) throw absent('maxNumOffsets', v, '0')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeListOffsetsRequestPartition(r: Reader, v: number): Decoded<ListOffsetsRequestPartition> {
  const partitionIndex: number = r.int32()
  const currentLeaderEpoch: number = v >= 4 ? r.int32() : -1
  const timestamp: bigint = r.int64()
  const maxNumOffsets: number = v <= 0 ? r.int32() : 1
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<ListOffsetsRequestPartition> = { partitionIndex, currentLeaderEpoch, timestamp, maxNumOffsets }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListOffsetsRequestTopic(w: Writer, m: ListOffsetsRequestTopic, v: number): void {
  checkStruct(m)
  if (v >= 6) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListOffsetsRequestPartition(w, a[i] as ListOffsetsRequestPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeListOffsetsRequestTopic(r: Reader, v: number): Decoded<ListOffsetsRequestTopic> {
  const name: string = v >= 6 ? r.compactString() : r.string()
  let partitions: Decoded<ListOffsetsRequestPartition>[]
  {
    const n = v >= 6 ? r.compactArrayLength(17) : r.arrayLength(12)
    const a = newArray<Decoded<ListOffsetsRequestPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListOffsetsRequestPartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<ListOffsetsRequestTopic> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListOffsetsRequest(w: Writer, m: ListOffsetsRequest, v: number): void {
  checkStruct(m)
  w.int32(m.replicaId === undefined ? -1 : m.replicaId, 'replicaId')
  if (v >= 2) w.int8(m.isolationLevel === undefined ? 0 : m.isolationLevel, 'isolationLevel')
  else if (m.isolationLevel !== undefined && m.isolationLevel !== 0) throw absent('isolationLevel', v, '2+')
  {
    const a = w.array(m.topics, 'topics', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListOffsetsRequestTopic(w, a[i] as ListOffsetsRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 10) w.int32(m.timeoutMs === undefined ? 0 : m.timeoutMs, 'timeoutMs')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeListOffsetsRequest(r: Reader, v: number): Decoded<ListOffsetsRequest> {
  const replicaId: number = r.int32()
  const isolationLevel: 0 | 1 = v >= 2 ? r.int8() as 0 | 1 : 0
  let topics: Decoded<ListOffsetsRequestTopic>[]
  {
    const n = v >= 6 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<ListOffsetsRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListOffsetsRequestTopic(r, v)
    topics = a
  }
  const timeoutMs: number = v >= 10 ? r.int32() : 0
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<ListOffsetsRequest> = { replicaId, isolationLevel, topics, timeoutMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListOffsetsResponsePartitionResponse(w: Writer, m: ListOffsetsResponsePartitionResponse, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  if (v <= 0) {
    const a = w.array(m.oldStyleOffsets === undefined ? [] : m.oldStyleOffsets, 'oldStyleOffsets', false)
    let i = 0
    try {
      for (; i < a.length; i++) w.int64(a[i] as bigint, '')
    } catch (error) {
      throw within(error, 'oldStyleOffsets', i)
    }
  } else if (m.oldStyleOffsets !== undefined && m.oldStyleOffsets?.length !== 0) throw absent('oldStyleOffsets', v, '0')
  if (v >= 1) w.int64(m.timestamp === undefined ? -1n : m.timestamp, 'timestamp')
  else if (m.timestamp !== undefined && m.timestamp !== -1n) throw absent('timestamp', v, '1+')
  if (v >= 1) w.int64(m.offset === undefined ? -1n : m.offset, 'offset')
  else if (m.offset !== undefined && m.offset !== -1n) throw absent('offset', v, '1+')
  if (v >= 4) w.int32(m.leaderEpoch === undefined ? -1 : m.leaderEpoch, 'leaderEpoch')
  else if (m.leaderEpoch !== undefined && m.leaderEpoch !== -1) throw absent('leaderEpoch', v, '4+')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeListOffsetsResponsePartitionResponse(r: Reader, v: number): Decoded<ListOffsetsResponsePartitionResponse> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  let oldStyleOffsets: bigint[] = []
  if (v <= 0) {
    const n = r.arrayLength(8)
    const a = newArray<bigint>(n)
    for (let i = 0; i < n; i++) a[i] = r.int64()
    oldStyleOffsets = a
  }
  const timestamp: bigint = v >= 1 ? r.int64() : -1n
  const offset: bigint = v >= 1 ? r.int64() : -1n
  const leaderEpoch: number = v >= 4 ? r.int32() : -1
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<ListOffsetsResponsePartitionResponse> = { partitionIndex, errorCode, oldStyleOffsets, timestamp, offset, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListOffsetsResponseTopicResponse(w: Writer, m: ListOffsetsResponseTopicResponse, v: number): void {
  checkStruct(m)
  if (v >= 6) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListOffsetsResponsePartitionResponse(w, a[i] as ListOffsetsResponsePartitionResponse, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeListOffsetsResponseTopicResponse(r: Reader, v: number): Decoded<ListOffsetsResponseTopicResponse> {
  const name: string = v >= 6 ? r.compactString() : r.string()
  let partitions: Decoded<ListOffsetsResponsePartitionResponse>[]
  {
    const n = v >= 6 ? r.compactArrayLength(27) : r.arrayLength(10)
    const a = newArray<Decoded<ListOffsetsResponsePartitionResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListOffsetsResponsePartitionResponse(r, v)
    partitions = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<ListOffsetsResponseTopicResponse> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListOffsetsResponse(w: Writer, m: ListOffsetsResponse, v: number): void {
  checkStruct(m)
  if (v >= 2) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListOffsetsResponseTopicResponse(w, a[i] as ListOffsetsResponseTopicResponse, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeListOffsetsResponse(r: Reader, v: number): Decoded<ListOffsetsResponse> {
  const throttleTimeMs: number = v >= 2 ? r.int32() : 0
  let topics: Decoded<ListOffsetsResponseTopicResponse>[]
  {
    const n = v >= 6 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<ListOffsetsResponseTopicResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListOffsetsResponseTopicResponse(r, v)
    topics = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<ListOffsetsResponse> = { throttleTimeMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestListOffsetsRequest(m: ListOffsetsRequest): number {
  let highest = 11
  if (typeof m !== 'object' || m === null) return highest
  for (const e0 of elements(m.topics)) {
    for (const e1 of elements(e0.partitions)) {
      if (e1.maxNumOffsets !== undefined && e1.maxNumOffsets !== 1 && highest > 0) highest = 0
    }
  }
  return highest
}
