// @generated from schemas/MetadataRequest.json and
// MetadataResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of Metadata. */
export interface MetadataResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v3+.
   */
  throttleTimeMs?: number | undefined
  /**
   * The brokers that are alive, with the addresses of the listener that was asked.
   *
   * Type: []MetadataResponseBroker.
   */
  brokers: readonly MetadataResponseBroker[]
  /**
   * The id of the cluster: 22 characters. Null only from very old brokers.
   *
   * Type: string, v2+, nullable, default null.
   */
  clusterId?: string | null | undefined
  /**
   * The node id of the broker that takes requests for the controller, or -1
   * (`absentValues.NO_CONTROLLER_ID`). With KRaft it is any broker, which passes requests on.
   *
   * Type: int32, v1+, default -1.
   */
  controllerId?: number | undefined
  /**
   * The topics that were asked for. Topics that the user may not see are left out where all were
   * asked for.
   *
   * Type: []MetadataResponseTopic.
   */
  topics: readonly MetadataResponseTopic[]
  /**
   * What the user may do with the cluster: the bit `1 << operation` is set for each of
   * `aclOperations`. -2147483648 (`absentValues.AUTHORIZED_OPERATIONS_OMITTED`) if the request did
   * not ask (KIP-430).
   *
   * Type: int32, v8-10, default -2147483648.
   */
  clusterAuthorizedOperations?: number | undefined
  /**
   * Whether the whole request failed: REBOOTSTRAP_REQUIRED asks the client to begin with its
   * bootstrap servers again (KIP-1102). Errors of single topics stand in `topics`.
   *
   * Type: int16, v13+.
   */
  errorCode?: number | undefined
}

/** One element of `topics` in `MetadataResponse`. */
export interface MetadataResponseTopic extends UnknownTags {
  /**
   * Whether the topic could be described: 0 (`errorCodes.NONE`), UNKNOWN_TOPIC_OR_PARTITION,
   * TOPIC_AUTHORIZATION_FAILED, LEADER_NOT_AVAILABLE for one that is being created, and others of
   * `errorCodes`.
   *
   * Type: int16.
   */
  errorCode: number
  /**
   * The name of the topic; null if it was asked for by an id that the broker does not know.
   *
   * Type: string, nullable in v12+.
   */
  name: string | null
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v10+.
   */
  topicId?: string | undefined
  /**
   * Whether Kafka itself keeps this topic, as it does `__consumer_offsets`.
   *
   * Type: bool, v1+, default false.
   */
  isInternal?: boolean | undefined
  /** The partitions of this topic. Type: []MetadataResponsePartition. */
  partitions: readonly MetadataResponsePartition[]
  /**
   * What the user may do with the topic: the bit `1 << operation` is set for each of
   * `aclOperations`. -2147483648 (`absentValues.AUTHORIZED_OPERATIONS_OMITTED`) if the request did
   * not ask (KIP-430).
   *
   * Type: int32, v8+, default -2147483648.
   */
  topicAuthorizedOperations?: number | undefined
}

/** One element of `partitions` in `MetadataResponseTopic`. */
export interface MetadataResponsePartition extends UnknownTags {
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
   * Type: int32, v7+, default -1.
   */
  leaderEpoch?: number | undefined
  /** The node ids of all replicas. The first is the preferred leader. Type: []int32. */
  replicaNodes: readonly number[]
  /** The node ids of the replicas that are in sync with the leader. Type: []int32. */
  isrNodes: readonly number[]
  /**
   * The node ids of the replicas that are offline: their broker or disk has failed (KIP-112).
   *
   * Type: []int32, v5+.
   */
  offlineReplicas?: readonly number[] | undefined
}

/** One element of `brokers` in `MetadataResponse`. */
export interface MetadataResponseBroker extends UnknownTags {
  /** The node id of the broker. Type: int32. */
  nodeId: number
  /** The host name or IP address at which the broker listens. Type: string. */
  host: string
  /** The TCP port at which the broker listens. Type: int32. */
  port: number
  /**
   * The rack or availability zone of the broker (`broker.rack`), or null if it has none.
   *
   * Type: string, v1+, nullable, default null.
   */
  rack?: string | null | undefined
}

/**
 * The request of Metadata. Lists brokers, topics, partitions and their leaders. Any broker answers.
 */
export interface MetadataRequest extends UnknownTags {
  /**
   * The topics to describe, by name or by id. null is all topics (since version 1; in version 0 the
   * empty list is), and `[]` is none, which still lists the brokers.
   *
   * Type: []MetadataRequestTopic, nullable in v1+.
   */
  topics: readonly MetadataRequestTopic[] | null
  /**
   * Whether a topic that does not exist is created, if the broker has `auto.create.topics.enable`.
   * The default is true, as in Kafka: give false to look without creating.
   *
   * Type: bool, v4+, default true.
   */
  allowAutoTopicCreation?: boolean | undefined
  /**
   * Whether to say in `clusterAuthorizedOperations` what the user may do with the cluster
   * (KIP-430). Versions 11 and later leave that to DescribeCluster.
   *
   * Type: bool, v8-10.
   */
  includeClusterAuthorizedOperations?: boolean | undefined
  /**
   * Whether to say in `topicAuthorizedOperations` what the user may do with each topic (KIP-430).
   *
   * Type: bool, v8+.
   */
  includeTopicAuthorizedOperations?: boolean | undefined
}

/** One element of `topics` in `MetadataRequest`. */
export interface MetadataRequestTopic extends UnknownTags {
  /**
   * The id of the topic to describe, since version 12 in place of its name (KIP-516); then `name`
   * is null.
   *
   * Type: uuid, v10+.
   */
  topicId?: string | undefined
  /**
   * The name of the topic to describe, or null if `topicId` is given.
   *
   * Type: string, nullable in v10+.
   */
  name: string | null
}

/**
 * Metadata: key 3, versions 0-13.
 *
 * Lists brokers, topics, partitions and their leaders. Any broker answers.
 */
export const Metadata: Api<MetadataRequest, MetadataResponse> = {
  name: 'Metadata', key: 3, minVersion: 0, maxVersion: 13, flexibleFrom: 9,
  highestVersionFor: highestMetadataRequest,
  encodeRequest: encodeMetadataRequest,
  decodeRequest: decodeMetadataRequest,
  encodeResponse: encodeMetadataResponse,
  decodeResponse: decodeMetadataResponse
}

function encodeMetadataRequestTopic(w: Writer, m: MetadataRequestTopic, v: number): void {
  checkStruct(m)
  if (v >= 10) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  if (v >= 9) {
    if (v >= 10) w.compactNullableString(m.name, 'name')
    else w.compactString(m.name as string, 'name')
  } else w.string(m.name as string, 'name')
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeMetadataRequestTopic(r: Reader, v: number): Decoded<MetadataRequestTopic> {
  const topicId: string = v >= 10 ? r.uuid() : ZERO_UUID
  const name: string | null = v >= 9 ? (v >= 10 ? r.compactNullableString() : r.compactString()) : r.string()
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<MetadataRequestTopic> = { topicId, name }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeMetadataRequest(w: Writer, m: MetadataRequest, v: number): void {
  checkStruct(m)
  {
    const a = v >= 1 ? w.nullableArray(m.topics, 'topics', v >= 9) : w.array(m.topics as readonly MetadataRequestTopic[], 'topics', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeMetadataRequestTopic(w, a[i] as MetadataRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 4) w.bool(m.allowAutoTopicCreation === undefined ? true : m.allowAutoTopicCreation, 'allowAutoTopicCreation')
  else if (m.allowAutoTopicCreation !== undefined && m.allowAutoTopicCreation !== true) throw absent('allowAutoTopicCreation', v, '4+')
  if (v >= 8 && v <= 10) w.bool(m.includeClusterAuthorizedOperations === undefined ? false : m.includeClusterAuthorizedOperations, 'includeClusterAuthorizedOperations')
  else if (m.includeClusterAuthorizedOperations !== undefined && m.includeClusterAuthorizedOperations !== false) throw absent('includeClusterAuthorizedOperations', v, '8-10')
  if (v >= 8) w.bool(m.includeTopicAuthorizedOperations === undefined ? false : m.includeTopicAuthorizedOperations, 'includeTopicAuthorizedOperations')
  else if (m.includeTopicAuthorizedOperations !== undefined && m.includeTopicAuthorizedOperations !== false) throw absent('includeTopicAuthorizedOperations', v, '8+')
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeMetadataRequest(r: Reader, v: number): Decoded<MetadataRequest> {
  let topics: Decoded<MetadataRequestTopic>[] | null
  {
    const n = v >= 9 ? r.compactNullableArrayLength(2) : (v >= 1 ? r.nullableArrayLength(2) : r.arrayLength(2))
    if (n < 0) topics = null
    else {
      const a = newArray<Decoded<MetadataRequestTopic>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeMetadataRequestTopic(r, v)
      topics = a
    }
  }
  const allowAutoTopicCreation: boolean = v >= 4 ? r.bool() : true
  const includeClusterAuthorizedOperations: boolean = v >= 8 && v <= 10 ? r.bool() : false
  const includeTopicAuthorizedOperations: boolean = v >= 8 ? r.bool() : false
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<MetadataRequest> = { topics, allowAutoTopicCreation, includeClusterAuthorizedOperations, includeTopicAuthorizedOperations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeMetadataResponseBroker(w: Writer, m: MetadataResponseBroker, v: number): void {
  checkStruct(m)
  w.int32(m.nodeId, 'nodeId')
  if (v >= 9) w.compactString(m.host, 'host')
  else w.string(m.host, 'host')
  w.int32(m.port, 'port')
  if (v >= 1) {
    if (v >= 9) w.compactNullableString(m.rack === undefined ? null : m.rack, 'rack')
    else w.nullableString(m.rack === undefined ? null : m.rack, 'rack')
  }
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeMetadataResponseBroker(r: Reader, v: number): Decoded<MetadataResponseBroker> {
  const nodeId: number = r.int32()
  const host: string = v >= 9 ? r.compactString() : r.string()
  const port: number = r.int32()
  const rack: string | null = v >= 1 ? (v >= 9 ? r.compactNullableString() : r.nullableString()) : null
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<MetadataResponseBroker> = { nodeId, host, port, rack }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeMetadataResponsePartition(w: Writer, m: MetadataResponsePartition, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int32(m.leaderId, 'leaderId')
  if (v >= 7) w.int32(m.leaderEpoch === undefined ? -1 : m.leaderEpoch, 'leaderEpoch')
  {
    const a = w.array(m.replicaNodes, 'replicaNodes', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'replicaNodes', i)
    }
  }
  {
    const a = w.array(m.isrNodes, 'isrNodes', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'isrNodes', i)
    }
  }
  if (v >= 5) {
    const a = w.array(m.offlineReplicas === undefined ? [] : m.offlineReplicas, 'offlineReplicas', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'offlineReplicas', i)
    }
  }
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeMetadataResponsePartition(r: Reader, v: number): Decoded<MetadataResponsePartition> {
  const errorCode: number = r.int16()
  const partitionIndex: number = r.int32()
  const leaderId: number = r.int32()
  const leaderEpoch: number = v >= 7 ? r.int32() : -1
  let replicaNodes: number[]
  {
    const n = v >= 9 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    replicaNodes = a
  }
  let isrNodes: number[]
  {
    const n = v >= 9 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    isrNodes = a
  }
  let offlineReplicas: number[] = []
  if (v >= 5) {
    const n = v >= 9 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    offlineReplicas = a
  }
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<MetadataResponsePartition> = { errorCode, partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeMetadataResponseTopic(w: Writer, m: MetadataResponseTopic, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 9) {
    if (v >= 12) w.compactNullableString(m.name, 'name')
    else w.compactString(m.name as string, 'name')
  } else w.string(m.name as string, 'name')
  if (v >= 10) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  if (v >= 1) w.bool(m.isInternal === undefined ? false : m.isInternal, 'isInternal')
  {
    const a = w.array(m.partitions, 'partitions', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeMetadataResponsePartition(w, a[i] as MetadataResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 8) w.int32(m.topicAuthorizedOperations === undefined ? -2147483648 : m.topicAuthorizedOperations, 'topicAuthorizedOperations')
  else if (m.topicAuthorizedOperations !== undefined && m.topicAuthorizedOperations !== -2147483648) throw absent('topicAuthorizedOperations', v, '8+')
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeMetadataResponseTopic(r: Reader, v: number): Decoded<MetadataResponseTopic> {
  const errorCode: number = r.int16()
  const name: string | null = v >= 9 ? (v >= 12 ? r.compactNullableString() : r.compactString()) : r.string()
  const topicId: string = v >= 10 ? r.uuid() : ZERO_UUID
  const isInternal: boolean = v >= 1 ? r.bool() : false
  let partitions: Decoded<MetadataResponsePartition>[]
  {
    const n = v >= 9 ? r.compactArrayLength(18) : r.arrayLength(18)
    const a = newArray<Decoded<MetadataResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeMetadataResponsePartition(r, v)
    partitions = a
  }
  const topicAuthorizedOperations: number = v >= 8 ? r.int32() : -2147483648
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<MetadataResponseTopic> = { errorCode, name, topicId, isInternal, partitions, topicAuthorizedOperations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeMetadataResponse(w: Writer, m: MetadataResponse, v: number): void {
  checkStruct(m)
  if (v >= 3) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.brokers, 'brokers', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeMetadataResponseBroker(w, a[i] as MetadataResponseBroker, v)
    } catch (error) {
      throw within(error, 'brokers', i)
    }
  }
  if (v >= 2) {
    if (v >= 9) w.compactNullableString(m.clusterId === undefined ? null : m.clusterId, 'clusterId')
    else w.nullableString(m.clusterId === undefined ? null : m.clusterId, 'clusterId')
  }
  if (v >= 1) w.int32(m.controllerId === undefined ? -1 : m.controllerId, 'controllerId')
  {
    const a = w.array(m.topics, 'topics', v >= 9)
    let i = 0
    try {
      for (; i < a.length; i++) encodeMetadataResponseTopic(w, a[i] as MetadataResponseTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 8 && v <= 10) w.int32(m.clusterAuthorizedOperations === undefined ? -2147483648 : m.clusterAuthorizedOperations, 'clusterAuthorizedOperations')
  else if (m.clusterAuthorizedOperations !== undefined && m.clusterAuthorizedOperations !== -2147483648) throw absent('clusterAuthorizedOperations', v, '8-10')
  if (v >= 13) w.int16(m.errorCode === undefined ? 0 : m.errorCode, 'errorCode')
  if (v >= 9) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '9+')
}

function decodeMetadataResponse(r: Reader, v: number): Decoded<MetadataResponse> {
  const throttleTimeMs: number = v >= 3 ? r.int32() : 0
  let brokers: Decoded<MetadataResponseBroker>[]
  {
    const n = v >= 9 ? r.compactArrayLength(11) : r.arrayLength(10)
    const a = newArray<Decoded<MetadataResponseBroker>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeMetadataResponseBroker(r, v)
    brokers = a
  }
  const clusterId: string | null = v >= 2 ? (v >= 9 ? r.compactNullableString() : r.nullableString()) : null
  const controllerId: number = v >= 1 ? r.int32() : -1
  let topics: Decoded<MetadataResponseTopic>[]
  {
    const n = v >= 9 ? r.compactArrayLength(10) : r.arrayLength(8)
    const a = newArray<Decoded<MetadataResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeMetadataResponseTopic(r, v)
    topics = a
  }
  const clusterAuthorizedOperations: number = v >= 8 && v <= 10 ? r.int32() : -2147483648
  const errorCode: number = v >= 13 ? r.int16() : 0
  const unknownTags = v >= 9 ? r.unknownTags() : undefined
  const m: Decoded<MetadataResponse> = { throttleTimeMs, brokers, clusterId, controllerId, topics, clusterAuthorizedOperations, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestMetadataRequest(m: MetadataRequest): number {
  let highest = 13
  if (typeof m !== 'object' || m === null) return highest
  if (m.includeClusterAuthorizedOperations !== undefined && m.includeClusterAuthorizedOperations !== false && highest > 10) highest = 10
  return highest
}
