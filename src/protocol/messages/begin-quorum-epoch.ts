// @generated from schemas/BeginQuorumEpochRequest.json and
// BeginQuorumEpochResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, checkTags } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of BeginQuorumEpoch. */
export interface BeginQuorumEpochResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: []TopicData. */
  topics: readonly BeginQuorumEpochResponseTopicData[]
  /** Type: []NodeEndpoint, v1+, tag 0. */
  nodeEndpoints?: readonly BeginQuorumEpochResponseNodeEndpoint[] | undefined
}

/** One element of `nodeEndpoints` in `BeginQuorumEpochResponse`. */
export interface BeginQuorumEpochResponseNodeEndpoint extends UnknownTags {
  /** Type: int32. */
  nodeId: number
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** One element of `topics` in `BeginQuorumEpochResponse`. */
export interface BeginQuorumEpochResponseTopicData extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []PartitionData. */
  partitions: readonly BeginQuorumEpochResponsePartitionData[]
}

/** One element of `partitions` in `BeginQuorumEpochResponseTopicData`. */
export interface BeginQuorumEpochResponsePartitionData extends UnknownTags {
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

/** The request of BeginQuorumEpoch. */
export interface BeginQuorumEpochRequest extends UnknownTags {
  /** Type: string, nullable, default null. */
  clusterId?: string | null | undefined
  /** Type: int32, v1+, default -1. */
  voterId?: number | undefined
  /** Type: []TopicData. */
  topics: readonly BeginQuorumEpochRequestTopicData[]
  /** Type: []LeaderEndpoint, v1+. */
  leaderEndpoints?: readonly BeginQuorumEpochRequestLeaderEndpoint[] | undefined
}

/** One element of `leaderEndpoints` in `BeginQuorumEpochRequest`. */
export interface BeginQuorumEpochRequestLeaderEndpoint extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: string. */
  host: string
  /** Type: uint16. */
  port: number
}

/** One element of `topics` in `BeginQuorumEpochRequest`. */
export interface BeginQuorumEpochRequestTopicData extends UnknownTags {
  /** Type: string. */
  topicName: string
  /** Type: []PartitionData. */
  partitions: readonly BeginQuorumEpochRequestPartitionData[]
}

/** One element of `partitions` in `BeginQuorumEpochRequestTopicData`. */
export interface BeginQuorumEpochRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
  /** Type: uuid, v1+. */
  voterDirectoryId?: string | undefined
  /** Type: int32. */
  leaderId: number
  /** Type: int32. */
  leaderEpoch: number
}

/**
 * BeginQuorumEpoch: key 53, versions 0-1.
 *
 * Announces the new leader of the controller quorum. Only controllers send it.
 */
export const BeginQuorumEpoch: Api<BeginQuorumEpochRequest, BeginQuorumEpochResponse> = {
  name: 'BeginQuorumEpoch', key: 53, minVersion: 0, maxVersion: 1, flexibleFrom: 1,
  encodeRequest: encodeBeginQuorumEpochRequest,
  decodeRequest: decodeBeginQuorumEpochRequest,
  encodeResponse: encodeBeginQuorumEpochResponse,
  decodeResponse: decodeBeginQuorumEpochResponse
}

function encodeBeginQuorumEpochRequestPartitionData(w: Writer, m: BeginQuorumEpochRequestPartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  if (v >= 1) w.uuid(m.voterDirectoryId === undefined ? ZERO_UUID : m.voterDirectoryId, 'voterDirectoryId')
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeBeginQuorumEpochRequestPartitionData(r: Reader, v: number): Decoded<BeginQuorumEpochRequestPartitionData> {
  const partitionIndex: number = r.int32()
  const voterDirectoryId: string = v >= 1 ? r.uuid() : ZERO_UUID
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<BeginQuorumEpochRequestPartitionData> = { partitionIndex, voterDirectoryId, leaderId, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBeginQuorumEpochRequestTopicData(w: Writer, m: BeginQuorumEpochRequestTopicData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeBeginQuorumEpochRequestPartitionData(w, a[i] as BeginQuorumEpochRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeBeginQuorumEpochRequestTopicData(r: Reader, v: number): Decoded<BeginQuorumEpochRequestTopicData> {
  const topicName: string = v >= 1 ? r.compactString() : r.string()
  let partitions: Decoded<BeginQuorumEpochRequestPartitionData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(29) : r.arrayLength(12)
    const a = newArray<Decoded<BeginQuorumEpochRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeBeginQuorumEpochRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<BeginQuorumEpochRequestTopicData> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBeginQuorumEpochRequestLeaderEndpoint(w: Writer, m: BeginQuorumEpochRequestLeaderEndpoint, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeBeginQuorumEpochRequestLeaderEndpoint(r: Reader, _v: number): Decoded<BeginQuorumEpochRequestLeaderEndpoint> {
  const name: string = r.compactString()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<BeginQuorumEpochRequestLeaderEndpoint> = { name, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBeginQuorumEpochRequest(w: Writer, m: BeginQuorumEpochRequest, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactNullableString(m.clusterId === undefined ? null : m.clusterId, 'clusterId')
  else w.nullableString(m.clusterId === undefined ? null : m.clusterId, 'clusterId')
  if (v >= 1) w.int32(m.voterId === undefined ? -1 : m.voterId, 'voterId')
  {
    const a = w.array(m.topics, 'topics', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeBeginQuorumEpochRequestTopicData(w, a[i] as BeginQuorumEpochRequestTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 1) {
    const a = w.array(m.leaderEndpoints === undefined ? [] : m.leaderEndpoints, 'leaderEndpoints', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeBeginQuorumEpochRequestLeaderEndpoint(w, a[i] as BeginQuorumEpochRequestLeaderEndpoint, v)
    } catch (error) {
      throw within(error, 'leaderEndpoints', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeBeginQuorumEpochRequest(r: Reader, v: number): Decoded<BeginQuorumEpochRequest> {
  const clusterId: string | null = v >= 1 ? r.compactNullableString() : r.nullableString()
  const voterId: number = v >= 1 ? r.int32() : -1
  let topics: Decoded<BeginQuorumEpochRequestTopicData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<BeginQuorumEpochRequestTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeBeginQuorumEpochRequestTopicData(r, v)
    topics = a
  }
  let leaderEndpoints: Decoded<BeginQuorumEpochRequestLeaderEndpoint>[] = []
  if (v >= 1) {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<BeginQuorumEpochRequestLeaderEndpoint>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeBeginQuorumEpochRequestLeaderEndpoint(r, v)
    leaderEndpoints = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<BeginQuorumEpochRequest> = { clusterId, voterId, topics, leaderEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBeginQuorumEpochResponsePartitionData(w: Writer, m: BeginQuorumEpochResponsePartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeBeginQuorumEpochResponsePartitionData(r: Reader, v: number): Decoded<BeginQuorumEpochResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<BeginQuorumEpochResponsePartitionData> = { partitionIndex, errorCode, leaderId, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBeginQuorumEpochResponseTopicData(w: Writer, m: BeginQuorumEpochResponseTopicData, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  {
    const a = w.array(m.partitions, 'partitions', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeBeginQuorumEpochResponsePartitionData(w, a[i] as BeginQuorumEpochResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeBeginQuorumEpochResponseTopicData(r: Reader, v: number): Decoded<BeginQuorumEpochResponseTopicData> {
  const topicName: string = v >= 1 ? r.compactString() : r.string()
  let partitions: Decoded<BeginQuorumEpochResponsePartitionData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(15) : r.arrayLength(14)
    const a = newArray<Decoded<BeginQuorumEpochResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeBeginQuorumEpochResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<BeginQuorumEpochResponseTopicData> = { topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBeginQuorumEpochResponseNodeEndpoint(w: Writer, m: BeginQuorumEpochResponseNodeEndpoint, _v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeBeginQuorumEpochResponseNodeEndpoint(r: Reader, _v: number): Decoded<BeginQuorumEpochResponseNodeEndpoint> {
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<BeginQuorumEpochResponseNodeEndpoint> = { nodeId, host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeBeginQuorumEpochResponse(w: Writer, m: BeginQuorumEpochResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.topics, 'topics', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeBeginQuorumEpochResponseTopicData(w, a[i] as BeginQuorumEpochResponseTopicData, v)
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
          for (; i < a.length; i++) encodeBeginQuorumEpochResponseNodeEndpoint(t, a[i] as BeginQuorumEpochResponseNodeEndpoint, v)
        } catch (error) {
          throw within(error, 'nodeEndpoints', i)
        }
      }
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '1+')
}

function decodeBeginQuorumEpochResponse(r: Reader, v: number): Decoded<BeginQuorumEpochResponse> {
  const errorCode: number = r.int16()
  let topics: Decoded<BeginQuorumEpochResponseTopicData>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<BeginQuorumEpochResponseTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeBeginQuorumEpochResponseTopicData(r, v)
    topics = a
  }
  let nodeEndpoints: Decoded<BeginQuorumEpochResponseNodeEndpoint>[] = []
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 1) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0) {
        const beyond = r.enterTag()
        {
          const n = r.compactArrayLength(8)
          const a = newArray<Decoded<BeginQuorumEpochResponseNodeEndpoint>>(n)
          for (let i = 0; i < n; i++) a[i] = decodeBeginQuorumEpochResponseNodeEndpoint(r, v)
          nodeEndpoints = a
        }
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<BeginQuorumEpochResponse> = { errorCode, topics, nodeEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
