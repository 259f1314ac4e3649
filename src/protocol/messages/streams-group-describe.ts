// @generated from schemas/StreamsGroupDescribeRequest.json and
// StreamsGroupDescribeResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of StreamsGroupDescribe. */
export interface StreamsGroupDescribeResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** One description for each group. Type: []DescribedGroup. */
  groups: readonly StreamsGroupDescribeResponseDescribedGroup[]
}

/** One element of `groups` in `StreamsGroupDescribeResponse`. */
export interface StreamsGroupDescribeResponseDescribedGroup extends UnknownTags {
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
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The state of the group: `Empty`, `NotReady`, `Assigning`, `Reconciling`, `Stable` or `Dead`.
   *
   * Type: string.
   */
  groupState: string
  /**
   * The epoch of the group: it grows with each change of members, subscriptions or topics.
   *
   * Type: int32.
   */
  groupEpoch: number
  /**
   * The group epoch for which the target assignment was computed; it is lower than `groupEpoch`
   * while a new one is due.
   *
   * Type: int32.
   */
  assignmentEpoch: number
  /** The topology that the group runs, or null. Type: Topology, nullable, default null. */
  topology?: StreamsGroupDescribeResponseTopology | null | undefined
  /** The members of the group. Type: []Member. */
  members: readonly StreamsGroupDescribeResponseMember[]
  /**
   * What the user may do with the group: the bit `1 << operation` is set for each of
   * `aclOperations`. -2147483648 (`absentValues.AUTHORIZED_OPERATIONS_OMITTED`) if the request did
   * not ask (KIP-430).
   *
   * Type: int32, default -2147483648.
   */
  authorizedOperations?: number | undefined
  /**
   * The graph of processors, if it was asked for and a plugin keeps it (KIP-1331), or null.
   *
   * Type: TopologyDescription, v1+, nullable, default null.
   */
  topologyDescription?: StreamsGroupDescribeResponseTopologyDescription | null | undefined
  /**
   * Whether there is a description: one of `topologyDescriptionStatuses`, such as
   * `topologyDescriptionStatuses.AVAILABLE` (3).
   *
   * Type: int8, v1+, default 0.
   */
  topologyDescriptionStatus?: number | undefined
  /**
   * The name of the assignor that the group uses (KIP-1357), or null.
   *
   * Type: string, v1+, nullable, default null.
   */
  assignorName?: string | null | undefined
}

/**
 * The graph of processors of an application, as `Topology.describe` of Kafka Streams shows it.
 *
 * The value of `topologyDescription` in `StreamsGroupDescribeResponseDescribedGroup`.
 */
export interface StreamsGroupDescribeResponseTopologyDescription extends UnknownTags {
  /** The subtopologies, each with its nodes. Type: []TopologyDescriptionSubtopology. */
  subtopologies: readonly StreamsGroupDescribeResponseTopologyDescriptionSubtopology[]
  /** The global state stores. Type: []TopologyDescriptionGlobalStore. */
  globalStores: readonly StreamsGroupDescribeResponseTopologyDescriptionGlobalStore[]
}

/** One element of `globalStores` in `StreamsGroupDescribeResponseTopologyDescription`. */
export interface StreamsGroupDescribeResponseTopologyDescriptionGlobalStore extends UnknownTags {
  /** The node that reads the topic of the global store. Type: TopologyDescriptionNode. */
  source: StreamsGroupDescribeResponseTopologyDescriptionNode
  /** The node that fills the global store. Type: TopologyDescriptionNode. */
  processor: StreamsGroupDescribeResponseTopologyDescriptionNode
}

/** One element of `subtopologies` in `StreamsGroupDescribeResponseTopologyDescription`. */
export interface StreamsGroupDescribeResponseTopologyDescriptionSubtopology extends UnknownTags {
  /** The id of the subtopology, which follows from the topology. Type: string. */
  subtopologyId: string
  /** The nodes of the subtopology. Type: []TopologyDescriptionNode. */
  nodes: readonly StreamsGroupDescribeResponseTopologyDescriptionNode[]
}

/**
 * One node of the graph of processors.
 *
 * One element of `nodes` in `StreamsGroupDescribeResponseTopologyDescriptionSubtopology`; The value
 * of `source` in `StreamsGroupDescribeResponseTopologyDescriptionGlobalStore`.
 */
export interface StreamsGroupDescribeResponseTopologyDescriptionNode extends UnknownTags {
  /** The name of the node, such as `KSTREAM-SOURCE-0000000000`. Type: string. */
  name: string
  /**
   * What the node does: 1 reads topics (source), 2 processes, 3 writes a topic (sink).
   *
   * Type: int8.
   */
  nodeType: number
  /** The names of the topics that a source reads; empty for other nodes. Type: []string. */
  sourceTopics: readonly string[]
  /**
   * The name of the topic that a sink writes; null for other nodes, and if it is chosen for each
   * record.
   *
   * Type: string, nullable, default null.
   */
  sinkTopic?: string | null | undefined
  /** The names of the state stores that the node uses. Type: []string. */
  stores: readonly string[]
  /** The names of the nodes that take its output. Type: []string. */
  successors: readonly string[]
}

/** One element of `members` in `StreamsGroupDescribeResponseDescribedGroup`. */
export interface StreamsGroupDescribeResponseMember extends UnknownTags {
  /** The id of the member. Type: string. */
  memberId: string
  /**
   * The epoch of the member: it reaches the group's when the member has its whole assignment.
   *
   * Type: int32.
   */
  memberEpoch: number
  /** The static id of the member (KIP-345), or null. Type: string, nullable, default null. */
  instanceId?: string | null | undefined
  /** The rack or zone of the member, or null. Type: string, nullable, default null. */
  rackId?: string | null | undefined
  /** The client id of the member's connection. Type: string. */
  clientId: string
  /** The host from which the member connects, such as `/10.0.0.5`. Type: string. */
  clientHost: string
  /** The epoch of the topology that the member runs. Type: int32. */
  topologyEpoch: number
  /** The id of the process, which several members may share. Type: string. */
  processId: string
  /**
   * The address at which the process answers interactive queries, or null.
   *
   * Type: Endpoint, nullable, default null.
   */
  userEndpoint?: StreamsGroupDescribeResponseEndpoint | null | undefined
  /** The tags of the process, for standby tasks on other racks (KIP-708). Type: []KeyValue. */
  clientTags: readonly StreamsGroupDescribeResponseKeyValue[]
  /** How far each task has restored its state. Type: []TaskOffset. */
  taskOffsets: readonly StreamsGroupDescribeResponseTaskOffset[]
  /** Where the changelogs of each task end. Type: []TaskOffset. */
  taskEndOffsets: readonly StreamsGroupDescribeResponseTaskOffset[]
  /** What the member has now. Type: Assignment. */
  assignment: StreamsGroupDescribeResponseAssignment
  /** What the member will have when the rebalance is over. Type: Assignment. */
  targetAssignment: StreamsGroupDescribeResponseAssignment
  /** Whether the member still speaks the classic protocol. Type: bool. */
  isClassic: boolean
}

/**
 * The value of `assignment` in `StreamsGroupDescribeResponseMember`; The value of
 * `targetAssignment` in `StreamsGroupDescribeResponseMember`.
 */
export interface StreamsGroupDescribeResponseAssignment extends UnknownTags {
  /** The tasks that process records and write their state. Type: []TaskIds. */
  activeTasks: readonly StreamsGroupDescribeResponseTaskIds[]
  /** The tasks that keep a copy of the state, to take over quickly. Type: []TaskIds. */
  standbyTasks: readonly StreamsGroupDescribeResponseTaskIds[]
  /** The tasks that build up a copy of the state, to become active then. Type: []TaskIds. */
  warmupTasks: readonly StreamsGroupDescribeResponseTaskIds[]
}

/**
 * Tasks of one subtopology.
 *
 * One element of `activeTasks` in `StreamsGroupDescribeResponseAssignment`; One element of
 * `standbyTasks` in `StreamsGroupDescribeResponseAssignment`.
 */
export interface StreamsGroupDescribeResponseTaskIds extends UnknownTags {
  /** The id of the subtopology. Type: string. */
  subtopologyId: string
  /** The numbers of the tasks' partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * How far the state of a task goes.
 *
 * One element of `taskOffsets` in `StreamsGroupDescribeResponseMember`; One element of
 * `taskEndOffsets` in `StreamsGroupDescribeResponseMember`.
 */
export interface StreamsGroupDescribeResponseTaskOffset extends UnknownTags {
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
 * The value of `userEndpoint` in `StreamsGroupDescribeResponseMember`.
 */
export interface StreamsGroupDescribeResponseEndpoint extends UnknownTags {
  /** The host name of the endpoint. Type: string. */
  host: string
  /** The TCP port of the endpoint. Type: uint16. */
  port: number
}

/** The value of `topology` in `StreamsGroupDescribeResponseDescribedGroup`. */
export interface StreamsGroupDescribeResponseTopology extends UnknownTags {
  /** The epoch of the topology: an application with another one is stale. Type: int32. */
  epoch: number
  /**
   * The subtopologies: the parts of the topology that run apart from each other. A description has
   * null if the group has none.
   *
   * Type: []Subtopology, nullable, default null.
   */
  subtopologies?: readonly StreamsGroupDescribeResponseSubtopology[] | null | undefined
}

/** One element of `subtopologies` in `StreamsGroupDescribeResponseTopology`. */
export interface StreamsGroupDescribeResponseSubtopology extends UnknownTags {
  /** The id of the subtopology, which follows from the topology. Type: string. */
  subtopologyId: string
  /** The names of the topics that the subtopology reads. Type: []string. */
  sourceTopics: readonly string[]
  /** The names of the repartition topics that the subtopology writes. Type: []string. */
  repartitionSinkTopics: readonly string[]
  /** The changelog topics of its state stores. The coordinator creates them. Type: []TopicInfo. */
  stateChangelogTopics: readonly StreamsGroupDescribeResponseTopicInfo[]
  /**
   * The repartition topics that the subtopology reads. The coordinator creates them.
   *
   * Type: []TopicInfo.
   */
  repartitionSourceTopics: readonly StreamsGroupDescribeResponseTopicInfo[]
}

/**
 * An internal topic of the application.
 *
 * One element of `stateChangelogTopics` in `StreamsGroupDescribeResponseSubtopology`; One element
 * of `repartitionSourceTopics` in `StreamsGroupDescribeResponseSubtopology`.
 */
export interface StreamsGroupDescribeResponseTopicInfo extends UnknownTags {
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
  topicConfigs: readonly StreamsGroupDescribeResponseKeyValue[]
}

/**
 * One element of `topicConfigs` in `StreamsGroupDescribeResponseTopicInfo`; One element of
 * `clientTags` in `StreamsGroupDescribeResponseMember`.
 */
export interface StreamsGroupDescribeResponseKeyValue extends UnknownTags {
  /** The name of the config or tag. Type: string. */
  key: string
  /** The value of the config or tag, as text. Type: string. */
  value: string
}

/**
 * The request of StreamsGroupDescribe. Describes groups of Kafka Streams, their topology and their
 * members (KIP-1071). Each group's coordinator answers.
 */
export interface StreamsGroupDescribeRequest extends UnknownTags {
  /** The ids of the groups to describe. Type: []string. */
  groupIds: readonly string[]
  /**
   * Whether to say in `authorizedOperations` what the user may do with each group (KIP-430).
   *
   * Type: bool, default in this driver false.
   */
  includeAuthorizedOperations?: boolean | undefined
  /**
   * Whether to add the description of the topology, if a plugin of the broker keeps it (KIP-1331).
   *
   * Type: bool, v1+, default false.
   */
  includeTopologyDescription?: boolean | undefined
}

/**
 * StreamsGroupDescribe: key 89, versions 0-1.
 *
 * Describes groups of Kafka Streams, their topology and their members (KIP-1071). Each group's
 * coordinator answers.
 */
export const StreamsGroupDescribe: Api<StreamsGroupDescribeRequest, StreamsGroupDescribeResponse> = {
  name: 'StreamsGroupDescribe', key: 89, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeStreamsGroupDescribeRequest,
  decodeRequest: decodeStreamsGroupDescribeRequest,
  encodeResponse: encodeStreamsGroupDescribeResponse,
  decodeResponse: decodeStreamsGroupDescribeResponse
}

function encodeStreamsGroupDescribeRequest(w: Writer, m: StreamsGroupDescribeRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.groupIds, 'groupIds', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'groupIds', i)
    }
  }
  w.bool(m.includeAuthorizedOperations === undefined ? false : m.includeAuthorizedOperations, 'includeAuthorizedOperations')
  if (v >= 1) w.bool(m.includeTopologyDescription === undefined ? false : m.includeTopologyDescription, 'includeTopologyDescription')
  else if (m.includeTopologyDescription !== undefined && m.includeTopologyDescription !== false) throw absent('includeTopologyDescription', v, '1+')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeRequest(r: Reader, v: number): Decoded<StreamsGroupDescribeRequest> {
  let groupIds: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    groupIds = a
  }
  const includeAuthorizedOperations: boolean = r.bool()
  const includeTopologyDescription: boolean = v >= 1 ? r.bool() : false
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeRequest> = { groupIds, includeAuthorizedOperations, includeTopologyDescription }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseKeyValue(w: Writer, m: StreamsGroupDescribeResponseKeyValue, _v: number): void {
  checkStruct(m)
  w.compactString(m.key, 'key')
  w.compactString(m.value, 'value')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseKeyValue(r: Reader, _v: number): Decoded<StreamsGroupDescribeResponseKeyValue> {
  const key: string = r.compactString()
  const value: string = r.compactString()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseKeyValue> = { key, value }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseTopicInfo(w: Writer, m: StreamsGroupDescribeResponseTopicInfo, v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int32(m.partitions, 'partitions')
  w.int16(m.replicationFactor, 'replicationFactor')
  {
    const a = w.array(m.topicConfigs, 'topicConfigs', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseKeyValue(w, a[i] as StreamsGroupDescribeResponseKeyValue, v)
    } catch (error) {
      throw within(error, 'topicConfigs', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseTopicInfo(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseTopicInfo> {
  const name: string = r.compactString()
  const partitions: number = r.int32()
  const replicationFactor: number = r.int16()
  let topicConfigs: Decoded<StreamsGroupDescribeResponseKeyValue>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupDescribeResponseKeyValue>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseKeyValue(r, v)
    topicConfigs = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseTopicInfo> = { name, partitions, replicationFactor, topicConfigs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseSubtopology(w: Writer, m: StreamsGroupDescribeResponseSubtopology, v: number): void {
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
    const a = w.array(m.repartitionSinkTopics, 'repartitionSinkTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'repartitionSinkTopics', i)
    }
  }
  {
    const a = w.array(m.stateChangelogTopics, 'stateChangelogTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTopicInfo(w, a[i] as StreamsGroupDescribeResponseTopicInfo, v)
    } catch (error) {
      throw within(error, 'stateChangelogTopics', i)
    }
  }
  {
    const a = w.array(m.repartitionSourceTopics, 'repartitionSourceTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTopicInfo(w, a[i] as StreamsGroupDescribeResponseTopicInfo, v)
    } catch (error) {
      throw within(error, 'repartitionSourceTopics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseSubtopology(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseSubtopology> {
  const subtopologyId: string = r.compactString()
  let sourceTopics: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    sourceTopics = a
  }
  let repartitionSinkTopics: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    repartitionSinkTopics = a
  }
  let stateChangelogTopics: Decoded<StreamsGroupDescribeResponseTopicInfo>[]
  {
    const n = r.compactArrayLength(9)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTopicInfo>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTopicInfo(r, v)
    stateChangelogTopics = a
  }
  let repartitionSourceTopics: Decoded<StreamsGroupDescribeResponseTopicInfo>[]
  {
    const n = r.compactArrayLength(9)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTopicInfo>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTopicInfo(r, v)
    repartitionSourceTopics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseSubtopology> = { subtopologyId, sourceTopics, repartitionSinkTopics, stateChangelogTopics, repartitionSourceTopics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseTopology(w: Writer, m: StreamsGroupDescribeResponseTopology, v: number): void {
  checkStruct(m)
  w.int32(m.epoch, 'epoch')
  {
    const a = w.nullableArray(m.subtopologies === undefined ? null : m.subtopologies, 'subtopologies', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseSubtopology(w, a[i] as StreamsGroupDescribeResponseSubtopology, v)
    } catch (error) {
      throw within(error, 'subtopologies', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseTopology(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseTopology> {
  const epoch: number = r.int32()
  let subtopologies: Decoded<StreamsGroupDescribeResponseSubtopology>[] | null
  {
    const n = r.compactNullableArrayLength(6)
    if (n < 0) subtopologies = null
    else {
      const a = newArray<Decoded<StreamsGroupDescribeResponseSubtopology>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseSubtopology(r, v)
      subtopologies = a
    }
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseTopology> = { epoch, subtopologies }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseEndpoint(w: Writer, m: StreamsGroupDescribeResponseEndpoint, _v: number): void {
  checkStruct(m)
  w.compactString(m.host, 'host')
  w.uint16(m.port, 'port')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseEndpoint(r: Reader, _v: number): Decoded<StreamsGroupDescribeResponseEndpoint> {
  const host: string = r.compactString()
  const port: number = r.uint16()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseEndpoint> = { host, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseTaskOffset(w: Writer, m: StreamsGroupDescribeResponseTaskOffset, _v: number): void {
  checkStruct(m)
  w.compactString(m.subtopologyId, 'subtopologyId')
  w.int32(m.partition, 'partition')
  w.int64(m.offset, 'offset')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseTaskOffset(r: Reader, _v: number): Decoded<StreamsGroupDescribeResponseTaskOffset> {
  const subtopologyId: string = r.compactString()
  const partition: number = r.int32()
  const offset: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseTaskOffset> = { subtopologyId, partition, offset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseTaskIds(w: Writer, m: StreamsGroupDescribeResponseTaskIds, _v: number): void {
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

function decodeStreamsGroupDescribeResponseTaskIds(r: Reader, _v: number): Decoded<StreamsGroupDescribeResponseTaskIds> {
  const subtopologyId: string = r.compactString()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseTaskIds> = { subtopologyId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseAssignment(w: Writer, m: StreamsGroupDescribeResponseAssignment, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.activeTasks, 'activeTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTaskIds(w, a[i] as StreamsGroupDescribeResponseTaskIds, v)
    } catch (error) {
      throw within(error, 'activeTasks', i)
    }
  }
  {
    const a = w.array(m.standbyTasks, 'standbyTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTaskIds(w, a[i] as StreamsGroupDescribeResponseTaskIds, v)
    } catch (error) {
      throw within(error, 'standbyTasks', i)
    }
  }
  {
    const a = w.array(m.warmupTasks, 'warmupTasks', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTaskIds(w, a[i] as StreamsGroupDescribeResponseTaskIds, v)
    } catch (error) {
      throw within(error, 'warmupTasks', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseAssignment(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseAssignment> {
  let activeTasks: Decoded<StreamsGroupDescribeResponseTaskIds>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTaskIds>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTaskIds(r, v)
    activeTasks = a
  }
  let standbyTasks: Decoded<StreamsGroupDescribeResponseTaskIds>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTaskIds>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTaskIds(r, v)
    standbyTasks = a
  }
  let warmupTasks: Decoded<StreamsGroupDescribeResponseTaskIds>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTaskIds>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTaskIds(r, v)
    warmupTasks = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseAssignment> = { activeTasks, standbyTasks, warmupTasks }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseMember(w: Writer, m: StreamsGroupDescribeResponseMember, v: number): void {
  checkStruct(m)
  w.compactString(m.memberId, 'memberId')
  w.int32(m.memberEpoch, 'memberEpoch')
  w.compactNullableString(m.instanceId === undefined ? null : m.instanceId, 'instanceId')
  w.compactNullableString(m.rackId === undefined ? null : m.rackId, 'rackId')
  w.compactString(m.clientId, 'clientId')
  w.compactString(m.clientHost, 'clientHost')
  w.int32(m.topologyEpoch, 'topologyEpoch')
  w.compactString(m.processId, 'processId')
  try {
    const s = m.userEndpoint === undefined ? null : m.userEndpoint
    w.int8(s === null ? -1 : 1, '')
    if (s !== null) encodeStreamsGroupDescribeResponseEndpoint(w, s, v)
  } catch (error) {
    throw within(error, 'userEndpoint')
  }
  {
    const a = w.array(m.clientTags, 'clientTags', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseKeyValue(w, a[i] as StreamsGroupDescribeResponseKeyValue, v)
    } catch (error) {
      throw within(error, 'clientTags', i)
    }
  }
  {
    const a = w.array(m.taskOffsets, 'taskOffsets', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTaskOffset(w, a[i] as StreamsGroupDescribeResponseTaskOffset, v)
    } catch (error) {
      throw within(error, 'taskOffsets', i)
    }
  }
  {
    const a = w.array(m.taskEndOffsets, 'taskEndOffsets', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTaskOffset(w, a[i] as StreamsGroupDescribeResponseTaskOffset, v)
    } catch (error) {
      throw within(error, 'taskEndOffsets', i)
    }
  }
  try {
    encodeStreamsGroupDescribeResponseAssignment(w, m.assignment, v)
  } catch (error) {
    throw within(error, 'assignment')
  }
  try {
    encodeStreamsGroupDescribeResponseAssignment(w, m.targetAssignment, v)
  } catch (error) {
    throw within(error, 'targetAssignment')
  }
  w.bool(m.isClassic, 'isClassic')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseMember(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseMember> {
  const memberId: string = r.compactString()
  const memberEpoch: number = r.int32()
  const instanceId: string | null = r.compactNullableString()
  const rackId: string | null = r.compactNullableString()
  const clientId: string = r.compactString()
  const clientHost: string = r.compactString()
  const topologyEpoch: number = r.int32()
  const processId: string = r.compactString()
  const userEndpoint: Decoded<StreamsGroupDescribeResponseEndpoint> | null = r.isPresent() ? decodeStreamsGroupDescribeResponseEndpoint(r, v) : null
  let clientTags: Decoded<StreamsGroupDescribeResponseKeyValue>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupDescribeResponseKeyValue>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseKeyValue(r, v)
    clientTags = a
  }
  let taskOffsets: Decoded<StreamsGroupDescribeResponseTaskOffset>[]
  {
    const n = r.compactArrayLength(14)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTaskOffset>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTaskOffset(r, v)
    taskOffsets = a
  }
  let taskEndOffsets: Decoded<StreamsGroupDescribeResponseTaskOffset>[]
  {
    const n = r.compactArrayLength(14)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTaskOffset>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTaskOffset(r, v)
    taskEndOffsets = a
  }
  const assignment: Decoded<StreamsGroupDescribeResponseAssignment> = decodeStreamsGroupDescribeResponseAssignment(r, v)
  const targetAssignment: Decoded<StreamsGroupDescribeResponseAssignment> = decodeStreamsGroupDescribeResponseAssignment(r, v)
  const isClassic: boolean = r.bool()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseMember> = { memberId, memberEpoch, instanceId, rackId, clientId, clientHost, topologyEpoch, processId, userEndpoint, clientTags, taskOffsets, taskEndOffsets, assignment, targetAssignment, isClassic }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseTopologyDescriptionNode(w: Writer, m: StreamsGroupDescribeResponseTopologyDescriptionNode, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.int8(m.nodeType, 'nodeType')
  {
    const a = w.array(m.sourceTopics, 'sourceTopics', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'sourceTopics', i)
    }
  }
  w.compactNullableString(m.sinkTopic === undefined ? null : m.sinkTopic, 'sinkTopic')
  {
    const a = w.array(m.stores, 'stores', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'stores', i)
    }
  }
  {
    const a = w.array(m.successors, 'successors', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'successors', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseTopologyDescriptionNode(r: Reader, _v: number): Decoded<StreamsGroupDescribeResponseTopologyDescriptionNode> {
  const name: string = r.compactString()
  const nodeType: number = r.int8()
  let sourceTopics: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    sourceTopics = a
  }
  const sinkTopic: string | null = r.compactNullableString()
  let stores: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    stores = a
  }
  let successors: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    successors = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseTopologyDescriptionNode> = { name, nodeType, sourceTopics, sinkTopic, stores, successors }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseTopologyDescriptionSubtopology(w: Writer, m: StreamsGroupDescribeResponseTopologyDescriptionSubtopology, v: number): void {
  checkStruct(m)
  w.compactString(m.subtopologyId, 'subtopologyId')
  {
    const a = w.array(m.nodes, 'nodes', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTopologyDescriptionNode(w, a[i] as StreamsGroupDescribeResponseTopologyDescriptionNode, v)
    } catch (error) {
      throw within(error, 'nodes', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseTopologyDescriptionSubtopology(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseTopologyDescriptionSubtopology> {
  const subtopologyId: string = r.compactString()
  let nodes: Decoded<StreamsGroupDescribeResponseTopologyDescriptionNode>[]
  {
    const n = r.compactArrayLength(7)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTopologyDescriptionNode>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTopologyDescriptionNode(r, v)
    nodes = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseTopologyDescriptionSubtopology> = { subtopologyId, nodes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseTopologyDescriptionGlobalStore(w: Writer, m: StreamsGroupDescribeResponseTopologyDescriptionGlobalStore, v: number): void {
  checkStruct(m)
  try {
    encodeStreamsGroupDescribeResponseTopologyDescriptionNode(w, m.source, v)
  } catch (error) {
    throw within(error, 'source')
  }
  try {
    encodeStreamsGroupDescribeResponseTopologyDescriptionNode(w, m.processor, v)
  } catch (error) {
    throw within(error, 'processor')
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseTopologyDescriptionGlobalStore(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseTopologyDescriptionGlobalStore> {
  const source: Decoded<StreamsGroupDescribeResponseTopologyDescriptionNode> = decodeStreamsGroupDescribeResponseTopologyDescriptionNode(r, v)
  const processor: Decoded<StreamsGroupDescribeResponseTopologyDescriptionNode> = decodeStreamsGroupDescribeResponseTopologyDescriptionNode(r, v)
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseTopologyDescriptionGlobalStore> = { source, processor }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseTopologyDescription(w: Writer, m: StreamsGroupDescribeResponseTopologyDescription, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.subtopologies, 'subtopologies', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTopologyDescriptionSubtopology(w, a[i] as StreamsGroupDescribeResponseTopologyDescriptionSubtopology, v)
    } catch (error) {
      throw within(error, 'subtopologies', i)
    }
  }
  {
    const a = w.array(m.globalStores, 'globalStores', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseTopologyDescriptionGlobalStore(w, a[i] as StreamsGroupDescribeResponseTopologyDescriptionGlobalStore, v)
    } catch (error) {
      throw within(error, 'globalStores', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseTopologyDescription(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseTopologyDescription> {
  let subtopologies: Decoded<StreamsGroupDescribeResponseTopologyDescriptionSubtopology>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTopologyDescriptionSubtopology>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTopologyDescriptionSubtopology(r, v)
    subtopologies = a
  }
  let globalStores: Decoded<StreamsGroupDescribeResponseTopologyDescriptionGlobalStore>[]
  {
    const n = r.compactArrayLength(15)
    const a = newArray<Decoded<StreamsGroupDescribeResponseTopologyDescriptionGlobalStore>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseTopologyDescriptionGlobalStore(r, v)
    globalStores = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseTopologyDescription> = { subtopologies, globalStores }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponseDescribedGroup(w: Writer, m: StreamsGroupDescribeResponseDescribedGroup, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.compactString(m.groupId, 'groupId')
  w.compactString(m.groupState, 'groupState')
  w.int32(m.groupEpoch, 'groupEpoch')
  w.int32(m.assignmentEpoch, 'assignmentEpoch')
  try {
    const s = m.topology === undefined ? null : m.topology
    w.int8(s === null ? -1 : 1, '')
    if (s !== null) encodeStreamsGroupDescribeResponseTopology(w, s, v)
  } catch (error) {
    throw within(error, 'topology')
  }
  {
    const a = w.array(m.members, 'members', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseMember(w, a[i] as StreamsGroupDescribeResponseMember, v)
    } catch (error) {
      throw within(error, 'members', i)
    }
  }
  w.int32(m.authorizedOperations === undefined ? -2147483648 : m.authorizedOperations, 'authorizedOperations')
  if (v >= 1) {
    try {
      const s = m.topologyDescription === undefined ? null : m.topologyDescription
      w.int8(s === null ? -1 : 1, '')
      if (s !== null) encodeStreamsGroupDescribeResponseTopologyDescription(w, s, v)
    } catch (error) {
      throw within(error, 'topologyDescription')
    }
  } else if (m.topologyDescription !== undefined && m.topologyDescription !== null) throw absent('topologyDescription', v, '1+')
  if (v >= 1) w.int8(m.topologyDescriptionStatus === undefined ? 0 : m.topologyDescriptionStatus, 'topologyDescriptionStatus')
  else if (m.topologyDescriptionStatus !== undefined && m.topologyDescriptionStatus !== 0) throw absent('topologyDescriptionStatus', v, '1+')
  if (v >= 1) w.compactNullableString(m.assignorName === undefined ? null : m.assignorName, 'assignorName')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponseDescribedGroup(r: Reader, v: number): Decoded<StreamsGroupDescribeResponseDescribedGroup> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const groupId: string = r.compactString()
  const groupState: string = r.compactString()
  const groupEpoch: number = r.int32()
  const assignmentEpoch: number = r.int32()
  const topology: Decoded<StreamsGroupDescribeResponseTopology> | null = r.isPresent() ? decodeStreamsGroupDescribeResponseTopology(r, v) : null
  let members: Decoded<StreamsGroupDescribeResponseMember>[]
  {
    const n = r.compactArrayLength(28)
    const a = newArray<Decoded<StreamsGroupDescribeResponseMember>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseMember(r, v)
    members = a
  }
  const authorizedOperations: number = r.int32()
  const topologyDescription: Decoded<StreamsGroupDescribeResponseTopologyDescription> | null = v >= 1 ? (r.isPresent() ? decodeStreamsGroupDescribeResponseTopologyDescription(r, v) : null) : null
  const topologyDescriptionStatus: number = v >= 1 ? r.int8() : 0
  const assignorName: string | null = v >= 1 ? r.compactNullableString() : null
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponseDescribedGroup> = { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, topology, members, authorizedOperations, topologyDescription, topologyDescriptionStatus, assignorName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupDescribeResponse(w: Writer, m: StreamsGroupDescribeResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.groups, 'groups', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupDescribeResponseDescribedGroup(w, a[i] as StreamsGroupDescribeResponseDescribedGroup, v)
    } catch (error) {
      throw within(error, 'groups', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupDescribeResponse(r: Reader, v: number): Decoded<StreamsGroupDescribeResponse> {
  const throttleTimeMs: number = r.int32()
  let groups: Decoded<StreamsGroupDescribeResponseDescribedGroup>[]
  {
    const n = r.compactArrayLength(20)
    const a = newArray<Decoded<StreamsGroupDescribeResponseDescribedGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupDescribeResponseDescribedGroup(r, v)
    groups = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupDescribeResponse> = { throttleTimeMs, groups }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
