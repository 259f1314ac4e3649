// @generated from schemas/DeleteTopicsRequest.json and
// DeleteTopicsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DeleteTopics. */
export interface DeleteTopicsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v1+.
   */
  throttleTimeMs?: number | undefined
  /** The result for each topic. Type: []DeletableTopicResult. */
  responses: readonly DeleteTopicsResponseDeletableTopicResult[]
}

/** One element of `responses` in `DeleteTopicsResponse`. */
export interface DeleteTopicsResponseDeletableTopicResult extends UnknownTags {
  /**
   * The name of the topic; null if the user gave an id and may not see the name.
   *
   * Type: string, nullable in v6+.
   */
  name: string | null
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v6+.
   */
  topicId?: string | undefined
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
   * Type: string, v5+, nullable, default null.
   */
  errorMessage?: string | null | undefined
}

/**
 * The request of DeleteTopics. Deletes topics with all their records. The controller answers, or
 * any broker of KRaft, which passes the request on.
 */
export interface DeleteTopicsRequest extends UnknownTags {
  /**
   * The topics to delete, by name or id, for versions 6 and later (KIP-516). Older versions have
   * `topicNames`.
   *
   * Type: []DeleteTopicState, v6+.
   */
  topics?: readonly DeleteTopicsRequestDeleteTopicState[] | undefined
  /**
   * The names of the topics to delete, for versions 0 to 5. Later versions have `topics`.
   *
   * Type: []string, v0-5.
   */
  topicNames?: readonly string[] | undefined
  /**
   * How long, in milliseconds, the broker waits until the work is done. When it is over, the answer
   * is REQUEST_TIMED_OUT, and the work may still be done later.
   *
   * Type: int32, default in this driver 60000.
   */
  timeoutMs?: number | undefined
}

/** One element of `topics` in `DeleteTopicsRequest`. */
export interface DeleteTopicsRequestDeleteTopicState extends UnknownTags {
  /** The name of the topic, or null if `topicId` is given. Type: string, nullable, default null. */
  name?: string | null | undefined
  /**
   * The id of the topic: 22 characters of base64url. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, if
   * `name` is given.
   *
   * Type: uuid.
   */
  topicId: string
}

/**
 * DeleteTopics: key 20, versions 0-6.
 *
 * Deletes topics with all their records. The controller answers, or any broker of KRaft, which
 * passes the request on.
 */
export const DeleteTopics: Api<DeleteTopicsRequest, DeleteTopicsResponse> = {
  name: 'DeleteTopics', key: 20, minVersion: 0, maxVersion: 6, flexibleFrom: 4,
  highestVersionFor: highestDeleteTopicsRequest,
  encodeRequest: encodeDeleteTopicsRequest,
  decodeRequest: decodeDeleteTopicsRequest,
  encodeResponse: encodeDeleteTopicsResponse,
  decodeResponse: decodeDeleteTopicsResponse
}

function encodeDeleteTopicsRequestDeleteTopicState(w: Writer, m: DeleteTopicsRequestDeleteTopicState, _v: number): void {
  checkStruct(m)
  w.compactNullableString(m.name === undefined ? null : m.name, 'name')
  w.uuid(m.topicId, 'topicId')
  w.unknownTags(m.unknownTags)
}

function decodeDeleteTopicsRequestDeleteTopicState(r: Reader, _v: number): Decoded<DeleteTopicsRequestDeleteTopicState> {
  const name: string | null = r.compactNullableString()
  const topicId: string = r.uuid()
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteTopicsRequestDeleteTopicState> = { name, topicId }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteTopicsRequest(w: Writer, m: DeleteTopicsRequest, v: number): void {
  checkStruct(m)
  if (v >= 6) {
    const a = w.array(m.topics === undefined ? [] : m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteTopicsRequestDeleteTopicState(w, a[i] as DeleteTopicsRequestDeleteTopicState, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  } else if (m.topics !== undefined && m.topics?.length !== 0) throw absent('topics', v, '6+')
  if (v <= 5) {
    const a = w.array(m.topicNames === undefined ? [] : m.topicNames, 'topicNames', v >= 4)
    let i = 0
    try {
      if (v >= 4) for (; i < a.length; i++) w.compactString(a[i] as string, '')
      else for (; i < a.length; i++) w.string(a[i] as string, '')
    } catch (error) {
      throw within(error, 'topicNames', i)
    }
  }
  w.int32(m.timeoutMs === undefined ? 60000 : m.timeoutMs, 'timeoutMs')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDeleteTopicsRequest(r: Reader, v: number): Decoded<DeleteTopicsRequest> {
  let topics: Decoded<DeleteTopicsRequestDeleteTopicState>[] = []
  if (v >= 6) {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<DeleteTopicsRequestDeleteTopicState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteTopicsRequestDeleteTopicState(r, v)
    topics = a
  }
  let topicNames: string[] = []
  if (v <= 5) {
    const n = v >= 4 ? r.compactArrayLength(1) : r.arrayLength(2)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = v >= 4 ? r.compactString() : r.string()
    topicNames = a
  }
  const timeoutMs: number = r.int32()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DeleteTopicsRequest> = { topics, topicNames, timeoutMs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteTopicsResponseDeletableTopicResult(w: Writer, m: DeleteTopicsResponseDeletableTopicResult, v: number): void {
  checkStruct(m)
  if (v >= 4) {
    if (v >= 6) w.compactNullableString(m.name, 'name')
    else w.compactString(m.name as string, 'name')
  } else w.string(m.name as string, 'name')
  if (v >= 6) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 5) w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDeleteTopicsResponseDeletableTopicResult(r: Reader, v: number): Decoded<DeleteTopicsResponseDeletableTopicResult> {
  const name: string | null = v >= 4 ? (v >= 6 ? r.compactNullableString() : r.compactString()) : r.string()
  const topicId: string = v >= 6 ? r.uuid() : ZERO_UUID
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 5 ? r.compactNullableString() : null
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DeleteTopicsResponseDeletableTopicResult> = { name, topicId, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteTopicsResponse(w: Writer, m: DeleteTopicsResponse, v: number): void {
  checkStruct(m)
  if (v >= 1) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.responses, 'responses', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteTopicsResponseDeletableTopicResult(w, a[i] as DeleteTopicsResponseDeletableTopicResult, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeDeleteTopicsResponse(r: Reader, v: number): Decoded<DeleteTopicsResponse> {
  const throttleTimeMs: number = v >= 1 ? r.int32() : 0
  let responses: Decoded<DeleteTopicsResponseDeletableTopicResult>[]
  {
    const n = v >= 4 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<Decoded<DeleteTopicsResponseDeletableTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteTopicsResponseDeletableTopicResult(r, v)
    responses = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<DeleteTopicsResponse> = { throttleTimeMs, responses }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestDeleteTopicsRequest(m: DeleteTopicsRequest): number {
  let highest = 6
  if (typeof m !== 'object' || m === null) return highest
  if (m.topicNames !== undefined && m.topicNames?.length !== 0 && highest > 5) highest = 5
  return highest
}
