// @generated from schemas/DescribeTopicPartitionsRequest.json and
// DescribeTopicPartitionsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeTopicPartitions. */
export interface DescribeTopicPartitionsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The topics on this page. Type: []DescribeTopicPartitionsResponseTopic. */
  topics: readonly DescribeTopicPartitionsResponseTopic[]
  /**
   * Where the next page begins: give it back as `cursor`. Null if this was the last page.
   *
   * Type: Cursor, nullable, default null.
   */
  nextCursor?: DescribeTopicPartitionsResponseCursor | null | undefined
}

/**
 * A place in the list of all partitions, sorted by topic.
 *
 * The value of `nextCursor` in `DescribeTopicPartitionsResponse`.
 */
export interface DescribeTopicPartitionsResponseCursor extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
}

/** One element of `topics` in `DescribeTopicPartitionsResponse`. */
export interface DescribeTopicPartitionsResponseTopic extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** The name of the topic, or null. Type: string, nullable. */
  name: string | null
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /**
   * Whether Kafka itself keeps this topic, as it does `__consumer_offsets`.
   *
   * Type: bool, default false.
   */
  isInternal?: boolean | undefined
  /** The partitions of this topic. Type: []DescribeTopicPartitionsResponsePartition. */
  partitions: readonly DescribeTopicPartitionsResponsePartition[]
  /**
   * What the user may do with the topic: the bit `1 << operation` is set for each of
   * `aclOperations`. -2147483648 (`absentValues.AUTHORIZED_OPERATIONS_OMITTED`) if the request did
   * not ask (KIP-430).
   *
   * Type: int32, default -2147483648.
   */
  topicAuthorizedOperations?: number | undefined
}

/** One element of `partitions` in `DescribeTopicPartitionsResponseTopic`. */
export interface DescribeTopicPartitionsResponsePartition extends UnknownTags {
  /**
   * Whether the partition has a leader and all replicas: 0 (`errorCodes.NONE`),
   * LEADER_NOT_AVAILABLE, and others of `errorCodes`.
   *
   * Type: int16.
   */
  errorCode: number
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The node id of the leader, or -1 (`absentValues.NO_LEADER_ID`) if the partition has none now.
   *
   * Type: int32.
   */
  leaderId: number
  /**
   * The epoch of that leader (KIP-320): it grows with each election. -1 if the broker does not say.
   *
   * Type: int32, default -1.
   */
  leaderEpoch?: number | undefined
  /** The node ids of all replicas. The first is the preferred leader. Type: []int32. */
  replicaNodes: readonly number[]
  /** The node ids of the replicas that are in sync with the leader. Type: []int32. */
  isrNodes: readonly number[]
  /**
   * The node ids of replicas that are not in sync and may become leader without loss, because they
   * have all committed records (KIP-966). Null if the cluster does not track them.
   *
   * Type: []int32, nullable, default null.
   */
  eligibleLeaderReplicas?: readonly number[] | null | undefined
  /**
   * The node ids that were in `eligibleLeaderReplicas` before their brokers went down uncleanly
   * (KIP-966), or null.
   *
   * Type: []int32, nullable, default null.
   */
  lastKnownElr?: readonly number[] | null | undefined
  /**
   * The node ids of the replicas that are offline: their broker or disk has failed (KIP-112).
   *
   * Type: []int32.
   */
  offlineReplicas: readonly number[]
}

/**
 * The request of DescribeTopicPartitions. Describes topics page by page, with their eligible leader
 * replicas (KIP-966). Any broker of Kafka 3.8 or newer answers.
 */
export interface DescribeTopicPartitionsRequest extends UnknownTags {
  /** The topics to describe. `[]` is all topics. Type: []TopicRequest. */
  topics: readonly DescribeTopicPartitionsRequestTopicRequest[]
  /**
   * The most partitions in one answer. The broker has a limit of its own,
   * `max.request.partition.size.limit`.
   *
   * Type: int32, default 2000.
   */
  responsePartitionLimit?: number | undefined
  /**
   * Where to go on: `nextCursor` of the answer before. Null is the beginning.
   *
   * Type: Cursor, nullable, default null.
   */
  cursor?: DescribeTopicPartitionsRequestCursor | null | undefined
}

/**
 * A place in the list of all partitions, sorted by topic.
 *
 * The value of `cursor` in `DescribeTopicPartitionsRequest`.
 */
export interface DescribeTopicPartitionsRequestCursor extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
}

/** One element of `topics` in `DescribeTopicPartitionsRequest`. */
export interface DescribeTopicPartitionsRequestTopicRequest extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
}

/**
 * DescribeTopicPartitions: key 75, versions 0.
 *
 * Describes topics page by page, with their eligible leader replicas (KIP-966). Any broker of Kafka
 * 3.8 or newer answers.
 */
export const DescribeTopicPartitions: Api<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse> = {
  name: 'DescribeTopicPartitions', key: 75, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeDescribeTopicPartitionsRequest,
  decodeRequest: decodeDescribeTopicPartitionsRequest,
  encodeResponse: encodeDescribeTopicPartitionsResponse,
  decodeResponse: decodeDescribeTopicPartitionsResponse
}

function encodeDescribeTopicPartitionsRequestTopicRequest(w: Writer, m: DescribeTopicPartitionsRequestTopicRequest, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTopicPartitionsRequestTopicRequest(r: Reader, _v: number): Decoded<DescribeTopicPartitionsRequestTopicRequest> {
  const name: string = r.compactString()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTopicPartitionsRequestTopicRequest> = { name }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTopicPartitionsRequestCursor(w: Writer, m: DescribeTopicPartitionsRequestCursor, _v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  w.int32(m.partitionIndex, 'partitionIndex')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTopicPartitionsRequestCursor(r: Reader, _v: number): Decoded<DescribeTopicPartitionsRequestCursor> {
  const topicName: string = r.compactString()
  const partitionIndex: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTopicPartitionsRequestCursor> = { topicName, partitionIndex }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTopicPartitionsRequest(w: Writer, m: DescribeTopicPartitionsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeTopicPartitionsRequestTopicRequest(w, a[i] as DescribeTopicPartitionsRequestTopicRequest, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.int32(m.responsePartitionLimit === undefined ? 2000 : m.responsePartitionLimit, 'responsePartitionLimit')
  try {
    const s = m.cursor === undefined ? null : m.cursor
    w.int8(s === null ? -1 : 1, '')
    if (s !== null) encodeDescribeTopicPartitionsRequestCursor(w, s, v)
  } catch (error) {
    throw within(error, 'cursor')
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTopicPartitionsRequest(r: Reader, v: number): Decoded<DescribeTopicPartitionsRequest> {
  let topics: Decoded<DescribeTopicPartitionsRequestTopicRequest>[]
  {
    const n = r.compactArrayLength(2)
    const a = newArray<Decoded<DescribeTopicPartitionsRequestTopicRequest>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeTopicPartitionsRequestTopicRequest(r, v)
    topics = a
  }
  const responsePartitionLimit: number = r.int32()
  const cursor: Decoded<DescribeTopicPartitionsRequestCursor> | null = r.isPresent() ? decodeDescribeTopicPartitionsRequestCursor(r, v) : null
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTopicPartitionsRequest> = { topics, responsePartitionLimit, cursor }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTopicPartitionsResponsePartition(w: Writer, m: DescribeTopicPartitionsResponsePartition, _v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch === undefined ? -1 : m.leaderEpoch, 'leaderEpoch')
  {
    const a = w.array(m.replicaNodes, 'replicaNodes', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'replicaNodes', i)
    }
  }
  {
    const a = w.array(m.isrNodes, 'isrNodes', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'isrNodes', i)
    }
  }
  {
    const a = w.nullableArray(m.eligibleLeaderReplicas === undefined ? null : m.eligibleLeaderReplicas, 'eligibleLeaderReplicas', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'eligibleLeaderReplicas', i)
    }
  }
  {
    const a = w.nullableArray(m.lastKnownElr === undefined ? null : m.lastKnownElr, 'lastKnownElr', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'lastKnownElr', i)
    }
  }
  {
    const a = w.array(m.offlineReplicas, 'offlineReplicas', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'offlineReplicas', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTopicPartitionsResponsePartition(r: Reader, _v: number): Decoded<DescribeTopicPartitionsResponsePartition> {
  const errorCode: number = r.int16()
  const partitionIndex: number = r.int32()
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  let replicaNodes: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    replicaNodes = a
  }
  let isrNodes: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    isrNodes = a
  }
  let eligibleLeaderReplicas: number[] | null
  {
    const n = r.compactNullableArrayLength(4)
    if (n < 0) eligibleLeaderReplicas = null
    else {
      const a = newArray<number>(n)
      for (let i = 0; i < n; i++) a[i] = r.int32()
      eligibleLeaderReplicas = a
    }
  }
  let lastKnownElr: number[] | null
  {
    const n = r.compactNullableArrayLength(4)
    if (n < 0) lastKnownElr = null
    else {
      const a = newArray<number>(n)
      for (let i = 0; i < n; i++) a[i] = r.int32()
      lastKnownElr = a
    }
  }
  let offlineReplicas: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    offlineReplicas = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTopicPartitionsResponsePartition> = { errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, eligibleLeaderReplicas, lastKnownElr, offlineReplicas }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTopicPartitionsResponseTopic(w: Writer, m: DescribeTopicPartitionsResponseTopic, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.name, 'name')
  w.uuid(m.topicId, 'topicId')
  w.bool(m.isInternal === undefined ? false : m.isInternal, 'isInternal')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeTopicPartitionsResponsePartition(w, a[i] as DescribeTopicPartitionsResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.int32(m.topicAuthorizedOperations === undefined ? -2147483648 : m.topicAuthorizedOperations, 'topicAuthorizedOperations')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTopicPartitionsResponseTopic(r: Reader, v: number): Decoded<DescribeTopicPartitionsResponseTopic> {
  const errorCode: number = r.int16()
  const name: string | null = r.compactNullableString()
  const topicId: string = r.uuid()
  const isInternal: boolean = r.bool()
  let partitions: Decoded<DescribeTopicPartitionsResponsePartition>[]
  {
    const n = r.compactArrayLength(20)
    const a = newArray<Decoded<DescribeTopicPartitionsResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeTopicPartitionsResponsePartition(r, v)
    partitions = a
  }
  const topicAuthorizedOperations: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTopicPartitionsResponseTopic> = { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTopicPartitionsResponseCursor(w: Writer, m: DescribeTopicPartitionsResponseCursor, _v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  w.int32(m.partitionIndex, 'partitionIndex')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTopicPartitionsResponseCursor(r: Reader, _v: number): Decoded<DescribeTopicPartitionsResponseCursor> {
  const topicName: string = r.compactString()
  const partitionIndex: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTopicPartitionsResponseCursor> = { topicName, partitionIndex }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTopicPartitionsResponse(w: Writer, m: DescribeTopicPartitionsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeTopicPartitionsResponseTopic(w, a[i] as DescribeTopicPartitionsResponseTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  try {
    const s = m.nextCursor === undefined ? null : m.nextCursor
    w.int8(s === null ? -1 : 1, '')
    if (s !== null) encodeDescribeTopicPartitionsResponseCursor(w, s, v)
  } catch (error) {
    throw within(error, 'nextCursor')
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTopicPartitionsResponse(r: Reader, v: number): Decoded<DescribeTopicPartitionsResponse> {
  const throttleTimeMs: number = r.int32()
  let topics: Decoded<DescribeTopicPartitionsResponseTopic>[]
  {
    const n = r.compactArrayLength(26)
    const a = newArray<Decoded<DescribeTopicPartitionsResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeTopicPartitionsResponseTopic(r, v)
    topics = a
  }
  const nextCursor: Decoded<DescribeTopicPartitionsResponseCursor> | null = r.isPresent() ? decodeDescribeTopicPartitionsResponseCursor(r, v) : null
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTopicPartitionsResponse> = { throttleTimeMs, topics, nextCursor }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
