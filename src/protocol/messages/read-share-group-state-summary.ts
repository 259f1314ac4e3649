// @generated from schemas/ReadShareGroupStateSummaryRequest.json and
// ReadShareGroupStateSummaryResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ReadShareGroupStateSummary. */
export interface ReadShareGroupStateSummaryResponse extends UnknownTags {
  /** Type: []ReadStateSummaryResult. */
  results: readonly ReadShareGroupStateSummaryResponseReadStateSummaryResult[]
}

/** One element of `results` in `ReadShareGroupStateSummaryResponse`. */
export interface ReadShareGroupStateSummaryResponseReadStateSummaryResult extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionResult. */
  partitions: readonly ReadShareGroupStateSummaryResponsePartitionResult[]
}

/** One element of `partitions` in `ReadShareGroupStateSummaryResponseReadStateSummaryResult`. */
export interface ReadShareGroupStateSummaryResponsePartitionResult extends UnknownTags {
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
  /** Type: int32. */
  leaderEpoch: number
  /** Type: int64. */
  startOffset: bigint
  /** Type: int32, v1+, default -1. */
  deliveryCompleteCount?: number | undefined
}

/** The request of ReadShareGroupStateSummary. */
export interface ReadShareGroupStateSummaryRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /** Type: []ReadStateSummaryData. */
  topics: readonly ReadShareGroupStateSummaryRequestReadStateSummaryData[]
}

/** One element of `topics` in `ReadShareGroupStateSummaryRequest`. */
export interface ReadShareGroupStateSummaryRequestReadStateSummaryData extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []PartitionData. */
  partitions: readonly ReadShareGroupStateSummaryRequestPartitionData[]
}

/** One element of `partitions` in `ReadShareGroupStateSummaryRequestReadStateSummaryData`. */
export interface ReadShareGroupStateSummaryRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partition: number
  /** Type: int32. */
  leaderEpoch: number
}

/**
 * ReadShareGroupStateSummary: key 87, versions 0-1.
 *
 * Reads a summary of the stored state of a share group. Only brokers send it.
 */
export const ReadShareGroupStateSummary: Api<ReadShareGroupStateSummaryRequest, ReadShareGroupStateSummaryResponse> = {
  name: 'ReadShareGroupStateSummary', key: 87, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeReadShareGroupStateSummaryRequest,
  decodeRequest: decodeReadShareGroupStateSummaryRequest,
  encodeResponse: encodeReadShareGroupStateSummaryResponse,
  decodeResponse: decodeReadShareGroupStateSummaryResponse
}

function encodeReadShareGroupStateSummaryRequestPartitionData(w: Writer, m: ReadShareGroupStateSummaryRequestPartitionData, _v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateSummaryRequestPartitionData(r: Reader, _v: number): Decoded<ReadShareGroupStateSummaryRequestPartitionData> {
  const partition: number = r.int32()
  const leaderEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateSummaryRequestPartitionData> = { partition, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateSummaryRequestReadStateSummaryData(w: Writer, m: ReadShareGroupStateSummaryRequestReadStateSummaryData, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateSummaryRequestPartitionData(w, a[i] as ReadShareGroupStateSummaryRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateSummaryRequestReadStateSummaryData(r: Reader, v: number): Decoded<ReadShareGroupStateSummaryRequestReadStateSummaryData> {
  const topicId: string = r.uuid()
  let partitions: Decoded<ReadShareGroupStateSummaryRequestPartitionData>[]
  {
    const n = r.compactArrayLength(9)
    const a = newArray<Decoded<ReadShareGroupStateSummaryRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateSummaryRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateSummaryRequestReadStateSummaryData> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateSummaryRequest(w: Writer, m: ReadShareGroupStateSummaryRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateSummaryRequestReadStateSummaryData(w, a[i] as ReadShareGroupStateSummaryRequestReadStateSummaryData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateSummaryRequest(r: Reader, v: number): Decoded<ReadShareGroupStateSummaryRequest> {
  const groupId: string = r.compactString()
  let topics: Decoded<ReadShareGroupStateSummaryRequestReadStateSummaryData>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ReadShareGroupStateSummaryRequestReadStateSummaryData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateSummaryRequestReadStateSummaryData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateSummaryRequest> = { groupId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateSummaryResponsePartitionResult(w: Writer, m: ReadShareGroupStateSummaryResponsePartitionResult, v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.int32(m.stateEpoch, 'stateEpoch')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  w.int64(m.startOffset, 'startOffset')
  if (v >= 1) w.int32(m.deliveryCompleteCount === undefined ? -1 : m.deliveryCompleteCount, 'deliveryCompleteCount')
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateSummaryResponsePartitionResult(r: Reader, v: number): Decoded<ReadShareGroupStateSummaryResponsePartitionResult> {
  const partition: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const stateEpoch: number = r.int32()
  const leaderEpoch: number = r.int32()
  const startOffset: bigint = r.int64()
  const deliveryCompleteCount: number = v >= 1 ? r.int32() : -1
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateSummaryResponsePartitionResult> = { partition, errorCode, errorMessage, stateEpoch, leaderEpoch, startOffset, deliveryCompleteCount }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateSummaryResponseReadStateSummaryResult(w: Writer, m: ReadShareGroupStateSummaryResponseReadStateSummaryResult, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateSummaryResponsePartitionResult(w, a[i] as ReadShareGroupStateSummaryResponsePartitionResult, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateSummaryResponseReadStateSummaryResult(r: Reader, v: number): Decoded<ReadShareGroupStateSummaryResponseReadStateSummaryResult> {
  const topicId: string = r.uuid()
  let partitions: Decoded<ReadShareGroupStateSummaryResponsePartitionResult>[]
  {
    const n = r.compactArrayLength(24)
    const a = newArray<Decoded<ReadShareGroupStateSummaryResponsePartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateSummaryResponsePartitionResult(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateSummaryResponseReadStateSummaryResult> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeReadShareGroupStateSummaryResponse(w: Writer, m: ReadShareGroupStateSummaryResponse, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.results, 'results', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeReadShareGroupStateSummaryResponseReadStateSummaryResult(w, a[i] as ReadShareGroupStateSummaryResponseReadStateSummaryResult, v)
    } catch (error) {
      throw within(error, 'results', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeReadShareGroupStateSummaryResponse(r: Reader, v: number): Decoded<ReadShareGroupStateSummaryResponse> {
  let results: Decoded<ReadShareGroupStateSummaryResponseReadStateSummaryResult>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ReadShareGroupStateSummaryResponseReadStateSummaryResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeReadShareGroupStateSummaryResponseReadStateSummaryResult(r, v)
    results = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ReadShareGroupStateSummaryResponse> = { results }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
