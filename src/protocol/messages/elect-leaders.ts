// @generated from schemas/ElectLeadersRequest.json and
// ElectLeadersResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ElectLeaders. */
export interface ElectLeadersResponse extends UnknownTags {
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
   * Type: int16, v1+.
   */
  errorCode?: number | undefined
  /** The result for each partition, by topic. Type: []ReplicaElectionResult. */
  replicaElectionResults: readonly ElectLeadersResponseReplicaElectionResult[]
}

/** One element of `replicaElectionResults` in `ElectLeadersResponse`. */
export interface ElectLeadersResponseReplicaElectionResult extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The result for each partition. Type: []PartitionResult. */
  partitionResult: readonly ElectLeadersResponsePartitionResult[]
}

/** One element of `partitionResult` in `ElectLeadersResponseReplicaElectionResult`. */
export interface ElectLeadersResponsePartitionResult extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionId: number
  /**
   * Whether a leader was elected: 0 (`errorCodes.NONE`), ELECTION_NOT_NEEDED if it leads already,
   * PREFERRED_LEADER_NOT_AVAILABLE, and others of `errorCodes`.
   *
   * Type: int16.
   */
  errorCode: number
  /**
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, nullable.
   */
  errorMessage: string | null
}

/**
 * The request of ElectLeaders. Elects leaders of partitions: their preferred replicas, or any
 * replica at the risk of losing records (KIP-460). The controller answers, or any broker of KRaft,
 * which passes the request on.
 */
export interface ElectLeadersRequest extends UnknownTags {
  /**
   * Which replica to elect: `electionTypes.PREFERRED` (0) is the first replica, if it is in sync;
   * `electionTypes.UNCLEAN` (1) is any replica, and may lose records. Version 0 knows the preferred
   * one alone.
   *
   * Type: int8, v1+.
   */
  electionType?: 0 | 1 | undefined
  /**
   * The partitions to elect leaders of; null is all partitions.
   *
   * Type: []TopicPartitions, nullable.
   */
  topicPartitions: readonly ElectLeadersRequestTopicPartitions[] | null
  /**
   * How long, in milliseconds, the broker waits until the work is done. When it is over, the answer
   * is REQUEST_TIMED_OUT, and the work may still be done later.
   *
   * Type: int32, default 60000.
   */
  timeoutMs?: number | undefined
}

/** One element of `topicPartitions` in `ElectLeadersRequest`. */
export interface ElectLeadersRequestTopicPartitions extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * ElectLeaders: key 43, versions 0-2.
 *
 * Elects leaders of partitions: their preferred replicas, or any replica at the risk of losing
 * records (KIP-460). The controller answers, or any broker of KRaft, which passes the request on.
 */
export const ElectLeaders: Api<ElectLeadersRequest, ElectLeadersResponse> = {
  name: 'ElectLeaders', key: 43, minVersion: 0, maxVersion: 2, flexibleFrom: 2,
  encodeRequest: encodeElectLeadersRequest,
  decodeRequest: decodeElectLeadersRequest,
  encodeResponse: encodeElectLeadersResponse,
  decodeResponse: decodeElectLeadersResponse
}

function encodeElectLeadersRequestTopicPartitions(w: Writer, m: ElectLeadersRequestTopicPartitions, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.topic, 'topic')
  else w.string(m.topic, 'topic')
  {
    const a = w.array(m.partitions, 'partitions', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeElectLeadersRequestTopicPartitions(r: Reader, v: number): Decoded<ElectLeadersRequestTopicPartitions> {
  const topic: string = v >= 2 ? r.compactString() : r.string()
  let partitions: number[]
  {
    const n = v >= 2 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<ElectLeadersRequestTopicPartitions> = { topic, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeElectLeadersRequest(w: Writer, m: ElectLeadersRequest, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int8(m.electionType === undefined ? 0 : m.electionType, 'electionType')
  else if (m.electionType !== undefined && m.electionType !== 0) throw absent('electionType', v, '1+')
  {
    const a = w.nullableArray(m.topicPartitions, 'topicPartitions', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeElectLeadersRequestTopicPartitions(w, a[i] as ElectLeadersRequestTopicPartitions, v)
    } catch (error) {
      throw within(error, 'topicPartitions', i)
    }
  }
  w.int32(m.timeoutMs === undefined ? 60000 : m.timeoutMs, 'timeoutMs')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeElectLeadersRequest(r: Reader, v: number): Decoded<ElectLeadersRequest> {
  const electionType: 0 | 1 = v >= 1 ? r.int8() as 0 | 1 : 0
  let topicPartitions: Decoded<ElectLeadersRequestTopicPartitions>[] | null
  {
    const n = v >= 2 ? r.compactNullableArrayLength(3) : r.nullableArrayLength(6)
    if (n < 0) topicPartitions = null
    else {
      const a = newArray<Decoded<ElectLeadersRequestTopicPartitions>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeElectLeadersRequestTopicPartitions(r, v)
      topicPartitions = a
    }
  }
  const timeoutMs: number = r.int32()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<ElectLeadersRequest> = { electionType, topicPartitions, timeoutMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeElectLeadersResponsePartitionResult(w: Writer, m: ElectLeadersResponsePartitionResult, v: number): void {
  checkStruct(m)
  w.int32(m.partitionId, 'partitionId')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage, 'errorMessage')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeElectLeadersResponsePartitionResult(r: Reader, v: number): Decoded<ElectLeadersResponsePartitionResult> {
  const partitionId: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<ElectLeadersResponsePartitionResult> = { partitionId, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeElectLeadersResponseReplicaElectionResult(w: Writer, m: ElectLeadersResponseReplicaElectionResult, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.topic, 'topic')
  else w.string(m.topic, 'topic')
  {
    const a = w.array(m.partitionResult, 'partitionResult', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeElectLeadersResponsePartitionResult(w, a[i] as ElectLeadersResponsePartitionResult, v)
    } catch (error) {
      throw within(error, 'partitionResult', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeElectLeadersResponseReplicaElectionResult(r: Reader, v: number): Decoded<ElectLeadersResponseReplicaElectionResult> {
  const topic: string = v >= 2 ? r.compactString() : r.string()
  let partitionResult: Decoded<ElectLeadersResponsePartitionResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(8) : r.arrayLength(8)
    const a = newArray<Decoded<ElectLeadersResponsePartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeElectLeadersResponsePartitionResult(r, v)
    partitionResult = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<ElectLeadersResponseReplicaElectionResult> = { topic, partitionResult }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeElectLeadersResponse(w: Writer, m: ElectLeadersResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 1) w.int16(m.errorCode === undefined ? 0 : m.errorCode, 'errorCode')
  else if (m.errorCode !== undefined && m.errorCode !== 0) throw absent('errorCode', v, '1+')
  {
    const a = w.array(m.replicaElectionResults, 'replicaElectionResults', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeElectLeadersResponseReplicaElectionResult(w, a[i] as ElectLeadersResponseReplicaElectionResult, v)
    } catch (error) {
      throw within(error, 'replicaElectionResults', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeElectLeadersResponse(r: Reader, v: number): Decoded<ElectLeadersResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = v >= 1 ? r.int16() : 0
  let replicaElectionResults: Decoded<ElectLeadersResponseReplicaElectionResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<ElectLeadersResponseReplicaElectionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeElectLeadersResponseReplicaElectionResult(r, v)
    replicaElectionResults = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<ElectLeadersResponse> = { throttleTimeMs, errorCode, replicaElectionResults }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
