// @generated from schemas/AddPartitionsToTxnRequest.json and
// AddPartitionsToTxnResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AddPartitionsToTxn. */
export interface AddPartitionsToTxnResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16, v4+.
   */
  errorCode?: number | undefined
  /**
   * The result for each transaction, in versions 4 and later.
   *
   * Type: []AddPartitionsToTxnResult, v4+.
   */
  resultsByTransaction?: readonly AddPartitionsToTxnResponseResult[] | undefined
  /**
   * The result for each partition, by topic, in versions 0 to 3. If one fails, none is added.
   *
   * Type: []AddPartitionsToTxnTopicResult, v0-3.
   */
  resultsByTopicV3AndBelow?: readonly AddPartitionsToTxnResponseTopicResult[] | undefined
}

/** One element of `resultsByTransaction` in `AddPartitionsToTxnResponse`. */
export interface AddPartitionsToTxnResponseResult extends UnknownTags {
  /**
   * The transactional id: the name that a transactional producer keeps over restarts, so that a new
   * instance can fence off the old one (KIP-98).
   *
   * Type: string.
   */
  transactionalId: string
  /** The result for each partition, by topic. Type: []AddPartitionsToTxnTopicResult. */
  topicResults: readonly AddPartitionsToTxnResponseTopicResult[]
}

/**
 * One element of `topicResults` in `AddPartitionsToTxnResponseResult`; One element of
 * `resultsByTopicV3AndBelow` in `AddPartitionsToTxnResponse`.
 */
export interface AddPartitionsToTxnResponseTopicResult extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The result for each partition. Type: []AddPartitionsToTxnPartitionResult. */
  resultsByPartition: readonly AddPartitionsToTxnResponsePartitionResult[]
}

/** One element of `resultsByPartition` in `AddPartitionsToTxnResponseTopicResult`. */
export interface AddPartitionsToTxnResponsePartitionResult extends UnknownTags {
  /** The number of the partition, from 0. Type: int32. */
  partitionIndex: number
  /**
   * Whether the partition was added: 0 (`errorCodes.NONE`) or another of `errorCodes`.
   * OPERATION_NOT_ATTEMPTED says that another partition failed.
   *
   * Type: int16.
   */
  partitionErrorCode: number
}

/**
 * The request of AddPartitionsToTxn. Adds partitions to a transaction, before a producer writes to
 * them (KIP-98). The transaction coordinator answers. With transaction.version 2 the broker does it
 * by itself (KIP-890).
 */
export interface AddPartitionsToTxnRequest extends UnknownTags {
  /**
   * The transactions and their partitions, for versions 4 and later, which only brokers send
   * (KIP-890). Clients send versions 0 to 3.
   *
   * Type: []AddPartitionsToTxnTransaction, v4+.
   */
  transactions?: readonly AddPartitionsToTxnRequestTransaction[] | undefined
  /** The transactional id, for versions 0 to 3. Type: string, v0-3. */
  v3AndBelowTransactionalId?: string | undefined
  /** The producer id, as InitProducerId gave it, for versions 0 to 3. Type: int64, v0-3. */
  v3AndBelowProducerId?: bigint | undefined
  /** The producer epoch, as InitProducerId gave it, for versions 0 to 3. Type: int16, v0-3. */
  v3AndBelowProducerEpoch?: number | undefined
  /**
   * The partitions to add, by topic, for versions 0 to 3.
   *
   * Type: []AddPartitionsToTxnTopic, v0-3.
   */
  v3AndBelowTopics?: readonly AddPartitionsToTxnRequestTopic[] | undefined
}

/** One element of `transactions` in `AddPartitionsToTxnRequest`. */
export interface AddPartitionsToTxnRequestTransaction extends UnknownTags {
  /**
   * The transactional id: the name that a transactional producer keeps over restarts, so that a new
   * instance can fence off the old one (KIP-98).
   *
   * Type: string.
   */
  transactionalId: string
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
   * Whether to check only that the partitions are in the transaction, and add none (KIP-890).
   *
   * Type: bool, default false.
   */
  verifyOnly?: boolean | undefined
  /** The partitions to add, by topic. Type: []AddPartitionsToTxnTopic. */
  topics: readonly AddPartitionsToTxnRequestTopic[]
}

/**
 * One element of `topics` in `AddPartitionsToTxnRequestTransaction`; One element of
 * `v3AndBelowTopics` in `AddPartitionsToTxnRequest`.
 */
export interface AddPartitionsToTxnRequestTopic extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /** The numbers of the partitions to add. Type: []int32. */
  partitions: readonly number[]
}

/**
 * AddPartitionsToTxn: key 24, versions 0-5.
 *
 * Adds partitions to a transaction, before a producer writes to them (KIP-98). The transaction
 * coordinator answers. With transaction.version 2 the broker does it by itself (KIP-890).
 */
export const AddPartitionsToTxn: Api<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = {
  name: 'AddPartitionsToTxn', key: 24, minVersion: 0, maxVersion: 5, flexibleFrom: 3,
  highestVersionFor: highestAddPartitionsToTxnRequest,
  encodeRequest: encodeAddPartitionsToTxnRequest,
  decodeRequest: decodeAddPartitionsToTxnRequest,
  encodeResponse: encodeAddPartitionsToTxnResponse,
  decodeResponse: decodeAddPartitionsToTxnResponse
}

function encodeAddPartitionsToTxnRequestTopic(w: Writer, m: AddPartitionsToTxnRequestTopic, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.partitions, 'partitions', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeAddPartitionsToTxnRequestTopic(r: Reader, v: number): Decoded<AddPartitionsToTxnRequestTopic> {
  const name: string = v >= 3 ? r.compactString() : r.string()
  let partitions: number[]
  {
    const n = v >= 3 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<AddPartitionsToTxnRequestTopic> = { name, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddPartitionsToTxnRequestTransaction(w: Writer, m: AddPartitionsToTxnRequestTransaction, v: number): void {
  checkStruct(m)
  w.compactString(m.transactionalId, 'transactionalId')
  w.int64(m.producerId, 'producerId')
  w.int16(m.producerEpoch, 'producerEpoch')
  w.bool(m.verifyOnly === undefined ? false : m.verifyOnly, 'verifyOnly')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAddPartitionsToTxnRequestTopic(w, a[i] as AddPartitionsToTxnRequestTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAddPartitionsToTxnRequestTransaction(r: Reader, v: number): Decoded<AddPartitionsToTxnRequestTransaction> {
  const transactionalId: string = r.compactString()
  const producerId: bigint = r.int64()
  const producerEpoch: number = r.int16()
  const verifyOnly: boolean = r.bool()
  let topics: Decoded<AddPartitionsToTxnRequestTopic>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AddPartitionsToTxnRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAddPartitionsToTxnRequestTopic(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AddPartitionsToTxnRequestTransaction> = { transactionalId, producerId, producerEpoch, verifyOnly, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddPartitionsToTxnRequest(w: Writer, m: AddPartitionsToTxnRequest, v: number): void {
  checkStruct(m)
  if (v >= 4) {
    const a = w.array(m.transactions === undefined ? [] : m.transactions, 'transactions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAddPartitionsToTxnRequestTransaction(w, a[i] as AddPartitionsToTxnRequestTransaction, v)
    } catch (error) {
      throw within(error, 'transactions', i)
    }
  } else if (m.transactions !== undefined && m.transactions?.length !== 0) throw absent('transactions', v, '4+')
  if (v <= 3) {
    if (v >= 3) w.compactString(m.v3AndBelowTransactionalId === undefined ? '' : m.v3AndBelowTransactionalId, 'v3AndBelowTransactionalId')
    else w.string(m.v3AndBelowTransactionalId === undefined ? '' : m.v3AndBelowTransactionalId, 'v3AndBelowTransactionalId')
  } else if (m.v3AndBelowTransactionalId !== undefined && m.v3AndBelowTransactionalId !== '') throw absent('v3AndBelowTransactionalId', v, '0-3')
  if (v <= 3) w.int64(m.v3AndBelowProducerId === undefined ? 0n : m.v3AndBelowProducerId, 'v3AndBelowProducerId')
  else if (m.v3AndBelowProducerId !== undefined && m.v3AndBelowProducerId !== 0n) throw absent('v3AndBelowProducerId', v, '0-3')
  if (v <= 3) w.int16(m.v3AndBelowProducerEpoch === undefined ? 0 : m.v3AndBelowProducerEpoch, 'v3AndBelowProducerEpoch')
  else if (m.v3AndBelowProducerEpoch !== undefined && m.v3AndBelowProducerEpoch !== 0) throw absent('v3AndBelowProducerEpoch', v, '0-3')
  if (v <= 3) {
    const a = w.array(m.v3AndBelowTopics === undefined ? [] : m.v3AndBelowTopics, 'v3AndBelowTopics', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAddPartitionsToTxnRequestTopic(w, a[i] as AddPartitionsToTxnRequestTopic, v)
    } catch (error) {
      throw within(error, 'v3AndBelowTopics', i)
    }
  } else if (m.v3AndBelowTopics !== undefined && m.v3AndBelowTopics?.length !== 0) throw absent('v3AndBelowTopics', v, '0-3')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeAddPartitionsToTxnRequest(r: Reader, v: number): Decoded<AddPartitionsToTxnRequest> {
  let transactions: Decoded<AddPartitionsToTxnRequestTransaction>[] = []
  if (v >= 4) {
    const n = r.compactArrayLength(14)
    const a = newArray<Decoded<AddPartitionsToTxnRequestTransaction>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAddPartitionsToTxnRequestTransaction(r, v)
    transactions = a
  }
  const v3AndBelowTransactionalId: string = v <= 3 ? (v >= 3 ? r.compactString() : r.string()) : ''
  const v3AndBelowProducerId: bigint = v <= 3 ? r.int64() : 0n
  const v3AndBelowProducerEpoch: number = v <= 3 ? r.int16() : 0
  let v3AndBelowTopics: Decoded<AddPartitionsToTxnRequestTopic>[] = []
  if (v <= 3) {
    const n = v >= 3 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<AddPartitionsToTxnRequestTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAddPartitionsToTxnRequestTopic(r, v)
    v3AndBelowTopics = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<AddPartitionsToTxnRequest> = { transactions, v3AndBelowTransactionalId, v3AndBelowProducerId, v3AndBelowProducerEpoch, v3AndBelowTopics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddPartitionsToTxnResponsePartitionResult(w: Writer, m: AddPartitionsToTxnResponsePartitionResult, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.partitionErrorCode, 'partitionErrorCode')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeAddPartitionsToTxnResponsePartitionResult(r: Reader, v: number): Decoded<AddPartitionsToTxnResponsePartitionResult> {
  const partitionIndex: number = r.int32()
  const partitionErrorCode: number = r.int16()
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<AddPartitionsToTxnResponsePartitionResult> = { partitionIndex, partitionErrorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddPartitionsToTxnResponseTopicResult(w: Writer, m: AddPartitionsToTxnResponseTopicResult, v: number): void {
  checkStruct(m)
  if (v >= 3) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  {
    const a = w.array(m.resultsByPartition, 'resultsByPartition', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAddPartitionsToTxnResponsePartitionResult(w, a[i] as AddPartitionsToTxnResponsePartitionResult, v)
    } catch (error) {
      throw within(error, 'resultsByPartition', i)
    }
  }
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeAddPartitionsToTxnResponseTopicResult(r: Reader, v: number): Decoded<AddPartitionsToTxnResponseTopicResult> {
  const name: string = v >= 3 ? r.compactString() : r.string()
  let resultsByPartition: Decoded<AddPartitionsToTxnResponsePartitionResult>[]
  {
    const n = v >= 3 ? r.compactArrayLength(7) : r.arrayLength(6)
    const a = newArray<Decoded<AddPartitionsToTxnResponsePartitionResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAddPartitionsToTxnResponsePartitionResult(r, v)
    resultsByPartition = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<AddPartitionsToTxnResponseTopicResult> = { name, resultsByPartition }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddPartitionsToTxnResponseResult(w: Writer, m: AddPartitionsToTxnResponseResult, v: number): void {
  checkStruct(m)
  w.compactString(m.transactionalId, 'transactionalId')
  {
    const a = w.array(m.topicResults, 'topicResults', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAddPartitionsToTxnResponseTopicResult(w, a[i] as AddPartitionsToTxnResponseTopicResult, v)
    } catch (error) {
      throw within(error, 'topicResults', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAddPartitionsToTxnResponseResult(r: Reader, v: number): Decoded<AddPartitionsToTxnResponseResult> {
  const transactionalId: string = r.compactString()
  let topicResults: Decoded<AddPartitionsToTxnResponseTopicResult>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AddPartitionsToTxnResponseTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAddPartitionsToTxnResponseTopicResult(r, v)
    topicResults = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AddPartitionsToTxnResponseResult> = { transactionalId, topicResults }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAddPartitionsToTxnResponse(w: Writer, m: AddPartitionsToTxnResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  if (v >= 4) w.int16(m.errorCode === undefined ? 0 : m.errorCode, 'errorCode')
  if (v >= 4) {
    const a = w.array(m.resultsByTransaction === undefined ? [] : m.resultsByTransaction, 'resultsByTransaction', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAddPartitionsToTxnResponseResult(w, a[i] as AddPartitionsToTxnResponseResult, v)
    } catch (error) {
      throw within(error, 'resultsByTransaction', i)
    }
  } else if (m.resultsByTransaction !== undefined && m.resultsByTransaction?.length !== 0) throw absent('resultsByTransaction', v, '4+')
  if (v <= 3) {
    const a = w.array(m.resultsByTopicV3AndBelow === undefined ? [] : m.resultsByTopicV3AndBelow, 'resultsByTopicV3AndBelow', v >= 3)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAddPartitionsToTxnResponseTopicResult(w, a[i] as AddPartitionsToTxnResponseTopicResult, v)
    } catch (error) {
      throw within(error, 'resultsByTopicV3AndBelow', i)
    }
  } else if (m.resultsByTopicV3AndBelow !== undefined && m.resultsByTopicV3AndBelow?.length !== 0) throw absent('resultsByTopicV3AndBelow', v, '0-3')
  if (v >= 3) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '3+')
}

function decodeAddPartitionsToTxnResponse(r: Reader, v: number): Decoded<AddPartitionsToTxnResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = v >= 4 ? r.int16() : 0
  let resultsByTransaction: Decoded<AddPartitionsToTxnResponseResult>[] = []
  if (v >= 4) {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AddPartitionsToTxnResponseResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAddPartitionsToTxnResponseResult(r, v)
    resultsByTransaction = a
  }
  let resultsByTopicV3AndBelow: Decoded<AddPartitionsToTxnResponseTopicResult>[] = []
  if (v <= 3) {
    const n = v >= 3 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<AddPartitionsToTxnResponseTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAddPartitionsToTxnResponseTopicResult(r, v)
    resultsByTopicV3AndBelow = a
  }
  const unknownTags = v >= 3 ? r.unknownTags() : undefined
  const m: Decoded<AddPartitionsToTxnResponse> = { throttleTimeMs, errorCode, resultsByTransaction, resultsByTopicV3AndBelow }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestAddPartitionsToTxnRequest(m: AddPartitionsToTxnRequest): number {
  let highest = 5
  if (typeof m !== 'object' || m === null) return highest
  if (m.v3AndBelowTransactionalId !== undefined && m.v3AndBelowTransactionalId !== '' && highest > 3) highest = 3
  if (m.v3AndBelowProducerId !== undefined && m.v3AndBelowProducerId !== 0n && highest > 3) highest = 3
  if (m.v3AndBelowProducerEpoch !== undefined && m.v3AndBelowProducerEpoch !== 0 && highest > 3) highest = 3
  if (m.v3AndBelowTopics !== undefined && m.v3AndBelowTopics?.length !== 0 && highest > 3) highest = 3
  return highest
}
