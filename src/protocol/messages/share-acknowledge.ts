// @generated from schemas/ShareAcknowledgeRequest.json and
// ShareAcknowledgeResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ShareAcknowledge. */
export interface ShareAcknowledgeResponse extends UnknownTags {
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
  /**
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, nullable, default null.
   */
  errorMessage?: string | null | undefined
  /**
   * How long, in milliseconds, acquired records stay locked for this member before others may have
   * them.
   *
   * Type: int32, v2+.
   */
  acquisitionLockTimeoutMs?: number | undefined
  /**
   * The result for each partition's acknowledgements, by topic.
   *
   * Type: []ShareAcknowledgeTopicResponse.
   */
  responses: readonly ShareAcknowledgeResponseTopicResponse[]
  /**
   * The addresses of the brokers that `currentLeader` of some partition names. It is empty if no
   * leader has moved.
   *
   * Type: []NodeEndpoint.
   */
  nodeEndpoints: readonly ShareAcknowledgeResponseNodeEndpoint[]
}

/**
 * A broker that `currentLeader` names somewhere in this response, with its address.
 *
 * One element of `nodeEndpoints` in `ShareAcknowledgeResponse`.
 */
export interface ShareAcknowledgeResponseNodeEndpoint extends UnknownTags {
  /** The node id of the broker. Type: int32. */
  nodeId: number
  /** The host name or IP address at which the broker listens. Type: string. */
  host: string
  /** The TCP port at which the broker listens. Type: int32. */
  port: number
  /**
   * The rack or availability zone of the broker (`broker.rack`), or null if it has none.
   *
   * Type: string, nullable, default null.
   */
  rack?: string | null | undefined
}

/** One element of `responses` in `ShareAcknowledgeResponse`. */
export interface ShareAcknowledgeResponseTopicResponse extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The partitions of this topic. Type: []PartitionData. */
  partitions: readonly ShareAcknowledgeResponsePartitionData[]
}

/** One element of `partitions` in `ShareAcknowledgeResponseTopicResponse`. */
export interface ShareAcknowledgeResponsePartitionData extends UnknownTags {
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
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, nullable, default null.
   */
  errorMessage?: string | null | undefined
  /**
   * Who leads the partition now, if the error is NOT_LEADER_OR_FOLLOWER or FENCED_LEADER_EPOCH.
   *
   * Type: LeaderIdAndEpoch.
   */
  currentLeader: ShareAcknowledgeResponseLeaderIdAndEpoch
}

/**
 * Who leads the partition, which the broker adds to NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH,
 * so that the client does not have to ask for metadata first (KIP-951).
 *
 * The value of `currentLeader` in `ShareAcknowledgeResponsePartitionData`.
 */
export interface ShareAcknowledgeResponseLeaderIdAndEpoch extends UnknownTags {
  /** The node id of the partition's leader; -1 if the broker does not know it. Type: int32. */
  leaderId: number
  /**
   * The epoch of that leader: it grows with each election. -1 if the broker does not know it.
   *
   * Type: int32.
   */
  leaderEpoch: number
}

/**
 * The request of ShareAcknowledge. Acknowledges records that a member of a share group has acquired
 * (KIP-932). The leader of each partition answers.
 */
export interface ShareAcknowledgeRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string, nullable, default null. */
  groupId?: string | null | undefined
  /** The id of the member: the one of its heartbeats. Type: string, nullable. */
  memberId: string | null
  /**
   * The number of this request in its share session: 0 (`sessionEpochs.INITIAL`) opens one, -1
   * (`sessionEpochs.FINAL`) closes it, and each later request has one more. Each broker has its own
   * session.
   *
   * Type: int32.
   */
  shareSessionEpoch: number
  /**
   * Whether some acknowledgement is `acknowledgeTypes.RENEW` (4), which makes the locks of records
   * last longer (KIP-1222).
   *
   * Type: bool, v2+, default false.
   */
  isRenewAck?: boolean | undefined
  /** The acknowledgements, by topic. Type: []AcknowledgeTopic. */
  topics: readonly ShareAcknowledgeRequestAcknowledgeTopic[]
}

/** One element of `topics` in `ShareAcknowledgeRequest`. */
export interface ShareAcknowledgeRequestAcknowledgeTopic extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The partitions of this topic. Type: []AcknowledgePartition. */
  partitions: readonly ShareAcknowledgeRequestAcknowledgePartition[]
}

/** One element of `partitions` in `ShareAcknowledgeRequestAcknowledgeTopic`. */
export interface ShareAcknowledgeRequestAcknowledgePartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /** The acknowledgements of records that were acquired earlier. Type: []AcknowledgementBatch. */
  acknowledgementBatches: readonly ShareAcknowledgeRequestAcknowledgementBatch[]
}

/**
 * The acknowledgement of the records from one offset to another.
 *
 * One element of `acknowledgementBatches` in `ShareAcknowledgeRequestAcknowledgePartition`.
 */
export interface ShareAcknowledgeRequestAcknowledgementBatch extends UnknownTags {
  /** The offset of the first record that is acknowledged. Type: int64. */
  firstOffset: bigint
  /** The offset of the last record that is acknowledged. Type: int64. */
  lastOffset: bigint
  /**
   * How each record is acknowledged, or one value for all: `acknowledgeTypes.ACCEPT` (1) is done,
   * `acknowledgeTypes.RELEASE` (2) gives it to another member, `acknowledgeTypes.REJECT` (3) gives
   * it up, `acknowledgeTypes.GAP` (0) is no record, `acknowledgeTypes.RENEW` (4) keeps its lock
   * (KIP-1222).
   *
   * Type: []int8.
   */
  acknowledgeTypes: readonly (0 | 1 | 2 | 3 | 4)[]
}

/**
 * ShareAcknowledge: key 79, versions 0-2, of which Kafka may still change 0.
 *
 * Acknowledges records that a member of a share group has acquired (KIP-932). The leader of each
 * partition answers.
 */
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
  let acknowledgeTypes: (0 | 1 | 2 | 3 | 4)[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<0 | 1 | 2 | 3 | 4>(n)
    for (let i = 0; i < n; i++) a[i] = r.int8() as 0 | 1 | 2 | 3 | 4
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
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
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
