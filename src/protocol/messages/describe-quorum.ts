// @generated from schemas/DescribeQuorumRequest.json and
// DescribeQuorumResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeQuorum. */
export interface DescribeQuorumResponse extends UnknownTags {
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
   * Type: string, v2+, nullable.
   */
  errorMessage?: string | null | undefined
  /** Type: []TopicData. */
  topics: readonly DescribeQuorumResponseTopicData[]
  /** Type: []Node, v2+. */
  nodes?: readonly DescribeQuorumResponseNode[] | undefined
}

/** One element of `nodes` in `DescribeQuorumResponse`. */
export interface DescribeQuorumResponseNode extends UnknownTags {
  /** Type: int32. */
  nodeId: number
  /** Type: []Listener. */
  listeners: readonly DescribeQuorumResponseListener[]
}

/** One element of `listeners` in `DescribeQuorumResponseNode`. */
export interface DescribeQuorumResponseListener extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** One element of `topics` in `DescribeQuorumResponse`. */
export interface DescribeQuorumResponseTopicData extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []PartitionData. */
  partitions: readonly DescribeQuorumResponsePartitionData[]
}

/** One element of `partitions` in `DescribeQuorumResponseTopicData`. */
export interface DescribeQuorumResponsePartitionData extends UnknownTags {
  /** Type: int32. */
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
   * Type: string, v2+, nullable.
   */
  errorMessage?: string | null | undefined
  /** Type: int32. */
  leaderId: number
  /** Type: int32. */
  leaderEpoch: number
  /** Type: int64. */
  highWatermark: bigint
  /** Type: []ReplicaState. */
  currentVoters: readonly DescribeQuorumResponseReplicaState[]
  /** Type: []ReplicaState. */
  observers: readonly DescribeQuorumResponseReplicaState[]
}

/**
 * One element of `currentVoters` in `DescribeQuorumResponsePartitionData`; One element of
 * `observers` in `DescribeQuorumResponsePartitionData`.
 */
export interface DescribeQuorumResponseReplicaState extends UnknownTags {
  /** Type: int32. */
  replicaId: number
  /** Type: uuid, v2+. */
  replicaDirectoryId?: string | undefined
  /** Type: int64. */
  logEndOffset: bigint
  /** Type: int64, v1+, default -1. */
  lastFetchTimestamp?: bigint | undefined
  /** Type: int64, v1+, default -1. */
  lastCaughtUpTimestamp?: bigint | undefined
}

/** The request of DescribeQuorum. */
export interface DescribeQuorumRequest extends UnknownTags {
  /** Type: []TopicData. */
  topics: readonly DescribeQuorumRequestTopicData[]
}

/** One element of `topics` in `DescribeQuorumRequest`. */
export interface DescribeQuorumRequestTopicData extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []PartitionData. */
  partitions: readonly DescribeQuorumRequestPartitionData[]
}

/** One element of `partitions` in `DescribeQuorumRequestTopicData`. */
export interface DescribeQuorumRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
}

/**
 * DescribeQuorum: key 55, versions 0-2.
 *
 * Describes the leader, voters and observers of the controller quorum.
 */
export const DescribeQuorum: Api<DescribeQuorumRequest, DescribeQuorumResponse> = {
  name: 'DescribeQuorum', key: 55, minVersion: 0, maxVersion: 2, flexibleFrom: 0,
  encodeRequest: encodeDescribeQuorumRequest,
  decodeRequest: decodeDescribeQuorumRequest,
  encodeResponse: encodeDescribeQuorumResponse,
  decodeResponse: decodeDescribeQuorumResponse
}

function encodeDescribeQuorumRequestPartitionData(w: Writer, m: DescribeQuorumRequestPartitionData, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumRequestPartitionData(r: Reader, _v: number): Decoded<DescribeQuorumRequestPartitionData> {
  const partitionIndex: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumRequestPartitionData> = { partitionIndex }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeQuorumRequestTopicData(w: Writer, m: DescribeQuorumRequestTopicData, v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeQuorumRequestPartitionData(w, a[i] as DescribeQuorumRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumRequestTopicData(r: Reader, v: number): Decoded<DescribeQuorumRequestTopicData> {
  const topicName: string = r.compactString()
  let partitions: Decoded<DescribeQuorumRequestPartitionData>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<DescribeQuorumRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeQuorumRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumRequestTopicData> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeQuorumRequest(w: Writer, m: DescribeQuorumRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeQuorumRequestTopicData(w, a[i] as DescribeQuorumRequestTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumRequest(r: Reader, v: number): Decoded<DescribeQuorumRequest> {
  let topics: Decoded<DescribeQuorumRequestTopicData>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<DescribeQuorumRequestTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeQuorumRequestTopicData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumRequest> = { topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeQuorumResponseReplicaState(w: Writer, m: DescribeQuorumResponseReplicaState, v: number): void {
  checkStruct(m)
  w.int32(m.replicaId, 'replicaId')
  if (v >= 2) w.uuid(m.replicaDirectoryId === undefined ? ZERO_UUID : m.replicaDirectoryId, 'replicaDirectoryId')
  else if (m.replicaDirectoryId !== undefined && m.replicaDirectoryId !== ZERO_UUID) throw absent('replicaDirectoryId', v, '2+')
  w.int64(m.logEndOffset, 'logEndOffset')
  if (v >= 1) w.int64(m.lastFetchTimestamp === undefined ? -1n : m.lastFetchTimestamp, 'lastFetchTimestamp')
  if (v >= 1) w.int64(m.lastCaughtUpTimestamp === undefined ? -1n : m.lastCaughtUpTimestamp, 'lastCaughtUpTimestamp')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumResponseReplicaState(r: Reader, v: number): Decoded<DescribeQuorumResponseReplicaState> {
  const replicaId: number = r.int32()
  const replicaDirectoryId: string = v >= 2 ? r.uuid() : ZERO_UUID
  const logEndOffset: bigint = r.int64()
  const lastFetchTimestamp: bigint = v >= 1 ? r.int64() : -1n
  const lastCaughtUpTimestamp: bigint = v >= 1 ? r.int64() : -1n
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumResponseReplicaState> = { replicaId, replicaDirectoryId, logEndOffset, lastFetchTimestamp, lastCaughtUpTimestamp }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeQuorumResponsePartitionData(w: Writer, m: DescribeQuorumResponsePartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage === undefined ? '' : m.errorMessage, 'errorMessage')
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.int64(m.highWatermark, 'highWatermark')
  {
    const a = w.array(m.currentVoters, 'currentVoters', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeQuorumResponseReplicaState(w, a[i] as DescribeQuorumResponseReplicaState, v)
    } catch (error) {
      throw within(error, 'currentVoters', i)
    }
  }
  {
    const a = w.array(m.observers, 'observers', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeQuorumResponseReplicaState(w, a[i] as DescribeQuorumResponseReplicaState, v)
    } catch (error) {
      throw within(error, 'observers', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumResponsePartitionData(r: Reader, v: number): Decoded<DescribeQuorumResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : ''
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const highWatermark: bigint = r.int64()
  let currentVoters: Decoded<DescribeQuorumResponseReplicaState>[]
  {
    const n = r.compactArrayLength(13)
    const a = newArray<Decoded<DescribeQuorumResponseReplicaState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeQuorumResponseReplicaState(r, v)
    currentVoters = a
  }
  let observers: Decoded<DescribeQuorumResponseReplicaState>[]
  {
    const n = r.compactArrayLength(13)
    const a = newArray<Decoded<DescribeQuorumResponseReplicaState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeQuorumResponseReplicaState(r, v)
    observers = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumResponsePartitionData> = { partitionIndex, errorCode, errorMessage, leaderId, leaderEpoch, highWatermark, currentVoters, observers }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeQuorumResponseTopicData(w: Writer, m: DescribeQuorumResponseTopicData, v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeQuorumResponsePartitionData(w, a[i] as DescribeQuorumResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumResponseTopicData(r: Reader, v: number): Decoded<DescribeQuorumResponseTopicData> {
  const topicName: string = r.compactString()
  let partitions: Decoded<DescribeQuorumResponsePartitionData>[]
  {
    const n = r.compactArrayLength(25)
    const a = newArray<Decoded<DescribeQuorumResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeQuorumResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumResponseTopicData> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeQuorumResponseListener(w: Writer, m: DescribeQuorumResponseListener, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumResponseListener(r: Reader, _v: number): Decoded<DescribeQuorumResponseListener> {
  const name: string = r.compactString()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumResponseListener> = { name, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeQuorumResponseNode(w: Writer, m: DescribeQuorumResponseNode, v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  {
    const a = w.array(m.listeners, 'listeners', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeQuorumResponseListener(w, a[i] as DescribeQuorumResponseListener, v)
    } catch (error) {
      throw within(error, 'listeners', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumResponseNode(r: Reader, v: number): Decoded<DescribeQuorumResponseNode> {
  const nodeId: number = r.int32()
  let listeners: Decoded<DescribeQuorumResponseListener>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<DescribeQuorumResponseListener>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeQuorumResponseListener(r, v)
    listeners = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumResponseNode> = { nodeId, listeners }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeQuorumResponse(w: Writer, m: DescribeQuorumResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage === undefined ? '' : m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeQuorumResponseTopicData(w, a[i] as DescribeQuorumResponseTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 2) {
    const a = w.array(m.nodes === undefined ? [] : m.nodes, 'nodes', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeQuorumResponseNode(w, a[i] as DescribeQuorumResponseNode, v)
    } catch (error) {
      throw within(error, 'nodes', i)
    }
  } else if (m.nodes !== undefined && m.nodes?.length !== 0) throw absent('nodes', v, '2+')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeQuorumResponse(r: Reader, v: number): Decoded<DescribeQuorumResponse> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : ''
  let topics: Decoded<DescribeQuorumResponseTopicData>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<DescribeQuorumResponseTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeQuorumResponseTopicData(r, v)
    topics = a
  }
  let nodes: Decoded<DescribeQuorumResponseNode>[] = []
  if (v >= 2) {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<DescribeQuorumResponseNode>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeQuorumResponseNode(r, v)
    nodes = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeQuorumResponse> = { errorCode, errorMessage, topics, nodes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
