// @generated from schemas/CreatePartitionsRequest.json and
// CreatePartitionsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of CreatePartitions. */
export interface CreatePartitionsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each topic. Type: []CreatePartitionsTopicResult. */
  results: readonly CreatePartitionsResponseTopicResult[]
}

/** One element of `results` in `CreatePartitionsResponse`. */
export interface CreatePartitionsResponseTopicResult extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
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
 * The request of CreatePartitions. Adds partitions to topics (KIP-195). The controller answers, or
 * any broker of KRaft, which passes the request on.
 */
export interface CreatePartitionsRequest extends UnknownTags {
  /** The topics that get more partitions. Type: []CreatePartitionsTopic. */
  topics: readonly CreatePartitionsRequestTopic[]
  /**
   * How long, in milliseconds, the broker waits until the work is done. When it is over, the answer
   * is REQUEST_TIMED_OUT, and the work may still be done later.
   *
   * Type: int32, default in this driver 60000.
   */
  timeoutMs?: number | undefined
  /** Whether to check only, and change nothing. Type: bool, default in this driver false. */
  validateOnly?: boolean | undefined
}

/** One element of `topics` in `CreatePartitionsRequest`. */
export interface CreatePartitionsRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /**
   * The number of partitions that the topic will have in all: more than now. Keys then go to other
   * partitions.
   *
   * Type: int32.
   */
  count: number
  /**
   * Which brokers get which new partition; null leaves it to the controller.
   *
   * Type: []CreatePartitionsAssignment, nullable, default in this driver null.
   */
  assignments?: readonly CreatePartitionsRequestAssignment[] | null | undefined
}

/**
 * The replicas of one new partition.
 *
 * One element of `assignments` in `CreatePartitionsRequestTopic`.
 */
export interface CreatePartitionsRequestAssignment extends UnknownTags {
  /** The node ids of the replicas. The first becomes the preferred leader. Type: []int32. */
  brokerIds: readonly number[]
}

/**
 * CreatePartitions: key 37, versions 0-3.
 *
 * Adds partitions to topics (KIP-195). The controller answers, or any broker of KRaft, which passes
 * the request on.
 */
export const CreatePartitions: Api<CreatePartitionsRequest, CreatePartitionsResponse> = {
  name: 'CreatePartitions', key: 37, minVersion: 0, maxVersion: 3, flexibleFrom: 2,
  encodeRequest: encodeCreatePartitionsRequest,
  decodeRequest: decodeCreatePartitionsRequest,
  encodeResponse: encodeCreatePartitionsResponse,
  decodeResponse: decodeCreatePartitionsResponse
}

function encodeCreatePartitionsRequestAssignment(w: Writer, m: CreatePartitionsRequestAssignment, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.brokerIds, 'brokerIds', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'brokerIds', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreatePartitionsRequestAssignment(r: Reader, v: number): Decoded<CreatePartitionsRequestAssignment> {
  let brokerIds: number[]
  {
    const n = v >= 2 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    brokerIds = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreatePartitionsRequestAssignment> = { brokerIds }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreatePartitionsRequestTopic(w: Writer, m: CreatePartitionsRequestTopic, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  w.int32(m.count, 'count')
  {
    const a = w.nullableArray(m.assignments === undefined ? null : m.assignments, 'assignments', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreatePartitionsRequestAssignment(w, a[i] as CreatePartitionsRequestAssignment, v)
    } catch (error) {
      throw within(error, 'assignments', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreatePartitionsRequestTopic(r: Reader, v: number): Decoded<CreatePartitionsRequestTopic> {
  const name: string = v >= 2 ? r.compactString() : r.string()
  const count: number = r.int32()
  let assignments: Decoded<CreatePartitionsRequestAssignment>[] | null
  {
    const n = v >= 2 ? r.compactNullableArrayLength(2) : r.nullableArrayLength(4)
    if (n < 0) assignments = null
    else {
      const a = newArray<Decoded<CreatePartitionsRequestAssignment>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeCreatePartitionsRequestAssignment(r, v)
      assignments = a
    }
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreatePartitionsRequestTopic> = { name, count, assignments }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreatePartitionsRequest(w: Writer, m: CreatePartitionsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topics, 'topics', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreatePartitionsRequestTopic(w, a[i] as CreatePartitionsRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.int32(m.timeoutMs === undefined ? 60000 : m.timeoutMs, 'timeoutMs')
  w.bool(m.validateOnly === undefined ? false : m.validateOnly, 'validateOnly')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreatePartitionsRequest(r: Reader, v: number): Decoded<CreatePartitionsRequest> {
  let topics: Decoded<CreatePartitionsRequestTopic>[]
  {
    const n = v >= 2 ? r.compactArrayLength(7) : r.arrayLength(10)
    const a = newArray<Decoded<CreatePartitionsRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreatePartitionsRequestTopic(r, v)
    topics = a
  }
  const timeoutMs: number = r.int32()
  const validateOnly: boolean = r.bool()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreatePartitionsRequest> = { topics, timeoutMs, validateOnly }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreatePartitionsResponseTopicResult(w: Writer, m: CreatePartitionsResponseTopicResult, v: number): void {
  checkStruct(m)
  if (v >= 2) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 2) w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  else w.nullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreatePartitionsResponseTopicResult(r: Reader, v: number): Decoded<CreatePartitionsResponseTopicResult> {
  const name: string = v >= 2 ? r.compactString() : r.string()
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 2 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreatePartitionsResponseTopicResult> = { name, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreatePartitionsResponse(w: Writer, m: CreatePartitionsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.results, 'results', v >= 2)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreatePartitionsResponseTopicResult(w, a[i] as CreatePartitionsResponseTopicResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  if (v >= 2) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '2+')
}

function decodeCreatePartitionsResponse(r: Reader, v: number): Decoded<CreatePartitionsResponse> {
  const throttleTimeMs: number = r.int32()
  let results: Decoded<CreatePartitionsResponseTopicResult>[]
  {
    const n = v >= 2 ? r.compactArrayLength(5) : r.arrayLength(6)
    const a = newArray<Decoded<CreatePartitionsResponseTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreatePartitionsResponseTopicResult(r, v)
    results = a
  }
  const unknownTags = v >= 2 ? r.unknownTags() : undefined
  const m: Decoded<CreatePartitionsResponse> = { throttleTimeMs, results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
