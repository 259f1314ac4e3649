// @generated from schemas/AlterPartitionRequest.json and
// AlterPartitionResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of AlterPartition. */
export interface AlterPartitionResponse extends UnknownTags {
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
   * Type: int16.
   */
  errorCode: number
  /** Type: []TopicData. */
  topics: readonly AlterPartitionResponseTopicData[]
}

/** One element of `topics` in `AlterPartitionResponse`. */
export interface AlterPartitionResponseTopicData extends UnknownTags {
  /** Type: string, v0-1. */
  topicName?: string | undefined
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v2+.
   */
  topicId?: string | undefined
  /** Type: []PartitionData. */
  partitions: readonly AlterPartitionResponsePartitionData[]
}

/** One element of `partitions` in `AlterPartitionResponseTopicData`. */
export interface AlterPartitionResponsePartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: int32. */
  leaderId: number
  /** Type: int32. */
  leaderEpoch: number
  /** Type: []int32. */
  isr: readonly number[]
  /** Type: int8, v1+, default 0. */
  leaderRecoveryState?: number | undefined
  /** Type: int32. */
  partitionEpoch: number
}

/** The request of AlterPartition. */
export interface AlterPartitionRequest extends UnknownTags {
  /** Type: int32. */
  brokerId: number
  /** Type: int64, default -1. */
  brokerEpoch?: bigint | undefined
  /** Type: []TopicData. */
  topics: readonly AlterPartitionRequestTopicData[]
}

/** One element of `topics` in `AlterPartitionRequest`. */
export interface AlterPartitionRequestTopicData extends UnknownTags {
  /** Type: string, v0-1. */
  topicName?: string | undefined
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v2+.
   */
  topicId?: string | undefined
  /** Type: []PartitionData. */
  partitions: readonly AlterPartitionRequestPartitionData[]
}

/** One element of `partitions` in `AlterPartitionRequestTopicData`. */
export interface AlterPartitionRequestPartitionData extends UnknownTags {
  /** Type: int32. */
  partitionIndex: number
  /** Type: int32. */
  leaderEpoch: number
  /** Type: []int32, v0-2. */
  newIsr?: readonly number[] | undefined
  /** Type: []BrokerState, v3+. */
  newIsrWithEpochs?: readonly AlterPartitionRequestBrokerState[] | undefined
  /** Type: int8, v1+, default 0. */
  leaderRecoveryState?: number | undefined
  /** Type: int32. */
  partitionEpoch: number
}

/** One element of `newIsrWithEpochs` in `AlterPartitionRequestPartitionData`. */
export interface AlterPartitionRequestBrokerState extends UnknownTags {
  /** Type: int32. */
  brokerId: number
  /** Type: int64, default -1. */
  brokerEpoch?: bigint | undefined
}

/**
 * AlterPartition: key 56, versions 0-3.
 *
 * Changes the in-sync replicas of partitions. Only brokers send it.
 */
export const AlterPartition: Api<AlterPartitionRequest, AlterPartitionResponse> = {
  name: 'AlterPartition', key: 56, minVersion: 0, maxVersion: 3, flexibleFrom: 0,
  highestVersionFor: highestAlterPartitionRequest,
  lowestVersionFor: lowestAlterPartitionRequest,
  encodeRequest: encodeAlterPartitionRequest,
  decodeRequest: decodeAlterPartitionRequest,
  encodeResponse: encodeAlterPartitionResponse,
  decodeResponse: decodeAlterPartitionResponse
}

function encodeAlterPartitionRequestBrokerState(w: Writer, m: AlterPartitionRequestBrokerState, _v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionRequestBrokerState(r: Reader, _v: number): Decoded<AlterPartitionRequestBrokerState> {
  const brokerId: number = r.int32()
  const brokerEpoch: bigint = r.int64()
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionRequestBrokerState> = { brokerId, brokerEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionRequestPartitionData(w: Writer, m: AlterPartitionRequestPartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  if (v <= 2) {
    const a = w.array(m.newIsr === undefined ? [] : m.newIsr, 'newIsr', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'newIsr', i)
    }
  } else if (m.newIsr !== undefined && m.newIsr?.length !== 0) throw absent('newIsr', v, '0-2')
  if (v >= 3) {
    const a = w.array(m.newIsrWithEpochs === undefined ? [] : m.newIsrWithEpochs, 'newIsrWithEpochs', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionRequestBrokerState(w, a[i] as AlterPartitionRequestBrokerState, v)
    } catch (error) {
      throw within(error, 'newIsrWithEpochs', i)
    }
  } else if (m.newIsrWithEpochs !== undefined && m.newIsrWithEpochs?.length !== 0) throw absent('newIsrWithEpochs', v, '3+')
  if (v >= 1) w.int8(m.leaderRecoveryState === undefined ? 0 : m.leaderRecoveryState, 'leaderRecoveryState')
  else if (m.leaderRecoveryState !== undefined && m.leaderRecoveryState !== 0) throw absent('leaderRecoveryState', v, '1+')
  w.int32(m.partitionEpoch, 'partitionEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionRequestPartitionData(r: Reader, v: number): Decoded<AlterPartitionRequestPartitionData> {
  const partitionIndex: number = r.int32()
  const leaderEpoch: number = r.int32()
  let newIsr: number[] = []
  if (v <= 2) {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    newIsr = a
  }
  let newIsrWithEpochs: Decoded<AlterPartitionRequestBrokerState>[] = []
  if (v >= 3) {
    const n = r.compactArrayLength(13)
    const a = newArray<Decoded<AlterPartitionRequestBrokerState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionRequestBrokerState(r, v)
    newIsrWithEpochs = a
  }
  const leaderRecoveryState: number = v >= 1 ? r.int8() : 0
  const partitionEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionRequestPartitionData> = { partitionIndex, leaderEpoch, newIsr, newIsrWithEpochs, leaderRecoveryState, partitionEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionRequestTopicData(w: Writer, m: AlterPartitionRequestTopicData, v: number): void {
  checkStruct(m)
  if (v <= 1) w.compactString(m.topicName === undefined ? '' : m.topicName, 'topicName')
  if (v >= 2) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionRequestPartitionData(w, a[i] as AlterPartitionRequestPartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionRequestTopicData(r: Reader, v: number): Decoded<AlterPartitionRequestTopicData> {
  const topicName: string = v <= 1 ? r.compactString() : ''
  const topicId: string = v >= 2 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<AlterPartitionRequestPartitionData>[]
  {
    const n = r.compactArrayLength(14)
    const a = newArray<Decoded<AlterPartitionRequestPartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionRequestPartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionRequestTopicData> = { topicName, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionRequest(w: Writer, m: AlterPartitionRequest, v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionRequestTopicData(w, a[i] as AlterPartitionRequestTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionRequest(r: Reader, v: number): Decoded<AlterPartitionRequest> {
  const brokerId: number = r.int32()
  const brokerEpoch: bigint = r.int64()
  let topics: Decoded<AlterPartitionRequestTopicData>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AlterPartitionRequestTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionRequestTopicData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionRequest> = { brokerId, brokerEpoch, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionResponsePartitionData(w: Writer, m: AlterPartitionResponsePartitionData, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  w.int32(m.leaderId, 'leaderId')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  {
    const a = w.array(m.isr, 'isr', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'isr', i)
    }
  }
  if (v >= 1) w.int8(m.leaderRecoveryState === undefined ? 0 : m.leaderRecoveryState, 'leaderRecoveryState')
  w.int32(m.partitionEpoch, 'partitionEpoch')
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionResponsePartitionData(r: Reader, v: number): Decoded<AlterPartitionResponsePartitionData> {
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const leaderId: number = r.int32()
  const leaderEpoch: number = r.int32()
  let isr: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    isr = a
  }
  const leaderRecoveryState: number = v >= 1 ? r.int8() : 0
  const partitionEpoch: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionResponsePartitionData> = { partitionIndex, errorCode, leaderId, leaderEpoch, isr, leaderRecoveryState, partitionEpoch }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionResponseTopicData(w: Writer, m: AlterPartitionResponseTopicData, v: number): void {
  checkStruct(m)
  if (v <= 1) w.compactString(m.topicName === undefined ? '' : m.topicName, 'topicName')
  if (v >= 2) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitions, 'partitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionResponsePartitionData(w, a[i] as AlterPartitionResponsePartitionData, v)
    } catch (error) {
      throw within(error, 'partitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionResponseTopicData(r: Reader, v: number): Decoded<AlterPartitionResponseTopicData> {
  const topicName: string = v <= 1 ? r.compactString() : ''
  const topicId: string = v >= 2 ? r.uuid() : ZERO_UUID
  let partitions: Decoded<AlterPartitionResponsePartitionData>[]
  {
    const n = r.compactArrayLength(20)
    const a = newArray<Decoded<AlterPartitionResponsePartitionData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionResponsePartitionData(r, v)
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionResponseTopicData> = { topicName, topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeAlterPartitionResponse(w: Writer, m: AlterPartitionResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  {
    const a = w.array(m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeAlterPartitionResponseTopicData(w, a[i] as AlterPartitionResponseTopicData, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeAlterPartitionResponse(r: Reader, v: number): Decoded<AlterPartitionResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  let topics: Decoded<AlterPartitionResponseTopicData>[]
  {
    const n = r.compactArrayLength(3)
    const a = newArray<Decoded<AlterPartitionResponseTopicData>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeAlterPartitionResponseTopicData(r, v)
    topics = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<AlterPartitionResponse> = { throttleTimeMs, errorCode, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestAlterPartitionRequest(m: AlterPartitionRequest): number {
  let highest = 3
  if (typeof m !== 'object' || m === null) return highest
  for (const e0 of elements(m.topics)) {
    if (e0.topicName !== undefined && e0.topicName !== '' && highest > 1) highest = 1
  }
  for (const e0 of elements(m.topics)) {
    for (const e1 of elements(e0.partitions)) {
      if (e1.newIsr !== undefined && e1.newIsr?.length !== 0 && highest > 2) highest = 2
    }
  }
  return highest
}

function lowestAlterPartitionRequest(m: AlterPartitionRequest): number {
  let lowest = 0
  if (typeof m !== 'object' || m === null) return lowest
  for (const e0 of elements(m.topics)) {
    if (!(e0.topicName !== undefined && e0.topicName !== '') && e0.topicId !== undefined && e0.topicId !== ZERO_UUID && lowest < 2) lowest = 2
  }
  return lowest
}
