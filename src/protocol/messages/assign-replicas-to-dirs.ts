// @generated from schemas/AssignReplicasToDirsRequest.json and
// AssignReplicasToDirsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AssignReplicasToDirs. */
export interface AssignReplicasToDirsResponse extends UnknownTags {
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
  /** Type: []DirectoryData. */
  directories: readonly AssignReplicasToDirsResponseDirectoryData[]
}

/** One element of `directories` in `AssignReplicasToDirsResponse`. */
export interface AssignReplicasToDirsResponseDirectoryData extends UnknownTags {
  /** Type: uuid. */
  id: string
  /** Type: []TopicData. */
  topics: readonly AssignReplicasToDirsResponseTopicData[]
}

/** One element of `topics` in `AssignReplicasToDirsResponseDirectoryData`. */
export interface AssignReplicasToDirsResponseTopicData extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionData. */
  partitions: readonly AssignReplicasToDirsResponsePartitionData[]
}

/** One element of `partitions` in `AssignReplicasToDirsResponseTopicData`. */
export interface AssignReplicasToDirsResponsePartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/** The request of AssignReplicasToDirs. */
export interface AssignReplicasToDirsRequest extends UnknownTags {
  /** Type: int32. */
  brokerId: number
  /** Type: int64, default -1. */
  brokerEpoch?: bigint | undefined
  /** Type: []DirectoryData. */
  directories: readonly AssignReplicasToDirsRequestDirectoryData[]
}

/** One element of `directories` in `AssignReplicasToDirsRequest`. */
export interface AssignReplicasToDirsRequestDirectoryData extends UnknownTags {
  /** Type: uuid. */
  id: string
  /** Type: []TopicData. */
  topics: readonly AssignReplicasToDirsRequestTopicData[]
}

/** One element of `topics` in `AssignReplicasToDirsRequestDirectoryData`. */
export interface AssignReplicasToDirsRequestTopicData extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionData. */
  partitions: readonly AssignReplicasToDirsRequestPartitionData[]
}

/** One element of `partitions` in `AssignReplicasToDirsRequestTopicData`. */
export interface AssignReplicasToDirsRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
}

/**
 * AssignReplicasToDirs: key 73, versions 0.
 *
 * Tells the controller in which directories replicas lie. Only brokers send it.
 */
export const AssignReplicasToDirs: Api<AssignReplicasToDirsRequest, AssignReplicasToDirsResponse> = {
  name: 'AssignReplicasToDirs', key: 73, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeAssignReplicasToDirsRequest,
  decodeRequest: decodeAssignReplicasToDirsRequest,
  encodeResponse: encodeAssignReplicasToDirsResponse,
  decodeResponse: decodeAssignReplicasToDirsResponse
}

function encodeAssignReplicasToDirsRequestPartitionData(w: Writer, m: AssignReplicasToDirsRequestPartitionData, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.unknownTags(m.unknownTags)
}

function decodeAssignReplicasToDirsRequestPartitionData(r: Reader, _v: number): Decoded<AssignReplicasToDirsRequestPartitionData> {
  const partitionIndex: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<AssignReplicasToDirsRequestPartitionData> = { partitionIndex }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAssignReplicasToDirsRequestTopicData(w: Writer, m: AssignReplicasToDirsRequestTopicData, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAssignReplicasToDirsRequestPartitionData(w, a[i] as AssignReplicasToDirsRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAssignReplicasToDirsRequestTopicData(r: Reader, v: number): Decoded<AssignReplicasToDirsRequestTopicData> {
  const topicId: string = r.uuid()
  let partitions: Decoded<AssignReplicasToDirsRequestPartitionData>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<AssignReplicasToDirsRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAssignReplicasToDirsRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AssignReplicasToDirsRequestTopicData> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAssignReplicasToDirsRequestDirectoryData(w: Writer, m: AssignReplicasToDirsRequestDirectoryData, v: number): void {
  checkStruct(m)
  w.uuid(m.id, 'id')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAssignReplicasToDirsRequestTopicData(w, a[i] as AssignReplicasToDirsRequestTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAssignReplicasToDirsRequestDirectoryData(r: Reader, v: number): Decoded<AssignReplicasToDirsRequestDirectoryData> {
  const id: string = r.uuid()
  let topics: Decoded<AssignReplicasToDirsRequestTopicData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<AssignReplicasToDirsRequestTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAssignReplicasToDirsRequestTopicData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AssignReplicasToDirsRequestDirectoryData> = { id, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAssignReplicasToDirsRequest(w: Writer, m: AssignReplicasToDirsRequest, v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  {
    const a = w.array(m.directories, 'directories', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAssignReplicasToDirsRequestDirectoryData(w, a[i] as AssignReplicasToDirsRequestDirectoryData, v)
    } catch (error) {
      throw within(error, 'directories', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAssignReplicasToDirsRequest(r: Reader, v: number): Decoded<AssignReplicasToDirsRequest> {
  const brokerId: number = r.int32()
  const brokerEpoch: bigint = r.int64()
  let directories: Decoded<AssignReplicasToDirsRequestDirectoryData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<AssignReplicasToDirsRequestDirectoryData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAssignReplicasToDirsRequestDirectoryData(r, v)
    directories = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AssignReplicasToDirsRequest> = { brokerId, brokerEpoch, directories }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAssignReplicasToDirsResponsePartitionData(w: Writer, m: AssignReplicasToDirsResponsePartitionData, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.unknownTags(m.unknownTags)
}

function decodeAssignReplicasToDirsResponsePartitionData(r: Reader, _v: number): Decoded<AssignReplicasToDirsResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<AssignReplicasToDirsResponsePartitionData> = { partitionIndex, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAssignReplicasToDirsResponseTopicData(w: Writer, m: AssignReplicasToDirsResponseTopicData, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAssignReplicasToDirsResponsePartitionData(w, a[i] as AssignReplicasToDirsResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAssignReplicasToDirsResponseTopicData(r: Reader, v: number): Decoded<AssignReplicasToDirsResponseTopicData> {
  const topicId: string = r.uuid()
  let partitions: Decoded<AssignReplicasToDirsResponsePartitionData>[]
  {
    const n = r.compactArrayLength(7)
    const a = newArray<Decoded<AssignReplicasToDirsResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAssignReplicasToDirsResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AssignReplicasToDirsResponseTopicData> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAssignReplicasToDirsResponseDirectoryData(w: Writer, m: AssignReplicasToDirsResponseDirectoryData, v: number): void {
  checkStruct(m)
  w.uuid(m.id, 'id')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAssignReplicasToDirsResponseTopicData(w, a[i] as AssignReplicasToDirsResponseTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAssignReplicasToDirsResponseDirectoryData(r: Reader, v: number): Decoded<AssignReplicasToDirsResponseDirectoryData> {
  const id: string = r.uuid()
  let topics: Decoded<AssignReplicasToDirsResponseTopicData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<AssignReplicasToDirsResponseTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAssignReplicasToDirsResponseTopicData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AssignReplicasToDirsResponseDirectoryData> = { id, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAssignReplicasToDirsResponse(w: Writer, m: AssignReplicasToDirsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.directories, 'directories', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAssignReplicasToDirsResponseDirectoryData(w, a[i] as AssignReplicasToDirsResponseDirectoryData, v)
    } catch (error) {
      throw within(error, 'directories', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAssignReplicasToDirsResponse(r: Reader, v: number): Decoded<AssignReplicasToDirsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  let directories: Decoded<AssignReplicasToDirsResponseDirectoryData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<AssignReplicasToDirsResponseDirectoryData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAssignReplicasToDirsResponseDirectoryData(r, v)
    directories = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AssignReplicasToDirsResponse> = { throttleTimeMs, errorCode, directories }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
