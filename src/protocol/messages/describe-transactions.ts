// @generated from schemas/DescribeTransactionsRequest.json and
// DescribeTransactionsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of DescribeTransactions. */
export interface DescribeTransactionsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** One description for each transactional id. Type: []TransactionState. */
  transactionStates: readonly DescribeTransactionsResponseTransactionState[]
}

/** One element of `transactionStates` in `DescribeTransactionsResponse`. */
export interface DescribeTransactionsResponseTransactionState extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /**
   * The transactional id: the name that a transactional producer keeps over restarts, so that a new
   * instance can fence off the old one (KIP-98).
   *
   * Type: string.
   */
  transactionalId: string
  /**
   * The state of the transaction: `Empty`, `Ongoing`, `PrepareCommit`, `PrepareAbort`,
   * `CompleteCommit`, `CompleteAbort`, `PrepareEpochFence` or `Dead`.
   *
   * Type: string.
   */
  transactionState: string
  /** How long, in milliseconds, the transaction may stay open. Type: int32. */
  transactionTimeoutMs: number
  /** When the transaction began, in milliseconds since 1970; -1n if none is open. Type: int64. */
  transactionStartTimeMs: bigint
  /** The producer id that the transactional id has now. Type: int64. */
  producerId: bigint
  /** The epoch that the producer of this transactional id has now. Type: int16. */
  producerEpoch: number
  /** The partitions of the open transaction, by topic. Type: []TopicData. */
  topics: readonly DescribeTransactionsResponseTopicData[]
}

/** One element of `topics` in `DescribeTransactionsResponseTransactionState`. */
export interface DescribeTransactionsResponseTopicData extends UnknownTags {
  /** The name of the topic. Type: string. */
  topic: string
  /** The numbers of the partitions that are in the transaction. Type: []int32. */
  partitions: readonly number[]
}

/**
 * The request of DescribeTransactions. Describes transactions by their transactional ids (KIP-664).
 * Each transaction coordinator answers.
 */
export interface DescribeTransactionsRequest extends UnknownTags {
  /** The transactional ids to describe. Type: []string. */
  transactionalIds: readonly string[]
}

/**
 * DescribeTransactions: key 65, versions 0.
 *
 * Describes transactions by their transactional ids (KIP-664). Each transaction coordinator
 * answers.
 */
export const DescribeTransactions: Api<DescribeTransactionsRequest, DescribeTransactionsResponse> = {
  name: 'DescribeTransactions', key: 65, minVersion: 0, maxVersion: 0, flexibleFrom: 0,
  encodeRequest: encodeDescribeTransactionsRequest,
  decodeRequest: decodeDescribeTransactionsRequest,
  encodeResponse: encodeDescribeTransactionsResponse,
  decodeResponse: decodeDescribeTransactionsResponse
}

function encodeDescribeTransactionsRequest(w: Writer, m: DescribeTransactionsRequest, _v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.transactionalIds, 'transactionalIds', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'transactionalIds', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTransactionsRequest(r: Reader, _v: number): Decoded<DescribeTransactionsRequest> {
  let transactionalIds: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    transactionalIds = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTransactionsRequest> = { transactionalIds }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTransactionsResponseTopicData(w: Writer, m: DescribeTransactionsResponseTopicData, _v: number): void {
  checkStruct(m)
  w.compactString(m.topic, 'topic')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTransactionsResponseTopicData(r: Reader, _v: number): Decoded<DescribeTransactionsResponseTopicData> {
  const topic: string = r.compactString()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTransactionsResponseTopicData> = { topic, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTransactionsResponseTransactionState(w: Writer, m: DescribeTransactionsResponseTransactionState, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.compactString(m.transactionalId, 'transactionalId')
  w.compactString(m.transactionState, 'transactionState')
  w.int32(m.transactionTimeoutMs, 'transactionTimeoutMs')
  w.int64(m.transactionStartTimeMs, 'transactionStartTimeMs')
  w.int64(m.producerId, 'producerId')
  w.int16(m.producerEpoch, 'producerEpoch')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeTransactionsResponseTopicData(w, a[i] as DescribeTransactionsResponseTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTransactionsResponseTransactionState(r: Reader, v: number): Decoded<DescribeTransactionsResponseTransactionState> {
  const errorCode: number = r.int16()
  const transactionalId: string = r.compactString()
  const transactionState: string = r.compactString()
  const transactionTimeoutMs: number = r.int32()
  const transactionStartTimeMs: bigint = r.int64()
  const producerId: bigint = r.int64()
  const producerEpoch: number = r.int16()
  let topics: Decoded<DescribeTransactionsResponseTopicData>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<DescribeTransactionsResponseTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeTransactionsResponseTopicData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTransactionsResponseTransactionState> = { errorCode, transactionalId, transactionState, transactionTimeoutMs, transactionStartTimeMs, producerId, producerEpoch, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeDescribeTransactionsResponse(w: Writer, m: DescribeTransactionsResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.transactionStates, 'transactionStates', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeDescribeTransactionsResponseTransactionState(w, a[i] as DescribeTransactionsResponseTransactionState, v)
    } catch (error) {
      throw within(error, 'transactionStates', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeDescribeTransactionsResponse(r: Reader, v: number): Decoded<DescribeTransactionsResponse> {
  const throttleTimeMs: number = r.int32()
  let transactionStates: Decoded<DescribeTransactionsResponseTransactionState>[]
  {
    const n = r.compactArrayLength(28)
    const a = newArray<Decoded<DescribeTransactionsResponseTransactionState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeDescribeTransactionsResponseTransactionState(r, v)
    transactionStates = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<DescribeTransactionsResponse> = { throttleTimeMs, transactionStates }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
