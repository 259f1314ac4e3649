// @generated from schemas/VoteRequest.json and
// VoteResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct, checkTags } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of Vote. */
export interface VoteResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: []TopicData. */
  topics: readonly VoteResponseTopicData[]
  /** Type: []NodeEndpoint, v1+, tag 0. */
  nodeEndpoints?: readonly VoteResponseNodeEndpoint[] | undefined
}

/** One element of `nodeEndpoints` in `VoteResponse`. */
export interface VoteResponseNodeEndpoint extends UnknownTags {
  /** Type: int32. */
  nodeId: number
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** One element of `topics` in `VoteResponse`. */
export interface VoteResponseTopicData extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []PartitionData. */
  partitions: readonly VoteResponsePartitionData[]
}

/** One element of `partitions` in `VoteResponseTopicData`. */
export interface VoteResponsePartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: int32. */
  leaderId: number
  /** Type: int32. */
  leaderEpoch: number
  /** Type: bool. */
  voteGranted: boolean
}

/** The request of Vote. */
export interface VoteRequest extends UnknownTags {
  /** Type: string, nullable, default null. */
  clusterId?: string | null | undefined
  /** Type: int32, v1+, default -1. */
  voterId?: number | undefined
  /** Type: []TopicData. */
  topics: readonly VoteRequestTopicData[]
}

/** One element of `topics` in `VoteRequest`. */
export interface VoteRequestTopicData extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []PartitionData. */
  partitions: readonly VoteRequestPartitionData[]
}

/** One element of `partitions` in `VoteRequestTopicData`. */
export interface VoteRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
  /** Type: int32. */
  replicaEpoch: number
  /** Type: int32. */
  replicaId: number
  /** Type: uuid, v1+. */
  replicaDirectoryId?: string | undefined
  /** Type: uuid, v1+. */
  voterDirectoryId?: string | undefined
  /** Type: int32. */
  lastOffsetEpoch: number
  /** Type: int64. */
  lastOffset: bigint
  /** Type: bool, v2+. */
  preVote?: boolean | undefined
}

/**
 * Vote: key 52, versions 0-2.
 *
 * Asks for a vote in an election of the controller quorum. Only controllers send it.
 */
export const Vote: Api<VoteRequest, VoteResponse> = {
  name: 'Vote', key: 52, minVersion: 0, maxVersion: 2, flexibleFrom: 0,
  encodeRequest: encodeVoteRequest,
  decodeRequest: decodeVoteRequest,
  encodeResponse: encodeVoteResponse,
  decodeResponse: decodeVoteResponse
}

function encodeVoteRequestPartitionData(w: Writer, m: VoteRequestPartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int32(m.replicaEpoch, 'replicaEpoch')
  w.int32(m.replicaId, 'replicaId')
  if (v >= 1) w.uuid(m.replicaDirectoryId === undefined ? ZERO_UUID : m.replicaDirectoryId, 'replicaDirectoryId')
  if (v >= 1) w.uuid(m.voterDirectoryId === undefined ? ZERO_UUID : m.voterDirectoryId, 'voterDirectoryId')
  w.int32(m.lastOffsetEpoch, 'lastOffsetEpoch')
  w.int64(m.lastOffset, 'lastOffset')
  if (v >= 2) w.bool(m.preVote === undefined ? false : m.preVote, 'preVote')
  else if (m.preVote !== undefined && m.preVote !== false) throw absent('preVote', v, '2+')
  w.unknownTags(m.unknownTags)
}

function decodeVoteRequestPartitionData(r: Reader, v: number): Decoded<VoteRequestPartitionData> {
  const partitionIndex: number = r.int32()
  const replicaEpoch: number = r.int32()
  const replicaId: number = r.int32()
  const replicaDirectoryId: string = v >= 1 ? r.uuid() : ZERO_UUID
  const voterDirectoryId: string = v >= 1 ? r.uuid() : ZERO_UUID
  const lastOffsetEpoch: number = r.int32()
  const lastOffset: bigint = r.int64()
  const preVote: boolean = v >= 2 ? r.bool() : false
  const unknownTags = r.unknownTags()
  const m: Decoded<VoteRequestPartitionData> = { partitionIndex, replicaEpoch, replicaId, replicaDirectoryId, voterDirectoryId, lastOffsetEpoch, lastOffset, preVote }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVoteRequestTopicData(w: Writer, m: VoteRequestTopicData, v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeVoteRequestPartitionData(w, a[i] as VoteRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeVoteRequestTopicData(r: Reader, v: number): Decoded<VoteRequestTopicData> {
  const topicName: string = r.compactString()
  let partitions: Decoded<VoteRequestPartitionData>[]
  {
    const n = r.compactArrayLength(25)
    const a = newArray<Decoded<VoteRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeVoteRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<VoteRequestTopicData> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVoteRequest(w: Writer, m: VoteRequest, v: number): void {
  checkStruct(m)
  w.compactNullableString(m.clusterId === undefined ? null : m.clusterId, 'clusterId')
  if (v >= 1) w.int32(m.voterId === undefined ? -1 : m.voterId, 'voterId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeVoteRequestTopicData(w, a[i] as VoteRequestTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeVoteRequest(r: Reader, v: number): Decoded<VoteRequest> {
  const clusterId: string | null = r.compactNullableString()
  const voterId: number = v >= 1 ? r.int32() : -1
  let topics: Decoded<VoteRequestTopicData>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<VoteRequestTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeVoteRequestTopicData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<VoteRequest> = { clusterId, voterId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVoteResponsePartitionData(w: Writer, m: VoteResponsePartitionData, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.bool(m.voteGranted, 'voteGranted')
  w.unknownTags(m.unknownTags)
}

function decodeVoteResponsePartitionData(r: Reader, _v: number): Decoded<VoteResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const voteGranted: boolean = r.bool()
  const unknownTags = r.unknownTags()
  const m: Decoded<VoteResponsePartitionData> = { partitionIndex, errorCode, leaderId, leaderEpoch, voteGranted }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVoteResponseTopicData(w: Writer, m: VoteResponseTopicData, v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeVoteResponsePartitionData(w, a[i] as VoteResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeVoteResponseTopicData(r: Reader, v: number): Decoded<VoteResponseTopicData> {
  const topicName: string = r.compactString()
  let partitions: Decoded<VoteResponsePartitionData>[]
  {
    const n = r.compactArrayLength(16)
    const a = newArray<Decoded<VoteResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeVoteResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<VoteResponseTopicData> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVoteResponseNodeEndpoint(w: Writer, m: VoteResponseNodeEndpoint, _v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeVoteResponseNodeEndpoint(r: Reader, _v: number): Decoded<VoteResponseNodeEndpoint> {
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<VoteResponseNodeEndpoint> = { nodeId, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeVoteResponse(w: Writer, m: VoteResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeVoteResponseTopicData(w, a[i] as VoteResponseTopicData, v)
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
        for (; i < a.length; i++) encodeVoteResponseNodeEndpoint(t, a[i] as VoteResponseNodeEndpoint, v)
      } catch (error) {
        throw within(error, 'nodeEndpoints', i)
      }
    }
    w.endTag(0, t)
  }
  if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
}

function decodeVoteResponse(r: Reader, v: number): Decoded<VoteResponse> {
  const errorCode: number = r.int16()
  let topics: Decoded<VoteResponseTopicData>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<VoteResponseTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeVoteResponseTopicData(r, v)
    topics = a
  }
  let nodeEndpoints: Decoded<VoteResponseNodeEndpoint>[] = []
  let unknownTags: Map<number, Uint8Array> | undefined
  for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
    tag = r.tag(tag)
    if (tag === 0 && v >= 1) {
      const beyond = r.enterTag()
      {
        const n = r.compactArrayLength(8)
        const a = newArray<Decoded<VoteResponseNodeEndpoint>>(n)
        for (let i = 0; i < n; i++) a[i] = decodeVoteResponseNodeEndpoint(r, v)
        nodeEndpoints = a
      }
      r.leaveTag(beyond)
    } else unknownTags = r.unknownTag(unknownTags, tag)
  }
  const m: Decoded<VoteResponse> = { errorCode, topics, nodeEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
