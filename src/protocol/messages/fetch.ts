// @generated from schemas/FetchRequest.json and
// FetchResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, checkTags, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of Fetch. */
export interface FetchResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v1+.
   */
  throttleTimeMs?: number | undefined
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16, v7+.
   */
  errorCode?: number | undefined
  /**
   * The fetch session that the broker opened or went on with (KIP-227); 0 is none.
   *
   * Type: int32, v7+, default 0.
   */
  sessionId?: number | undefined
  /**
   * What was read, by topic. In a session, partitions without news are left out.
   *
   * Type: []FetchableTopicResponse.
   */
  responses: readonly FetchResponseFetchableTopicResponse[]
  /**
   * The addresses of the brokers that `currentLeader` of some partition names (KIP-951). It is
   * empty if no leader has moved.
   *
   * Type: []NodeEndpoint, v16+, tag 0.
   */
  nodeEndpoints?: readonly FetchResponseNodeEndpoint[] | undefined
}

/**
 * A broker that `currentLeader` names somewhere in this response, with its address.
 *
 * One element of `nodeEndpoints` in `FetchResponse`.
 */
export interface FetchResponseNodeEndpoint extends UnknownTags {
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

/** One element of `responses` in `FetchResponse`. */
export interface FetchResponseFetchableTopicResponse extends UnknownTags {
  /**
   * The name of the topic, in versions 0 to 12; later versions have `topicId`.
   *
   * Type: string, v0-12.
   */
  topic?: string | undefined
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v13+.
   */
  topicId?: string | undefined
  /** The partitions of this topic. Type: []PartitionData. */
  partitions: readonly FetchResponsePartitionData[]
}

/** One element of `partitions` in `FetchResponseFetchableTopicResponse`. */
export interface FetchResponsePartitionData extends UnknownTags {
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
   * The offset up to which all in-sync replicas have the log: consumers read only below it. -1 if
   * there was an error.
   *
   * Type: int64.
   */
  highWatermark: bigint
  /**
   * The offset of the first record of the oldest open transaction, or the high watermark if none is
   * open: read-committed consumers read only below it (KIP-98). -1 if the broker does not say.
   *
   * Type: int64, v4+, default -1.
   */
  lastStableOffset?: bigint | undefined
  /**
   * The first offset that the partition still has; -1 if the broker does not say.
   *
   * Type: int64, v5+, default -1.
   */
  logStartOffset?: bigint | undefined
  /**
   * Up to where the log of the leader and the log of the client agree, if `lastFetchedEpoch` was
   * given and no longer fits (KIP-595).
   *
   * Type: EpochEndOffset, v12+, tag 0.
   */
  divergingEpoch?: FetchResponseEpochEndOffset | undefined
  /**
   * Who leads the partition now, if the error is NOT_LEADER_OR_FOLLOWER or FENCED_LEADER_EPOCH
   * (KIP-951).
   *
   * Type: LeaderIdAndEpoch, v12+, tag 1.
   */
  currentLeader?: FetchResponseLeaderIdAndEpoch | undefined
  /**
   * The snapshot to load instead, if the offset is below the start of the metadata log (KIP-630).
   * Clients never get it.
   *
   * Type: SnapshotId, v12+, tag 2.
   */
  snapshotId?: FetchResponseSnapshotId | undefined
  /**
   * The transactions that were aborted within these records, for `isolationLevels.READ_COMMITTED`;
   * null if all records were asked for.
   *
   * Type: []AbortedTransaction, v4+, nullable.
   */
  abortedTransactions?: readonly FetchResponseAbortedTransaction[] | null | undefined
  /**
   * The node id of the replica that the consumer should read from next (KIP-392), or -1
   * (`absentValues.INVALID_PREFERRED_REPLICA_ID`) if there is none.
   *
   * Type: int32, v11+, default -1.
   */
  preferredReadReplica?: number | undefined
  /**
   * The record batches, as `readBatches` of `kafkawire/records` reads them: a view of the frame.
   * The last batch may be cut off. Null if there is nothing.
   *
   * Type: records, nullable.
   */
  records: Uint8Array | null
}

/** One element of `abortedTransactions` in `FetchResponsePartitionData`. */
export interface FetchResponseAbortedTransaction extends UnknownTags {
  /** The producer id whose transaction was aborted. Type: int64. */
  producerId: bigint
  /**
   * The offset of the first record of that transaction: from there on, its records do not count.
   *
   * Type: int64.
   */
  firstOffset: bigint
}

/** The value of `snapshotId` in `FetchResponsePartitionData`. */
export interface FetchResponseSnapshotId extends UnknownTags {
  /** The offset at which the snapshot ends, or -1. Type: int64, default -1. */
  endOffset?: bigint | undefined
  /** The leader epoch of the snapshot, or -1. Type: int32, default -1. */
  epoch?: number | undefined
}

/**
 * Who leads the partition, which the broker adds to NOT_LEADER_OR_FOLLOWER and FENCED_LEADER_EPOCH,
 * so that the client does not have to ask for metadata first (KIP-951).
 *
 * The value of `currentLeader` in `FetchResponsePartitionData`.
 */
export interface FetchResponseLeaderIdAndEpoch extends UnknownTags {
  /**
   * The node id of the partition's leader; -1 if the broker does not know it.
   *
   * Type: int32, default -1.
   */
  leaderId?: number | undefined
  /**
   * The epoch of that leader: it grows with each election. -1 if the broker does not know it.
   *
   * Type: int32, default -1.
   */
  leaderEpoch?: number | undefined
}

/** The value of `divergingEpoch` in `FetchResponsePartitionData`. */
export interface FetchResponseEpochEndOffset extends UnknownTags {
  /** The largest leader epoch that both logs have, or -1. Type: int32, default -1. */
  epoch?: number | undefined
  /** The offset at which that epoch ends, or -1. Type: int64, default -1. */
  endOffset?: bigint | undefined
}

/**
 * The request of Fetch. Reads record batches from partitions, and waits for new ones (long
 * polling). The leader of each partition answers, or a follower that the leader named (KIP-392).
 */
export interface FetchRequest extends UnknownTags {
  /**
   * The id of the cluster, to be sure not to read from another one. Only brokers and controllers
   * check it; clients leave it out.
   *
   * Type: string, v12+, tag 0, nullable, default null.
   */
  clusterId?: string | null | undefined
  /**
   * Who asks: -1 (`replicaIds.CONSUMER`) is a client, and every other value is a broker that
   * replicates. Versions 15 and later have `replicaState` instead.
   *
   * Type: int32, v0-14, default -1.
   */
  replicaId?: number | undefined
  /**
   * Which broker asks, if a broker replicates (KIP-903). Clients leave it out.
   *
   * Type: ReplicaState, v15+, tag 1.
   */
  replicaState?: FetchRequestReplicaState | undefined
  /**
   * How long, in milliseconds, the broker waits until it has `minBytes` of records. 0 is no
   * waiting. 500 is fetch.max.wait.ms of the Java consumer.
   *
   * Type: int32, default in this driver 500.
   */
  maxWaitMs?: number | undefined
  /**
   * The broker answers as soon as it has this many bytes of records, or when `maxWaitMs` is over. 0
   * is an answer at once, even an empty one.
   *
   * Type: int32, default in this driver 1.
   */
  minBytes?: number | undefined
  /**
   * The most bytes of records in the whole answer. The first batch comes even if it is larger, so
   * that the consumer can go on (KIP-74). Where it is left out, the driver asks for less than
   * `maxFrameBytes`.
   *
   * Type: int32, v3+, default 0x7fffffff.
   */
  maxBytes?: number | undefined
  /**
   * Which records to read: `isolationLevels.READ_UNCOMMITTED` (0) is all of them,
   * `isolationLevels.READ_COMMITTED` (1) ends before the first open transaction and lists in
   * `abortedTransactions` the records to leave out (KIP-98).
   *
   * Type: int8, v4+, default 0.
   */
  isolationLevel?: 0 | 1 | undefined
  /**
   * The fetch session to go on with (KIP-227), or 0 (`absentValues.INVALID_SESSION_ID`) for none or
   * a new one.
   *
   * Type: int32, v7+, default 0.
   */
  sessionId?: number | undefined
  /**
   * The number of this request in its session (KIP-227): 0 (`sessionEpochs.INITIAL`) opens a
   * session, -1 (`sessionEpochs.FINAL`) asks without a session or closes it, and each later request
   * has one more.
   *
   * Type: int32, v7+, default -1.
   */
  sessionEpoch?: number | undefined
  /**
   * The topics to read. In a session: only those that are new or changed since the last request.
   *
   * Type: []FetchTopic.
   */
  topics: readonly FetchRequestTopic[]
  /** The partitions to take out of the session (KIP-227). Type: []ForgottenTopic, v7+. */
  forgottenTopicsData?: readonly FetchRequestForgottenTopic[] | undefined
  /**
   * The rack or zone of the consumer (`client.rack`), so that the leader can name a replica that is
   * nearer (KIP-392). The empty text is none.
   *
   * Type: string, v11+, default ''.
   */
  rackId?: string | undefined
}

/** One element of `forgottenTopicsData` in `FetchRequest`. */
export interface FetchRequestForgottenTopic extends UnknownTags {
  /**
   * The name of the topic, for versions 7 to 12; later versions have `topicId`.
   *
   * Type: string, v7-12.
   */
  topic?: string | undefined
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v13+.
   */
  topicId?: string | undefined
  /** The numbers of the partitions that leave the session. Type: []int32. */
  partitions: readonly number[]
}

/** One element of `topics` in `FetchRequest`. */
export interface FetchRequestTopic extends UnknownTags {
  /**
   * The name of the topic, for versions 0 to 12; versions 13 and later know topics by `topicId`
   * (KIP-516).
   *
   * Type: string, v0-12.
   */
  topic?: string | undefined
  /**
   * The id of the topic, for versions 13 and later (KIP-516): 22 characters of base64url. Versions
   * 0 to 12 know topics by `topic`.
   *
   * Type: uuid, v13+.
   */
  topicId?: string | undefined
  /** The partitions of this topic. Type: []FetchPartition. */
  partitions: readonly FetchRequestPartition[]
}

/** One element of `partitions` in `FetchRequestTopic`. */
export interface FetchRequestPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partition: number
  /**
   * The leader epoch that the client knows from metadata (KIP-320): another one fails with
   * FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH. -1 (`absentValues.NO_PARTITION_LEADER_EPOCH`) is
   * no check.
   *
   * Type: int32, v9+, default -1.
   */
  currentLeaderEpoch?: number | undefined
  /**
   * The offset of the first record to read. The answer may begin earlier, at the start of the batch
   * that holds it.
   *
   * Type: int64.
   */
  fetchOffset: bigint
  /**
   * The leader epoch of the last record that was read, so that the broker can report a truncated
   * log in `divergingEpoch` (KIP-595). -1 is no check, and clients leave it out.
   *
   * Type: int32, v12+, default -1.
   */
  lastFetchedEpoch?: number | undefined
  /**
   * The first offset that the replica which asks still has. -1 is what clients send.
   *
   * Type: int64, v5+, default -1.
   */
  logStartOffset?: bigint | undefined
  /**
   * The most bytes of records of this partition. The first batch comes even if it is larger.
   * 1,048,576 is max.partition.fetch.bytes of the Java consumer.
   *
   * Type: int32, default in this driver 1048576.
   */
  partitionMaxBytes?: number | undefined
  /**
   * The id of the log directory of the replica that asks (KIP-853). Clients leave it out.
   *
   * Type: uuid, v17+, tag 0.
   */
  replicaDirectoryId?: string | undefined
  /**
   * The high watermark that the replica which asks knows (KIP-1166). Clients leave it out.
   *
   * Type: int64, v18+, tag 1, default 9223372036854775807.
   */
  highWatermark?: bigint | undefined
}

/** The value of `replicaState` in `FetchRequest`. */
export interface FetchRequestReplicaState extends UnknownTags {
  /**
   * The node id of the broker that replicates; -1 (`replicaIds.CONSUMER`) is a client.
   *
   * Type: int32, default -1.
   */
  replicaId?: number | undefined
  /** The epoch of that broker (KIP-903); -1 is a client, or none. Type: int64, default -1. */
  replicaEpoch?: bigint | undefined
}

/**
 * Fetch: key 1, versions 0-18.
 *
 * Reads record batches from partitions, and waits for new ones (long polling). The leader of each
 * partition answers, or a follower that the leader named (KIP-392).
 */
export const Fetch: Api<FetchRequest, FetchResponse> = {
  name: 'Fetch', key: 1, minVersion: 0, maxVersion: 18, flexibleFrom: 12,
  highestVersionFor: highestFetchRequest,
  lowestVersionFor: lowestFetchRequest,
  encodeRequest: encodeFetchRequest,
  decodeRequest: decodeFetchRequest,
  encodeResponse: encodeFetchResponse,
  decodeResponse: decodeFetchResponse
}

function encodeFetchRequestReplicaState(w: Writer, m: FetchRequestReplicaState, _v: number): void {
  checkStruct(m)
  w.int32(m.replicaId === undefined ? -1 : m.replicaId, 'replicaId')
  w.int64(m.replicaEpoch === undefined ? -1n : m.replicaEpoch, 'replicaEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeFetchRequestReplicaState(r: Reader, _v: number): Decoded<FetchRequestReplicaState> {
  const replicaId: number = r.int32()
  const replicaEpoch: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchRequestReplicaState> = { replicaId, replicaEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchRequestPartition(w: Writer, m: FetchRequestPartition, v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  if (v >= 9) w.int32(m.currentLeaderEpoch === undefined ? -1 : m.currentLeaderEpoch, 'currentLeaderEpoch')
  w.int64(m.fetchOffset, 'fetchOffset')
  if (v >= 12) w.int32(m.lastFetchedEpoch === undefined ? -1 : m.lastFetchedEpoch, 'lastFetchedEpoch')
  else if (m.lastFetchedEpoch !== undefined && m.lastFetchedEpoch !== -1) throw absent('lastFetchedEpoch', v, '12+')
  if (v >= 5) w.int64(m.logStartOffset === undefined ? -1n : m.logStartOffset, 'logStartOffset')
  w.int32(m.partitionMaxBytes === undefined ? 1048576 : m.partitionMaxBytes, 'partitionMaxBytes')
  if (v >= 12) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [v >= 17 ? 0 : -1, v >= 18 ? 1 : -1])
    const replicaDirectoryId = m.replicaDirectoryId
    const has_replicaDirectoryId = v >= 17 && replicaDirectoryId !== undefined && replicaDirectoryId !== ZERO_UUID
    if (has_replicaDirectoryId) tags++
    const highWatermark = m.highWatermark
    const has_highWatermark = v >= 18 && highWatermark !== undefined && highWatermark !== 9223372036854775807n
    if (has_highWatermark) tags++
    w.unsignedVarint(tags)
    if (has_replicaDirectoryId) {
      const t = w.beginTag()
      t.uuid(replicaDirectoryId, 'replicaDirectoryId')
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 1)
    if (has_highWatermark) {
      const t = w.beginTag()
      t.int64(highWatermark, 'highWatermark')
      w.endTag(1, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 1, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '12+')
}

function decodeFetchRequestPartition(r: Reader, v: number): Decoded<FetchRequestPartition> {
  const partition: number = r.int32()
  const currentLeaderEpoch: number = v >= 9 ? r.int32() : -1
  const fetchOffset: bigint = r.int64()
  const lastFetchedEpoch: number = v >= 12 ? r.int32() : -1
  const logStartOffset: bigint = v >= 5 ? r.int64() : -1n
  const partitionMaxBytes: number = r.int32()
  let replicaDirectoryId: string = ZERO_UUID
  let highWatermark: bigint = 9223372036854775807n
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 12) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0 && v >= 17) {
        const beyond = r.enterTag()
        replicaDirectoryId = r.uuid()
        r.leaveTag(beyond)
      } else if (tag === 1 && v >= 18) {
        const beyond = r.enterTag()
        highWatermark = r.int64()
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<FetchRequestPartition> = { partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset, partitionMaxBytes, replicaDirectoryId, highWatermark }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchRequestTopic(w: Writer, m: FetchRequestTopic, v: number): void {
  checkStruct(m)
  if (v <= 12) {
    if (v >= 12) w.compactString(m.topic === undefined ? '' : m.topic, 'topic')
    else w.string(m.topic === undefined ? '' : m.topic, 'topic')
  }
  if (v >= 13) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', v >= 12)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchRequestPartition(w, a[i] as FetchRequestPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 12) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '12+')
}

function decodeFetchRequestTopic(r: Reader, v: number): Decoded<FetchRequestTopic> {
  const topic: string = v <= 12 ? (v >= 12 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 13 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<FetchRequestPartition>[]
  {
    const n = v >= 12 ? r.compactArrayLength(33) : r.arrayLength(16)
    const a = newArray<Decoded<FetchRequestPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchRequestPartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 12 ? r.unknownTags() : undefined
  const m: Decoded<FetchRequestTopic> = { topic, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchRequestForgottenTopic(w: Writer, m: FetchRequestForgottenTopic, v: number): void {
  checkStruct(m)
  if (v <= 12) {
    if (v >= 12) w.compactString(m.topic === undefined ? '' : m.topic, 'topic')
    else w.string(m.topic === undefined ? '' : m.topic, 'topic')
  }
  if (v >= 13) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', v >= 12)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 12) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '12+')
}

function decodeFetchRequestForgottenTopic(r: Reader, v: number): Decoded<FetchRequestForgottenTopic> {
  const topic: string = v <= 12 ? (v >= 12 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 13 ? r.uuid() : ZERO_UUID
  let partitions: number[]
  {
    const n = v >= 12 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = v >= 12 ? r.unknownTags() : undefined
  const m: Decoded<FetchRequestForgottenTopic> = { topic, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchRequest(w: Writer, m: FetchRequest, v: number): void {
  checkStruct(m)
  if (v <= 14) w.int32(m.replicaId === undefined ? -1 : m.replicaId, 'replicaId')
  else if (m.replicaId !== undefined && m.replicaId !== -1) throw absent('replicaId', v, '0-14')
  if (v <= 14) {
    if (m.replicaState !== undefined && !isDefaultFetchRequestReplicaState(m.replicaState)) throw absent('replicaState', v, '15+')
  }
  w.int32(m.maxWaitMs === undefined ? 500 : m.maxWaitMs, 'maxWaitMs')
  w.int32(m.minBytes === undefined ? 1 : m.minBytes, 'minBytes')
  if (v >= 3) w.int32(m.maxBytes === undefined ? 2147483647 : m.maxBytes, 'maxBytes')
  if (v >= 4) w.int8(m.isolationLevel === undefined ? 0 : m.isolationLevel, 'isolationLevel')
  if (v >= 7) w.int32(m.sessionId === undefined ? 0 : m.sessionId, 'sessionId')
  if (v >= 7) w.int32(m.sessionEpoch === undefined ? -1 : m.sessionEpoch, 'sessionEpoch')
  {
    const a = w.array(m.topics, 'topics', v >= 12)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchRequestTopic(w, a[i] as FetchRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 7) {
    const a = w.array(m.forgottenTopicsData === undefined ? [] : m.forgottenTopicsData, 'forgottenTopicsData', v >= 12)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchRequestForgottenTopic(w, a[i] as FetchRequestForgottenTopic, v)
    } catch (error) {
      throw within(error, 'forgottenTopicsData', i)
    }
  } else if (m.forgottenTopicsData !== undefined && m.forgottenTopicsData?.length !== 0) throw absent('forgottenTopicsData', v, '7+')
  if (v >= 11) {
    if (v >= 12) w.compactString(m.rackId === undefined ? '' : m.rackId, 'rackId')
    else w.string(m.rackId === undefined ? '' : m.rackId, 'rackId')
  }
  if (v >= 12) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [0, v >= 15 ? 1 : -1])
    const clusterId = m.clusterId
    const has_clusterId = clusterId !== undefined && clusterId !== null
    if (has_clusterId) tags++
    const replicaState = m.replicaState
    const has_replicaState = v >= 15 && replicaState !== undefined && !isDefaultFetchRequestReplicaState(replicaState)
    if (has_replicaState) tags++
    w.unsignedVarint(tags)
    if (has_clusterId) {
      const t = w.beginTag()
      t.compactNullableString(clusterId, 'clusterId')
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 1)
    if (has_replicaState) {
      const t = w.beginTag()
      try {
        encodeFetchRequestReplicaState(t, replicaState, v)
      } catch (error) {
        throw within(error, 'replicaState')
      }
      w.endTag(1, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 1, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '12+')
}

function decodeFetchRequest(r: Reader, v: number): Decoded<FetchRequest> {
  let clusterId: string | null = null
  const replicaId: number = v <= 14 ? r.int32() : -1
  let replicaState: Decoded<FetchRequestReplicaState> = defaultFetchRequestReplicaState()
  const maxWaitMs: number = r.int32()
  const minBytes: number = r.int32()
  const maxBytes: number = v >= 3 ? r.int32() : 2147483647
  const isolationLevel: 0 | 1 = v >= 4 ? r.int8() as 0 | 1 : 0
  const sessionId: number = v >= 7 ? r.int32() : 0
  const sessionEpoch: number = v >= 7 ? r.int32() : -1
  let topics: Decoded<FetchRequestTopic>[]
  {
    const n = v >= 12 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<FetchRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchRequestTopic(r, v)
    topics = a
  }
  let forgottenTopicsData: Decoded<FetchRequestForgottenTopic>[] = []
  if (v >= 7) {
    const n = v >= 12 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<FetchRequestForgottenTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchRequestForgottenTopic(r, v)
    forgottenTopicsData = a
  }
  const rackId: string = v >= 11 ? (v >= 12 ? r.compactString() : r.string()) : ''
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 12) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0) {
        const beyond = r.enterTag()
        clusterId = r.compactNullableString()
        r.leaveTag(beyond)
      } else if (tag === 1 && v >= 15) {
        const beyond = r.enterTag()
        replicaState = decodeFetchRequestReplicaState(r, v)
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<FetchRequest> = { clusterId, replicaId, replicaState, maxWaitMs, minBytes, maxBytes, isolationLevel, sessionId, sessionEpoch, topics, forgottenTopicsData, rackId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchResponseEpochEndOffset(w: Writer, m: FetchResponseEpochEndOffset, _v: number): void {
  checkStruct(m)
  w.int32(m.epoch === undefined ? -1 : m.epoch, 'epoch')
  w.int64(m.endOffset === undefined ? -1n : m.endOffset, 'endOffset')
  w.unknownTags(m.unknownTags)
}

function decodeFetchResponseEpochEndOffset(r: Reader, _v: number): Decoded<FetchResponseEpochEndOffset> {
  const epoch: number = r.int32()
  const endOffset: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchResponseEpochEndOffset> = { epoch, endOffset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchResponseLeaderIdAndEpoch(w: Writer, m: FetchResponseLeaderIdAndEpoch, _v: number): void {
  checkStruct(m)
  w.int32(m.leaderId === undefined ? -1 : m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch === undefined ? -1 : m.leaderEpoch, 'leaderEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeFetchResponseLeaderIdAndEpoch(r: Reader, _v: number): Decoded<FetchResponseLeaderIdAndEpoch> {
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchResponseLeaderIdAndEpoch> = { leaderId, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchResponseSnapshotId(w: Writer, m: FetchResponseSnapshotId, _v: number): void {
  checkStruct(m)
  w.int64(m.endOffset === undefined ? -1n : m.endOffset, 'endOffset')
  w.int32(m.epoch === undefined ? -1 : m.epoch, 'epoch')
  w.unknownTags(m.unknownTags)
}

function decodeFetchResponseSnapshotId(r: Reader, _v: number): Decoded<FetchResponseSnapshotId> {
  const endOffset: bigint = r.int64()
  const epoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchResponseSnapshotId> = { endOffset, epoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchResponseAbortedTransaction(w: Writer, m: FetchResponseAbortedTransaction, v: number): void {
  checkStruct(m)
  w.int64(m.producerId, 'producerId')
  w.int64(m.firstOffset, 'firstOffset')
  if (v >= 12) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '12+')
}

function decodeFetchResponseAbortedTransaction(r: Reader, v: number): Decoded<FetchResponseAbortedTransaction> {
  const producerId: bigint = r.int64()
  const firstOffset: bigint = r.int64()
  const unknownTags = v >= 12 ? r.unknownTags() : undefined
  const m: Decoded<FetchResponseAbortedTransaction> = { producerId, firstOffset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchResponsePartitionData(w: Writer, m: FetchResponsePartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.int64(m.highWatermark, 'highWatermark')
  if (v >= 4) w.int64(m.lastStableOffset === undefined ? -1n : m.lastStableOffset, 'lastStableOffset')
  if (v >= 5) w.int64(m.logStartOffset === undefined ? -1n : m.logStartOffset, 'logStartOffset')
  if (v <= 11) {
    if (m.divergingEpoch !== undefined && !isDefaultFetchResponseEpochEndOffset(m.divergingEpoch)) throw absent('divergingEpoch', v, '12+')
  }
  if (v <= 11) {
    if (m.currentLeader !== undefined && !isDefaultFetchResponseLeaderIdAndEpoch(m.currentLeader)) throw absent('currentLeader', v, '12+')
  }
  if (v <= 11) {
    if (m.snapshotId !== undefined && !isDefaultFetchResponseSnapshotId(m.snapshotId)) throw absent('snapshotId', v, '12+')
  }
  if (v >= 4) {
    const a = w.nullableArray(m.abortedTransactions === undefined ? [] : m.abortedTransactions, 'abortedTransactions', v >= 12)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchResponseAbortedTransaction(w, a[i] as FetchResponseAbortedTransaction, v)
    } catch (error) {
      throw within(error, 'abortedTransactions', i)
    }
  }
  if (v >= 11) w.int32(m.preferredReadReplica === undefined ? -1 : m.preferredReadReplica, 'preferredReadReplica')
  else if (m.preferredReadReplica !== undefined && m.preferredReadReplica !== -1) throw absent('preferredReadReplica', v, '11+')
  if (v >= 12) w.compactNullableBytes(m.records, 'records')
  else w.nullableBytes(m.records, 'records')
  if (v >= 12) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [0, 1, 2])
    const divergingEpoch = m.divergingEpoch
    const has_divergingEpoch = divergingEpoch !== undefined && !isDefaultFetchResponseEpochEndOffset(divergingEpoch)
    if (has_divergingEpoch) tags++
    const currentLeader = m.currentLeader
    const has_currentLeader = currentLeader !== undefined && !isDefaultFetchResponseLeaderIdAndEpoch(currentLeader)
    if (has_currentLeader) tags++
    const snapshotId = m.snapshotId
    const has_snapshotId = snapshotId !== undefined && !isDefaultFetchResponseSnapshotId(snapshotId)
    if (has_snapshotId) tags++
    w.unsignedVarint(tags)
    if (has_divergingEpoch) {
      const t = w.beginTag()
      try {
        encodeFetchResponseEpochEndOffset(t, divergingEpoch, v)
      } catch (error) {
        throw within(error, 'divergingEpoch')
      }
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 1)
    if (has_currentLeader) {
      const t = w.beginTag()
      try {
        encodeFetchResponseLeaderIdAndEpoch(t, currentLeader, v)
      } catch (error) {
        throw within(error, 'currentLeader')
      }
      w.endTag(1, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 1, 2)
    if (has_snapshotId) {
      const t = w.beginTag()
      try {
        encodeFetchResponseSnapshotId(t, snapshotId, v)
      } catch (error) {
        throw within(error, 'snapshotId')
      }
      w.endTag(2, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 2, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '12+')
}

function decodeFetchResponsePartitionData(r: Reader, v: number): Decoded<FetchResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const highWatermark: bigint = r.int64()
  const lastStableOffset: bigint = v >= 4 ? r.int64() : -1n
  const logStartOffset: bigint = v >= 5 ? r.int64() : -1n
  let divergingEpoch: Decoded<FetchResponseEpochEndOffset> = defaultFetchResponseEpochEndOffset()
  let currentLeader: Decoded<FetchResponseLeaderIdAndEpoch> = defaultFetchResponseLeaderIdAndEpoch()
  let snapshotId: Decoded<FetchResponseSnapshotId> = defaultFetchResponseSnapshotId()
  let abortedTransactions: Decoded<FetchResponseAbortedTransaction>[] | null = []
  if (v >= 4) {
    const n = v >= 12 ? r.compactNullableArrayLength(17) : r.nullableArrayLength(16)
    if (n < 0) abortedTransactions = null
    else {
      const a = newArray<Decoded<FetchResponseAbortedTransaction>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeFetchResponseAbortedTransaction(r, v)
      abortedTransactions = a
    }
  }
  const preferredReadReplica: number = v >= 11 ? r.int32() : -1
  const records: Uint8Array | null = v >= 12 ? r.compactNullableBytes() : r.nullableBytes()
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 12) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0) {
        const beyond = r.enterTag()
        divergingEpoch = decodeFetchResponseEpochEndOffset(r, v)
        r.leaveTag(beyond)
      } else if (tag === 1) {
        const beyond = r.enterTag()
        currentLeader = decodeFetchResponseLeaderIdAndEpoch(r, v)
        r.leaveTag(beyond)
      } else if (tag === 2) {
        const beyond = r.enterTag()
        snapshotId = decodeFetchResponseSnapshotId(r, v)
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<FetchResponsePartitionData> = { partitionIndex, errorCode, highWatermark, lastStableOffset, logStartOffset, divergingEpoch, currentLeader, snapshotId, abortedTransactions, preferredReadReplica, records }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchResponseFetchableTopicResponse(w: Writer, m: FetchResponseFetchableTopicResponse, v: number): void {
  checkStruct(m)
  if (v <= 12) {
    if (v >= 12) w.compactString(m.topic === undefined ? '' : m.topic, 'topic')
    else w.string(m.topic === undefined ? '' : m.topic, 'topic')
  }
  if (v >= 13) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', v >= 12)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchResponsePartitionData(w, a[i] as FetchResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 12) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '12+')
}

function decodeFetchResponseFetchableTopicResponse(r: Reader, v: number): Decoded<FetchResponseFetchableTopicResponse> {
  const topic: string = v <= 12 ? (v >= 12 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 13 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<FetchResponsePartitionData>[]
  {
    const n = v >= 12 ? r.compactArrayLength(37) : r.arrayLength(18)
    const a = newArray<Decoded<FetchResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = v >= 12 ? r.unknownTags() : undefined
  const m: Decoded<FetchResponseFetchableTopicResponse> = { topic, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchResponseNodeEndpoint(w: Writer, m: FetchResponseNodeEndpoint, _v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  w.compactString(m.host, 'host')
  w.int32(m.port, 'port')
  w.compactNullableString(m.rack === undefined ? null : m.rack, 'rack')
  w.unknownTags(m.unknownTags)
}

function decodeFetchResponseNodeEndpoint(r: Reader, _v: number): Decoded<FetchResponseNodeEndpoint> {
  const nodeId: number = r.int32()
  const host: string = r.compactString()
  const port: number = r.int32()
  const rack: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<FetchResponseNodeEndpoint> = { nodeId, host, port, rack }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeFetchResponse(w: Writer, m: FetchResponse, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 7) w.int16(m.errorCode === undefined ? 0 : m.errorCode, 'errorCode')
  if (v >= 7) w.int32(m.sessionId === undefined ? 0 : m.sessionId, 'sessionId')
  else if (m.sessionId !== undefined && m.sessionId !== 0) throw absent('sessionId', v, '7+')
  {
    const a = w.array(m.responses, 'responses', v >= 12)
    let i = 0
    try {
      for (; i < a.length; i++) encodeFetchResponseFetchableTopicResponse(w, a[i] as FetchResponseFetchableTopicResponse, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  if (v <= 15) {
    if (m.nodeEndpoints !== undefined && m.nodeEndpoints?.length !== 0) throw absent('nodeEndpoints', v, '16+')
  }
  if (v >= 12) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [v >= 16 ? 0 : -1])
    const nodeEndpoints = m.nodeEndpoints
    const has_nodeEndpoints = v >= 16 && nodeEndpoints !== undefined && nodeEndpoints?.length !== 0
    if (has_nodeEndpoints) tags++
    w.unsignedVarint(tags)
    if (has_nodeEndpoints) {
      const t = w.beginTag()
      {
        const a = t.array(nodeEndpoints, 'nodeEndpoints', true)
        let i = 0
        try {
          for (; i < a.length; i++) encodeFetchResponseNodeEndpoint(t, a[i] as FetchResponseNodeEndpoint, v)
        } catch (error) {
          throw within(error, 'nodeEndpoints', i)
        }
      }
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '12+')
}

function decodeFetchResponse(r: Reader, v: number): Decoded<FetchResponse> {
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  const errorCode: number = v >= 7 ? r.int16() : 0
  const sessionId: number = v >= 7 ? r.int32() : 0
  let responses: Decoded<FetchResponseFetchableTopicResponse>[]
  {
    const n = v >= 12 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<FetchResponseFetchableTopicResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeFetchResponseFetchableTopicResponse(r, v)
    responses = a
  }
  let nodeEndpoints: Decoded<FetchResponseNodeEndpoint>[] = []
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 12) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0 && v >= 16) {
        const beyond = r.enterTag()
        {
          const n = r.compactArrayLength(11)
          const a = newArray<Decoded<FetchResponseNodeEndpoint>>(n)
          for (let i = 0; i < n; i++) a[i] = decodeFetchResponseNodeEndpoint(r, v)
          nodeEndpoints = a
        }
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<FetchResponse> = { throttleTimeMs, errorCode, sessionId, responses, nodeEndpoints }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function defaultFetchRequestReplicaState(): Decoded<FetchRequestReplicaState> {
  return { replicaId: -1, replicaEpoch: -1n }
}

function isDefaultFetchRequestReplicaState(m: FetchRequestReplicaState): boolean {
  if (typeof m !== 'object' || m === null) return false
  return !((m.replicaId !== undefined && m.replicaId !== -1) || (m.replicaEpoch !== undefined && m.replicaEpoch !== -1n) || (m.unknownTags !== undefined && m.unknownTags?.size !== 0))
}

function defaultFetchResponseEpochEndOffset(): Decoded<FetchResponseEpochEndOffset> {
  return { epoch: -1, endOffset: -1n }
}

function isDefaultFetchResponseEpochEndOffset(m: FetchResponseEpochEndOffset): boolean {
  if (typeof m !== 'object' || m === null) return false
  return !((m.epoch !== undefined && m.epoch !== -1) || (m.endOffset !== undefined && m.endOffset !== -1n) || (m.unknownTags !== undefined && m.unknownTags?.size !== 0))
}

function defaultFetchResponseLeaderIdAndEpoch(): Decoded<FetchResponseLeaderIdAndEpoch> {
  return { leaderId: -1, leaderEpoch: -1 }
}

function isDefaultFetchResponseLeaderIdAndEpoch(m: FetchResponseLeaderIdAndEpoch): boolean {
  if (typeof m !== 'object' || m === null) return false
  return !((m.leaderId !== undefined && m.leaderId !== -1) || (m.leaderEpoch !== undefined && m.leaderEpoch !== -1) || (m.unknownTags !== undefined && m.unknownTags?.size !== 0))
}

function defaultFetchResponseSnapshotId(): Decoded<FetchResponseSnapshotId> {
  return { endOffset: -1n, epoch: -1 }
}

function isDefaultFetchResponseSnapshotId(m: FetchResponseSnapshotId): boolean {
  if (typeof m !== 'object' || m === null) return false
  return !((m.endOffset !== undefined && m.endOffset !== -1n) || (m.epoch !== undefined && m.epoch !== -1) || (m.unknownTags !== undefined && m.unknownTags?.size !== 0))
}

function highestFetchRequest(m: FetchRequest): number {
  let highest = 18
  if (typeof m !== 'object' || m === null) return highest
  if (m.replicaId !== undefined && m.replicaId !== -1 && highest > 14) highest = 14
  for (const e0 of elements(m.topics)) {
    if (e0.topic !== undefined && e0.topic !== '' && highest > 12) highest = 12
  }
  for (const e0 of elements(m.forgottenTopicsData)) {
    if (e0.topic !== undefined && e0.topic !== '' && highest > 12) highest = 12
  }
  return highest
}

function lowestFetchRequest(m: FetchRequest): number {
  let lowest = 0
  if (typeof m !== 'object' || m === null) return lowest
  for (const e0 of elements(m.topics)) {
    if (!(e0.topic !== undefined && e0.topic !== '') && e0.topicId !== undefined && e0.topicId !== ZERO_UUID && lowest < 13) lowest = 13
  }
  for (const e0 of elements(m.forgottenTopicsData)) {
    if (!(e0.topic !== undefined && e0.topic !== '') && e0.topicId !== undefined && e0.topicId !== ZERO_UUID && lowest < 13) lowest = 13
  }
  return lowest
}
