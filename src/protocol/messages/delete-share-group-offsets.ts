// @generated from schemas/DeleteShareGroupOffsetsRequest.json and
// DeleteShareGroupOffsetsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DeleteShareGroupOffsets. */
export interface DeleteShareGroupOffsetsResponse extends UnknownTags {
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
  /** The result for each topic. Type: []DeleteShareGroupOffsetsResponseTopic. */
  responses: readonly DeleteShareGroupOffsetsResponseTopic[]
}

/** One element of `responses` in `DeleteShareGroupOffsetsResponse`. */
export interface DeleteShareGroupOffsetsResponseTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
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
 * The request of DeleteShareGroupOffsets. Deletes what a share group knows about topics; the group
 * must be empty (KIP-932). The group's coordinator answers.
 */
export interface DeleteShareGroupOffsetsRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** The topics to forget. Type: []DeleteShareGroupOffsetsRequestTopic. */
  topics: readonly DeleteShareGroupOffsetsRequestTopic[]
}

/** One element of `topics` in `DeleteShareGroupOffsetsRequest`. */
export interface DeleteShareGroupOffsetsRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  topicName: string
}

/**
 * DeleteShareGroupOffsets: key 92, versions 0.
 *
 * Deletes what a share group knows about topics; the group must be empty (KIP-932). The group's
 * coordinator answers.
 */
export const DeleteShareGroupOffsets: Api<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse> = {
  name: 'DeleteShareGroupOffsets', key: 92, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeDeleteShareGroupOffsetsRequest,
  decodeRequest: decodeDeleteShareGroupOffsetsRequest,
  encodeResponse: encodeDeleteShareGroupOffsetsResponse,
  decodeResponse: decodeDeleteShareGroupOffsetsResponse
}

function encodeDeleteShareGroupOffsetsRequestTopic(w: Writer, m: DeleteShareGroupOffsetsRequestTopic, _v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupOffsetsRequestTopic(r: Reader, _v: number): Decoded<DeleteShareGroupOffsetsRequestTopic> {
  const topicName: string = r.compactString()
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupOffsetsRequestTopic> = { topicName }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteShareGroupOffsetsRequest(w: Writer, m: DeleteShareGroupOffsetsRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteShareGroupOffsetsRequestTopic(w, a[i] as DeleteShareGroupOffsetsRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupOffsetsRequest(r: Reader, v: number): Decoded<DeleteShareGroupOffsetsRequest> {
  const groupId: string = r.compactString()
  let topics: Decoded<DeleteShareGroupOffsetsRequestTopic>[]
  {
    const n = r.compactArrayLength(2)
    const a = newArray<Decoded<DeleteShareGroupOffsetsRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteShareGroupOffsetsRequestTopic(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupOffsetsRequest> = { groupId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteShareGroupOffsetsResponseTopic(w: Writer, m: DeleteShareGroupOffsetsResponseTopic, _v: number): void {
  checkStruct(m)
  w.compactString(m.topicName, 'topicName')
  w.uuid(m.topicId, 'topicId')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupOffsetsResponseTopic(r: Reader, _v: number): Decoded<DeleteShareGroupOffsetsResponseTopic> {
  const topicName: string = r.compactString()
  const topicId: string = r.uuid()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupOffsetsResponseTopic> = { topicName, topicId, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteShareGroupOffsetsResponse(w: Writer, m: DeleteShareGroupOffsetsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.responses, 'responses', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteShareGroupOffsetsResponseTopic(w, a[i] as DeleteShareGroupOffsetsResponseTopic, v)
    } catch (error) {
      throw within(error, 'responses', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupOffsetsResponse(r: Reader, v: number): Decoded<DeleteShareGroupOffsetsResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  let responses: Decoded<DeleteShareGroupOffsetsResponseTopic>[]
  {
    const n = r.compactArrayLength(21)
    const a = newArray<Decoded<DeleteShareGroupOffsetsResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteShareGroupOffsetsResponseTopic(r, v)
    responses = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupOffsetsResponse> = { throttleTimeMs, errorCode, errorMessage, responses }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
