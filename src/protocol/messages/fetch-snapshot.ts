// @generated from schemas/FetchSnapshotRequest.json and
// FetchSnapshotResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct, checkTags } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of FetchSnapshot. */
export interface FetchSnapshotResponse extends UnknownTags {
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
  /** Type: []TopicSnapshot. */
  topics: readonly FetchSnapshotResponseTopicSnapshot[]
  /** Type: []NodeEndpoint, v1+, tag 0. */
  nodeEndpoints?: readonly FetchSnapshotResponseNodeEndpoint[] | undefined
}

/** One element of `nodeEndpoints` in `FetchSnapshotResponse`. */
export interface FetchSnapshotResponseNodeEndpoint extends UnknownTags {
  /** Type: int32. */
  nodeId: number
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** One element of `topics` in `FetchSnapshotResponse`. */
export interface FetchSnapshotResponseTopicSnapshot extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: []PartitionSnapshot. */
  partitions: readonly FetchSnapshotResponsePartitionSnapshot[]
}

/** One element of `partitions` in `FetchSnapshotResponseTopicSnapshot`. */
export interface FetchSnapshotResponsePartitionSnapshot extends UnknownTags {
  /** Type: int32. */
  index: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: SnapshotId. */
  snapshotId: FetchSnapshotResponseSnapshotId
  /** Type: LeaderIdAndEpoch, tag 0. */
  currentLeader?: FetchSnapshotResponseLeaderIdAndEpoch | undefined
  /** Type: int64. */
  size: bigint
  /** Type: int64. */
  position: bigint
  /** Type: records. */
  unalignedRecords: Uint8Array
}

/**
 * Who leads the partition, which the broker adds to NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH,
 * so that the client does not have to ask for metadata first (KIP-951).
 *
 * The value of `currentLeader` in `FetchSnapshotResponsePartitionSnapshot`.
 */
export interface FetchSnapshotResponseLeaderIdAndEpoch extends UnknownTags {
  /** The node id of the partition's leader; -1 if the broker does not know it. Type: int32. */
  leaderId: number
  /**
   * The epoch of that leader: it grows with each election. -1 if the broker does not know it.
   *
   * Type: int32.
   */
  leaderEpoch: number
}

/** The value of `snapshotId` in `FetchSnapshotResponsePartitionSnapshot`. */
export interface FetchSnapshotResponseSnapshotId extends UnknownTags {
  /** Type: int64. */
  endOffset: bigint
  /** Type: int32. */
  epoch: number
}

/** The request of FetchSnapshot. */
export interface FetchSnapshotRequest extends UnknownTags {
  /** Type: string, tag 0, nullable, default null. */
  clusterId?: string | null | undefined
  /** Type: int32, default -1. */
  replicaId?: number | undefined
  /** Type: int32, default 0x7fffffff. */
  maxBytes?: number | undefined
  /** Type: []TopicSnapshot. */
  topics: readonly FetchSnapshotRequestTopicSnapshot[]
}

/** One element of `topics` in `FetchSnapshotRequest`. */
export interface FetchSnapshotRequestTopicSnapshot extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: []PartitionSnapshot. */
  partitions: readonly FetchSnapshotRequestPartitionSnapshot[]
}

/** One element of `partitions` in `FetchSnapshotRequestTopicSnapshot`. */
export interface FetchSnapshotRequestPartitionSnapshot extends UnknownTags {
  /** Type: int32. */
  partition: number
  /** Type: int32. */
  currentLeaderEpoch: number
  /** Type: SnapshotId. */
  snapshotId: FetchSnapshotRequestSnapshotId
  /** Type: int64. */
  position: bigint
  /** Type: uuid, v1+, tag 0. */
  replicaDirectoryId?: string | undefined
}

/** The value of `snapshotId` in `FetchSnapshotRequestPartitionSnapshot`. */
export interface FetchSnapshotRequestSnapshotId extends UnknownTags {
  /** Type: int64. */
  endOffset: bigint
  /** Type: int32. */
  epoch: number
}

/**
 * FetchSnapshot: key 59, versions 0-1.
 *
 * Reads a snapshot of the metadata log. Only brokers and controllers send it.
 */
export const FetchSnapshot: Api<FetchSnapshotRequest, FetchSnapshotResponse> = {
  name: 'FetchSnapshot', key: 59, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeFetchSnapshotRequest,
  decodeRequest: decodeFetchSnapshotRequest,
  encodeResponse: encodeFetchSnapshotResponse,
  decodeResponse: decodeFetchSnapshotResponse
}

function encodeFetchSnapshotRequestSnapshotId(w: Writer, m: FetchSnapshotRequestSnapshotId, _v: number): void {
  checkStruct(m)
  w.int64(m.endOffset, 'endOffset')
  w.int32(m.epoch, 'epoch')
  w.unknownTags(m.unknownTags)
}

function decodeFetchSnapshotRequestSnapshotId(r: Reader, _v: number): Decoded<FetchSnapshotRequestSnapshotId> {
  const endOffset: bigint = r.int64()
  const epoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchSnapshotRequestSnapshotId> = { endOffset, epoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotRequestPartitionSnapshot(w: Writer, m: FetchSnapshotRequestPartitionSnapshot, v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int32(m.currentLeaderEpoch, 'currentLeaderEpoch')
  try {
    encodeFetchSnapshotRequestSnapshotId(w, m.snapshotId, v)
  } catch (error) {
    throw within(error, 'snapshotId')
  }
  w.int64(m.position, 'position')
  let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [v >= 1 ? 0 : -1])
  const replicaDirectoryId = m.replicaDirectoryId
  const has_replicaDirectoryId = v >= 1 && replicaDirectoryId !== undefined && replicaDirectoryId !== ZERO_UUID
  if (has_replicaDirectoryId) tags++
  w.unsignedVarint(tags)
  if (has_replicaDirectoryId) {
    const t = w.beginTag()
    t.uuid(replicaDirectoryId, 'replicaDirectoryId')
    w.endTag(0, t)
  }
  if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
}

function decodeFetchSnapshotRequestPartitionSnapshot(r: Reader, v: number): Decoded<FetchSnapshotRequestPartitionSnapshot> {
  const partition: number = r.int32()
  const currentLeaderEpoch: number = r.int32()
  const snapshotId: Decoded<FetchSnapshotRequestSnapshotId> = decodeFetchSnapshotRequestSnapshotId(r, v)
  const position: bigint = r.int64()
  let replicaDirectoryId: string = ZERO_UUID
  let unknownTags: Map<number, Uint8Array> | undefined
  for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
    tag = r.tag(tag)
    if (tag === 0 && v >= 1) {
      const beyond = r.enterTag()
      replicaDirectoryId = r.uuid()
      r.leaveTag(beyond)
    } else unknownTags = r.unknownTag(unknownTags, tag)
  }
  const m: Decoded<FetchSnapshotRequestPartitionSnapshot> = { partition, currentLeaderEpoch, snapshotId, position, replicaDirectoryId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotRequestTopicSnapshot(w: Writer, m: FetchSnapshotRequestTopicSnapshot, v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchSnapshotRequestPartitionSnapshot(w, a[i] as FetchSnapshotRequestPartitionSnapshot, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeFetchSnapshotRequestTopicSnapshot(r: Reader, v: number): Decoded<FetchSnapshotRequestTopicSnapshot> {
  const name: string = r.compactString()
  let partitions: Decoded<FetchSnapshotRequestPartitionSnapshot>[]
  {
    const n = r.compactArrayLength(30)
    const a = newArray<Decoded<FetchSnapshotRequestPartitionSnapshot>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchSnapshotRequestPartitionSnapshot(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchSnapshotRequestTopicSnapshot> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotRequest(w: Writer, m: FetchSnapshotRequest, v: number): void {
  checkStruct(m)
  w.int32(m.replicaId === undefined ? -1 : m.replicaId, 'replicaId')
  w.int32(m.maxBytes === undefined ? 2147483647 : m.maxBytes, 'maxBytes')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchSnapshotRequestTopicSnapshot(w, a[i] as FetchSnapshotRequestTopicSnapshot, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [0])
  const clusterId = m.clusterId
  const has_clusterId = clusterId !== undefined && clusterId !== null
  if (has_clusterId) tags++
  w.unsignedVarint(tags)
  if (has_clusterId) {
    const t = w.beginTag()
    t.compactNullableString(clusterId, 'clusterId')
    w.endTag(0, t)
  }
  if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
}

function decodeFetchSnapshotRequest(r: Reader, v: number): Decoded<FetchSnapshotRequest> {
  let clusterId: string | null = null
  const replicaId: number = r.int32()
  const maxBytes: number = r.int32()
  let topics: Decoded<FetchSnapshotRequestTopicSnapshot>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<FetchSnapshotRequestTopicSnapshot>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchSnapshotRequestTopicSnapshot(r, v)
    topics = a
  }
  let unknownTags: Map<number, Uint8Array> | undefined
  for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
    tag = r.tag(tag)
    if (tag === 0) {
      const beyond = r.enterTag()
      clusterId = r.compactNullableString()
      r.leaveTag(beyond)
    } else unknownTags = r.unknownTag(unknownTags, tag)
  }
  const m: Decoded<FetchSnapshotRequest> = { clusterId, replicaId, maxBytes, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotResponseSnapshotId(w: Writer, m: FetchSnapshotResponseSnapshotId, _v: number): void {
  checkStruct(m)
  w.int64(m.endOffset, 'endOffset')
  w.int32(m.epoch, 'epoch')
  w.unknownTags(m.unknownTags)
}

function decodeFetchSnapshotResponseSnapshotId(r: Reader, _v: number): Decoded<FetchSnapshotResponseSnapshotId> {
  const endOffset: bigint = r.int64()
  const epoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchSnapshotResponseSnapshotId> = { endOffset, epoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotResponseLeaderIdAndEpoch(w: Writer, m: FetchSnapshotResponseLeaderIdAndEpoch, _v: number): void {
  checkStruct(m)
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeFetchSnapshotResponseLeaderIdAndEpoch(r: Reader, _v: number): Decoded<FetchSnapshotResponseLeaderIdAndEpoch> {
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchSnapshotResponseLeaderIdAndEpoch> = { leaderId, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotResponsePartitionSnapshot(w: Writer, m: FetchSnapshotResponsePartitionSnapshot, v: number): void {
  checkStruct(m)
  w.int32(m.index, 'index')
  w.int16(m.errorCode, 'errorCode')
  try {
    encodeFetchSnapshotResponseSnapshotId(w, m.snapshotId, v)
  } catch (error) {
    throw within(error, 'snapshotId')
  }
  w.int64(m.size, 'size')
  w.int64(m.position, 'position')
  w.compactBytes(m.unalignedRecords, 'unalignedRecords')
  let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [0])
  const currentLeader = m.currentLeader
  const has_currentLeader = currentLeader !== undefined && !isDefaultFetchSnapshotResponseLeaderIdAndEpoch(currentLeader)
  if (has_currentLeader) tags++
  w.unsignedVarint(tags)
  if (has_currentLeader) {
    const t = w.beginTag()
    try {
      encodeFetchSnapshotResponseLeaderIdAndEpoch(t, currentLeader, v)
    } catch (error) {
      throw within(error, 'currentLeader')
    }
    w.endTag(0, t)
  }
  if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
}

function decodeFetchSnapshotResponsePartitionSnapshot(r: Reader, v: number): Decoded<FetchSnapshotResponsePartitionSnapshot> {
  const index: number = r.int32()
  const errorCode: number = r.int16()
  const snapshotId: Decoded<FetchSnapshotResponseSnapshotId> = decodeFetchSnapshotResponseSnapshotId(r, v)
  let currentLeader: Decoded<FetchSnapshotResponseLeaderIdAndEpoch> = defaultFetchSnapshotResponseLeaderIdAndEpoch()
  const size: bigint = r.int64()
  const position: bigint = r.int64()
  const unalignedRecords: Uint8Array = r.compactBytes()
  let unknownTags: Map<number, Uint8Array> | undefined
  for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
    tag = r.tag(tag)
    if (tag === 0) {
      const beyond = r.enterTag()
      currentLeader = decodeFetchSnapshotResponseLeaderIdAndEpoch(r, v)
      r.leaveTag(beyond)
    } else unknownTags = r.unknownTag(unknownTags, tag)
  }
  const m: Decoded<FetchSnapshotResponsePartitionSnapshot> = { index, errorCode, snapshotId, currentLeader, size, position, unalignedRecords }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotResponseTopicSnapshot(w: Writer, m: FetchSnapshotResponseTopicSnapshot, v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchSnapshotResponsePartitionSnapshot(w, a[i] as FetchSnapshotResponsePartitionSnapshot, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeFetchSnapshotResponseTopicSnapshot(r: Reader, v: number): Decoded<FetchSnapshotResponseTopicSnapshot> {
  const name: string = r.compactString()
  let partitions: Decoded<FetchSnapshotResponsePartitionSnapshot>[]
  {
    const n = r.compactArrayLength(37)
    const a = newArray<Decoded<FetchSnapshotResponsePartitionSnapshot>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchSnapshotResponsePartitionSnapshot(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchSnapshotResponseTopicSnapshot> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotResponseNodeEndpoint(w: Writer, m: FetchSnapshotResponseNodeEndpoint, _v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeFetchSnapshotResponseNodeEndpoint(r: Reader, _v: number): Decoded<FetchSnapshotResponseNodeEndpoint> {
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchSnapshotResponseNodeEndpoint> = { nodeId, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchSnapshotResponse(w: Writer, m: FetchSnapshotResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchSnapshotResponseTopicSnapshot(w, a[i] as FetchSnapshotResponseTopicSnapshot, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v <= 0) {
    if (m.nodeEndpoints !== undefined && m.nodeEndpoints?.length !== 0) throw absent('nodeEndpoints', v, '1+')
  }
  let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [v >= 1 ? 0 : -1])
  const nodeEndpoints = m.nodeEndpoints
  const has_nodeEndpoints = v >= 1 && nodeEndpoints !== undefined && nodeEndpoints?.length !== 0
  if (has_nodeEndpoints) tags++
  w.unsignedVarint(tags)
  if (has_nodeEndpoints) {
    const t = w.beginTag()
    {
      const a = t.array(nodeEndpoints, 'nodeEndpoints', true)
      let i = 0
      try {
        for (; i < a.length; i++) encodeFetchSnapshotResponseNodeEndpoint(t, a[i] as FetchSnapshotResponseNodeEndpoint, v)
      } catch (error) {
        throw within(error, 'nodeEndpoints', i)
      }
    }
    w.endTag(0, t)
  }
  if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
}

function decodeFetchSnapshotResponse(r: Reader, v: number): Decoded<FetchSnapshotResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  let topics: Decoded<FetchSnapshotResponseTopicSnapshot>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<FetchSnapshotResponseTopicSnapshot>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchSnapshotResponseTopicSnapshot(r, v)
    topics = a
  }
  let nodeEndpoints: Decoded<FetchSnapshotResponseNodeEndpoint>[] = []
  let unknownTags: Map<number, Uint8Array> | undefined
  for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
    tag = r.tag(tag)
    if (tag === 0 && v >= 1) {
      const beyond = r.enterTag()
      {
        const n = r.compactArrayLength(8)
        const a = newArray<Decoded<FetchSnapshotResponseNodeEndpoint>>(n)
        for (let i = 0; i < n; i++) a[i] = decodeFetchSnapshotResponseNodeEndpoint(r, v)
        nodeEndpoints = a
      }
      r.leaveTag(beyond)
    } else unknownTags = r.unknownTag(unknownTags, tag)
  }
  const m: Decoded<FetchSnapshotResponse> = { throttleTimeMs, errorCode, topics, nodeEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function defaultFetchSnapshotResponseLeaderIdAndEpoch(): Decoded<FetchSnapshotResponseLeaderIdAndEpoch> {
  return { leaderId: 0, leaderEpoch: 0 }
}

function isDefaultFetchSnapshotResponseLeaderIdAndEpoch(m: FetchSnapshotResponseLeaderIdAndEpoch): boolean {
  if (typeof m !== 'object' || m === null) return false
  return !((m.leaderId !== 0) || (m.leaderEpoch !== 0) || (m.unknownTags !== undefined && m.unknownTags?.size !== 0))
}
