// @generated from schemas/WriteShareGroupStateRequest.json and
// WriteShareGroupStateResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of WriteShareGroupState. */
export interface WriteShareGroupStateResponse extends UnknownTags {
  /** Type: []WriteStateResult. */
  results: readonly WriteShareGroupStateResponseWriteStateResult[]
}

/** One element of `results` in `WriteShareGroupStateResponse`. */
export interface WriteShareGroupStateResponseWriteStateResult extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionResult. */
  partitions: readonly WriteShareGroupStateResponsePartitionResult[]
}

/** One element of `partitions` in `WriteShareGroupStateResponseWriteStateResult`. */
export interface WriteShareGroupStateResponsePartitionResult extends UnknownTags {
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

/** The request of WriteShareGroupState. */
export interface WriteShareGroupStateRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** Type: []WriteStateData. */
  topics: readonly WriteShareGroupStateRequestWriteStateData[]
}

/** One element of `topics` in `WriteShareGroupStateRequest`. */
export interface WriteShareGroupStateRequestWriteStateData extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionData. */
  partitions: readonly WriteShareGroupStateRequestPartitionData[]
}

/** One element of `partitions` in `WriteShareGroupStateRequestWriteStateData`. */
export interface WriteShareGroupStateRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partition: number
  /** Type: int32. */
  stateEpoch: number
  /** Type: int32. */
  leaderEpoch: number
  /** Type: int64. */
  startOffset: bigint
  /** Type: int32, v1+, default -1. */
  deliveryCompleteCount?: number | undefined
  /** Type: []StateBatch. */
  stateBatches: readonly WriteShareGroupStateRequestStateBatch[]
}

/** One element of `stateBatches` in `WriteShareGroupStateRequestPartitionData`. */
export interface WriteShareGroupStateRequestStateBatch extends UnknownTags {
  /** Type: int64. */
  firstOffset: bigint
  /** Type: int64. */
  lastOffset: bigint
  /** Type: int8. */
  deliveryState: number
  /** Type: int16. */
  deliveryCount: number
}

/**
 * WriteShareGroupState: key 85, versions 0-1.
 *
 * Writes the stored state of a share group. Only brokers send it.
 */
export const WriteShareGroupState: Api<WriteShareGroupStateRequest, WriteShareGroupStateResponse> = {
  name: 'WriteShareGroupState', key: 85, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeWriteShareGroupStateRequest,
  decodeRequest: decodeWriteShareGroupStateRequest,
  encodeResponse: encodeWriteShareGroupStateResponse,
  decodeResponse: decodeWriteShareGroupStateResponse
}

function encodeWriteShareGroupStateRequestStateBatch(w: Writer, m: WriteShareGroupStateRequestStateBatch, _v: number): void {
  checkStruct(m)
  w.int64(m.firstOffset, 'firstOffset')
  w.int64(m.lastOffset, 'lastOffset')
  w.int8(m.deliveryState, 'deliveryState')
  w.int16(m.deliveryCount, 'deliveryCount')
  w.unknownTags(m.unknownTags)
}

function decodeWriteShareGroupStateRequestStateBatch(r: Reader, _v: number): Decoded<WriteShareGroupStateRequestStateBatch> {
  const firstOffset: bigint = r.int64()
  const lastOffset: bigint = r.int64()
  const deliveryState: number = r.int8()
  const deliveryCount: number = r.int16()
  const unknownTags = r.unknownTags()
  const m: Decoded<WriteShareGroupStateRequestStateBatch> = { firstOffset, lastOffset, deliveryState, deliveryCount }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteShareGroupStateRequestPartitionData(w: Writer, m: WriteShareGroupStateRequestPartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int32(m.stateEpoch, 'stateEpoch')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.int64(m.startOffset, 'startOffset')
  if (v >= 1) w.int32(m.deliveryCompleteCount === undefined ? -1 : m.deliveryCompleteCount, 'deliveryCompleteCount')
  {
    const a = w.array(m.stateBatches, 'stateBatches', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteShareGroupStateRequestStateBatch(w, a[i] as WriteShareGroupStateRequestStateBatch, v)
    } catch (error) {
      throw within(error, 'stateBatches', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeWriteShareGroupStateRequestPartitionData(r: Reader, v: number): Decoded<WriteShareGroupStateRequestPartitionData> {
  const partition: number = r.int32()
  const stateEpoch: number = r.int32()
  const leaderEpoch: number = r.int32()
  const startOffset: bigint = r.int64()
  const deliveryCompleteCount: number = v >= 1 ? r.int32() : -1
  let stateBatches: Decoded<WriteShareGroupStateRequestStateBatch>[]
  {
    const n = r.compactArrayLength(20)
    const a = newArray<Decoded<WriteShareGroupStateRequestStateBatch>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteShareGroupStateRequestStateBatch(r, v)
    stateBatches = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<WriteShareGroupStateRequestPartitionData> = { partition, stateEpoch, leaderEpoch, startOffset, deliveryCompleteCount, stateBatches }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteShareGroupStateRequestWriteStateData(w: Writer, m: WriteShareGroupStateRequestWriteStateData, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteShareGroupStateRequestPartitionData(w, a[i] as WriteShareGroupStateRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeWriteShareGroupStateRequestWriteStateData(r: Reader, v: number): Decoded<WriteShareGroupStateRequestWriteStateData> {
  const topicId: string = r.uuid()
  let partitions: Decoded<WriteShareGroupStateRequestPartitionData>[]
  {
    const n = r.compactArrayLength(22)
    const a = newArray<Decoded<WriteShareGroupStateRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteShareGroupStateRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<WriteShareGroupStateRequestWriteStateData> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteShareGroupStateRequest(w: Writer, m: WriteShareGroupStateRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteShareGroupStateRequestWriteStateData(w, a[i] as WriteShareGroupStateRequestWriteStateData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeWriteShareGroupStateRequest(r: Reader, v: number): Decoded<WriteShareGroupStateRequest> {
  const groupId: string = r.compactString()
  let topics: Decoded<WriteShareGroupStateRequestWriteStateData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<WriteShareGroupStateRequestWriteStateData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteShareGroupStateRequestWriteStateData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<WriteShareGroupStateRequest> = { groupId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteShareGroupStateResponsePartitionResult(w: Writer, m: WriteShareGroupStateResponsePartitionResult, _v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.unknownTags(m.unknownTags)
}

function decodeWriteShareGroupStateResponsePartitionResult(r: Reader, _v: number): Decoded<WriteShareGroupStateResponsePartitionResult> {
  const partition: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const unknownTags = r.unknownTags()
  const m: Decoded<WriteShareGroupStateResponsePartitionResult> = { partition, errorCode, errorMessage }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteShareGroupStateResponseWriteStateResult(w: Writer, m: WriteShareGroupStateResponseWriteStateResult, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteShareGroupStateResponsePartitionResult(w, a[i] as WriteShareGroupStateResponsePartitionResult, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeWriteShareGroupStateResponseWriteStateResult(r: Reader, v: number): Decoded<WriteShareGroupStateResponseWriteStateResult> {
  const topicId: string = r.uuid()
  let partitions: Decoded<WriteShareGroupStateResponsePartitionResult>[]
  {
    const n = r.compactArrayLength(8)
    const a = newArray<Decoded<WriteShareGroupStateResponsePartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteShareGroupStateResponsePartitionResult(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<WriteShareGroupStateResponseWriteStateResult> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteShareGroupStateResponse(w: Writer, m: WriteShareGroupStateResponse, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.results, 'results', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteShareGroupStateResponseWriteStateResult(w, a[i] as WriteShareGroupStateResponseWriteStateResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeWriteShareGroupStateResponse(r: Reader, v: number): Decoded<WriteShareGroupStateResponse> {
  let results: Decoded<WriteShareGroupStateResponseWriteStateResult>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<WriteShareGroupStateResponseWriteStateResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteShareGroupStateResponseWriteStateResult(r, v)
    results = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<WriteShareGroupStateResponse> = { results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
