// @generated from schemas/StreamsGroupTopologyDescriptionUpdateRequest.json and
// StreamsGroupTopologyDescriptionUpdateResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of StreamsGroupTopologyDescriptionUpdate. */
export interface StreamsGroupTopologyDescriptionUpdateResponse extends UnknownTags {
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
}

/**
 * The request of StreamsGroupTopologyDescriptionUpdate. Gives the coordinator the graph of
 * processors of an application, for a plugin that shows it (KIP-1331). The group's coordinator
 * answers.
 */
export interface StreamsGroupTopologyDescriptionUpdateRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** The id of the member that gives the description. Type: string. */
  memberId: string
  /** The epoch of the topology that is described. Type: int32. */
  topologyEpoch: number
  /** The graph of processors. Type: TopologyDescription. */
  topologyDescription: StreamsGroupTopologyDescriptionUpdateRequestTopologyDescription
}

/**
 * The graph of processors of an application, as `Topology.describe` of Kafka Streams shows it.
 *
 * The value of `topologyDescription` in `StreamsGroupTopologyDescriptionUpdateRequest`.
 */
export interface StreamsGroupTopologyDescriptionUpdateRequestTopologyDescription extends UnknownTags {
  /** The subtopologies, each with its nodes. Type: []TopologyDescriptionSubtopology. */
  subtopologies: readonly StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology[]
  /** The global state stores. Type: []TopologyDescriptionGlobalStore. */
  globalStores: readonly StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore[]
}

/**
 * One element of `globalStores` in
 * `StreamsGroupTopologyDescriptionUpdateRequestTopologyDescription`.
 */
export interface StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore extends UnknownTags {
  /** The node that reads the topic of the global store. Type: TopologyDescriptionNode. */
  source: StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode
  /** The node that fills the global store. Type: TopologyDescriptionNode. */
  processor: StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode
}

/**
 * One element of `subtopologies` in
 * `StreamsGroupTopologyDescriptionUpdateRequestTopologyDescription`.
 */
export interface StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology extends UnknownTags {
  /** The id of the subtopology, which follows from the topology. Type: string. */
  subtopologyId: string
  /** The nodes of the subtopology. Type: []TopologyDescriptionNode. */
  nodes: readonly StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode[]
}

/**
 * One node of the graph of processors.
 *
 * One element of `nodes` in
 * `StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology`; The value of
 * `source` in `StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore`.
 */
export interface StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode extends UnknownTags {
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

/**
 * StreamsGroupTopologyDescriptionUpdate: key 93, versions 0.
 *
 * Gives the coordinator the graph of processors of an application, for a plugin that shows it
 * (KIP-1331). The group's coordinator answers.
 */
export const StreamsGroupTopologyDescriptionUpdate: Api<StreamsGroupTopologyDescriptionUpdateRequest, StreamsGroupTopologyDescriptionUpdateResponse> = {
  name: 'StreamsGroupTopologyDescriptionUpdate', key: 93, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeStreamsGroupTopologyDescriptionUpdateRequest,
  decodeRequest: decodeStreamsGroupTopologyDescriptionUpdateRequest,
  encodeResponse: encodeStreamsGroupTopologyDescriptionUpdateResponse,
  decodeResponse: decodeStreamsGroupTopologyDescriptionUpdateResponse
}

function encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode(w: Writer, m: StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode, _v: number): void {
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

function decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode(r: Reader, _v: number): Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode> {
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
  const m: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode> = { name, nodeType, sourceTopics, sinkTopic, stores, successors }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology(w: Writer, m: StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology, v: number): void {
  checkStruct(m)
  w.compactString(m.subtopologyId, 'subtopologyId')
  {
    const a = w.array(m.nodes, 'nodes', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode(w, a[i] as StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode, v)
    } catch (error) {
      throw within(error, 'nodes', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology(r: Reader, v: number): Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology> {
  const subtopologyId: string = r.compactString()
  let nodes: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode>[]
  {
    const n = r.compactArrayLength(7)
    const a = newArray<Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode(r, v)
    nodes = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology> = { subtopologyId, nodes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore(w: Writer, m: StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore, v: number): void {
  checkStruct(m)
  try {
    encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode(w, m.source, v)
  } catch (error) {
    throw within(error, 'source')
  }
  try {
    encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode(w, m.processor, v)
  } catch (error) {
    throw within(error, 'processor')
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore(r: Reader, v: number): Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore> {
  const source: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode> = decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode(r, v)
  const processor: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode> = decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionNode(r, v)
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore> = { source, processor }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescription(w: Writer, m: StreamsGroupTopologyDescriptionUpdateRequestTopologyDescription, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.subtopologies, 'subtopologies', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology(w, a[i] as StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology, v)
    } catch (error) {
      throw within(error, 'subtopologies', i)
    }
  }
  {
    const a = w.array(m.globalStores, 'globalStores', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore(w, a[i] as StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore, v)
    } catch (error) {
      throw within(error, 'globalStores', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescription(r: Reader, v: number): Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescription> {
  let subtopologies: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionSubtopology(r, v)
    subtopologies = a
  }
  let globalStores: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore>[]
  {
    const n = r.compactArrayLength(15)
    const a = newArray<Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescriptionGlobalStore(r, v)
    globalStores = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescription> = { subtopologies, globalStores }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupTopologyDescriptionUpdateRequest(w: Writer, m: StreamsGroupTopologyDescriptionUpdateRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  w.compactString(m.memberId, 'memberId')
  w.int32(m.topologyEpoch, 'topologyEpoch')
  try {
    encodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescription(w, m.topologyDescription, v)
  } catch (error) {
    throw within(error, 'topologyDescription')
  }
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupTopologyDescriptionUpdateRequest(r: Reader, v: number): Decoded<StreamsGroupTopologyDescriptionUpdateRequest> {
  const groupId: string = r.compactString()
  const memberId: string = r.compactString()
  const topologyEpoch: number = r.int32()
  const topologyDescription: Decoded<StreamsGroupTopologyDescriptionUpdateRequestTopologyDescription> = decodeStreamsGroupTopologyDescriptionUpdateRequestTopologyDescription(r, v)
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupTopologyDescriptionUpdateRequest> = { groupId, memberId, topologyEpoch, topologyDescription }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeStreamsGroupTopologyDescriptionUpdateResponse(w: Writer, m: StreamsGroupTopologyDescriptionUpdateResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeStreamsGroupTopologyDescriptionUpdateResponse(r: Reader, _v: number): Decoded<StreamsGroupTopologyDescriptionUpdateResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<StreamsGroupTopologyDescriptionUpdateResponse> = { throttleTimeMs, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
