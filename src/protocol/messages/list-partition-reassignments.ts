// @generated from schemas/ListPartitionReassignmentsRequest.json and
// ListPartitionReassignmentsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ListPartitionReassignments. */
export interface ListPartitionReassignmentsResponse extends UnknownTags {
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
   * Type: string, nullable.
   */
  errorMessage: string | null
  /** The moves that are under way, by topic. Type: []OngoingTopicReassignment. */
  topics: readonly ListPartitionReassignmentsResponseOngoingTopicReassignment[]
}

/** One element of `topics` in `ListPartitionReassignmentsResponse`. */
export interface ListPartitionReassignmentsResponseOngoingTopicReassignment extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic that move. Type: []OngoingPartitionReassignment. */
  partitions: readonly ListPartitionReassignmentsResponseOngoingPartitionReassignment[]
}

/** One element of `partitions` in `ListPartitionReassignmentsResponseOngoingTopicReassignment`. */
export interface ListPartitionReassignmentsResponseOngoingPartitionReassignment extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /** The node ids of all replicas that there are now. Type: []int32. */
  replicas: readonly number[]
  /** The node ids of the replicas that are being added. Type: []int32. */
  addingReplicas: readonly number[]
  /** The node ids of the replicas that will be removed. Type: []int32. */
  removingReplicas: readonly number[]
}

/**
 * The request of ListPartitionReassignments. Lists the moves of partitions that are under way
 * (KIP-455). The controller answers, or any broker of KRaft, which passes the request on.
 */
export interface ListPartitionReassignmentsRequest extends UnknownTags {
  /**
   * How long, in milliseconds, the request may wait for the controller. When it is over, the answer
   * is REQUEST_TIMED_OUT.
   *
   * Type: int32, default 60000.
   */
  timeoutMs?: number | undefined
  /**
   * The partitions to look at; null is all partitions that move.
   *
   * Type: []ListPartitionReassignmentsTopics, nullable, default null.
   */
  topics?: readonly ListPartitionReassignmentsRequestTopics[] | null | undefined
}

/** One element of `topics` in `ListPartitionReassignmentsRequest`. */
export interface ListPartitionReassignmentsRequestTopics extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The numbers of the partitions to look at. Type: []int32. */
  partitionIndexes: readonly number[]
}

/**
 * ListPartitionReassignments: key 46, versions 0.
 *
 * Lists the moves of partitions that are under way (KIP-455). The controller answers, or any broker
 * of KRaft, which passes the request on.
 */
export const ListPartitionReassignments: Api<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse> = {
  name: 'ListPartitionReassignments', key: 46, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeListPartitionReassignmentsRequest,
  decodeRequest: decodeListPartitionReassignmentsRequest,
  encodeResponse: encodeListPartitionReassignmentsResponse,
  decodeResponse: decodeListPartitionReassignmentsResponse
}

function encodeListPartitionReassignmentsRequestTopics(w: Writer, m: ListPartitionReassignmentsRequestTopics, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  {
    const a = w.array(m.partitionIndexes, 'partitionIndexes', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitionIndexes', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeListPartitionReassignmentsRequestTopics(r: Reader, _v: number): Decoded<ListPartitionReassignmentsRequestTopics> {
  const name: string = r.compactString()
  let partitionIndexes: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitionIndexes = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListPartitionReassignmentsRequestTopics> = { name, partitionIndexes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListPartitionReassignmentsRequest(w: Writer, m: ListPartitionReassignmentsRequest, v: number): void {
  checkStruct(m)
  w.int32(m.timeoutMs === undefined ? 60000 : m.timeoutMs, 'timeoutMs')
  {
    const a = w.nullableArray(m.topics === undefined ? null : m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListPartitionReassignmentsRequestTopics(w, a[i] as ListPartitionReassignmentsRequestTopics, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeListPartitionReassignmentsRequest(r: Reader, v: number): Decoded<ListPartitionReassignmentsRequest> {
  const timeoutMs: number = r.int32()
  let topics: Decoded<ListPartitionReassignmentsRequestTopics>[] | null
  {
    const n = r.compactNullableArrayLength(3)
    if (n < 0) topics = null
    else {
      const a = newArray<Decoded<ListPartitionReassignmentsRequestTopics>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeListPartitionReassignmentsRequestTopics(r, v)
      topics = a
    }
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListPartitionReassignmentsRequest> = { timeoutMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListPartitionReassignmentsResponseOngoingPartitionReassignment(w: Writer, m: ListPartitionReassignmentsResponseOngoingPartitionReassignment, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  {
    const a = w.array(m.replicas, 'replicas', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'replicas', i)
    }
  }
  {
    const a = w.array(m.addingReplicas, 'addingReplicas', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'addingReplicas', i)
    }
  }
  {
    const a = w.array(m.removingReplicas, 'removingReplicas', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'removingReplicas', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeListPartitionReassignmentsResponseOngoingPartitionReassignment(r: Reader, _v: number): Decoded<ListPartitionReassignmentsResponseOngoingPartitionReassignment> {
  const partitionIndex: number = r.int32()
  let replicas: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    replicas = a
  }
  let addingReplicas: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    addingReplicas = a
  }
  let removingReplicas: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    removingReplicas = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListPartitionReassignmentsResponseOngoingPartitionReassignment> = { partitionIndex, replicas, addingReplicas, removingReplicas }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListPartitionReassignmentsResponseOngoingTopicReassignment(w: Writer, m: ListPartitionReassignmentsResponseOngoingTopicReassignment, v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListPartitionReassignmentsResponseOngoingPartitionReassignment(w, a[i] as ListPartitionReassignmentsResponseOngoingPartitionReassignment, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeListPartitionReassignmentsResponseOngoingTopicReassignment(r: Reader, v: number): Decoded<ListPartitionReassignmentsResponseOngoingTopicReassignment> {
  const name: string = r.compactString()
  let partitions: Decoded<ListPartitionReassignmentsResponseOngoingPartitionReassignment>[]
  {
    const n = r.compactArrayLength(8)
    const a = newArray<Decoded<ListPartitionReassignmentsResponseOngoingPartitionReassignment>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListPartitionReassignmentsResponseOngoingPartitionReassignment(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListPartitionReassignmentsResponseOngoingTopicReassignment> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeListPartitionReassignmentsResponse(w: Writer, m: ListPartitionReassignmentsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeListPartitionReassignmentsResponseOngoingTopicReassignment(w, a[i] as ListPartitionReassignmentsResponseOngoingTopicReassignment, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeListPartitionReassignmentsResponse(r: Reader, v: number): Decoded<ListPartitionReassignmentsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  let topics: Decoded<ListPartitionReassignmentsResponseOngoingTopicReassignment>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<ListPartitionReassignmentsResponseOngoingTopicReassignment>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeListPartitionReassignmentsResponseOngoingTopicReassignment(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ListPartitionReassignmentsResponse> = { throttleTimeMs, errorCode, errorMessage, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
