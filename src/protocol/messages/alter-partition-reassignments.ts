// @generated from schemas/AlterPartitionReassignmentsRequest.json and
// AlterPartitionReassignmentsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AlterPartitionReassignments. */
export interface AlterPartitionReassignmentsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /**
   * Whether a move may change the number of replicas, as the request had it (KIP-860).
   *
   * Type: bool, v1+, default true.
   */
  allowReplicationFactorChange?: boolean | undefined
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
  /** The result for each partition, by topic. Type: []ReassignableTopicResponse. */
  responses: readonly AlterPartitionReassignmentsResponseReassignableTopicResponse[]
}

/** One element of `responses` in `AlterPartitionReassignmentsResponse`. */
export interface AlterPartitionReassignmentsResponseReassignableTopicResponse extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []ReassignablePartitionResponse. */
  partitions: readonly AlterPartitionReassignmentsResponseReassignablePartitionResponse[]
}

/**
 * One element of `partitions` in `AlterPartitionReassignmentsResponseReassignableTopicResponse`.
 */
export interface AlterPartitionReassignmentsResponseReassignablePartitionResponse extends UnknownTags {
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
   * Type: string, nullable.
   */
  errorMessage: string | null
}

/**
 * The request of AlterPartitionReassignments. Moves partitions to other brokers, or cancels moves
 * (KIP-455). The controller answers, or any broker of KRaft, which passes the request on. The
 * answer only says that a move has begun.
 */
export interface AlterPartitionReassignmentsRequest extends UnknownTags {
  /**
   * How long, in milliseconds, the request may wait for the controller. When it is over, the answer
   * is REQUEST_TIMED_OUT.
   *
   * Type: int32, default 60000.
   */
  timeoutMs?: number | undefined
  /**
   * Whether a move may change the number of replicas (KIP-860). The default is true.
   *
   * Type: bool, v1+, default true.
   */
  allowReplicationFactorChange?: boolean | undefined
  /** The partitions to move, by topic. Type: []ReassignableTopic. */
  topics: readonly AlterPartitionReassignmentsRequestReassignableTopic[]
}

/** One element of `topics` in `AlterPartitionReassignmentsRequest`. */
export interface AlterPartitionReassignmentsRequestReassignableTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []ReassignablePartition. */
  partitions: readonly AlterPartitionReassignmentsRequestReassignablePartition[]
}

/** One element of `partitions` in `AlterPartitionReassignmentsRequestReassignableTopic`. */
export interface AlterPartitionReassignmentsRequestReassignablePartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The node ids of all replicas after the move, the preferred leader first; null cancels the move
   * that is under way.
   *
   * Type: []int32, nullable, default null.
   */
  replicas?: readonly number[] | null | undefined
}

/**
 * AlterPartitionReassignments: key 45, versions 0-1.
 *
 * Moves partitions to other brokers, or cancels moves (KIP-455). The controller answers, or any
 * broker of KRaft, which passes the request on. The answer only says that a move has begun.
 */
export const AlterPartitionReassignments: Api<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse> = {
  name: 'AlterPartitionReassignments', key: 45, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeAlterPartitionReassignmentsRequest,
  decodeRequest: decodeAlterPartitionReassignmentsRequest,
  encodeResponse: encodeAlterPartitionReassignmentsResponse,
  decodeResponse: decodeAlterPartitionReassignmentsResponse
}

function encodeAlterPartitionReassignmentsRequestReassignablePartition(w: Writer, m: AlterPartitionReassignmentsRequestReassignablePartition, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  {
    const a = w.nullableArray(m.replicas === undefined ? null : m.replicas, 'replicas', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'replicas', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionReassignmentsRequestReassignablePartition(r: Reader, _v: number): Decoded<AlterPartitionReassignmentsRequestReassignablePartition> {
  const partitionIndex: number = r.int32()
  let replicas: number[] | null
  {
    const n = r.compactNullableArrayLength(4)
    if (n < 0) replicas = null
    else {
      const a = newArray<number>(n)
      for (let i = 0; i < n; i++) a[i] = r.int32()
      replicas = a
    }
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionReassignmentsRequestReassignablePartition> = { partitionIndex, replicas }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionReassignmentsRequestReassignableTopic(w: Writer, m: AlterPartitionReassignmentsRequestReassignableTopic, v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionReassignmentsRequestReassignablePartition(w, a[i] as AlterPartitionReassignmentsRequestReassignablePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionReassignmentsRequestReassignableTopic(r: Reader, v: number): Decoded<AlterPartitionReassignmentsRequestReassignableTopic> {
  const name: string = r.compactString()
  let partitions: Decoded<AlterPartitionReassignmentsRequestReassignablePartition>[]
  {
    const n = r.compactArrayLength(6)
    const a = newArray<Decoded<AlterPartitionReassignmentsRequestReassignablePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionReassignmentsRequestReassignablePartition(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionReassignmentsRequestReassignableTopic> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionReassignmentsRequest(w: Writer, m: AlterPartitionReassignmentsRequest, v: number): void {
  checkStruct(m)
  w.int32(m.timeoutMs === undefined ? 60000 : m.timeoutMs, 'timeoutMs')
  if (v >= 1) w.bool(m.allowReplicationFactorChange === undefined ? true : m.allowReplicationFactorChange, 'allowReplicationFactorChange')
  else if (m.allowReplicationFactorChange !== undefined && m.allowReplicationFactorChange !== true) throw absent('allowReplicationFactorChange', v, '1+')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionReassignmentsRequestReassignableTopic(w, a[i] as AlterPartitionReassignmentsRequestReassignableTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionReassignmentsRequest(r: Reader, v: number): Decoded<AlterPartitionReassignmentsRequest> {
  const timeoutMs: number = r.int32()
  const allowReplicationFactorChange: boolean = v >= 1 ? r.bool() : true
  let topics: Decoded<AlterPartitionReassignmentsRequestReassignableTopic>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AlterPartitionReassignmentsRequestReassignableTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionReassignmentsRequestReassignableTopic(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionReassignmentsRequest> = { timeoutMs, allowReplicationFactorChange, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionReassignmentsResponseReassignablePartitionResponse(w: Writer, m: AlterPartitionReassignmentsResponseReassignablePartitionResponse, _v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionReassignmentsResponseReassignablePartitionResponse(r: Reader, _v: number): Decoded<AlterPartitionReassignmentsResponseReassignablePartitionResponse> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionReassignmentsResponseReassignablePartitionResponse> = { partitionIndex, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionReassignmentsResponseReassignableTopicResponse(w: Writer, m: AlterPartitionReassignmentsResponseReassignableTopicResponse, v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionReassignmentsResponseReassignablePartitionResponse(w, a[i] as AlterPartitionReassignmentsResponseReassignablePartitionResponse, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionReassignmentsResponseReassignableTopicResponse(r: Reader, v: number): Decoded<AlterPartitionReassignmentsResponseReassignableTopicResponse> {
  const name: string = r.compactString()
  let partitions: Decoded<AlterPartitionReassignmentsResponseReassignablePartitionResponse>[]
  {
    const n = r.compactArrayLength(8)
    const a = newArray<Decoded<AlterPartitionReassignmentsResponseReassignablePartitionResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionReassignmentsResponseReassignablePartitionResponse(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionReassignmentsResponseReassignableTopicResponse> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionReassignmentsResponse(w: Writer, m: AlterPartitionReassignmentsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 1) w.bool(m.allowReplicationFactorChange === undefined ? true : m.allowReplicationFactorChange, 'allowReplicationFactorChange')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.responses, 'responses', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionReassignmentsResponseReassignableTopicResponse(w, a[i] as AlterPartitionReassignmentsResponseReassignableTopicResponse, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionReassignmentsResponse(r: Reader, v: number): Decoded<AlterPartitionReassignmentsResponse> {
  const throttleTimeMs: number = r.int32()
  const allowReplicationFactorChange: boolean = v >= 1 ? r.bool() : true
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  let responses: Decoded<AlterPartitionReassignmentsResponseReassignableTopicResponse>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AlterPartitionReassignmentsResponseReassignableTopicResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionReassignmentsResponseReassignableTopicResponse(r, v)
    responses = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionReassignmentsResponse> = { throttleTimeMs, allowReplicationFactorChange, errorCode, errorMessage, responses }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
