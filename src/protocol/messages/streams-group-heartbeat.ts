// @generated from schemas/StreamsGroupHeartbeatRequest.json and
// StreamsGroupHeartbeatResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of StreamsGroupHeartbeat. */
export interface StreamsGroupHeartbeatResponse extends UnknownTags {
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
  /** The id of the member. Type: string. */
  memberId: string
  /** The epoch of the member: give it in the next heartbeat and in commits. Type: int32. */
  memberEpoch: number
  /**
   * How long, in milliseconds, to wait before the next heartbeat: the group's own setting on the
   * broker.
   *
   * Type: int32.
   */
  heartbeatIntervalMs: number
  /**
   * How many records a task may be behind and count as caught up, in version 0. Later versions have
   * `acceptableRecoveryLag`.
   *
   * Type: int32, v0.
   */
  acceptableRecoveryLagLegacy?: number | undefined
  /** How often, in milliseconds, the member should send `taskOffsets`. Type: int32. */
  taskOffsetIntervalMs: number
  /**
   * How many records a task may be behind and count as caught up; -1 if the broker does not say.
   *
   * Type: int64, v1+, default -1.
   */
  acceptableRecoveryLag?: bigint | undefined
  /**
   * What is wrong with the group, if anything: none is `[]`; null is no change since the last
   * heartbeat.
   *
   * Type: []Status, nullable.
   */
  status: readonly StreamsGroupHeartbeatResponseStatus[] | null
  /**
   * The active tasks of the member; null is no change since the last heartbeat.
   *
   * Type: []TaskIds, nullable, default null.
   */
  activeTasks?: readonly StreamsGroupHeartbeatResponseTaskIds[] | null | undefined
  /**
   * The standby tasks of the member; null is no change since the last heartbeat.
   *
   * Type: []TaskIds, nullable, default null.
   */
  standbyTasks?: readonly StreamsGroupHeartbeatResponseTaskIds[] | null | undefined
  /**
   * The warm-up tasks of the member; null is no change since the last heartbeat.
   *
   * Type: []TaskIds, nullable, default null.
   */
  warmupTasks?: readonly StreamsGroupHeartbeatResponseTaskIds[] | null | undefined
  /**
   * Whether the coordinator asks for the description of the topology with
   * StreamsGroupTopologyDescriptionUpdate (KIP-1331).
   *
   * Type: bool, v1+, default false.
   */
  topologyDescriptionRequired?: boolean | undefined
  /** The epoch of `partitionsByUserEndpoint`: give it in the next heartbeat. Type: int32. */
  endpointInformationEpoch: number
  /**
   * Which process holds the state of which partitions, for interactive queries; null is no change.
   *
   * Type: []EndpointToPartitions, nullable, default null.
   */
  partitionsByUserEndpoint?: readonly StreamsGroupHeartbeatResponseEndpointToPartitions[] | null | undefined
}

/** One element of `partitionsByUserEndpoint` in `StreamsGroupHeartbeatResponse`. */
export interface StreamsGroupHeartbeatResponseEndpointToPartitions extends UnknownTags {
  /** The address of the process. Type: Endpoint. */
  userEndpoint: StreamsGroupHeartbeatResponseEndpoint
  /** The input partitions of its active tasks. Type: []TopicPartition. */
  activePartitions: readonly StreamsGroupHeartbeatResponseTopicPartition[]
  /** The input partitions of its standby tasks. Type: []TopicPartition. */
  standbyPartitions: readonly StreamsGroupHeartbeatResponseTopicPartition[]
}

/**
 * One element of `activePartitions` in `StreamsGroupHeartbeatResponseEndpointToPartitions`; One
 * element of `standbyPartitions` in `StreamsGroupHeartbeatResponseEndpointToPartitions`.
 */
export interface StreamsGroupHeartbeatResponseTopicPartition extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * An address at which a process of Kafka Streams answers interactive queries.
 *
 * The value of `userEndpoint` in `StreamsGroupHeartbeatResponseEndpointToPartitions`.
 */
export interface StreamsGroupHeartbeatResponseEndpoint extends UnknownTags {
  /** The host name of the endpoint. Type: string. */
  host: string
  /** The TCP port of the endpoint. Type: uint16. */
  port: number
}

/**
 * Tasks of one subtopology.
 *
 * One element of `activeTasks` in `StreamsGroupHeartbeatResponse`; One element of `standbyTasks` in
 * `StreamsGroupHeartbeatResponse`.
 */
export interface StreamsGroupHeartbeatResponseTaskIds extends UnknownTags {
  /** The id of the subtopology. Type: string. */
  subtopologyId: string
  /** The numbers of the tasks' partitions. Type: []int32. */
  partitions: readonly number[]
}

/** One element of `status` in `StreamsGroupHeartbeatResponse`. */
export interface StreamsGroupHeartbeatResponseStatus extends UnknownTags {
  /**
   * What is wrong: one of `streamsGroupStatuses`, such as
   * `streamsGroupStatuses.MISSING_SOURCE_TOPICS` (1).
   *
   * Type: int8.
   */
  statusCode: number
  /** What is wrong, in the coordinator's words, with the names of the topics. Type: string. */
  statusDetail: string
}

/**
 * The request of StreamsGroupHeartbeat. Joins, stays in and leaves a group of Kafka Streams, and
 * learns its tasks (KIP-1071). The group's coordinator answers.
 */
export interface StreamsGroupHeartbeatRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The id of the member: a uuid in 22 characters of base64url, which the client makes up once and
   * keeps for the life of the consumer (KIP-1082). Empty in version 0 of ConsumerGroupHeartbeat
   * asks the coordinator for one.
   *
   * Type: string.
   */
  memberId: string
  /**
   * The epoch of the member, as the last answer gave it: 0 (`memberEpochs.JOIN_GROUP`) joins, -1
   * (`memberEpochs.LEAVE_GROUP`) leaves, -2 (`memberEpochs.LEAVE_GROUP_STATIC`) leaves for a
   * restart of a static member.
   *
   * Type: int32.
   */
  memberEpoch: number
  /**
   * The epoch of the endpoints that the member knows from `endpointInformationEpoch` of the last
   * answer.
   *
   * Type: int32.
   */
  endpointInformationEpoch: number
  /**
   * The static id of the member (`group.instance.id`, KIP-345). Null is none, or no change since
   * the last heartbeat.
   *
   * Type: string, nullable, default null.
   */
  instanceId?: string | null | undefined
  /**
   * The rack or zone of the member, for assignments to near replicas. Null is none, or no change
   * since the last heartbeat.
   *
   * Type: string, nullable, default null.
   */
  rackId?: string | null | undefined
  /**
   * How long, in milliseconds, the coordinator waits for this member to give up what it must. -1 is
   * no change since the last heartbeat.
   *
   * Type: int32, default -1.
   */
  rebalanceTimeoutMs?: number | undefined
  /**
   * The topology of the application, when the member joins; null in all other heartbeats.
   *
   * Type: Topology, nullable, default null.
   */
  topology?: StreamsGroupHeartbeatRequestTopology | null | undefined
  /**
   * The active tasks that the member owns; null is no change since the last heartbeat.
   *
   * Type: []TaskIds, nullable, default null.
   */
  activeTasks?: readonly StreamsGroupHeartbeatRequestTaskIds[] | null | undefined
  /**
   * The standby tasks that the member owns; null is no change since the last heartbeat.
   *
   * Type: []TaskIds, nullable, default null.
   */
  standbyTasks?: readonly StreamsGroupHeartbeatRequestTaskIds[] | null | undefined
  /**
   * The warm-up tasks that the member owns; null is no change since the last heartbeat.
   *
   * Type: []TaskIds, nullable, default null.
   */
  warmupTasks?: readonly StreamsGroupHeartbeatRequestTaskIds[] | null | undefined
  /**
   * The id of the process, which several members may share; null is no change since the last
   * heartbeat.
   *
   * Type: string, nullable, default null.
   */
  processId?: string | null | undefined
  /**
   * The address at which the process answers interactive queries; null is none, or no change since
   * the last heartbeat.
   *
   * Type: Endpoint, nullable, default null.
   */
  userEndpoint?: StreamsGroupHeartbeatRequestEndpoint | null | undefined
  /**
   * The tags of the process, for standby tasks on other racks (KIP-708); null is no change since
   * the last heartbeat.
   *
   * Type: []KeyValue, nullable, default null.
   */
  clientTags?: readonly StreamsGroupHeartbeatRequestKeyValue[] | null | undefined
  /**
   * How far each task has restored its state, for warm-up tasks; null is no change. Brokers before
   * 4.4 refuse it.
   *
   * Type: []TaskOffset, nullable, default null.
   */
  taskOffsets?: readonly StreamsGroupHeartbeatRequestTaskOffset[] | null | undefined
  /**
   * Where the changelogs of each task end, for warm-up tasks; null is no change. Brokers before 4.4
   * refuse it.
   *
   * Type: []TaskOffset, nullable, default null.
   */
  taskEndOffsets?: readonly StreamsGroupHeartbeatRequestTaskOffset[] | null | undefined
  /**
   * Whether the whole application should shut down: the coordinator then tells all members.
   *
   * Type: bool, default false.
   */
  shutdownApplication?: boolean | undefined
}

/**
 * How far the state of a task goes.
 *
 * One element of `taskOffsets` in `StreamsGroupHeartbeatRequest`; One element of `taskEndOffsets`
 * in `StreamsGroupHeartbeatRequest`.
 */
export interface StreamsGroupHeartbeatRequestTaskOffset extends UnknownTags {
  /** The id of the subtopology. Type: string. */
  subtopologyId: string
  /** The number of the task's partition. Type: int32. */
  partition: number
  /** The sum of the offsets of the task's changelogs. Type: int64. */
  offset: bigint
}

/**
 * An address at which a process of Kafka Streams answers interactive queries.
 *
 * The value of `userEndpoint` in `StreamsGroupHeartbeatRequest`.
 */
export interface StreamsGroupHeartbeatRequestEndpoint extends UnknownTags {
  /** The host name of the endpoint. Type: string. */
  host: string
  /** The TCP port of the endpoint. Type: uint16. */
  port: number
}

/**
 * Tasks of one subtopology.
 *
 * One element of `activeTasks` in `StreamsGroupHeartbeatRequest`; One element of `standbyTasks` in
 * `StreamsGroupHeartbeatRequest`.
 */
export interface StreamsGroupHeartbeatRequestTaskIds extends UnknownTags {
  /** The id of the subtopology. Type: string. */
  subtopologyId: string
  /** The numbers of the tasks' partitions. Type: []int32. */
  partitions: readonly number[]
}

/** The value of `topology` in `StreamsGroupHeartbeatRequest`. */
export interface StreamsGroupHeartbeatRequestTopology extends UnknownTags {
  /** The epoch of the topology: an application with another one is stale. Type: int32. */
  epoch: number
  /**
   * The subtopologies: the parts of the topology that run apart from each other. A description has
   * null if the group has none.
   *
   * Type: []Subtopology.
   */
  subtopologies: readonly StreamsGroupHeartbeatRequestSubtopology[]
}

/** One element of `subtopologies` in `StreamsGroupHeartbeatRequestTopology`. */
export interface StreamsGroupHeartbeatRequestSubtopology extends UnknownTags {
  /** The id of the subtopology, which follows from the topology. Type: string. */
  subtopologyId: string
  /** The names of the topics that the subtopology reads. Type: []string. */
  sourceTopics: readonly string[]
  /** Regular expressions of the topics that the subtopology reads. Type: []string. */
  sourceTopicRegex: readonly string[]
  /** The changelog topics of its state stores. The coordinator creates them. Type: []TopicInfo. */
  stateChangelogTopics: readonly StreamsGroupHeartbeatRequestTopicInfo[]
  /** The names of the repartition topics that the subtopology writes. Type: []string. */
  repartitionSinkTopics: readonly string[]
  /**
   * The repartition topics that the subtopology reads. The coordinator creates them.
   *
   * Type: []TopicInfo.
   */
  repartitionSourceTopics: readonly StreamsGroupHeartbeatRequestTopicInfo[]
  /** Which of its sources need the same number of partitions. Type: []CopartitionGroup. */
  copartitionGroups: readonly StreamsGroupHeartbeatRequestCopartitionGroup[]
}

/**
 * Sources that need the same number of partitions.
 *
 * One element of `copartitionGroups` in `StreamsGroupHeartbeatRequestSubtopology`.
 */
export interface StreamsGroupHeartbeatRequestCopartitionGroup extends UnknownTags {
  /** Their places in `sourceTopics` of the subtopology, from 0. Type: []int16. */
  sourceTopics: readonly number[]
  /** Their places in `sourceTopicRegex` of the subtopology, from 0. Type: []int16. */
  sourceTopicRegex: readonly number[]
  /** Their places in `repartitionSourceTopics` of the subtopology, from 0. Type: []int16. */
  repartitionSourceTopics: readonly number[]
}

/**
 * An internal topic of the application.
 *
 * One element of `stateChangelogTopics` in `StreamsGroupHeartbeatRequestSubtopology`; One element
 * of `repartitionSourceTopics` in `StreamsGroupHeartbeatRequestSubtopology`.
 */
export interface StreamsGroupHeartbeatRequestTopicInfo extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /**
   * The number of partitions; 0 leaves it to the coordinator, and is what changelogs have.
   *
   * Type: int32.
   */
  partitions: number
  /** The number of replicas; 0 is the broker's default. Type: int16. */
  replicationFactor: number
  /** The configs of the topic. Type: []KeyValue. */
  topicConfigs: readonly StreamsGroupHeartbeatRequestKeyValue[]
}

/**
 * One element of `topicConfigs` in `StreamsGroupHeartbeatRequestTopicInfo`; One element of
 * `clientTags` in `StreamsGroupHeartbeatRequest`.
 */
export interface StreamsGroupHeartbeatRequestKeyValue extends UnknownTags {
  /** The name of the config or tag. Type: string. */
  key: string
  /** The value of the config or tag, as text. Type: string. */
  value: string
}

/**
 * StreamsGroupHeartbeat: key 88, versions 0-1.
 *
 * Joins, stays in and leaves a group of Kafka Streams, and learns its tasks (KIP-1071). The group's
 * coordinator answers.
 */
export const StreamsGroupHeartbeat: Api<StreamsGroupHeartbeatRequest, StreamsGroupHeartbeatResponse> = {
  name: 'StreamsGroupHeartbeat', key: 88, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeStreamsGroupHeartbeatRequest,
  decodeRequest: decodeStreamsGroupHeartbeatRequest,
  encodeResponse: encodeStreamsGroupHeartbeatResponse,
  decodeResponse: decodeStreamsGroupHeartbeatResponse
}

function encodeStreamsGroupHeartbeatRequestKeyValue(w: Writer, m: StreamsGroupHeartbeatRequestKeyValue, _v: number): void {
  checkStruct(m)
  w.compactString(m.key, 'key')
  w.compactString(m.value, 'value')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatRequestKeyValue(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatRequestKeyValue> {
  const key: string = r.compactString()
  const value: string = r.compactString()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequestKeyValue> = { key, value }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatRequestTopicInfo(w: Writer, m: StreamsGroupHeartbeatRequestTopicInfo, v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int32(m.partitions, 'partitions')
  w.int16(m.replicationFactor, 'replicationFactor')
  {
    const a = w.array(m.topicConfigs, 'topicConfigs', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestKeyValue(w, a[i] as StreamsGroupHeartbeatRequestKeyValue, v)
    } catch (error) {
      throw within(error, 'topicConfigs', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatRequestTopicInfo(r: Reader, v: number): Decoded<StreamsGroupHeartbeatRequestTopicInfo> {
  const name: string = r.compactString()
  const partitions: number = r.int32()
  const replicationFactor: number = r.int16()
  let topicConfigs: Decoded<StreamsGroupHeartbeatRequestKeyValue>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupHeartbeatRequestKeyValue>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestKeyValue(r, v)
    topicConfigs = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequestTopicInfo> = { name, partitions, replicationFactor, topicConfigs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatRequestCopartitionGroup(w: Writer, m: StreamsGroupHeartbeatRequestCopartitionGroup, _v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.sourceTopics, 'sourceTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int16(a[i] as number, '')
    } catch (error) {
      throw within(error, 'sourceTopics', i)
    }
  }
  {
    const a = w.array(m.sourceTopicRegex, 'sourceTopicRegex', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int16(a[i] as number, '')
    } catch (error) {
      throw within(error, 'sourceTopicRegex', i)
    }
  }
  {
    const a = w.array(m.repartitionSourceTopics, 'repartitionSourceTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int16(a[i] as number, '')
    } catch (error) {
      throw within(error, 'repartitionSourceTopics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatRequestCopartitionGroup(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatRequestCopartitionGroup> {
  let sourceTopics: number[]
  {
    const n = r.compactArrayLength(2)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int16()
    sourceTopics = a
  }
  let sourceTopicRegex: number[]
  {
    const n = r.compactArrayLength(2)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int16()
    sourceTopicRegex = a
  }
  let repartitionSourceTopics: number[]
  {
    const n = r.compactArrayLength(2)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int16()
    repartitionSourceTopics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequestCopartitionGroup> = { sourceTopics, sourceTopicRegex, repartitionSourceTopics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatRequestSubtopology(w: Writer, m: StreamsGroupHeartbeatRequestSubtopology, v: number): void {
  checkStruct(m)
  w.compactString(m.subtopologyId, 'subtopologyId')
  {
    const a = w.array(m.sourceTopics, 'sourceTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'sourceTopics', i)
    }
  }
  {
    const a = w.array(m.sourceTopicRegex, 'sourceTopicRegex', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'sourceTopicRegex', i)
    }
  }
  {
    const a = w.array(m.stateChangelogTopics, 'stateChangelogTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestTopicInfo(w, a[i] as StreamsGroupHeartbeatRequestTopicInfo, v)
    } catch (error) {
      throw within(error, 'stateChangelogTopics', i)
    }
  }
  {
    const a = w.array(m.repartitionSinkTopics, 'repartitionSinkTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'repartitionSinkTopics', i)
    }
  }
  {
    const a = w.array(m.repartitionSourceTopics, 'repartitionSourceTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestTopicInfo(w, a[i] as StreamsGroupHeartbeatRequestTopicInfo, v)
    } catch (error) {
      throw within(error, 'repartitionSourceTopics', i)
    }
  }
  {
    const a = w.array(m.copartitionGroups, 'copartitionGroups', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestCopartitionGroup(w, a[i] as StreamsGroupHeartbeatRequestCopartitionGroup, v)
    } catch (error) {
      throw within(error, 'copartitionGroups', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatRequestSubtopology(r: Reader, v: number): Decoded<StreamsGroupHeartbeatRequestSubtopology> {
  const subtopologyId: string = r.compactString()
  let sourceTopics: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    sourceTopics = a
  }
  let sourceTopicRegex: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    sourceTopicRegex = a
  }
  let stateChangelogTopics: Decoded<StreamsGroupHeartbeatRequestTopicInfo>[]
  {
    const n = r.compactArrayLength(9)
    const a = newArray<Decoded<StreamsGroupHeartbeatRequestTopicInfo>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestTopicInfo(r, v)
    stateChangelogTopics = a
  }
  let repartitionSinkTopics: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    repartitionSinkTopics = a
  }
  let repartitionSourceTopics: Decoded<StreamsGroupHeartbeatRequestTopicInfo>[]
  {
    const n = r.compactArrayLength(9)
    const a = newArray<Decoded<StreamsGroupHeartbeatRequestTopicInfo>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestTopicInfo(r, v)
    repartitionSourceTopics = a
  }
  let copartitionGroups: Decoded<StreamsGroupHeartbeatRequestCopartitionGroup>[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<Decoded<StreamsGroupHeartbeatRequestCopartitionGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestCopartitionGroup(r, v)
    copartitionGroups = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequestSubtopology> = { subtopologyId, sourceTopics, sourceTopicRegex, stateChangelogTopics, repartitionSinkTopics, repartitionSourceTopics, copartitionGroups }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatRequestTopology(w: Writer, m: StreamsGroupHeartbeatRequestTopology, v: number): void {
  checkStruct(m)
  w.int32(m.epoch, 'epoch')
  {
    const a = w.array(m.subtopologies, 'subtopologies', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestSubtopology(w, a[i] as StreamsGroupHeartbeatRequestSubtopology, v)
    } catch (error) {
      throw within(error, 'subtopologies', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatRequestTopology(r: Reader, v: number): Decoded<StreamsGroupHeartbeatRequestTopology> {
  const epoch: number = r.int32()
  let subtopologies: Decoded<StreamsGroupHeartbeatRequestSubtopology>[]
  {
    const n = r.compactArrayLength(8)
    const a = newArray<Decoded<StreamsGroupHeartbeatRequestSubtopology>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestSubtopology(r, v)
    subtopologies = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequestTopology> = { epoch, subtopologies }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatRequestTaskIds(w: Writer, m: StreamsGroupHeartbeatRequestTaskIds, _v: number): void {
  checkStruct(m)
  w.compactString(m.subtopologyId, 'subtopologyId')
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

function decodeStreamsGroupHeartbeatRequestTaskIds(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatRequestTaskIds> {
  const subtopologyId: string = r.compactString()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequestTaskIds> = { subtopologyId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatRequestEndpoint(w: Writer, m: StreamsGroupHeartbeatRequestEndpoint, _v: number): void {
  checkStruct(m)
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatRequestEndpoint(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatRequestEndpoint> {
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequestEndpoint> = { host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatRequestTaskOffset(w: Writer, m: StreamsGroupHeartbeatRequestTaskOffset, _v: number): void {
  checkStruct(m)
  w.compactString(m.subtopologyId, 'subtopologyId')
  w.int32(m.partition, 'partition')
  w.int64(m.offset, 'offset')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatRequestTaskOffset(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatRequestTaskOffset> {
  const subtopologyId: string = r.compactString()
  const partition: number = r.int32()
  const offset: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequestTaskOffset> = { subtopologyId, partition, offset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatRequest(w: Writer, m: StreamsGroupHeartbeatRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  w.compactString(m.memberId, 'memberId')
  w.int32(m.memberEpoch, 'memberEpoch')
  w.int32(m.endpointInformationEpoch, 'endpointInformationEpoch')
  w.compactNullableString(m.instanceId === undefined ? null : m.instanceId, 'instanceId')
  w.compactNullableString(m.rackId === undefined ? null : m.rackId, 'rackId')
  w.int32(m.rebalanceTimeoutMs === undefined ? -1 : m.rebalanceTimeoutMs, 'rebalanceTimeoutMs')
  try {
    const s = m.topology === undefined ? null : m.topology
    w.int8(s === null ? -1 : 1, '')
    if (s !== null) encodeStreamsGroupHeartbeatRequestTopology(w, s, v)
  } catch (error) {
    throw within(error, 'topology')
  }
  {
    const a = w.nullableArray(m.activeTasks === undefined ? null : m.activeTasks, 'activeTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestTaskIds(w, a[i] as StreamsGroupHeartbeatRequestTaskIds, v)
    } catch (error) {
      throw within(error, 'activeTasks', i)
    }
  }
  {
    const a = w.nullableArray(m.standbyTasks === undefined ? null : m.standbyTasks, 'standbyTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestTaskIds(w, a[i] as StreamsGroupHeartbeatRequestTaskIds, v)
    } catch (error) {
      throw within(error, 'standbyTasks', i)
    }
  }
  {
    const a = w.nullableArray(m.warmupTasks === undefined ? null : m.warmupTasks, 'warmupTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestTaskIds(w, a[i] as StreamsGroupHeartbeatRequestTaskIds, v)
    } catch (error) {
      throw within(error, 'warmupTasks', i)
    }
  }
  w.compactNullableString(m.processId === undefined ? null : m.processId, 'processId')
  try {
    const s = m.userEndpoint === undefined ? null : m.userEndpoint
    w.int8(s === null ? -1 : 1, '')
    if (s !== null) encodeStreamsGroupHeartbeatRequestEndpoint(w, s, v)
  } catch (error) {
    throw within(error, 'userEndpoint')
  }
  {
    const a = w.nullableArray(m.clientTags === undefined ? null : m.clientTags, 'clientTags', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestKeyValue(w, a[i] as StreamsGroupHeartbeatRequestKeyValue, v)
    } catch (error) {
      throw within(error, 'clientTags', i)
    }
  }
  {
    const a = w.nullableArray(m.taskOffsets === undefined ? null : m.taskOffsets, 'taskOffsets', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestTaskOffset(w, a[i] as StreamsGroupHeartbeatRequestTaskOffset, v)
    } catch (error) {
      throw within(error, 'taskOffsets', i)
    }
  }
  {
    const a = w.nullableArray(m.taskEndOffsets === undefined ? null : m.taskEndOffsets, 'taskEndOffsets', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatRequestTaskOffset(w, a[i] as StreamsGroupHeartbeatRequestTaskOffset, v)
    } catch (error) {
      throw within(error, 'taskEndOffsets', i)
    }
  }
  w.bool(m.shutdownApplication === undefined ? false : m.shutdownApplication, 'shutdownApplication')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatRequest(r: Reader, v: number): Decoded<StreamsGroupHeartbeatRequest> {
  const groupId: string = r.compactString()
  const memberId: string = r.compactString()
  const memberEpoch: number = r.int32()
  const endpointInformationEpoch: number = r.int32()
  const instanceId: string | null = r.compactNullableString()
  const rackId: string | null = r.compactNullableString()
  const rebalanceTimeoutMs: number = r.int32()
  const topology: Decoded<StreamsGroupHeartbeatRequestTopology> | null = r.isPresent() ? decodeStreamsGroupHeartbeatRequestTopology(r, v) : null
  let activeTasks: Decoded<StreamsGroupHeartbeatRequestTaskIds>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) activeTasks = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatRequestTaskIds>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestTaskIds(r, v)
      activeTasks = a
    }
  }
  let standbyTasks: Decoded<StreamsGroupHeartbeatRequestTaskIds>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) standbyTasks = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatRequestTaskIds>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestTaskIds(r, v)
      standbyTasks = a
    }
  }
  let warmupTasks: Decoded<StreamsGroupHeartbeatRequestTaskIds>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) warmupTasks = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatRequestTaskIds>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestTaskIds(r, v)
      warmupTasks = a
    }
  }
  const processId: string | null = r.compactNullableString()
  const userEndpoint: Decoded<StreamsGroupHeartbeatRequestEndpoint> | null = r.isPresent() ? decodeStreamsGroupHeartbeatRequestEndpoint(r, v) : null
  let clientTags: Decoded<StreamsGroupHeartbeatRequestKeyValue>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) clientTags = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatRequestKeyValue>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestKeyValue(r, v)
      clientTags = a
    }
  }
  let taskOffsets: Decoded<StreamsGroupHeartbeatRequestTaskOffset>[] | null
  {
    const n = r.compactNullableArrayLength(14)
    if (n < 0) taskOffsets = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatRequestTaskOffset>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestTaskOffset(r, v)
      taskOffsets = a
    }
  }
  let taskEndOffsets: Decoded<StreamsGroupHeartbeatRequestTaskOffset>[] | null
  {
    const n = r.compactNullableArrayLength(14)
    if (n < 0) taskEndOffsets = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatRequestTaskOffset>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatRequestTaskOffset(r, v)
      taskEndOffsets = a
    }
  }
  const shutdownApplication: boolean = r.bool()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatRequest> = { groupId, memberId, memberEpoch, endpointInformationEpoch, instanceId, rackId, rebalanceTimeoutMs, topology, activeTasks, standbyTasks, warmupTasks, processId, userEndpoint, clientTags, taskOffsets, taskEndOffsets, shutdownApplication }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatResponseStatus(w: Writer, m: StreamsGroupHeartbeatResponseStatus, _v: number): void {
  checkStruct(m)
  w.int8(m.statusCode, 'statusCode')
  w.compactString(m.statusDetail, 'statusDetail')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatResponseStatus(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatResponseStatus> {
  const statusCode: number = r.int8()
  const statusDetail: string = r.compactString()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatResponseStatus> = { statusCode, statusDetail }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatResponseTaskIds(w: Writer, m: StreamsGroupHeartbeatResponseTaskIds, _v: number): void {
  checkStruct(m)
  w.compactString(m.subtopologyId, 'subtopologyId')
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

function decodeStreamsGroupHeartbeatResponseTaskIds(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatResponseTaskIds> {
  const subtopologyId: string = r.compactString()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatResponseTaskIds> = { subtopologyId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatResponseEndpoint(w: Writer, m: StreamsGroupHeartbeatResponseEndpoint, _v: number): void {
  checkStruct(m)
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatResponseEndpoint(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatResponseEndpoint> {
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatResponseEndpoint> = { host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatResponseTopicPartition(w: Writer, m: StreamsGroupHeartbeatResponseTopicPartition, _v: number): void {
  checkStruct(m)
  w.compactString(m.topic, 'topic')
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

function decodeStreamsGroupHeartbeatResponseTopicPartition(r: Reader, _v: number): Decoded<StreamsGroupHeartbeatResponseTopicPartition> {
  const topic: string = r.compactString()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatResponseTopicPartition> = { topic, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatResponseEndpointToPartitions(w: Writer, m: StreamsGroupHeartbeatResponseEndpointToPartitions, v: number): void {
  checkStruct(m)
  try {
    encodeStreamsGroupHeartbeatResponseEndpoint(w, m.userEndpoint, v)
  } catch (error) {
    throw within(error, 'userEndpoint')
  }
  {
    const a = w.array(m.activePartitions, 'activePartitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatResponseTopicPartition(w, a[i] as StreamsGroupHeartbeatResponseTopicPartition, v)
    } catch (error) {
      throw within(error, 'activePartitions', i)
    }
  }
  {
    const a = w.array(m.standbyPartitions, 'standbyPartitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatResponseTopicPartition(w, a[i] as StreamsGroupHeartbeatResponseTopicPartition, v)
    } catch (error) {
      throw within(error, 'standbyPartitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatResponseEndpointToPartitions(r: Reader, v: number): Decoded<StreamsGroupHeartbeatResponseEndpointToPartitions> {
  const userEndpoint: Decoded<StreamsGroupHeartbeatResponseEndpoint> = decodeStreamsGroupHeartbeatResponseEndpoint(r, v)
  let activePartitions: Decoded<StreamsGroupHeartbeatResponseTopicPartition>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupHeartbeatResponseTopicPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatResponseTopicPartition(r, v)
    activePartitions = a
  }
  let standbyPartitions: Decoded<StreamsGroupHeartbeatResponseTopicPartition>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupHeartbeatResponseTopicPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatResponseTopicPartition(r, v)
    standbyPartitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatResponseEndpointToPartitions> = { userEndpoint, activePartitions, standbyPartitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupHeartbeatResponse(w: Writer, m: StreamsGroupHeartbeatResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.compactString(m.memberId, 'memberId')
  w.int32(m.memberEpoch, 'memberEpoch')
  w.int32(m.heartbeatIntervalMs, 'heartbeatIntervalMs')
  if (v <= 0) w.int32(m.acceptableRecoveryLagLegacy === undefined ? 0 : m.acceptableRecoveryLagLegacy, 'acceptableRecoveryLagLegacy')
  else if (m.acceptableRecoveryLagLegacy !== undefined && m.acceptableRecoveryLagLegacy !== 0) throw absent('acceptableRecoveryLagLegacy', v, '0')
  w.int32(m.taskOffsetIntervalMs, 'taskOffsetIntervalMs')
  if (v >= 1) w.int64(m.acceptableRecoveryLag === undefined ? -1n : m.acceptableRecoveryLag, 'acceptableRecoveryLag')
  {
    const a = w.nullableArray(m.status, 'status', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatResponseStatus(w, a[i] as StreamsGroupHeartbeatResponseStatus, v)
    } catch (error) {
      throw within(error, 'status', i)
    }
  }
  {
    const a = w.nullableArray(m.activeTasks === undefined ? null : m.activeTasks, 'activeTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatResponseTaskIds(w, a[i] as StreamsGroupHeartbeatResponseTaskIds, v)
    } catch (error) {
      throw within(error, 'activeTasks', i)
    }
  }
  {
    const a = w.nullableArray(m.standbyTasks === undefined ? null : m.standbyTasks, 'standbyTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatResponseTaskIds(w, a[i] as StreamsGroupHeartbeatResponseTaskIds, v)
    } catch (error) {
      throw within(error, 'standbyTasks', i)
    }
  }
  {
    const a = w.nullableArray(m.warmupTasks === undefined ? null : m.warmupTasks, 'warmupTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatResponseTaskIds(w, a[i] as StreamsGroupHeartbeatResponseTaskIds, v)
    } catch (error) {
      throw within(error, 'warmupTasks', i)
    }
  }
  if (v >= 1) w.bool(m.topologyDescriptionRequired === undefined ? false : m.topologyDescriptionRequired, 'topologyDescriptionRequired')
  else if (m.topologyDescriptionRequired !== undefined && m.topologyDescriptionRequired !== false) throw absent('topologyDescriptionRequired', v, '1+')
  w.int32(m.endpointInformationEpoch, 'endpointInformationEpoch')
  {
    const a = w.nullableArray(m.partitionsByUserEndpoint === undefined ? null : m.partitionsByUserEndpoint, 'partitionsByUserEndpoint', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupHeartbeatResponseEndpointToPartitions(w, a[i] as StreamsGroupHeartbeatResponseEndpointToPartitions, v)
    } catch (error) {
      throw within(error, 'partitionsByUserEndpoint', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupHeartbeatResponse(r: Reader, v: number): Decoded<StreamsGroupHeartbeatResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const memberId: string = r.compactString()
  const memberEpoch: number = r.int32()
  const heartbeatIntervalMs: number = r.int32()
  const acceptableRecoveryLagLegacy: number = v <= 0 ? r.int32() : 0
  const taskOffsetIntervalMs: number = r.int32()
  const acceptableRecoveryLag: bigint = v >= 1 ? r.int64() : -1n
  let status: Decoded<StreamsGroupHeartbeatResponseStatus>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) status = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatResponseStatus>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatResponseStatus(r, v)
      status = a
    }
  }
  let activeTasks: Decoded<StreamsGroupHeartbeatResponseTaskIds>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) activeTasks = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatResponseTaskIds>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatResponseTaskIds(r, v)
      activeTasks = a
    }
  }
  let standbyTasks: Decoded<StreamsGroupHeartbeatResponseTaskIds>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) standbyTasks = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatResponseTaskIds>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatResponseTaskIds(r, v)
      standbyTasks = a
    }
  }
  let warmupTasks: Decoded<StreamsGroupHeartbeatResponseTaskIds>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) warmupTasks = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatResponseTaskIds>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatResponseTaskIds(r, v)
      warmupTasks = a
    }
  }
  const topologyDescriptionRequired: boolean = v >= 1 ? r.bool() : false
  const endpointInformationEpoch: number = r.int32()
  let partitionsByUserEndpoint: Decoded<StreamsGroupHeartbeatResponseEndpointToPartitions>[] | null
  {
    const n = r.compactNullableArrayLength(7)
    if (n < 0) partitionsByUserEndpoint = null
    else {
      const a = newArray<Decoded<StreamsGroupHeartbeatResponseEndpointToPartitions>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupHeartbeatResponseEndpointToPartitions(r, v)
      partitionsByUserEndpoint = a
    }
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupHeartbeatResponse> = { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, acceptableRecoveryLagLegacy, taskOffsetIntervalMs, acceptableRecoveryLag, status, activeTasks, standbyTasks, warmupTasks, topologyDescriptionRequired, endpointInformationEpoch, partitionsByUserEndpoint }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
