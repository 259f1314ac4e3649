// @generated from schemas/ShareAcknowledgeRequest.json and ShareAcknowledgeResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/failures.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

export interface ShareAcknowledgeResponse extends UnknownTags {
  /** int32. */
  throttleTimeMs: number
  /** int16. */
  errorCode: number
  /** string, nullable, default null. */
  errorMessage?: string | null | undefined
  /** int32, v2+. */
  acquisitionLockTimeoutMs?: number | undefined
  /** []ShareAcknowledgeTopicResponse. */
  responses: readonly ShareAcknowledgeResponseTopicResponse[]
  /** []NodeEndpoint. */
  nodeEndpoints: readonly ShareAcknowledgeResponseNodeEndpoint[]
}

export interface ShareAcknowledgeResponseNodeEndpoint extends UnknownTags {
  /** int32. */
  nodeId: number
  /** string. */
  host: string
  /** int32. */
  port: number
  /** string, nullable, default null. */
  rack?: string | null | undefined
}

export interface ShareAcknowledgeResponseTopicResponse extends UnknownTags {
  /** uuid. */
  topicId: string
  /** []PartitionData. */
  partitions: readonly ShareAcknowledgeResponsePartitionData[]
}

export interface ShareAcknowledgeResponsePartitionData extends UnknownTags {
  /** int32. */
  partitionIndex: number
  /** int16. */
  errorCode: number
  /** string, nullable, default null. */
  errorMessage?: string | null | undefined
  /** LeaderIdAndEpoch. */
  currentLeader: ShareAcknowledgeResponseLeaderIdAndEpoch
}

export interface ShareAcknowledgeResponseLeaderIdAndEpoch extends UnknownTags {
  /** int32. */
  leaderId: number
  /** int32. */
  leaderEpoch: number
}

export interface ShareAcknowledgeRequest extends UnknownTags {
  /** string, nullable, default null. */
  groupId?: string | null | undefined
  /** string, nullable. */
  memberId: string | null
  /** int32. */
  shareSessionEpoch: number
  /** bool, v2+, default false. */
  isRenewAck?: boolean | undefined
  /** []AcknowledgeTopic. */
  topics: readonly ShareAcknowledgeRequestAcknowledgeTopic[]
}

export interface ShareAcknowledgeRequestAcknowledgeTopic extends UnknownTags {
  /** uuid. */
  topicId: string
  /** []AcknowledgePartition. */
  partitions: readonly ShareAcknowledgeRequestAcknowledgePartition[]
}

export interface ShareAcknowledgeRequestAcknowledgePartition extends UnknownTags {
  /** int32. */
  partitionIndex: number
  /** []AcknowledgementBatch. */
  acknowledgementBatches: readonly ShareAcknowledgeRequestAcknowledgementBatch[]
}

export interface ShareAcknowledgeRequestAcknowledgementBatch extends UnknownTags {
  /** int64. */
  firstOffset: bigint
  /** int64. */
  lastOffset: bigint
  /** []int8. */
  acknowledgeTypes: readonly number[]
}

/** ShareAcknowledge: key 79, versions 0-2, of which Kafka may still change 0. */
export const ShareAcknowledge: Api<ShareAcknowledgeRequest, ShareAcknowledgeResponse> = {
  name: 'ShareAcknowledge', key: 79, minVersion: 0, maxVersion: 2, flexibleFrom: 0, unstableVersions: [0],
  encodeRequest: encodeShareAcknowledgeRequest,
  decodeRequest: decodeShareAcknowledgeRequest,
  encodeResponse: encodeShareAcknowledgeResponse,
  decodeResponse: decodeShareAcknowledgeResponse
}

function encodeShareAcknowledgeRequestAcknowledgementBatch(w: Writer, m: ShareAcknowledgeRequestAcknowledgementBatch, _v: number): void {
  checkStruct(m)
  w.int64(m.firstOffset, 'firstOffset')
  w.int64(m.lastOffset, 'lastOffset')
  {
    const a = w.array(m.acknowledgeTypes, 'acknowledgeTypes', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int8(a[i] as number, '')
    } catch (error) {
      throw within(error, 'acknowledgeTypes', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeRequestAcknowledgementBatch(r: Reader, _v: number): Decoded<ShareAcknowledgeRequestAcknowledgementBatch> {
  const firstOffset: bigint = r.int64()
  const lastOffset: bigint = r.int64()
  let acknowledgeTypes: number[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int8()
    acknowledgeTypes = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeRequestAcknowledgementBatch> = { firstOffset, lastOffset, acknowledgeTypes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareAcknowledgeRequestAcknowledgePartition(w: Writer, m: ShareAcknowledgeRequestAcknowledgePartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  {
    const a = w.array(m.acknowledgementBatches, 'acknowledgementBatches', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareAcknowledgeRequestAcknowledgementBatch(w, a[i] as ShareAcknowledgeRequestAcknowledgementBatch, v)
    } catch (error) {
      throw within(error, 'acknowledgementBatches', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeRequestAcknowledgePartition(r: Reader, v: number): Decoded<ShareAcknowledgeRequestAcknowledgePartition> {
  const partitionIndex: number = r.int32()
  let acknowledgementBatches: Decoded<ShareAcknowledgeRequestAcknowledgementBatch>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ShareAcknowledgeRequestAcknowledgementBatch>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareAcknowledgeRequestAcknowledgementBatch(r, v)
    acknowledgementBatches = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeRequestAcknowledgePartition> = { partitionIndex, acknowledgementBatches }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareAcknowledgeRequestAcknowledgeTopic(w: Writer, m: ShareAcknowledgeRequestAcknowledgeTopic, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareAcknowledgeRequestAcknowledgePartition(w, a[i] as ShareAcknowledgeRequestAcknowledgePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeRequestAcknowledgeTopic(r: Reader, v: number): Decoded<ShareAcknowledgeRequestAcknowledgeTopic> {
  const topicId: string = r.uuid()
  let partitions: Decoded<ShareAcknowledgeRequestAcknowledgePartition>[]
  {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<ShareAcknowledgeRequestAcknowledgePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareAcknowledgeRequestAcknowledgePartition(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeRequestAcknowledgeTopic> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareAcknowledgeRequest(w: Writer, m: ShareAcknowledgeRequest, v: number): void {
  checkStruct(m)
  w.compactNullableString(m.groupId === undefined ? null : m.groupId, 'groupId')
  w.compactNullableString(m.memberId, 'memberId')
  w.int32(m.shareSessionEpoch, 'shareSessionEpoch')
  if (v >= 2) w.bool(m.isRenewAck === undefined ? false : m.isRenewAck, 'isRenewAck')
  else if (m.isRenewAck !== undefined && m.isRenewAck !== false) throw absent('isRenewAck', v, '2+')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareAcknowledgeRequestAcknowledgeTopic(w, a[i] as ShareAcknowledgeRequestAcknowledgeTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeRequest(r: Reader, v: number): Decoded<ShareAcknowledgeRequest> {
  const groupId: string | null = r.compactNullableString()
  const memberId: string | null = r.compactNullableString()
  const shareSessionEpoch: number = r.int32()
  const isRenewAck: boolean = v >= 2 ? r.bool() : false
  let topics: Decoded<ShareAcknowledgeRequestAcknowledgeTopic>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ShareAcknowledgeRequestAcknowledgeTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareAcknowledgeRequestAcknowledgeTopic(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeRequest> = { groupId, memberId, shareSessionEpoch, isRenewAck, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareAcknowledgeResponseLeaderIdAndEpoch(w: Writer, m: ShareAcknowledgeResponseLeaderIdAndEpoch, _v: number): void {
  checkStruct(m)
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeResponseLeaderIdAndEpoch(r: Reader, _v: number): Decoded<ShareAcknowledgeResponseLeaderIdAndEpoch> {
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeResponseLeaderIdAndEpoch> = { leaderId, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareAcknowledgeResponsePartitionData(w: Writer, m: ShareAcknowledgeResponsePartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  try {
    encodeShareAcknowledgeResponseLeaderIdAndEpoch(w, m.currentLeader, v)
  } catch (error) {
    throw within(error, 'currentLeader')
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeResponsePartitionData(r: Reader, v: number): Decoded<ShareAcknowledgeResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const currentLeader: Decoded<ShareAcknowledgeResponseLeaderIdAndEpoch> = decodeShareAcknowledgeResponseLeaderIdAndEpoch(r, v)
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeResponsePartitionData> = { partitionIndex, errorCode, errorMessage, currentLeader }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareAcknowledgeResponseTopicResponse(w: Writer, m: ShareAcknowledgeResponseTopicResponse, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareAcknowledgeResponsePartitionData(w, a[i] as ShareAcknowledgeResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeResponseTopicResponse(r: Reader, v: number): Decoded<ShareAcknowledgeResponseTopicResponse> {
  const topicId: string = r.uuid()
  let partitions: Decoded<ShareAcknowledgeResponsePartitionData>[]
  {
    const n = r.compactArrayLength(17)
    const a = newArray<Decoded<ShareAcknowledgeResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareAcknowledgeResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeResponseTopicResponse> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareAcknowledgeResponseNodeEndpoint(w: Writer, m: ShareAcknowledgeResponseNodeEndpoint, _v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.int32(m.port, 'port')
  w.compactNullableString(m.rack === undefined ? null : m.rack, 'rack')
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeResponseNodeEndpoint(r: Reader, _v: number): Decoded<ShareAcknowledgeResponseNodeEndpoint> {
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.int32()
  const rack: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeResponseNodeEndpoint> = { nodeId, host, port, rack }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareAcknowledgeResponse(w: Writer, m: ShareAcknowledgeResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  if (v >= 2) w.int32(m.acquisitionLockTimeoutMs === undefined ? 0 : m.acquisitionLockTimeoutMs, 'acquisitionLockTimeoutMs')
  {
    const a = w.array(m.responses, 'responses', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareAcknowledgeResponseTopicResponse(w, a[i] as ShareAcknowledgeResponseTopicResponse, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  {
    const a = w.array(m.nodeEndpoints, 'nodeEndpoints', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareAcknowledgeResponseNodeEndpoint(w, a[i] as ShareAcknowledgeResponseNodeEndpoint, v)
    } catch (error) {
      throw within(error, 'nodeEndpoints', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareAcknowledgeResponse(r: Reader, v: number): Decoded<ShareAcknowledgeResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const acquisitionLockTimeoutMs: number = v >= 2 ? r.int32() : 0
  let responses: Decoded<ShareAcknowledgeResponseTopicResponse>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ShareAcknowledgeResponseTopicResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareAcknowledgeResponseTopicResponse(r, v)
    responses = a
  }
  let nodeEndpoints: Decoded<ShareAcknowledgeResponseNodeEndpoint>[]
  {
    const n = r.compactArrayLength(11)
    const a = newArray<Decoded<ShareAcknowledgeResponseNodeEndpoint>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareAcknowledgeResponseNodeEndpoint(r, v)
    nodeEndpoints = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareAcknowledgeResponse> = { throttleTimeMs, errorCode, errorMessage, acquisitionLockTimeoutMs, responses, nodeEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
