// @generated from schemas/OffsetForLeaderEpochRequest.json and
// OffsetForLeaderEpochResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of OffsetForLeaderEpoch. */
export interface OffsetForLeaderEpochResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v2+.
   */
  throttleTimeMs?: number | undefined
  /** What was found, by topic. Type: []OffsetForLeaderTopicResult. */
  topics: readonly OffsetForLeaderEpochResponseOffsetForLeaderTopicResult[]
}

/** One element of `topics` in `OffsetForLeaderEpochResponse`. */
export interface OffsetForLeaderEpochResponseOffsetForLeaderTopicResult extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The partitions of this topic. Type: []EpochEndOffset. */
  partitions: readonly OffsetForLeaderEpochResponseEpochEndOffset[]
}

/** One element of `partitions` in `OffsetForLeaderEpochResponseOffsetForLeaderTopicResult`. */
export interface OffsetForLeaderEpochResponseEpochEndOffset extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** The number of the partition, from 0. Type: int32. */
  partition: number
  /**
   * The largest epoch that is not above the one asked for; -1 (`absentValues.UNDEFINED_EPOCH`) if
   * the leader knows none.
   *
   * Type: int32, v1+, default -1.
   */
  leaderEpoch?: number | undefined
  /**
   * The offset after the last record of that epoch; -1n (`specialOffsets.UNDEFINED_EPOCH_OFFSET`)
   * if the leader knows none. A consumer whose position is higher has read records that the log no
   * longer has.
   *
   * Type: int64, default -1.
   */
  endOffset?: bigint | undefined
}

/**
 * The request of OffsetForLeaderEpoch. Finds the offset at which a leader epoch ended, so that a
 * consumer notices that the log was truncated (KIP-320). The leader of each partition answers.
 */
export interface OffsetForLeaderEpochRequest extends UnknownTags {
  /**
   * Who asks: -1 (`replicaIds.CONSUMER`) is a client, which is what the driver sends.
   *
   * Type: int32, v3+, default in this driver -1.
   */
  replicaId?: number | undefined
  /** The topics to look into. Type: []OffsetForLeaderTopic. */
  topics: readonly OffsetForLeaderEpochRequestOffsetForLeaderTopic[]
}

/** One element of `topics` in `OffsetForLeaderEpochRequest`. */
export interface OffsetForLeaderEpochRequestOffsetForLeaderTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The partitions of this topic. Type: []OffsetForLeaderPartition. */
  partitions: readonly OffsetForLeaderEpochRequestOffsetForLeaderPartition[]
}

/** One element of `partitions` in `OffsetForLeaderEpochRequestOffsetForLeaderTopic`. */
export interface OffsetForLeaderEpochRequestOffsetForLeaderPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partition: number
  /**
   * The leader epoch that the client knows from metadata (KIP-320): another one fails with
   * FENCED_LEADER_EPOCH or UNKNOWN_LEADER_EPOCH. -1 is no check.
   *
   * Type: int32, v2+, default -1.
   */
  currentLeaderEpoch?: number | undefined
  /**
   * The epoch whose end is asked for: that of the last record that the client read.
   *
   * Type: int32.
   */
  leaderEpoch: number
}

/**
 * OffsetForLeaderEpoch: key 23, versions 0-4.
 *
 * Finds the offset at which a leader epoch ended, so that a consumer notices that the log was
 * truncated (KIP-320). The leader of each partition answers.
 */
export const OffsetForLeaderEpoch: Api<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> = {
  name: 'OffsetForLeaderEpoch', key: 23, minVersion: 0, maxVersion: 4, flexibleFrom: 4,
  encodeRequest: encodeOffsetForLeaderEpochRequest,
  decodeRequest: decodeOffsetForLeaderEpochRequest,
  encodeResponse: encodeOffsetForLeaderEpochResponse,
  decodeResponse: decodeOffsetForLeaderEpochResponse
}

function encodeOffsetForLeaderEpochRequestOffsetForLeaderPartition(w: Writer, m: OffsetForLeaderEpochRequestOffsetForLeaderPartition, v: number): void {
  checkStruct(m)
  w.int32(m.partition, 'partition')
  if (v >= 2) w.int32(m.currentLeaderEpoch === undefined ? -1 : m.currentLeaderEpoch, 'currentLeaderEpoch')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeOffsetForLeaderEpochRequestOffsetForLeaderPartition(r: Reader, v: number): Decoded<OffsetForLeaderEpochRequestOffsetForLeaderPartition> {
  const partition: number = r.int32()
  const currentLeaderEpoch: number = v >= 2 ? r.int32() : -1
  const leaderEpoch: number = r.int32()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<OffsetForLeaderEpochRequestOffsetForLeaderPartition> = { partition, currentLeaderEpoch, leaderEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetForLeaderEpochRequestOffsetForLeaderTopic(w: Writer, m: OffsetForLeaderEpochRequestOffsetForLeaderTopic, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.topic, 'topic')
  else w.string(m.topic, 'topic')
  {
    const a = w.array(m.partitions, 'partitions', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetForLeaderEpochRequestOffsetForLeaderPartition(w, a[i] as OffsetForLeaderEpochRequestOffsetForLeaderPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeOffsetForLeaderEpochRequestOffsetForLeaderTopic(r: Reader, v: number): Decoded<OffsetForLeaderEpochRequestOffsetForLeaderTopic> {
  const topic: string = v >= 4 ? r.compactString() : r.string()
  let partitions: Decoded<OffsetForLeaderEpochRequestOffsetForLeaderPartition>[]
  {
    const n = v >= 4 ? r.compactArrayLength(13) : r.arrayLength(8)
    const a = newArray<Decoded<OffsetForLeaderEpochRequestOffsetForLeaderPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetForLeaderEpochRequestOffsetForLeaderPartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<OffsetForLeaderEpochRequestOffsetForLeaderTopic> = { topic, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetForLeaderEpochRequest(w: Writer, m: OffsetForLeaderEpochRequest, v: number): void {
  checkStruct(m)
  if (v >= 3) w.int32(m.replicaId === undefined ? -1 : m.replicaId, 'replicaId')
  {
    const a = w.array(m.topics, 'topics', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetForLeaderEpochRequestOffsetForLeaderTopic(w, a[i] as OffsetForLeaderEpochRequestOffsetForLeaderTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeOffsetForLeaderEpochRequest(r: Reader, v: number): Decoded<OffsetForLeaderEpochRequest> {
  const replicaId: number = v >= 3 ? r.int32() : -2
  let topics: Decoded<OffsetForLeaderEpochRequestOffsetForLeaderTopic>[]
  {
    const n = v >= 4 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<OffsetForLeaderEpochRequestOffsetForLeaderTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetForLeaderEpochRequestOffsetForLeaderTopic(r, v)
    topics = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<OffsetForLeaderEpochRequest> = { replicaId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetForLeaderEpochResponseEpochEndOffset(w: Writer, m: OffsetForLeaderEpochResponseEpochEndOffset, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.partition, 'partition')
  if (v >= 1) w.int32(m.leaderEpoch === undefined ? -1 : m.leaderEpoch, 'leaderEpoch')
  w.int64(m.endOffset === undefined ? -1n : m.endOffset, 'endOffset')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeOffsetForLeaderEpochResponseEpochEndOffset(r: Reader, v: number): Decoded<OffsetForLeaderEpochResponseEpochEndOffset> {
  const errorCode: number = r.int16()
  const partition: number = r.int32()
  const leaderEpoch: number = v >= 1 ? r.int32() : -1
  const endOffset: bigint = r.int64()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<OffsetForLeaderEpochResponseEpochEndOffset> = { errorCode, partition, leaderEpoch, endOffset }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetForLeaderEpochResponseOffsetForLeaderTopicResult(w: Writer, m: OffsetForLeaderEpochResponseOffsetForLeaderTopicResult, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.topic, 'topic')
  else w.string(m.topic, 'topic')
  {
    const a = w.array(m.partitions, 'partitions', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetForLeaderEpochResponseEpochEndOffset(w, a[i] as OffsetForLeaderEpochResponseEpochEndOffset, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeOffsetForLeaderEpochResponseOffsetForLeaderTopicResult(r: Reader, v: number): Decoded<OffsetForLeaderEpochResponseOffsetForLeaderTopicResult> {
  const topic: string = v >= 4 ? r.compactString() : r.string()
  let partitions: Decoded<OffsetForLeaderEpochResponseEpochEndOffset>[]
  {
    const n = v >= 4 ? r.compactArrayLength(19) : r.arrayLength(14)
    const a = newArray<Decoded<OffsetForLeaderEpochResponseEpochEndOffset>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetForLeaderEpochResponseEpochEndOffset(r, v)
    partitions = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<OffsetForLeaderEpochResponseOffsetForLeaderTopicResult> = { topic, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeOffsetForLeaderEpochResponse(w: Writer, m: OffsetForLeaderEpochResponse, v: number): void {
  checkStruct(m)
  if (v >= 2) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeOffsetForLeaderEpochResponseOffsetForLeaderTopicResult(w, a[i] as OffsetForLeaderEpochResponseOffsetForLeaderTopicResult, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeOffsetForLeaderEpochResponse(r: Reader, v: number): Decoded<OffsetForLeaderEpochResponse> {
  const throttleTimeMs: number = v >= 2 ? r.int32() : 0
  let topics: Decoded<OffsetForLeaderEpochResponseOffsetForLeaderTopicResult>[]
  {
    const n = v >= 4 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<OffsetForLeaderEpochResponseOffsetForLeaderTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeOffsetForLeaderEpochResponseOffsetForLeaderTopicResult(r, v)
    topics = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<OffsetForLeaderEpochResponse> = { throttleTimeMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
