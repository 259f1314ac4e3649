// @generated from schemas/ReadShareGroupStateRequest.json and
// ReadShareGroupStateResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ReadShareGroupState. */
export interface ReadShareGroupStateResponse extends UnknownTags {
  /** Type: []ReadStateResult. */
  results: readonly ReadShareGroupStateResponseReadStateResult[]
}

/** One element of `results` in `ReadShareGroupStateResponse`. */
export interface ReadShareGroupStateResponseReadStateResult extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionResult. */
  partitions: readonly ReadShareGroupStateResponsePartitionResult[]
}

/** One element of `partitions` in `ReadShareGroupStateResponseReadStateResult`. */
export interface ReadShareGroupStateResponsePartitionResult extends UnknownTags {
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
  /** Type: int32. */
  stateEpoch: number
  /** Type: int64. */
  startOffset: bigint
  /** Type: []StateBatch. */
  stateBatches: readonly ReadShareGroupStateResponseStateBatch[]
}

/** One element of `stateBatches` in `ReadShareGroupStateResponsePartitionResult`. */
export interface ReadShareGroupStateResponseStateBatch extends UnknownTags {
  /** Type: int64. */
  firstOffset: bigint
  /** Type: int64. */
  lastOffset: bigint
  /** Type: int8. */
  deliveryState: number
  /** Type: int16. */
  deliveryCount: number
}

/** The request of ReadShareGroupState. */
export interface ReadShareGroupStateRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** Type: []ReadStateData. */
  topics: readonly ReadShareGroupStateRequestReadStateData[]
}

/** One element of `topics` in `ReadShareGroupStateRequest`. */
export interface ReadShareGroupStateRequestReadStateData extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionData. */
  partitions: readonly ReadShareGroupStateRequestPartitionData[]
}

/** One element of `partitions` in `ReadShareGroupStateRequestReadStateData`. */
export interface ReadShareGroupStateRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partition: number
  /** Type: int32. */
  leaderEpoch: number
}

/**
 * ReadShareGroupState: key 84, versions 0.
 *
 * Reads the stored state of a share group. Only brokers send it.
 */
export const ReadShareGroupState: Api<ReadShareGroupStateRequest, ReadShareGroupStateResponse> = {
  name: 'ReadShareGroupState', key: 84, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeReadShareGroupStateRequest,
  decodeRequest: decodeReadShareGroupStateRequest,
  encodeResponse: encodeReadShareGroupStateResponse,
  decodeResponse: decodeReadShareGroupStateResponse
}

function encodeReadShareGroupStateRequestPartitionData(w: Writer, m: ReadShareGroupStateRequestPartitionData, _v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateRequestPartitionData(r: Reader, _v: number): Decoded<ReadShareGroupStateRequestPartitionData> {
  const partition: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateRequestPartitionData> = { partition, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateRequestReadStateData(w: Writer, m: ReadShareGroupStateRequestReadStateData, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateRequestPartitionData(w, a[i] as ReadShareGroupStateRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateRequestReadStateData(r: Reader, v: number): Decoded<ReadShareGroupStateRequestReadStateData> {
  const topicId: string = r.uuid()
  let partitions: Decoded<ReadShareGroupStateRequestPartitionData>[]
  {
    const n = r.compactArrayLength(9)
    const a = newArray<Decoded<ReadShareGroupStateRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateRequestReadStateData> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateRequest(w: Writer, m: ReadShareGroupStateRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateRequestReadStateData(w, a[i] as ReadShareGroupStateRequestReadStateData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateRequest(r: Reader, v: number): Decoded<ReadShareGroupStateRequest> {
  const groupId: string = r.compactString()
  let topics: Decoded<ReadShareGroupStateRequestReadStateData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ReadShareGroupStateRequestReadStateData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateRequestReadStateData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateRequest> = { groupId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateResponseStateBatch(w: Writer, m: ReadShareGroupStateResponseStateBatch, _v: number): void {
  checkStruct(m)
  w.int64(m.firstOffset, 'firstOffset')
  w.int64(m.lastOffset, 'lastOffset')
  w.int8(m.deliveryState, 'deliveryState')
  w.int16(m.deliveryCount, 'deliveryCount')
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateResponseStateBatch(r: Reader, _v: number): Decoded<ReadShareGroupStateResponseStateBatch> {
  const firstOffset: bigint = r.int64()
  const lastOffset: bigint = r.int64()
  const deliveryState: number = r.int8()
  const deliveryCount: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateResponseStateBatch> = { firstOffset, lastOffset, deliveryState, deliveryCount }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateResponsePartitionResult(w: Writer, m: ReadShareGroupStateResponsePartitionResult, v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.int32(m.stateEpoch, 'stateEpoch')
  w.int64(m.startOffset, 'startOffset')
  {
    const a = w.array(m.stateBatches, 'stateBatches', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateResponseStateBatch(w, a[i] as ReadShareGroupStateResponseStateBatch, v)
    } catch (error) {
      throw within(error, 'stateBatches', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateResponsePartitionResult(r: Reader, v: number): Decoded<ReadShareGroupStateResponsePartitionResult> {
  const partition: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const stateEpoch: number = r.int32()
  const startOffset: bigint = r.int64()
  let stateBatches: Decoded<ReadShareGroupStateResponseStateBatch>[]
  {
    const n = r.compactArrayLength(20)
    const a = newArray<Decoded<ReadShareGroupStateResponseStateBatch>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateResponseStateBatch(r, v)
    stateBatches = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateResponsePartitionResult> = { partition, errorCode, errorMessage, stateEpoch, startOffset, stateBatches }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateResponseReadStateResult(w: Writer, m: ReadShareGroupStateResponseReadStateResult, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateResponsePartitionResult(w, a[i] as ReadShareGroupStateResponsePartitionResult, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateResponseReadStateResult(r: Reader, v: number): Decoded<ReadShareGroupStateResponseReadStateResult> {
  const topicId: string = r.uuid()
  let partitions: Decoded<ReadShareGroupStateResponsePartitionResult>[]
  {
    const n = r.compactArrayLength(21)
    const a = newArray<Decoded<ReadShareGroupStateResponsePartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateResponsePartitionResult(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateResponseReadStateResult> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateResponse(w: Writer, m: ReadShareGroupStateResponse, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.results, 'results', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateResponseReadStateResult(w, a[i] as ReadShareGroupStateResponseReadStateResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateResponse(r: Reader, v: number): Decoded<ReadShareGroupStateResponse> {
  let results: Decoded<ReadShareGroupStateResponseReadStateResult>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ReadShareGroupStateResponseReadStateResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateResponseReadStateResult(r, v)
    results = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateResponse> = { results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
