// @generated from schemas/DescribeProducersRequest.json and
// DescribeProducersResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeProducers. */
export interface DescribeProducersResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** What was found, by topic. Type: []TopicResponse. */
  topics: readonly DescribeProducersResponseTopicResponse[]
}

/** One element of `topics` in `DescribeProducersResponse`. */
export interface DescribeProducersResponseTopicResponse extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The partitions of this topic. Type: []PartitionResponse. */
  partitions: readonly DescribeProducersResponsePartitionResponse[]
}

/** One element of `partitions` in `DescribeProducersResponseTopicResponse`. */
export interface DescribeProducersResponsePartitionResponse extends UnknownTags {
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
   * Type: string, nullable, default null.
   */
  errorMessage?: string | null | undefined
  /** The producers whose state the partition keeps. Type: []ProducerState. */
  activeProducers: readonly DescribeProducersResponseProducerState[]
}

/** One element of `activeProducers` in `DescribeProducersResponsePartitionResponse`. */
export interface DescribeProducersResponseProducerState extends UnknownTags {
  /** The producer id of this producer. Type: int64. */
  producerId: bigint
  /** The epoch of the last batch that the producer wrote. Type: int32. */
  producerEpoch: number
  /**
   * The sequence number of the last record that the producer wrote; -1 if none is known.
   *
   * Type: int32, default -1.
   */
  lastSequence?: number | undefined
  /**
   * The time of the last batch that the producer wrote, in milliseconds since 1970; -1n if none is
   * known.
   *
   * Type: int64, default -1.
   */
  lastTimestamp?: bigint | undefined
  /**
   * The epoch of the transaction coordinator that last wrote a marker for this producer; -1 if none
   * did.
   *
   * Type: int32.
   */
  coordinatorEpoch: number
  /**
   * The offset of the first record of the producer's open transaction; -1n if none is open.
   *
   * Type: int64, default -1.
   */
  currentTxnStartOffset?: bigint | undefined
}

/**
 * The request of DescribeProducers. Describes the producers whose state a partition keeps:
 * idempotent and transactional ones (KIP-664). The leader of each partition answers.
 */
export interface DescribeProducersRequest extends UnknownTags {
  /** The topics and partitions to look into. Type: []TopicRequest. */
  topics: readonly DescribeProducersRequestTopicRequest[]
}

/** One element of `topics` in `DescribeProducersRequest`. */
export interface DescribeProducersRequestTopicRequest extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The numbers of the partitions to look into. Type: []int32. */
  partitionIndexes: readonly number[]
}

/**
 * DescribeProducers: key 61, versions 0.
 *
 * Describes the producers whose state a partition keeps: idempotent and transactional ones
 * (KIP-664). The leader of each partition answers.
 */
export const DescribeProducers: Api<DescribeProducersRequest, DescribeProducersResponse> = {
  name: 'DescribeProducers', key: 61, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeDescribeProducersRequest,
  decodeRequest: decodeDescribeProducersRequest,
  encodeResponse: encodeDescribeProducersResponse,
  decodeResponse: decodeDescribeProducersResponse
}

function encodeDescribeProducersRequestTopicRequest(w: Writer, m: DescribeProducersRequestTopicRequest, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  {
    const a = w.array(m.partitionIndexes, 'partitionIndexes', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitionIndexes', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeProducersRequestTopicRequest(r: Reader, _v: number): Decoded<DescribeProducersRequestTopicRequest> {
  const name: string = r.compactString()
  let partitionIndexes: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitionIndexes = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeProducersRequestTopicRequest> = { name, partitionIndexes }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeProducersRequest(w: Writer, m: DescribeProducersRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeProducersRequestTopicRequest(w, a[i] as DescribeProducersRequestTopicRequest, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeProducersRequest(r: Reader, v: number): Decoded<DescribeProducersRequest> {
  let topics: Decoded<DescribeProducersRequestTopicRequest>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<DescribeProducersRequestTopicRequest>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeProducersRequestTopicRequest(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeProducersRequest> = { topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeProducersResponseProducerState(w: Writer, m: DescribeProducersResponseProducerState, _v: number): void {
  checkStruct(m)
  w.int64(m.producerId, 'producerId')
  w.int32(m.producerEpoch, 'producerEpoch')
  w.int32(m.lastSequence === undefined ? -1 : m.lastSequence, 'lastSequence')
  w.int64(m.lastTimestamp === undefined ? -1n : m.lastTimestamp, 'lastTimestamp')
  w.int32(m.coordinatorEpoch, 'coordinatorEpoch')
  w.int64(m.currentTxnStartOffset === undefined ? -1n : m.currentTxnStartOffset, 'currentTxnStartOffset')
  w.unknownTags(m.unknownTags)
}

function decodeDescribeProducersResponseProducerState(r: Reader, _v: number): Decoded<DescribeProducersResponseProducerState> {
  const producerId: bigint = r.int64()
  const producerEpoch: number = r.int32()
  const lastSequence: number = r.int32()
  const lastTimestamp: bigint = r.int64()
  const coordinatorEpoch: number = r.int32()
  const currentTxnStartOffset: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeProducersResponseProducerState> = { producerId, producerEpoch, lastSequence, lastTimestamp, coordinatorEpoch, currentTxnStartOffset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeProducersResponsePartitionResponse(w: Writer, m: DescribeProducersResponsePartitionResponse, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  {
    const a = w.array(m.activeProducers, 'activeProducers', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeProducersResponseProducerState(w, a[i] as DescribeProducersResponseProducerState, v)
    } catch (error) {
      throw within(error, 'activeProducers', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeProducersResponsePartitionResponse(r: Reader, v: number): Decoded<DescribeProducersResponsePartitionResponse> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  let activeProducers: Decoded<DescribeProducersResponseProducerState>[]
  {
    const n = r.compactArrayLength(37)
    const a = newArray<Decoded<DescribeProducersResponseProducerState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeProducersResponseProducerState(r, v)
    activeProducers = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeProducersResponsePartitionResponse> = { partitionIndex, errorCode, errorMessage, activeProducers }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeProducersResponseTopicResponse(w: Writer, m: DescribeProducersResponseTopicResponse, v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeProducersResponsePartitionResponse(w, a[i] as DescribeProducersResponsePartitionResponse, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeProducersResponseTopicResponse(r: Reader, v: number): Decoded<DescribeProducersResponseTopicResponse> {
  const name: string = r.compactString()
  let partitions: Decoded<DescribeProducersResponsePartitionResponse>[]
  {
    const n = r.compactArrayLength(9)
    const a = newArray<Decoded<DescribeProducersResponsePartitionResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeProducersResponsePartitionResponse(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeProducersResponseTopicResponse> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeProducersResponse(w: Writer, m: DescribeProducersResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeProducersResponseTopicResponse(w, a[i] as DescribeProducersResponseTopicResponse, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeProducersResponse(r: Reader, v: number): Decoded<DescribeProducersResponse> {
  const throttleTimeMs: number = r.int32()
  let topics: Decoded<DescribeProducersResponseTopicResponse>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<DescribeProducersResponseTopicResponse>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeProducersResponseTopicResponse(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeProducersResponse> = { throttleTimeMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
