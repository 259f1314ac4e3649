// @generated from schemas/StopReplicaRequest.json and
// StopReplicaResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of StopReplica. */
export interface StopReplicaResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: []StopReplicaPartitionError. */
  partitionErrors: readonly StopReplicaResponsePartitionError[]
}

/** One element of `partitionErrors` in `StopReplicaResponse`. */
export interface StopReplicaResponsePartitionError extends UnknownTags {
  /** Type: string. */
  topicName: string
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

/** The request of StopReplica. */
export interface StopReplicaRequest extends UnknownTags {
  /** Type: int32. */
  controllerId: number
  /** Type: bool, v4+, default false. */
  isKRaftController?: boolean | undefined
  /** Type: int32. */
  controllerEpoch: number
  /** Type: int64, v1+, default -1. */
  brokerEpoch?: bigint | undefined
  /** Type: bool, v0-2. */
  deletePartitions?: boolean | undefined
  /** Type: []StopReplicaPartitionV0, v0. */
  ungroupedPartitions?: readonly StopReplicaRequestPartitionV0[] | undefined
  /** Type: []StopReplicaTopicV1, v1-2. */
  topics?: readonly StopReplicaRequestTopicV1[] | undefined
  /** Type: []StopReplicaTopicState, v3+. */
  topicStates?: readonly StopReplicaRequestTopicState[] | undefined
}

/** One element of `topicStates` in `StopReplicaRequest`. */
export interface StopReplicaRequestTopicState extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []StopReplicaPartitionState. */
  partitionStates: readonly StopReplicaRequestPartitionState[]
}

/** One element of `partitionStates` in `StopReplicaRequestTopicState`. */
export interface StopReplicaRequestPartitionState extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
  /** Type: int32, default -1. */
  leaderEpoch?: number | undefined
  /** Type: bool. */
  deletePartition: boolean
}

/** One element of `topics` in `StopReplicaRequest`. */
export interface StopReplicaRequestTopicV1 extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: []int32. */
  partitionIndexes: readonly number[]
}

/** One element of `ungroupedPartitions` in `StopReplicaRequest`. */
export interface StopReplicaRequestPartitionV0 extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: int32. */
  partitionIndex: number
}

/**
 * StopReplica: key 5, versions 0-4.
 *
 * Tells a broker to give up replicas, up to Kafka 3.9 with ZooKeeper. Only controllers send it.
 */
export const StopReplica: Api<StopReplicaRequest, StopReplicaResponse> = {
  name: 'StopReplica', key: 5, minVersion: 0, maxVersion: 4, flexibleFrom: 2,
  highestVersionFor: highestStopReplicaRequest,
  encodeRequest: encodeStopReplicaRequest,
  decodeRequest: decodeStopReplicaRequest,
  encodeResponse: encodeStopReplicaResponse,
  decodeResponse: decodeStopReplicaResponse
}

function encodeStopReplicaRequestPartitionV0(w: Writer, m: StopReplicaRequestPartitionV0, v: number): void {
  checkStruct(m)
  w.string(m.topicName, 'topicName')
  w.int32(m.partitionIndex, 'partitionIndex')
  checkNoTags(m.unknownTags, v, 'none')
}

function decodeStopReplicaRequestPartitionV0(r: Reader, _v: number): Decoded<StopReplicaRequestPartitionV0> {
  const topicName: string = r.string()
  const partitionIndex: number = r.int32()
  const m: Decoded<StopReplicaRequestPartitionV0> = { topicName, partitionIndex }
  return m
}

function encodeStopReplicaRequestTopicV1(w: Writer, m: StopReplicaRequestTopicV1, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitionIndexes, 'partitionIndexes', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitionIndexes', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeStopReplicaRequestTopicV1(r: Reader, v: number): Decoded<StopReplicaRequestTopicV1> {
  const name: string = v >= 2 ? r.compactString() : r.string()
  let partitionIndexes: number[]
  {
    const n = v >= 2 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitionIndexes = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<StopReplicaRequestTopicV1> = { name, partitionIndexes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStopReplicaRequestPartitionState(w: Writer, m: StopReplicaRequestPartitionState, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int32(m.leaderEpoch === undefined ? -1 : m.leaderEpoch, 'leaderEpoch')
  w.bool(m.deletePartition, 'deletePartition')
  w.unknownTags(m.unknownTags)
}

function decodeStopReplicaRequestPartitionState(r: Reader, _v: number): Decoded<StopReplicaRequestPartitionState> {
  const partitionIndex: number = r.int32()
  const leaderEpoch: number = r.int32()
  const deletePartition: boolean = r.bool()
  const unknownTags = r.unknownTags()
  const m: Decoded<StopReplicaRequestPartitionState> = { partitionIndex, leaderEpoch, deletePartition }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStopReplicaRequestTopicState(w: Writer, m: StopReplicaRequestTopicState, v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  {
    const a = w.array(m.partitionStates, 'partitionStates', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStopReplicaRequestPartitionState(w, a[i] as StopReplicaRequestPartitionState, v)
    } catch (error) {
      throw within(error, 'partitionStates', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStopReplicaRequestTopicState(r: Reader, v: number): Decoded<StopReplicaRequestTopicState> {
  const topicName: string = r.compactString()
  let partitionStates: Decoded<StopReplicaRequestPartitionState>[]
  {
    const n = r.compactArrayLength(10)
    const a = newArray<Decoded<StopReplicaRequestPartitionState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStopReplicaRequestPartitionState(r, v)
    partitionStates = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StopReplicaRequestTopicState> = { topicName, partitionStates }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStopReplicaRequest(w: Writer, m: StopReplicaRequest, v: number): void {
  checkStruct(m)
  w.int32(m.controllerId, 'controllerId')
  if (v >= 4) w.bool(m.isKRaftController === undefined ? false : m.isKRaftController, 'isKRaftController')
  else if (m.isKRaftController !== undefined && m.isKRaftController !== false) throw absent('isKRaftController', v, '4+')
  w.int32(m.controllerEpoch, 'controllerEpoch')
  if (v >= 1) w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  if (v <= 2) w.bool(m.deletePartitions === undefined ? false : m.deletePartitions, 'deletePartitions')
  else if (m.deletePartitions !== undefined && m.deletePartitions !== false) throw absent('deletePartitions', v, '0-2')
  if (v <= 0) {
    const a = w.array(m.ungroupedPartitions === undefined ? [] : m.ungroupedPartitions, 'ungroupedPartitions', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStopReplicaRequestPartitionV0(w, a[i] as StopReplicaRequestPartitionV0, v)
    } catch (error) {
      throw within(error, 'ungroupedPartitions', i)
    }
  } else if (m.ungroupedPartitions !== undefined && m.ungroupedPartitions?.length !== 0) throw absent('ungroupedPartitions', v, '0')
  if (v >= 1 && v <= 2) {
    const a = w.array(m.topics === undefined ? [] : m.topics, 'topics', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStopReplicaRequestTopicV1(w, a[i] as StopReplicaRequestTopicV1, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  } else if (m.topics !== undefined && m.topics?.length !== 0) throw absent('topics', v, '1-2')
  if (v >= 3) {
    const a = w.array(m.topicStates === undefined ? [] : m.topicStates, 'topicStates', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStopReplicaRequestTopicState(w, a[i] as StopReplicaRequestTopicState, v)
    } catch (error) {
      throw within(error, 'topicStates', i)
    }
  } else if (m.topicStates !== undefined && m.topicStates?.length !== 0) throw absent('topicStates', v, '3+')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeStopReplicaRequest(r: Reader, v: number): Decoded<StopReplicaRequest> {
  const controllerId: number = r.int32()
  const isKRaftController: boolean = v >= 4 ? r.bool() : false
  const controllerEpoch: number = r.int32()
  const brokerEpoch: bigint = v >= 1 ? r.int64() : -1n
  const deletePartitions: boolean = v <= 2 ? r.bool() : false
  let ungroupedPartitions: Decoded<StopReplicaRequestPartitionV0>[] = []
  if (v <= 0) {
    const n = r.arrayLength(6)
    const a = newArray<Decoded<StopReplicaRequestPartitionV0>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStopReplicaRequestPartitionV0(r, v)
    ungroupedPartitions = a
  }
  let topics: Decoded<StopReplicaRequestTopicV1>[] = []
  if (v >= 1 && v <= 2) {
    const n = v >= 2 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<StopReplicaRequestTopicV1>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStopReplicaRequestTopicV1(r, v)
    topics = a
  }
  let topicStates: Decoded<StopReplicaRequestTopicState>[] = []
  if (v >= 3) {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StopReplicaRequestTopicState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStopReplicaRequestTopicState(r, v)
    topicStates = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<StopReplicaRequest> = { controllerId, isKRaftController, controllerEpoch, brokerEpoch, deletePartitions, ungroupedPartitions, topics, topicStates }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStopReplicaResponsePartitionError(w: Writer, m: StopReplicaResponsePartitionError, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeStopReplicaResponsePartitionError(r: Reader, v: number): Decoded<StopReplicaResponsePartitionError> {
  const topicName: string = v >= 2 ? r.compactString() : r.string()
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<StopReplicaResponsePartitionError> = { topicName, partitionIndex, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStopReplicaResponse(w: Writer, m: StopReplicaResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.partitionErrors, 'partitionErrors', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStopReplicaResponsePartitionError(w, a[i] as StopReplicaResponsePartitionError, v)
    } catch (error) {
      throw within(error, 'partitionErrors', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeStopReplicaResponse(r: Reader, v: number): Decoded<StopReplicaResponse> {
  const errorCode: number = r.int16()
  let partitionErrors: Decoded<StopReplicaResponsePartitionError>[]
  {
    const n = v >= 2 ? r.compactArrayLength(8) : r.arrayLength(8)
    const a = newArray<Decoded<StopReplicaResponsePartitionError>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStopReplicaResponsePartitionError(r, v)
    partitionErrors = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<StopReplicaResponse> = { errorCode, partitionErrors }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestStopReplicaRequest(m: StopReplicaRequest): number {
  let highest = 4
  if (typeof m !== 'object' || m === null) return highest
  if (m.deletePartitions !== undefined && m.deletePartitions !== false && highest > 2) highest = 2
  if (m.ungroupedPartitions !== undefined && m.ungroupedPartitions?.length !== 0 && highest > 0) highest = 0
  if (m.topics !== undefined && m.topics?.length !== 0 && highest > 2) highest = 2
  return highest
}
