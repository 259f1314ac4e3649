// @generated from schemas/EndQuorumEpochRequest.json and
// EndQuorumEpochResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, checkTags, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of EndQuorumEpoch. */
export interface EndQuorumEpochResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: []TopicData. */
  topics: readonly EndQuorumEpochResponseTopicData[]
  /** Type: []NodeEndpoint, v1+, tag 0. */
  nodeEndpoints?: readonly EndQuorumEpochResponseNodeEndpoint[] | undefined
}

/** One element of `nodeEndpoints` in `EndQuorumEpochResponse`. */
export interface EndQuorumEpochResponseNodeEndpoint extends UnknownTags {
  /** Type: int32. */
  nodeId: number
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** One element of `topics` in `EndQuorumEpochResponse`. */
export interface EndQuorumEpochResponseTopicData extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []PartitionData. */
  partitions: readonly EndQuorumEpochResponsePartitionData[]
}

/** One element of `partitions` in `EndQuorumEpochResponseTopicData`. */
export interface EndQuorumEpochResponsePartitionData extends UnknownTags {
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
}

/** The request of EndQuorumEpoch. */
export interface EndQuorumEpochRequest extends UnknownTags {
  /** Type: string, nullable, default null. */
  clusterId?: string | null | undefined
  /** Type: []TopicData. */
  topics: readonly EndQuorumEpochRequestTopicData[]
  /** Type: []LeaderEndpoint, v1+. */
  leaderEndpoints?: readonly EndQuorumEpochRequestLeaderEndpoint[] | undefined
}

/** One element of `leaderEndpoints` in `EndQuorumEpochRequest`. */
export interface EndQuorumEpochRequestLeaderEndpoint extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** One element of `topics` in `EndQuorumEpochRequest`. */
export interface EndQuorumEpochRequestTopicData extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []PartitionData. */
  partitions: readonly EndQuorumEpochRequestPartitionData[]
}

/** One element of `partitions` in `EndQuorumEpochRequestTopicData`. */
export interface EndQuorumEpochRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
  /** Type: int32. */
  leaderId: number
  /** Type: int32. */
  leaderEpoch: number
  /** Type: []int32, v0. */
  preferredSuccessors?: readonly number[] | undefined
  /** Type: []ReplicaInfo, v1+. */
  preferredCandidates?: readonly EndQuorumEpochRequestReplicaInfo[] | undefined
}

/** One element of `preferredCandidates` in `EndQuorumEpochRequestPartitionData`. */
export interface EndQuorumEpochRequestReplicaInfo extends UnknownTags {
  /** Type: int32. */
  candidateId: number
  /** Type: uuid. */
  candidateDirectoryId: string
}

/**
 * EndQuorumEpoch: key 54, versions 0-1.
 *
 * Announces that the leader of the controller quorum steps down. Only controllers send it.
 */
export const EndQuorumEpoch: Api<EndQuorumEpochRequest, EndQuorumEpochResponse> = {
  name: 'EndQuorumEpoch', key: 54, minVersion: 0, maxVersion: 1, flexibleFrom: 1,
  highestVersionFor: highestEndQuorumEpochRequest,
  encodeRequest: encodeEndQuorumEpochRequest,
  decodeRequest: decodeEndQuorumEpochRequest,
  encodeResponse: encodeEndQuorumEpochResponse,
  decodeResponse: decodeEndQuorumEpochResponse
}

function encodeEndQuorumEpochRequestReplicaInfo(w: Writer, m: EndQuorumEpochRequestReplicaInfo, _v: number): void {
  checkStruct(m)
  w.int32(m.candidateId, 'candidateId')
  w.uuid(m.candidateDirectoryId, 'candidateDirectoryId')
  w.unknownTags(m.unknownTags)
}

function decodeEndQuorumEpochRequestReplicaInfo(r: Reader, _v: number): Decoded<EndQuorumEpochRequestReplicaInfo> {
  const candidateId: number = r.int32()
  const candidateDirectoryId: string = r.uuid()
  const unknownTags = r.unknownTags()
  const m: Decoded<EndQuorumEpochRequestReplicaInfo> = { candidateId, candidateDirectoryId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndQuorumEpochRequestPartitionData(w: Writer, m: EndQuorumEpochRequestPartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  if (v <= 0) {
    const a = w.array(m.preferredSuccessors === undefined ? [] : m.preferredSuccessors, 'preferredSuccessors', false)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'preferredSuccessors', i)
    }
  }
  if (v >= 1) {
    const a = w.array(m.preferredCandidates === undefined ? [] : m.preferredCandidates, 'preferredCandidates', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeEndQuorumEpochRequestReplicaInfo(w, a[i] as EndQuorumEpochRequestReplicaInfo, v)
    } catch (error) {
      throw within(error, 'preferredCandidates', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeEndQuorumEpochRequestPartitionData(r: Reader, v: number): Decoded<EndQuorumEpochRequestPartitionData> {
  const partitionIndex: number = r.int32()
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  let preferredSuccessors: number[] = []
  if (v <= 0) {
    const n = r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    preferredSuccessors = a
  }
  let preferredCandidates: Decoded<EndQuorumEpochRequestReplicaInfo>[] = []
  if (v >= 1) {
    const n = r.compactArrayLength(21)
    const a = newArray<Decoded<EndQuorumEpochRequestReplicaInfo>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeEndQuorumEpochRequestReplicaInfo(r, v)
    preferredCandidates = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<EndQuorumEpochRequestPartitionData> = { partitionIndex, leaderId, leaderEpoch, preferredSuccessors, preferredCandidates }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndQuorumEpochRequestTopicData(w: Writer, m: EndQuorumEpochRequestTopicData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeEndQuorumEpochRequestPartitionData(w, a[i] as EndQuorumEpochRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeEndQuorumEpochRequestTopicData(r: Reader, v: number): Decoded<EndQuorumEpochRequestTopicData> {
  const topicName: string = v >= 1 ? r.compactString() : r.string()
  let partitions: Decoded<EndQuorumEpochRequestPartitionData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(14) : r.arrayLength(16)
    const a = newArray<Decoded<EndQuorumEpochRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeEndQuorumEpochRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<EndQuorumEpochRequestTopicData> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndQuorumEpochRequestLeaderEndpoint(w: Writer, m: EndQuorumEpochRequestLeaderEndpoint, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeEndQuorumEpochRequestLeaderEndpoint(r: Reader, _v: number): Decoded<EndQuorumEpochRequestLeaderEndpoint> {
  const name: string = r.compactString()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<EndQuorumEpochRequestLeaderEndpoint> = { name, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndQuorumEpochRequest(w: Writer, m: EndQuorumEpochRequest, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactNullableString(m.clusterId === undefined ? null : m.clusterId, 'clusterId')
  else w.nullableString(m.clusterId === undefined ? null : m.clusterId, 'clusterId')
  {
    const a = w.array(m.topics, 'topics', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeEndQuorumEpochRequestTopicData(w, a[i] as EndQuorumEpochRequestTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 1) {
    const a = w.array(m.leaderEndpoints === undefined ? [] : m.leaderEndpoints, 'leaderEndpoints', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeEndQuorumEpochRequestLeaderEndpoint(w, a[i] as EndQuorumEpochRequestLeaderEndpoint, v)
    } catch (error) {
      throw within(error, 'leaderEndpoints', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeEndQuorumEpochRequest(r: Reader, v: number): Decoded<EndQuorumEpochRequest> {
  const clusterId: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  let topics: Decoded<EndQuorumEpochRequestTopicData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<EndQuorumEpochRequestTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeEndQuorumEpochRequestTopicData(r, v)
    topics = a
  }
  let leaderEndpoints: Decoded<EndQuorumEpochRequestLeaderEndpoint>[] = []
  if (v >= 1) {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<EndQuorumEpochRequestLeaderEndpoint>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeEndQuorumEpochRequestLeaderEndpoint(r, v)
    leaderEndpoints = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<EndQuorumEpochRequest> = { clusterId, topics, leaderEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndQuorumEpochResponsePartitionData(w: Writer, m: EndQuorumEpochResponsePartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeEndQuorumEpochResponsePartitionData(r: Reader, v: number): Decoded<EndQuorumEpochResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<EndQuorumEpochResponsePartitionData> = { partitionIndex, errorCode, leaderId, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndQuorumEpochResponseTopicData(w: Writer, m: EndQuorumEpochResponseTopicData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeEndQuorumEpochResponsePartitionData(w, a[i] as EndQuorumEpochResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeEndQuorumEpochResponseTopicData(r: Reader, v: number): Decoded<EndQuorumEpochResponseTopicData> {
  const topicName: string = v >= 1 ? r.compactString() : r.string()
  let partitions: Decoded<EndQuorumEpochResponsePartitionData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(15) : r.arrayLength(14)
    const a = newArray<Decoded<EndQuorumEpochResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeEndQuorumEpochResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<EndQuorumEpochResponseTopicData> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndQuorumEpochResponseNodeEndpoint(w: Writer, m: EndQuorumEpochResponseNodeEndpoint, _v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeEndQuorumEpochResponseNodeEndpoint(r: Reader, _v: number): Decoded<EndQuorumEpochResponseNodeEndpoint> {
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<EndQuorumEpochResponseNodeEndpoint> = { nodeId, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeEndQuorumEpochResponse(w: Writer, m: EndQuorumEpochResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.topics, 'topics', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeEndQuorumEpochResponseTopicData(w, a[i] as EndQuorumEpochResponseTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v <= 0) {
    if (m.nodeEndpoints !== undefined && m.nodeEndpoints?.length !== 0) throw absent('nodeEndpoints', v, '1+')
  }
  if (v >= 1) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [0])
    const nodeEndpoints = m.nodeEndpoints
    const has_nodeEndpoints = nodeEndpoints !== undefined && nodeEndpoints?.length !== 0
    if (has_nodeEndpoints) tags++
    w.unsignedVarint(tags)
    if (has_nodeEndpoints) {
      const t = w.beginTag()
      {
        const a = t.array(nodeEndpoints, 'nodeEndpoints', true)
        let i = 0
        try {
          for (; i < a.length; i++) encodeEndQuorumEpochResponseNodeEndpoint(t, a[i] as EndQuorumEpochResponseNodeEndpoint, v)
        } catch (error) {
          throw within(error, 'nodeEndpoints', i)
        }
      }
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '1+')
}

function decodeEndQuorumEpochResponse(r: Reader, v: number): Decoded<EndQuorumEpochResponse> {
  const errorCode: number = r.int16()
  let topics: Decoded<EndQuorumEpochResponseTopicData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<EndQuorumEpochResponseTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeEndQuorumEpochResponseTopicData(r, v)
    topics = a
  }
  let nodeEndpoints: Decoded<EndQuorumEpochResponseNodeEndpoint>[] = []
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 1) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0) {
        const beyond = r.enterTag()
        {
          const n = r.compactArrayLength(8)
          const a = newArray<Decoded<EndQuorumEpochResponseNodeEndpoint>>(n)
          for (let i = 0; i < n; i++) a[i] = decodeEndQuorumEpochResponseNodeEndpoint(r, v)
          nodeEndpoints = a
        }
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<EndQuorumEpochResponse> = { errorCode, topics, nodeEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestEndQuorumEpochRequest(m: EndQuorumEpochRequest): number {
  let highest = 1
  if (typeof m !== 'object' || m === null) return highest
  for (const e0 of elements(m.topics)) {
    for (const e1 of elements(e0.partitions)) {
      if (e1.preferredSuccessors !== undefined && e1.preferredSuccessors?.length !== 0 && highest > 0) highest = 0
    }
  }
  return highest
}
