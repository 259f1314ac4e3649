// @generated from schemas/InitializeShareGroupStateRequest.json and
// InitializeShareGroupStateResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of InitializeShareGroupState. */
export interface InitializeShareGroupStateResponse extends UnknownTags {
  /** Type: []InitializeStateResult. */
  results: readonly InitializeShareGroupStateResponseInitializeStateResult[]
}

/** One element of `results` in `InitializeShareGroupStateResponse`. */
export interface InitializeShareGroupStateResponseInitializeStateResult extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionResult. */
  partitions: readonly InitializeShareGroupStateResponsePartitionResult[]
}

/** One element of `partitions` in `InitializeShareGroupStateResponseInitializeStateResult`. */
export interface InitializeShareGroupStateResponsePartitionResult extends UnknownTags {
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

/** The request of InitializeShareGroupState. */
export interface InitializeShareGroupStateRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** Type: []InitializeStateData. */
  topics: readonly InitializeShareGroupStateRequestInitializeStateData[]
}

/** One element of `topics` in `InitializeShareGroupStateRequest`. */
export interface InitializeShareGroupStateRequestInitializeStateData extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionData. */
  partitions: readonly InitializeShareGroupStateRequestPartitionData[]
}

/** One element of `partitions` in `InitializeShareGroupStateRequestInitializeStateData`. */
export interface InitializeShareGroupStateRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partition: number
  /** Type: int32. */
  stateEpoch: number
  /** Type: int64. */
  startOffset: bigint
}

/**
 * InitializeShareGroupState: key 83, versions 0.
 *
 * Starts the stored state of a share group. Only brokers send it.
 */
export const InitializeShareGroupState: Api<InitializeShareGroupStateRequest, InitializeShareGroupStateResponse> = {
  name: 'InitializeShareGroupState', key: 83, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeInitializeShareGroupStateRequest,
  decodeRequest: decodeInitializeShareGroupStateRequest,
  encodeResponse: encodeInitializeShareGroupStateResponse,
  decodeResponse: decodeInitializeShareGroupStateResponse
}

function encodeInitializeShareGroupStateRequestPartitionData(w: Writer, m: InitializeShareGroupStateRequestPartitionData, _v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int32(m.stateEpoch, 'stateEpoch')
  w.int64(m.startOffset, 'startOffset')
  w.unknownTags(m.unknownTags)
}

function decodeInitializeShareGroupStateRequestPartitionData(r: Reader, _v: number): Decoded<InitializeShareGroupStateRequestPartitionData> {
  const partition: number = r.int32()
  const stateEpoch: number = r.int32()
  const startOffset: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<InitializeShareGroupStateRequestPartitionData> = { partition, stateEpoch, startOffset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeInitializeShareGroupStateRequestInitializeStateData(w: Writer, m: InitializeShareGroupStateRequestInitializeStateData, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeInitializeShareGroupStateRequestPartitionData(w, a[i] as InitializeShareGroupStateRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeInitializeShareGroupStateRequestInitializeStateData(r: Reader, v: number): Decoded<InitializeShareGroupStateRequestInitializeStateData> {
  const topicId: string = r.uuid()
  let partitions: Decoded<InitializeShareGroupStateRequestPartitionData>[]
  {
    const n = r.compactArrayLength(17)
    const a = newArray<Decoded<InitializeShareGroupStateRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeInitializeShareGroupStateRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<InitializeShareGroupStateRequestInitializeStateData> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeInitializeShareGroupStateRequest(w: Writer, m: InitializeShareGroupStateRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeInitializeShareGroupStateRequestInitializeStateData(w, a[i] as InitializeShareGroupStateRequestInitializeStateData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeInitializeShareGroupStateRequest(r: Reader, v: number): Decoded<InitializeShareGroupStateRequest> {
  const groupId: string = r.compactString()
  let topics: Decoded<InitializeShareGroupStateRequestInitializeStateData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<InitializeShareGroupStateRequestInitializeStateData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeInitializeShareGroupStateRequestInitializeStateData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<InitializeShareGroupStateRequest> = { groupId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeInitializeShareGroupStateResponsePartitionResult(w: Writer, m: InitializeShareGroupStateResponsePartitionResult, _v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeInitializeShareGroupStateResponsePartitionResult(r: Reader, _v: number): Decoded<InitializeShareGroupStateResponsePartitionResult> {
  const partition: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<InitializeShareGroupStateResponsePartitionResult> = { partition, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeInitializeShareGroupStateResponseInitializeStateResult(w: Writer, m: InitializeShareGroupStateResponseInitializeStateResult, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeInitializeShareGroupStateResponsePartitionResult(w, a[i] as InitializeShareGroupStateResponsePartitionResult, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeInitializeShareGroupStateResponseInitializeStateResult(r: Reader, v: number): Decoded<InitializeShareGroupStateResponseInitializeStateResult> {
  const topicId: string = r.uuid()
  let partitions: Decoded<InitializeShareGroupStateResponsePartitionResult>[]
  {
    const n = r.compactArrayLength(8)
    const a = newArray<Decoded<InitializeShareGroupStateResponsePartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeInitializeShareGroupStateResponsePartitionResult(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<InitializeShareGroupStateResponseInitializeStateResult> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeInitializeShareGroupStateResponse(w: Writer, m: InitializeShareGroupStateResponse, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.results, 'results', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeInitializeShareGroupStateResponseInitializeStateResult(w, a[i] as InitializeShareGroupStateResponseInitializeStateResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeInitializeShareGroupStateResponse(r: Reader, v: number): Decoded<InitializeShareGroupStateResponse> {
  let results: Decoded<InitializeShareGroupStateResponseInitializeStateResult>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<InitializeShareGroupStateResponseInitializeStateResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeInitializeShareGroupStateResponseInitializeStateResult(r, v)
    results = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<InitializeShareGroupStateResponse> = { results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
