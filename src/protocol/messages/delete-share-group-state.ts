// @generated from schemas/DeleteShareGroupStateRequest.json and
// DeleteShareGroupStateResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DeleteShareGroupState. */
export interface DeleteShareGroupStateResponse extends UnknownTags {
  /** Type: []DeleteStateResult. */
  results: readonly DeleteShareGroupStateResponseDeleteStateResult[]
}

/** One element of `results` in `DeleteShareGroupStateResponse`. */
export interface DeleteShareGroupStateResponseDeleteStateResult extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionResult. */
  partitions: readonly DeleteShareGroupStateResponsePartitionResult[]
}

/** One element of `partitions` in `DeleteShareGroupStateResponseDeleteStateResult`. */
export interface DeleteShareGroupStateResponsePartitionResult extends UnknownTags {
  /** Type: int32. */
  partition: number
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

/** The request of DeleteShareGroupState. */
export interface DeleteShareGroupStateRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** Type: []DeleteStateData. */
  topics: readonly DeleteShareGroupStateRequestDeleteStateData[]
}

/** One element of `topics` in `DeleteShareGroupStateRequest`. */
export interface DeleteShareGroupStateRequestDeleteStateData extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionData. */
  partitions: readonly DeleteShareGroupStateRequestPartitionData[]
}

/** One element of `partitions` in `DeleteShareGroupStateRequestDeleteStateData`. */
export interface DeleteShareGroupStateRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partition: number
}

/**
 * DeleteShareGroupState: key 86, versions 0.
 *
 * Deletes the stored state of a share group. Only brokers send it.
 */
export const DeleteShareGroupState: Api<DeleteShareGroupStateRequest, DeleteShareGroupStateResponse> = {
  name: 'DeleteShareGroupState', key: 86, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeDeleteShareGroupStateRequest,
  decodeRequest: decodeDeleteShareGroupStateRequest,
  encodeResponse: encodeDeleteShareGroupStateResponse,
  decodeResponse: decodeDeleteShareGroupStateResponse
}

function encodeDeleteShareGroupStateRequestPartitionData(w: Writer, m: DeleteShareGroupStateRequestPartitionData, _v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupStateRequestPartitionData(r: Reader, _v: number): Decoded<DeleteShareGroupStateRequestPartitionData> {
  const partition: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupStateRequestPartitionData> = { partition }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteShareGroupStateRequestDeleteStateData(w: Writer, m: DeleteShareGroupStateRequestDeleteStateData, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteShareGroupStateRequestPartitionData(w, a[i] as DeleteShareGroupStateRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupStateRequestDeleteStateData(r: Reader, v: number): Decoded<DeleteShareGroupStateRequestDeleteStateData> {
  const topicId: string = r.uuid()
  let partitions: Decoded<DeleteShareGroupStateRequestPartitionData>[]
  {
    const n = r.compactArrayLength(5)
    const a = newArray<Decoded<DeleteShareGroupStateRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteShareGroupStateRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupStateRequestDeleteStateData> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteShareGroupStateRequest(w: Writer, m: DeleteShareGroupStateRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteShareGroupStateRequestDeleteStateData(w, a[i] as DeleteShareGroupStateRequestDeleteStateData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupStateRequest(r: Reader, v: number): Decoded<DeleteShareGroupStateRequest> {
  const groupId: string = r.compactString()
  let topics: Decoded<DeleteShareGroupStateRequestDeleteStateData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<DeleteShareGroupStateRequestDeleteStateData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteShareGroupStateRequestDeleteStateData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupStateRequest> = { groupId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteShareGroupStateResponsePartitionResult(w: Writer, m: DeleteShareGroupStateResponsePartitionResult, _v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupStateResponsePartitionResult(r: Reader, _v: number): Decoded<DeleteShareGroupStateResponsePartitionResult> {
  const partition: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupStateResponsePartitionResult> = { partition, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteShareGroupStateResponseDeleteStateResult(w: Writer, m: DeleteShareGroupStateResponseDeleteStateResult, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteShareGroupStateResponsePartitionResult(w, a[i] as DeleteShareGroupStateResponsePartitionResult, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupStateResponseDeleteStateResult(r: Reader, v: number): Decoded<DeleteShareGroupStateResponseDeleteStateResult> {
  const topicId: string = r.uuid()
  let partitions: Decoded<DeleteShareGroupStateResponsePartitionResult>[]
  {
    const n = r.compactArrayLength(8)
    const a = newArray<Decoded<DeleteShareGroupStateResponsePartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteShareGroupStateResponsePartitionResult(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupStateResponseDeleteStateResult> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDeleteShareGroupStateResponse(w: Writer, m: DeleteShareGroupStateResponse, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.results, 'results', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDeleteShareGroupStateResponseDeleteStateResult(w, a[i] as DeleteShareGroupStateResponseDeleteStateResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDeleteShareGroupStateResponse(r: Reader, v: number): Decoded<DeleteShareGroupStateResponse> {
  let results: Decoded<DeleteShareGroupStateResponseDeleteStateResult>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<DeleteShareGroupStateResponseDeleteStateResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDeleteShareGroupStateResponseDeleteStateResult(r, v)
    results = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DeleteShareGroupStateResponse> = { results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
