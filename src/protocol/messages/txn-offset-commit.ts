// @generated from schemas/TxnOffsetCommitRequest.json and
// TxnOffsetCommitResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of TxnOffsetCommit. */
export interface TxnOffsetCommitResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** The result for each partition, by topic. Type: []TxnOffsetCommitResponseTopic. */
  topics: readonly TxnOffsetCommitResponseTopic[]
}

/** One element of `topics` in `TxnOffsetCommitResponse`. */
export interface TxnOffsetCommitResponseTopic extends UnknownTags {
  /**
   * The name of the topic, for versions 0 to 5; version 6 and later know topics by `topicId`.
   *
   * Type: string, v0-5.
   */
  name?: string | undefined
  /**
   * The id of the topic, for version 6 and later: 22 characters of base64url. Versions 0 to 5 know
   * topics by `name`.
   *
   * Type: uuid, v6+.
   */
  topicId?: string | undefined
  /** The partitions of this topic. Type: []TxnOffsetCommitResponsePartition. */
  partitions: readonly TxnOffsetCommitResponsePartition[]
}

/** One element of `partitions` in `TxnOffsetCommitResponseTopic`. */
export interface TxnOffsetCommitResponsePartition extends UnknownTags {
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

/**
 * The request of TxnOffsetCommit. Stores offsets of a group as part of a transaction: they count
 * when it commits (KIP-98). The coordinator of the group answers, not that of the transaction.
 */
export interface TxnOffsetCommitRequest extends UnknownTags {
  /**
   * The transactional id: the name that a transactional producer keeps over restarts, so that a new
   * instance can fence off the old one (KIP-98).
   *
   * Type: string.
   */
  transactionalId: string
  /** The id of the group whose offsets are committed. Type: string. */
  groupId: string
  /** The producer id, as InitProducerId gave it. Type: int64. */
  producerId: bigint
  /**
   * The producer epoch, as InitProducerId gave it, or EndTxn since version 5 (KIP-890). A lower one
   * than the coordinator knows fails with INVALID_PRODUCER_EPOCH or PRODUCER_FENCED.
   *
   * Type: int16.
   */
  producerEpoch: number
  /**
   * The generation of a classic group, or the member epoch of a consumer group (KIP-848): another
   * one fails with ILLEGAL_GENERATION or STALE_MEMBER_EPOCH. -1
   * (`absentValues.UNKNOWN_GENERATION_ID`) is a client that is no member.
   *
   * Type: int32, v3+, default -1.
   */
  generationIdOrMemberEpoch?: number | undefined
  /**
   * The id of the member that commits; empty if the client is no member.
   *
   * Type: string, v3+, default ''.
   */
  memberId?: string | undefined
  /**
   * The static id of the member that commits (KIP-447), or null.
   *
   * Type: string, v3+, nullable, default null.
   */
  groupInstanceId?: string | null | undefined
  /** The topics and partitions whose offsets are committed. Type: []TxnOffsetCommitRequestTopic. */
  topics: readonly TxnOffsetCommitRequestTopic[]
}

/** One element of `topics` in `TxnOffsetCommitRequest`. */
export interface TxnOffsetCommitRequestTopic extends UnknownTags {
  /**
   * The name of the topic, for versions 0 to 5; version 6 and later know topics by `topicId`.
   *
   * Type: string, v0-5.
   */
  name?: string | undefined
  /**
   * The id of the topic, for version 6 and later: 22 characters of base64url. Versions 0 to 5 know
   * topics by `name`.
   *
   * Type: uuid, v6+.
   */
  topicId?: string | undefined
  /** The partitions of this topic. Type: []TxnOffsetCommitRequestPartition. */
  partitions: readonly TxnOffsetCommitRequestPartition[]
}

/** One element of `partitions` in `TxnOffsetCommitRequestTopic`. */
export interface TxnOffsetCommitRequestPartition extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * The offset of the next record to read: one more than that of the last record that was
   * processed.
   *
   * Type: int64.
   */
  committedOffset: bigint
  /**
   * The leader epoch of the last record that was processed, so that a truncated log is noticed
   * (KIP-320). -1 is none.
   *
   * Type: int32, v2+, default -1.
   */
  committedLeaderEpoch?: number | undefined
  /**
   * Any text to store beside the offset; at most `offset.metadata.max.bytes` (4,096). Java
   * consumers send the empty text.
   *
   * Type: string, nullable, default in this driver ''.
   */
  committedMetadata?: string | null | undefined
}

/**
 * TxnOffsetCommit: key 28, versions 0-6.
 *
 * Stores offsets of a group as part of a transaction: they count when it commits (KIP-98). The
 * coordinator of the group answers, not that of the transaction.
 */
export const TxnOffsetCommit: Api<TxnOffsetCommitRequest, TxnOffsetCommitResponse> = {
  name: 'TxnOffsetCommit', key: 28, minVersion: 0, maxVersion: 6, flexibleFrom: 3,
  highestVersionFor: highestTxnOffsetCommitRequest,
  lowestVersionFor: lowestTxnOffsetCommitRequest,
  encodeRequest: encodeTxnOffsetCommitRequest,
  decodeRequest: decodeTxnOffsetCommitRequest,
  encodeResponse: encodeTxnOffsetCommitResponse,
  decodeResponse: decodeTxnOffsetCommitResponse
}

function encodeTxnOffsetCommitRequestPartition(w: Writer, m: TxnOffsetCommitRequestPartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int64(m.committedOffset, 'committedOffset')
  if (v >= 2) w.int32(m.committedLeaderEpoch === undefined ? -1 : m.committedLeaderEpoch, 'committedLeaderEpoch')
  if (v >= 3) w.compactNullableString(m.committedMetadata === undefined ? '' : m.committedMetadata, 'committedMetadata')
  else w.nullableString(m.committedMetadata === undefined ? '' : m.committedMetadata, 'committedMetadata')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeTxnOffsetCommitRequestPartition(r: Reader, v: number): Decoded<TxnOffsetCommitRequestPartition> {
  const partitionIndex: number = r.int32()
  const committedOffset: bigint = r.int64()
  const committedLeaderEpoch: number = v >= 2 ? r.int32() : -1
  const committedMetadata: string | null = v >= 3 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<TxnOffsetCommitRequestPartition> = { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeTxnOffsetCommitRequestTopic(w: Writer, m: TxnOffsetCommitRequestTopic, v: number): void {
  checkStruct(m)
  if (v <= 5) {
    if (v >= 3) w.compactString(m.name === undefined ? '' : m.name, 'name')
    else w.string(m.name === undefined ? '' : m.name, 'name')
  }
  if (v >= 6) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeTxnOffsetCommitRequestPartition(w, a[i] as TxnOffsetCommitRequestPartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeTxnOffsetCommitRequestTopic(r: Reader, v: number): Decoded<TxnOffsetCommitRequestTopic> {
  const name: string = v <= 5 ? (v >= 3 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 6 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<TxnOffsetCommitRequestPartition>[]
  {
    const n = v >= 3 ? r.compactArrayLength(18) : r.arrayLength(14)
    const a = newArray<Decoded<TxnOffsetCommitRequestPartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeTxnOffsetCommitRequestPartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<TxnOffsetCommitRequestTopic> = { name, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeTxnOffsetCommitRequest(w: Writer, m: TxnOffsetCommitRequest, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactString(m.transactionalId, 'transactionalId')
  else w.string(m.transactionalId, 'transactionalId')
  if (v >= 3) w.compactString(m.groupId, 'groupId')
  else w.string(m.groupId, 'groupId')
  w.int64(m.producerId, 'producerId')
  w.int16(m.producerEpoch, 'producerEpoch')
  if (v >= 3) w.int32(m.generationIdOrMemberEpoch === undefined ? -1 : m.generationIdOrMemberEpoch, 'generationIdOrMemberEpoch')
  else if (m.generationIdOrMemberEpoch !== undefined && m.generationIdOrMemberEpoch !== -1) throw absent('generationIdOrMemberEpoch', v, '3+')
  if (v >= 3) w.compactString(m.memberId === undefined ? '' : m.memberId, 'memberId')
  else if (m.memberId !== undefined && m.memberId !== '') throw absent('memberId', v, '3+')
  if (v >= 3) w.compactNullableString(m.groupInstanceId === undefined ? null : m.groupInstanceId, 'groupInstanceId')
  else if (m.groupInstanceId !== undefined && m.groupInstanceId !== null) throw absent('groupInstanceId', v, '3+')
  {
    const a = w.array(m.topics, 'topics', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeTxnOffsetCommitRequestTopic(w, a[i] as TxnOffsetCommitRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeTxnOffsetCommitRequest(r: Reader, v: number): Decoded<TxnOffsetCommitRequest> {
  const transactionalId: string = v >= 3 ? r.compactString() : r.string()
  const groupId: string = v >= 3 ? r.compactString() : r.string()
  const producerId: bigint = r.int64()
  const producerEpoch: number = r.int16()
  const generationIdOrMemberEpoch: number = v >= 3 ? r.int32() : -1
  const memberId: string = v >= 3 ? r.compactString() : ''
  const groupInstanceId: string | null = v >= 3 ? r.compactNullableString() : null
  let topics: Decoded<TxnOffsetCommitRequestTopic>[]
  {
    const n = v >= 3 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<TxnOffsetCommitRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeTxnOffsetCommitRequestTopic(r, v)
    topics = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<TxnOffsetCommitRequest> = { transactionalId, groupId, producerId, producerEpoch, generationIdOrMemberEpoch, memberId, groupInstanceId, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeTxnOffsetCommitResponsePartition(w: Writer, m: TxnOffsetCommitResponsePartition, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeTxnOffsetCommitResponsePartition(r: Reader, v: number): Decoded<TxnOffsetCommitResponsePartition> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<TxnOffsetCommitResponsePartition> = { partitionIndex, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeTxnOffsetCommitResponseTopic(w: Writer, m: TxnOffsetCommitResponseTopic, v: number): void {
  checkStruct(m)
  if (v <= 5) {
    if (v >= 3) w.compactString(m.name === undefined ? '' : m.name, 'name')
    else w.string(m.name === undefined ? '' : m.name, 'name')
  }
  if (v >= 6) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeTxnOffsetCommitResponsePartition(w, a[i] as TxnOffsetCommitResponsePartition, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeTxnOffsetCommitResponseTopic(r: Reader, v: number): Decoded<TxnOffsetCommitResponseTopic> {
  const name: string = v <= 5 ? (v >= 3 ? r.compactString() : r.string()) : ''
  const topicId: string = v >= 6 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<TxnOffsetCommitResponsePartition>[]
  {
    const n = v >= 3 ? r.compactArrayLength(7) : r.arrayLength(6)
    const a = newArray<Decoded<TxnOffsetCommitResponsePartition>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeTxnOffsetCommitResponsePartition(r, v)
    partitions = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<TxnOffsetCommitResponseTopic> = { name, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeTxnOffsetCommitResponse(w: Writer, m: TxnOffsetCommitResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeTxnOffsetCommitResponseTopic(w, a[i] as TxnOffsetCommitResponseTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeTxnOffsetCommitResponse(r: Reader, v: number): Decoded<TxnOffsetCommitResponse> {
  const throttleTimeMs: number = r.int32()
  let topics: Decoded<TxnOffsetCommitResponseTopic>[]
  {
    const n = v >= 3 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<TxnOffsetCommitResponseTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeTxnOffsetCommitResponseTopic(r, v)
    topics = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<TxnOffsetCommitResponse> = { throttleTimeMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestTxnOffsetCommitRequest(m: TxnOffsetCommitRequest): number {
  let highest = 6
  if (typeof m !== 'object' || m === null) return highest
  for (const e0 of elements(m.topics)) {
    if (e0.name !== undefined && e0.name !== '' && highest > 5) highest = 5
  }
  return highest
}

function lowestTxnOffsetCommitRequest(m: TxnOffsetCommitRequest): number {
  let lowest = 0
  if (typeof m !== 'object' || m === null) return lowest
  for (const e0 of elements(m.topics)) {
    if (!(e0.name !== undefined && e0.name !== '') && e0.topicId !== undefined && e0.topicId !== ZERO_UUID && lowest < 6) lowest = 6
  }
  return lowest
}
