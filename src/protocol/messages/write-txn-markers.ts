// @generated from schemas/WriteTxnMarkersRequest.json and
// WriteTxnMarkersResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of WriteTxnMarkers. */
export interface WriteTxnMarkersResponse extends UnknownTags {
  /** Type: []WritableTxnMarkerResult. */
  markers: readonly WriteTxnMarkersResponseWritableTxnMarkerResult[]
}

/** One element of `markers` in `WriteTxnMarkersResponse`. */
export interface WriteTxnMarkersResponseWritableTxnMarkerResult extends UnknownTags {
  /** Type: int64. */
  producerId: bigint
  /** Type: []WritableTxnMarkerTopicResult. */
  topics: readonly WriteTxnMarkersResponseWritableTxnMarkerTopicResult[]
}

/** One element of `topics` in `WriteTxnMarkersResponseWritableTxnMarkerResult`. */
export interface WriteTxnMarkersResponseWritableTxnMarkerTopicResult extends UnknownTags {
  /** Type: string. */
  name: string
  /** The partitions of this topic. Type: []WritableTxnMarkerPartitionResult. */
  partitions: readonly WriteTxnMarkersResponseWritableTxnMarkerPartitionResult[]
}

/** One element of `partitions` in `WriteTxnMarkersResponseWritableTxnMarkerTopicResult`. */
export interface WriteTxnMarkersResponseWritableTxnMarkerPartitionResult extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/** The request of WriteTxnMarkers. */
export interface WriteTxnMarkersRequest extends UnknownTags {
  /** Type: []WritableTxnMarker. */
  markers: readonly WriteTxnMarkersRequestWritableTxnMarker[]
}

/** One element of `markers` in `WriteTxnMarkersRequest`. */
export interface WriteTxnMarkersRequestWritableTxnMarker extends UnknownTags {
  /** Type: int64. */
  producerId: bigint
  /**
   * The epoch of the producer id. A higher epoch fences off every producer that still uses a lower
   * one. -1 means "no epoch".
   *
   * Type: int16.
   */
  producerEpoch: number
  /** Type: bool. */
  transactionResult: boolean
  /** Type: []WritableTxnMarkerTopic. */
  topics: readonly WriteTxnMarkersRequestWritableTxnMarkerTopic[]
  /** Type: int32. */
  coordinatorEpoch: number
  /** Type: int8, v2+, default 0. */
  transactionVersion?: number | undefined
}

/** One element of `topics` in `WriteTxnMarkersRequestWritableTxnMarker`. */
export interface WriteTxnMarkersRequestWritableTxnMarkerTopic extends UnknownTags {
  /** Type: string. */
  name: string
  /** Type: []int32. */
  partitionIndexes: readonly number[]
}

/**
 * WriteTxnMarkers: key 27, versions 0-2.
 *
 * Writes the markers that end transactions. Coordinators send it, and tools that end hanging
 * transactions.
 */
export const WriteTxnMarkers: Api<WriteTxnMarkersRequest, WriteTxnMarkersResponse> = {
  name: 'WriteTxnMarkers', key: 27, minVersion: 0, maxVersion: 2, flexibleFrom: 1,
  encodeRequest: encodeWriteTxnMarkersRequest,
  decodeRequest: decodeWriteTxnMarkersRequest,
  encodeResponse: encodeWriteTxnMarkersResponse,
  decodeResponse: decodeWriteTxnMarkersResponse
}

function encodeWriteTxnMarkersRequestWritableTxnMarkerTopic(w: Writer, m: WriteTxnMarkersRequestWritableTxnMarkerTopic, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitionIndexes, 'partitionIndexes', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitionIndexes', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeWriteTxnMarkersRequestWritableTxnMarkerTopic(r: Reader, v: number): Decoded<WriteTxnMarkersRequestWritableTxnMarkerTopic> {
  const name: string = v >= 1 ? r.compactString() : r.string()
  let partitionIndexes: number[]
  {
    const n = v >= 1 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitionIndexes = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<WriteTxnMarkersRequestWritableTxnMarkerTopic> = { name, partitionIndexes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteTxnMarkersRequestWritableTxnMarker(w: Writer, m: WriteTxnMarkersRequestWritableTxnMarker, v: number): void {
  checkStruct(m)
  w.int64(m.producerId, 'producerId')
  w.int16(m.producerEpoch, 'producerEpoch')
  w.bool(m.transactionResult, 'transactionResult')
  {
    const a = w.array(m.topics, 'topics', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteTxnMarkersRequestWritableTxnMarkerTopic(w, a[i] as WriteTxnMarkersRequestWritableTxnMarkerTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.int32(m.coordinatorEpoch, 'coordinatorEpoch')
  if (v >= 2) w.int8(m.transactionVersion === undefined ? 0 : m.transactionVersion, 'transactionVersion')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeWriteTxnMarkersRequestWritableTxnMarker(r: Reader, v: number): Decoded<WriteTxnMarkersRequestWritableTxnMarker> {
  const producerId: bigint = r.int64()
  const producerEpoch: number = r.int16()
  const transactionResult: boolean = r.bool()
  let topics: Decoded<WriteTxnMarkersRequestWritableTxnMarkerTopic>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<WriteTxnMarkersRequestWritableTxnMarkerTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteTxnMarkersRequestWritableTxnMarkerTopic(r, v)
    topics = a
  }
  const coordinatorEpoch: number = r.int32()
  const transactionVersion: number = v >= 2 ? r.int8() : 0
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<WriteTxnMarkersRequestWritableTxnMarker> = { producerId, producerEpoch, transactionResult, topics, coordinatorEpoch, transactionVersion }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteTxnMarkersRequest(w: Writer, m: WriteTxnMarkersRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.markers, 'markers', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteTxnMarkersRequestWritableTxnMarker(w, a[i] as WriteTxnMarkersRequestWritableTxnMarker, v)
    } catch (error) {
      throw within(error, 'markers', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeWriteTxnMarkersRequest(r: Reader, v: number): Decoded<WriteTxnMarkersRequest> {
  let markers: Decoded<WriteTxnMarkersRequestWritableTxnMarker>[]
  {
    const n = v >= 1 ? r.compactArrayLength(17) : r.arrayLength(19)
    const a = newArray<Decoded<WriteTxnMarkersRequestWritableTxnMarker>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteTxnMarkersRequestWritableTxnMarker(r, v)
    markers = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<WriteTxnMarkersRequest> = { markers }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteTxnMarkersResponseWritableTxnMarkerPartitionResult(w: Writer, m: WriteTxnMarkersResponseWritableTxnMarkerPartitionResult, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeWriteTxnMarkersResponseWritableTxnMarkerPartitionResult(r: Reader, v: number): Decoded<WriteTxnMarkersResponseWritableTxnMarkerPartitionResult> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<WriteTxnMarkersResponseWritableTxnMarkerPartitionResult> = { partitionIndex, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteTxnMarkersResponseWritableTxnMarkerTopicResult(w: Writer, m: WriteTxnMarkersResponseWritableTxnMarkerTopicResult, v: number): void {
  checkStruct(m)
  if (v >= 1) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteTxnMarkersResponseWritableTxnMarkerPartitionResult(w, a[i] as WriteTxnMarkersResponseWritableTxnMarkerPartitionResult, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeWriteTxnMarkersResponseWritableTxnMarkerTopicResult(r: Reader, v: number): Decoded<WriteTxnMarkersResponseWritableTxnMarkerTopicResult> {
  const name: string = v >= 1 ? r.compactString() : r.string()
  let partitions: Decoded<WriteTxnMarkersResponseWritableTxnMarkerPartitionResult>[]
  {
    const n = v >= 1 ? r.compactArrayLength(7) : r.arrayLength(6)
    const a = newArray<Decoded<WriteTxnMarkersResponseWritableTxnMarkerPartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteTxnMarkersResponseWritableTxnMarkerPartitionResult(r, v)
    partitions = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<WriteTxnMarkersResponseWritableTxnMarkerTopicResult> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteTxnMarkersResponseWritableTxnMarkerResult(w: Writer, m: WriteTxnMarkersResponseWritableTxnMarkerResult, v: number): void {
  checkStruct(m)
  w.int64(m.producerId, 'producerId')
  {
    const a = w.array(m.topics, 'topics', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteTxnMarkersResponseWritableTxnMarkerTopicResult(w, a[i] as WriteTxnMarkersResponseWritableTxnMarkerTopicResult, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeWriteTxnMarkersResponseWritableTxnMarkerResult(r: Reader, v: number): Decoded<WriteTxnMarkersResponseWritableTxnMarkerResult> {
  const producerId: bigint = r.int64()
  let topics: Decoded<WriteTxnMarkersResponseWritableTxnMarkerTopicResult>[]
  {
    const n = v >= 1 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<WriteTxnMarkersResponseWritableTxnMarkerTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteTxnMarkersResponseWritableTxnMarkerTopicResult(r, v)
    topics = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<WriteTxnMarkersResponseWritableTxnMarkerResult> = { producerId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeWriteTxnMarkersResponse(w: Writer, m: WriteTxnMarkersResponse, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.markers, 'markers', v >= 1)
    let i = 0
    try {
      for (; i < a.length; i++) encodeWriteTxnMarkersResponseWritableTxnMarkerResult(w, a[i] as WriteTxnMarkersResponseWritableTxnMarkerResult, v)
    } catch (error) {
      throw within(error, 'markers', i)
    }
  }
  if (v >= 1) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '1+')
}

function decodeWriteTxnMarkersResponse(r: Reader, v: number): Decoded<WriteTxnMarkersResponse> {
  let markers: Decoded<WriteTxnMarkersResponseWritableTxnMarkerResult>[]
  {
    const n = v >= 1 ? r.compactArrayLength(10) : r.arrayLength(12)
    const a = newArray<Decoded<WriteTxnMarkersResponseWritableTxnMarkerResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeWriteTxnMarkersResponseWritableTxnMarkerResult(r, v)
    markers = a
  }
  const unknownTags = v >= 1 ? r.unknownTags() : undefined
  const m: Decoded<WriteTxnMarkersResponse> = { markers }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
