// @generated from schemas/ShareFetchRequest.json and
// ShareFetchResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ShareFetch. */
export interface ShareFetchResponse extends UnknownTags {
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
   * Type: int32, v1+.
   */
  acquisitionLockTimeoutMs?: number | undefined
  /**
   * What was acquired, by topic. Partitions without news are left out.
   *
   * Type: []ShareFetchableTopicResponse.
   */
  responses: readonly ShareFetchResponseShareFetchableTopicResponse[]
  /**
   * The addresses of the brokers that `currentLeader` of some partition names. It is empty if no
   * leader has moved.
   *
   * Type: []NodeEndpoint.
   */
  nodeEndpoints: readonly ShareFetchResponseNodeEndpoint[]
}

/**
 * A broker that `currentLeader` names somewhere in this response, with its address.
 *
 * One element of `nodeEndpoints` in `ShareFetchResponse`.
 */
export interface ShareFetchResponseNodeEndpoint extends UnknownTags {
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

/** One element of `responses` in `ShareFetchResponse`. */
export interface ShareFetchResponseShareFetchableTopicResponse extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The partitions of this topic. Type: []PartitionData. */
  partitions: readonly ShareFetchResponsePartitionData[]
}

/** One element of `partitions` in `ShareFetchResponseShareFetchableTopicResponse`. */
export interface ShareFetchResponsePartitionData extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * Whether records could be acquired: 0 (`errorCodes.NONE`) or another of `errorCodes`.
   * Acknowledgements have `acknowledgeErrorCode`.
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
   * Whether the acknowledgements were accepted: 0 (`errorCodes.NONE`) or another of `errorCodes`,
   * such as INVALID_RECORD_STATE for records whose lock has run out.
   *
   * Type: int16.
   */
  acknowledgeErrorCode: number
  /**
   * What is wrong with the acknowledgements, in the broker's words, or null.
   *
   * Type: string, nullable, default null.
   */
  acknowledgeErrorMessage?: string | null | undefined
  /**
   * Who leads the partition now, if the error is NOT_LEADER_OR_FOLLOWER or FENCED_LEADER_EPOCH.
   *
   * Type: LeaderIdAndEpoch.
   */
  currentLeader: ShareFetchResponseLeaderIdAndEpoch
  /**
   * The record batches, as `readBatches` of `kafkawire/records` reads them. Only records within
   * `acquiredRecords` are for this member.
   *
   * Type: records, nullable in v0.
   */
  records: Uint8Array | null
  /** Which records this member has acquired, and must acknowledge. Type: []AcquiredRecords. */
  acquiredRecords: readonly ShareFetchResponseAcquiredRecords[]
}

/** One element of `acquiredRecords` in `ShareFetchResponsePartitionData`. */
export interface ShareFetchResponseAcquiredRecords extends UnknownTags {
  /** The offset of the first record that was acquired. Type: int64. */
  firstOffset: bigint
  /** The offset of the last record that was acquired. Type: int64. */
  lastOffset: bigint
  /** How often these records have been delivered, this time included. Type: int16. */
  deliveryCount: number
}

/**
 * Who leads the partition, which the broker adds to NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH,
 * so that the client does not have to ask for metadata first (KIP-951).
 *
 * The value of `currentLeader` in `ShareFetchResponsePartitionData`.
 */
export interface ShareFetchResponseLeaderIdAndEpoch extends UnknownTags {
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
 * The request of ShareFetch. Acquires records for a member of a share group, and acknowledges
 * earlier ones (KIP-932). The leader of each partition answers.
 */
export interface ShareFetchRequest extends UnknownTags {
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
   * How long, in milliseconds, the broker waits until it has `minBytes` of records. 0 is no
   * waiting. 500 is fetch.max.wait.ms of the Java consumer.
   *
   * Type: int32, default in this driver 500.
   */
  maxWaitMs?: number | undefined
  /**
   * The broker answers as soon as it has this many bytes of records, or when `maxWaitMs` is over.
   *
   * Type: int32, default in this driver 1.
   */
  minBytes?: number | undefined
  /**
   * The most bytes of records in the whole answer. Where it is left out, the driver asks for less
   * than `maxFrameBytes`.
   *
   * Type: int32, default 0x7fffffff.
   */
  maxBytes?: number | undefined
  /**
   * The most records to acquire, which whole batches may exceed unless `shareAcquireMode` is
   * `shareAcquireModes.RECORD_LIMIT`. 500 is max.poll.records of the Java consumer.
   *
   * Type: int32, v1+, default in this driver 500.
   */
  maxRecords?: number | undefined
  /**
   * The best number of records for one batch of `acquiredRecords`, which is also the size of its
   * acknowledgement. The broker may send more or fewer. 500 is max.poll.records of the Java
   * consumer.
   *
   * Type: int32, v1+, default in this driver 500.
   */
  batchSize?: number | undefined
  /**
   * What `maxRecords` means: `shareAcquireModes.BATCH_OPTIMIZED` (0) acquires whole batches,
   * `shareAcquireModes.RECORD_LIMIT` (1) never more records than that (KIP-1206).
   *
   * Type: int8, v2+, default 0.
   */
  shareAcquireMode?: 0 | 1 | undefined
  /**
   * Whether some acknowledgement is `acknowledgeTypes.RENEW` (4), which makes the locks of records
   * last longer (KIP-1222).
   *
   * Type: bool, v2+, default false.
   */
  isRenewAck?: boolean | undefined
  /**
   * The topics to read, and acknowledgements of records. In a session: only partitions that are new
   * or that have acknowledgements.
   *
   * Type: []FetchTopic.
   */
  topics: readonly ShareFetchRequestFetchTopic[]
  /**
   * The partitions to take out of the session.
   *
   * Type: []ForgottenTopic, default in this driver [].
   */
  forgottenTopicsData?: readonly ShareFetchRequestForgottenTopic[] | undefined
}

/** One element of `forgottenTopicsData` in `ShareFetchRequest`. */
export interface ShareFetchRequestForgottenTopic extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The numbers of the partitions that leave the session. Type: []int32. */
  partitions: readonly number[]
}

/** One element of `topics` in `ShareFetchRequest`. */
export interface ShareFetchRequestFetchTopic extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The partitions of this topic. Type: []FetchPartition. */
  partitions: readonly ShareFetchRequestFetchPartition[]
}

/** One element of `partitions` in `ShareFetchRequestFetchTopic`. */
export interface ShareFetchRequestFetchPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /** The most bytes of records of this partition, in version 0 alone. Type: int32, v0. */
  partitionMaxBytes?: number | undefined
  /**
   * The acknowledgements of records that were acquired earlier. `[]` only asks for more records.
   *
   * Type: []AcknowledgementBatch, default in this driver [].
   */
  acknowledgementBatches?: readonly ShareFetchRequestAcknowledgementBatch[] | undefined
}

/**
 * The acknowledgement of the records from one offset to another.
 *
 * One element of `acknowledgementBatches` in `ShareFetchRequestFetchPartition`.
 */
export interface ShareFetchRequestAcknowledgementBatch extends UnknownTags {
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
 * ShareFetch: key 78, versions 0-2, of which Kafka may still change 0.
 *
 * Acquires records for a member of a share group, and acknowledges earlier ones (KIP-932). The
 * leader of each partition answers.
 */
export const ShareFetch: Api<ShareFetchRequest, ShareFetchResponse> = {
  name: 'ShareFetch', key: 78, minVersion: 0, maxVersion: 2, flexibleFrom: 0, unstableVersions: [0],
  highestVersionFor: highestShareFetchRequest,
  encodeRequest: encodeShareFetchRequest,
  decodeRequest: decodeShareFetchRequest,
  encodeResponse: encodeShareFetchResponse,
  decodeResponse: decodeShareFetchResponse
}

function encodeShareFetchRequestAcknowledgementBatch(w: Writer, m: ShareFetchRequestAcknowledgementBatch, _v: number): void {
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

function decodeShareFetchRequestAcknowledgementBatch(r: Reader, _v: number): Decoded<ShareFetchRequestAcknowledgementBatch> {
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
  const m: Decoded<ShareFetchRequestAcknowledgementBatch> = { firstOffset, lastOffset, acknowledgeTypes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchRequestFetchPartition(w: Writer, m: ShareFetchRequestFetchPartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  if (v <= 0) w.int32(m.partitionMaxBytes === undefined ? 0 : m.partitionMaxBytes, 'partitionMaxBytes')
  else if (m.partitionMaxBytes !== undefined && m.partitionMaxBytes !== 0) throw absent('partitionMaxBytes', v, '0')
  {
    const a = w.array(m.acknowledgementBatches === undefined ? [] : m.acknowledgementBatches, 'acknowledgementBatches', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareFetchRequestAcknowledgementBatch(w, a[i] as ShareFetchRequestAcknowledgementBatch, v)
    } catch (error) {
      throw within(error, 'acknowledgementBatches', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchRequestFetchPartition(r: Reader, v: number): Decoded<ShareFetchRequestFetchPartition> {
  const partitionIndex: number = r.int32()
  const partitionMaxBytes: number = v <= 0 ? r.int32() : 0
  let acknowledgementBatches: Decoded<ShareFetchRequestAcknowledgementBatch>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ShareFetchRequestAcknowledgementBatch>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareFetchRequestAcknowledgementBatch(r, v)
    acknowledgementBatches = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchRequestFetchPartition> = { partitionIndex, partitionMaxBytes, acknowledgementBatches }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchRequestFetchTopic(w: Writer, m: ShareFetchRequestFetchTopic, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareFetchRequestFetchPartition(w, a[i] as ShareFetchRequestFetchPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchRequestFetchTopic(r: Reader, v: number): Decoded<ShareFetchRequestFetchTopic> {
  const topicId: string = r.uuid()
  let partitions: Decoded<ShareFetchRequestFetchPartition>[]
  {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<ShareFetchRequestFetchPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareFetchRequestFetchPartition(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchRequestFetchTopic> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchRequestForgottenTopic(w: Writer, m: ShareFetchRequestForgottenTopic, _v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchRequestForgottenTopic(r: Reader, _v: number): Decoded<ShareFetchRequestForgottenTopic> {
  const topicId: string = r.uuid()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchRequestForgottenTopic> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchRequest(w: Writer, m: ShareFetchRequest, v: number): void {
  checkStruct(m)
  w.compactNullableString(m.groupId === undefined ? null : m.groupId, 'groupId')
  w.compactNullableString(m.memberId, 'memberId')
  w.int32(m.shareSessionEpoch, 'shareSessionEpoch')
  w.int32(m.maxWaitMs === undefined ? 500 : m.maxWaitMs, 'maxWaitMs')
  w.int32(m.minBytes === undefined ? 1 : m.minBytes, 'minBytes')
  w.int32(m.maxBytes === undefined ? 2147483647 : m.maxBytes, 'maxBytes')
  if (v >= 1) w.int32(m.maxRecords === undefined ? 500 : m.maxRecords, 'maxRecords')
  else if (m.maxRecords !== undefined && m.maxRecords !== 0) throw absent('maxRecords', v, '1+')
  if (v >= 1) w.int32(m.batchSize === undefined ? 500 : m.batchSize, 'batchSize')
  else if (m.batchSize !== undefined && m.batchSize !== 0) throw absent('batchSize', v, '1+')
  if (v >= 2) w.int8(m.shareAcquireMode === undefined ? 0 : m.shareAcquireMode, 'shareAcquireMode')
  if (v >= 2) w.bool(m.isRenewAck === undefined ? false : m.isRenewAck, 'isRenewAck')
  else if (m.isRenewAck !== undefined && m.isRenewAck !== false) throw absent('isRenewAck', v, '2+')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareFetchRequestFetchTopic(w, a[i] as ShareFetchRequestFetchTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  {
    const a = w.array(m.forgottenTopicsData === undefined ? [] : m.forgottenTopicsData, 'forgottenTopicsData', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareFetchRequestForgottenTopic(w, a[i] as ShareFetchRequestForgottenTopic, v)
    } catch (error) {
      throw within(error, 'forgottenTopicsData', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchRequest(r: Reader, v: number): Decoded<ShareFetchRequest> {
  const groupId: string | null = r.compactNullableString()
  const memberId: string | null = r.compactNullableString()
  const shareSessionEpoch: number = r.int32()
  const maxWaitMs: number = r.int32()
  const minBytes: number = r.int32()
  const maxBytes: number = r.int32()
  const maxRecords: number = v >= 1 ? r.int32() : 0
  const batchSize: number = v >= 1 ? r.int32() : 0
  const shareAcquireMode: 0 | 1 = v >= 2 ? r.int8() as 0 | 1 : 0
  const isRenewAck: boolean = v >= 2 ? r.bool() : false
  let topics: Decoded<ShareFetchRequestFetchTopic>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ShareFetchRequestFetchTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareFetchRequestFetchTopic(r, v)
    topics = a
  }
  let forgottenTopicsData: Decoded<ShareFetchRequestForgottenTopic>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ShareFetchRequestForgottenTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareFetchRequestForgottenTopic(r, v)
    forgottenTopicsData = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchRequest> = { groupId, memberId, shareSessionEpoch, maxWaitMs, minBytes, maxBytes, maxRecords, batchSize, shareAcquireMode, isRenewAck, topics, forgottenTopicsData }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchResponseLeaderIdAndEpoch(w: Writer, m: ShareFetchResponseLeaderIdAndEpoch, _v: number): void {
  checkStruct(m)
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchResponseLeaderIdAndEpoch(r: Reader, _v: number): Decoded<ShareFetchResponseLeaderIdAndEpoch> {
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchResponseLeaderIdAndEpoch> = { leaderId, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchResponseAcquiredRecords(w: Writer, m: ShareFetchResponseAcquiredRecords, _v: number): void {
  checkStruct(m)
  w.int64(m.firstOffset, 'firstOffset')
  w.int64(m.lastOffset, 'lastOffset')
  w.int16(m.deliveryCount, 'deliveryCount')
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchResponseAcquiredRecords(r: Reader, _v: number): Decoded<ShareFetchResponseAcquiredRecords> {
  const firstOffset: bigint = r.int64()
  const lastOffset: bigint = r.int64()
  const deliveryCount: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchResponseAcquiredRecords> = { firstOffset, lastOffset, deliveryCount }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchResponsePartitionData(w: Writer, m: ShareFetchResponsePartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.int16(m.acknowledgeErrorCode, 'acknowledgeErrorCode')
  w.compactNullableString(m.acknowledgeErrorMessage === undefined ? null : m.acknowledgeErrorMessage, 'acknowledgeErrorMessage')
  try {
    encodeShareFetchResponseLeaderIdAndEpoch(w, m.currentLeader, v)
  } catch (error) {
    throw within(error, 'currentLeader')
  }
  if (v <= 0) w.compactNullableBytes(m.records, 'records')
  else w.compactBytes(m.records as Uint8Array, 'records')
  {
    const a = w.array(m.acquiredRecords, 'acquiredRecords', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareFetchResponseAcquiredRecords(w, a[i] as ShareFetchResponseAcquiredRecords, v)
    } catch (error) {
      throw within(error, 'acquiredRecords', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchResponsePartitionData(r: Reader, v: number): Decoded<ShareFetchResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const acknowledgeErrorCode: number = r.int16()
  const acknowledgeErrorMessage: string | null = r.compactNullableString()
  const currentLeader: Decoded<ShareFetchResponseLeaderIdAndEpoch> = decodeShareFetchResponseLeaderIdAndEpoch(r, v)
  const records: Uint8Array | null = v <= 0 ? r.compactNullableBytes() : r.compactBytes()
  let acquiredRecords: Decoded<ShareFetchResponseAcquiredRecords>[]
  {
    const n = r.compactArrayLength(19)
    const a = newArray<Decoded<ShareFetchResponseAcquiredRecords>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareFetchResponseAcquiredRecords(r, v)
    acquiredRecords = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchResponsePartitionData> = { partitionIndex, errorCode, errorMessage, acknowledgeErrorCode, acknowledgeErrorMessage, currentLeader, records, acquiredRecords }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchResponseShareFetchableTopicResponse(w: Writer, m: ShareFetchResponseShareFetchableTopicResponse, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareFetchResponsePartitionData(w, a[i] as ShareFetchResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchResponseShareFetchableTopicResponse(r: Reader, v: number): Decoded<ShareFetchResponseShareFetchableTopicResponse> {
  const topicId: string = r.uuid()
  let partitions: Decoded<ShareFetchResponsePartitionData>[]
  {
    const n = r.compactArrayLength(22)
    const a = newArray<Decoded<ShareFetchResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareFetchResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchResponseShareFetchableTopicResponse> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchResponseNodeEndpoint(w: Writer, m: ShareFetchResponseNodeEndpoint, _v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.int32(m.port, 'port')
  w.compactNullableString(m.rack === undefined ? null : m.rack, 'rack')
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchResponseNodeEndpoint(r: Reader, _v: number): Decoded<ShareFetchResponseNodeEndpoint> {
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.int32()
  const rack: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchResponseNodeEndpoint> = { nodeId, host, port, rack }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareFetchResponse(w: Writer, m: ShareFetchResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  if (v >= 1) w.int32(m.acquisitionLockTimeoutMs === undefined ? 0 : m.acquisitionLockTimeoutMs, 'acquisitionLockTimeoutMs')
  else if (m.acquisitionLockTimeoutMs !== undefined && m.acquisitionLockTimeoutMs !== 0) throw absent('acquisitionLockTimeoutMs', v, '1+')
  {
    const a = w.array(m.responses, 'responses', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareFetchResponseShareFetchableTopicResponse(w, a[i] as ShareFetchResponseShareFetchableTopicResponse, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  {
    const a = w.array(m.nodeEndpoints, 'nodeEndpoints', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareFetchResponseNodeEndpoint(w, a[i] as ShareFetchResponseNodeEndpoint, v)
    } catch (error) {
      throw within(error, 'nodeEndpoints', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareFetchResponse(r: Reader, v: number): Decoded<ShareFetchResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const acquisitionLockTimeoutMs: number = v >= 1 ? r.int32() : 0
  let responses: Decoded<ShareFetchResponseShareFetchableTopicResponse>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ShareFetchResponseShareFetchableTopicResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareFetchResponseShareFetchableTopicResponse(r, v)
    responses = a
  }
  let nodeEndpoints: Decoded<ShareFetchResponseNodeEndpoint>[]
  {
    const n = r.compactArrayLength(11)
    const a = newArray<Decoded<ShareFetchResponseNodeEndpoint>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareFetchResponseNodeEndpoint(r, v)
    nodeEndpoints = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareFetchResponse> = { throttleTimeMs, errorCode, errorMessage, acquisitionLockTimeoutMs, responses, nodeEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestShareFetchRequest(m: ShareFetchRequest): number {
  let highest = 2
  if (typeof m !== 'object' || m === null) return highest
  for (const e0 of elements(m.topics)) {
    for (const e1 of elements(e0.partitions)) {
      if (e1.partitionMaxBytes !== undefined && e1.partitionMaxBytes !== 0 && highest > 0) highest = 0
    }
  }
  return highest
}
