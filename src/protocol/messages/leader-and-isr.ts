// @generated from schemas/LeaderAndIsrRequest.json and
// LeaderAndIsrResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of LeaderAndIsr. */
export interface LeaderAndIsrResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
  /** Type: []LeaderAndIsrPartitionError, v0-4. */
  partitionErrors?: readonly LeaderAndIsrResponsePartitionError[] | undefined
  /** Type: []LeaderAndIsrTopicError, v5+. */
  topics?: readonly LeaderAndIsrResponseTopicError[] | undefined
}

/** One element of `topics` in `LeaderAndIsrResponse`. */
export interface LeaderAndIsrResponseTopicError extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** Type: []LeaderAndIsrPartitionError. */
  partitionErrors: readonly LeaderAndIsrResponsePartitionError[]
}

/**
 * One element of `partitionErrors` in `LeaderAndIsrResponseTopicError`; One element of
 * `partitionErrors` in `LeaderAndIsrResponse`.
 */
export interface LeaderAndIsrResponsePartitionError extends UnknownTags {
  /** Type: string, v0-4. */
  topicName?: string | undefined
  /** Type: int32. */
  partitionIndex: number
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/** The request of LeaderAndIsr. */
export interface LeaderAndIsrRequest extends UnknownTags {
  /** Type: int32. */
  controllerId: number
  /** Type: bool, v7+, default false. */
  isKRaftController?: boolean | undefined
  /** Type: int32. */
  controllerEpoch: number
  /** Type: int64, v2+, default -1. */
  brokerEpoch?: bigint | undefined
  /** Type: int8, v5+. */
  type?: number | undefined
  /** Type: []LeaderAndIsrPartitionState, v0-1. */
  ungroupedPartitionStates?: readonly LeaderAndIsrRequestPartitionState[] | undefined
  /** Type: []LeaderAndIsrTopicState, v2+. */
  topicStates?: readonly LeaderAndIsrRequestTopicState[] | undefined
  /** Type: []LeaderAndIsrLiveLeader. */
  liveLeaders: readonly LeaderAndIsrRequestLiveLeader[]
}

/** One element of `liveLeaders` in `LeaderAndIsrRequest`. */
export interface LeaderAndIsrRequestLiveLeader extends UnknownTags {
  /** Type: int32. */
  brokerId: number
  /** Type: string. */
  hostName: string
  /** Type: int32. */
  port: number
}

/** One element of `topicStates` in `LeaderAndIsrRequest`. */
export interface LeaderAndIsrRequestTopicState extends UnknownTags {
  /** Type: string. */
  topicName: string
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v5+.
   */
  topicId?: string | undefined
  /** Type: []LeaderAndIsrPartitionState. */
  partitionStates: readonly LeaderAndIsrRequestPartitionState[]
}

/**
 * One element of `partitionStates` in `LeaderAndIsrRequestTopicState`; One element of
 * `ungroupedPartitionStates` in `LeaderAndIsrRequest`.
 */
export interface LeaderAndIsrRequestPartitionState extends UnknownTags {
  /** Type: string, v0-1. */
  topicName?: string | undefined
  /** Type: int32. */
  partitionIndex: number
  /** Type: int32. */
  controllerEpoch: number
  /** Type: int32. */
  leader: number
  /** Type: int32. */
  leaderEpoch: number
  /** Type: []int32. */
  isr: readonly number[]
  /** Type: int32. */
  partitionEpoch: number
  /** Type: []int32. */
  replicas: readonly number[]
  /** Type: []int32, v3+. */
  addingReplicas?: readonly number[] | undefined
  /** Type: []int32, v3+. */
  removingReplicas?: readonly number[] | undefined
  /** Type: bool, v1+, default false. */
  isNew?: boolean | undefined
  /** Type: int8, v6+, default 0. */
  leaderRecoveryState?: number | undefined
}

/**
 * LeaderAndIsr: key 4, versions 0-7.
 *
 * Tells a broker which partitions it leads and follows, up to Kafka 3.9 with ZooKeeper. Only
 * controllers send it.
 */
export const LeaderAndIsr: Api<LeaderAndIsrRequest, LeaderAndIsrResponse> = {
  name: 'LeaderAndIsr', key: 4, minVersion: 0, maxVersion: 7, flexibleFrom: 4,
  highestVersionFor: highestLeaderAndIsrRequest,
  encodeRequest: encodeLeaderAndIsrRequest,
  decodeRequest: decodeLeaderAndIsrRequest,
  encodeResponse: encodeLeaderAndIsrResponse,
  decodeResponse: decodeLeaderAndIsrResponse
}

function encodeLeaderAndIsrRequestPartitionState(w: Writer, m: LeaderAndIsrRequestPartitionState, v: number): void {
  checkStruct(m)
  if (v <= 1) w.string(m.topicName === undefined ? '' : m.topicName, 'topicName')
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int32(m.controllerEpoch, 'controllerEpoch')
  w.int32(m.leader, 'leader')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  {
    const a = w.array(m.isr, 'isr', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'isr', i)
    }
  }
  w.int32(m.partitionEpoch, 'partitionEpoch')
  {
    const a = w.array(m.replicas, 'replicas', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'replicas', i)
    }
  }
  if (v >= 3) {
    const a = w.array(m.addingReplicas === undefined ? [] : m.addingReplicas, 'addingReplicas', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'addingReplicas', i)
    }
  }
  if (v >= 3) {
    const a = w.array(m.removingReplicas === undefined ? [] : m.removingReplicas, 'removingReplicas', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'removingReplicas', i)
    }
  }
  if (v >= 1) w.bool(m.isNew === undefined ? false : m.isNew, 'isNew')
  if (v >= 6) w.int8(m.leaderRecoveryState === undefined ? 0 : m.leaderRecoveryState, 'leaderRecoveryState')
  else if (m.leaderRecoveryState !== undefined && m.leaderRecoveryState !== 0) throw absent('leaderRecoveryState', v, '6+')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaderAndIsrRequestPartitionState(r: Reader, v: number): Decoded<LeaderAndIsrRequestPartitionState> {
  const topicName: string = v <= 1 ? r.string() : ''
  const partitionIndex: number = r.int32()
  const controllerEpoch: number = r.int32()
  const leader: number = r.int32()
  const leaderEpoch: number = r.int32()
  let isr: number[]
  {
    const n = v >= 4 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    isr = a
  }
  const partitionEpoch: number = r.int32()
  let replicas: number[]
  {
    const n = v >= 4 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    replicas = a
  }
  let addingReplicas: number[] = []
  if (v >= 3) {
    const n = v >= 4 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    addingReplicas = a
  }
  let removingReplicas: number[] = []
  if (v >= 3) {
    const n = v >= 4 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    removingReplicas = a
  }
  const isNew: boolean = v >= 1 ? r.bool() : false
  const leaderRecoveryState: number = v >= 6 ? r.int8() : 0
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaderAndIsrRequestPartitionState> = { topicName, partitionIndex, controllerEpoch, leader, leaderEpoch, isr, partitionEpoch, replicas, addingReplicas, removingReplicas, isNew, leaderRecoveryState }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaderAndIsrRequestTopicState(w: Writer, m: LeaderAndIsrRequestTopicState, v: number): void {
  checkStruct(m)
  if (v >= 4) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  if (v >= 5) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitionStates, 'partitionStates', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderAndIsrRequestPartitionState(w, a[i] as LeaderAndIsrRequestPartitionState, v)
    } catch (error) {
      throw within(error, 'partitionStates', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaderAndIsrRequestTopicState(r: Reader, v: number): Decoded<LeaderAndIsrRequestTopicState> {
  const topicName: string = v >= 4 ? r.compactString() : r.string()
  const topicId: string = v >= 5 ? r.uuid() : ZERO_UUID
  let partitionStates: Decoded<LeaderAndIsrRequestPartitionState>[]
  {
    const n = v >= 4 ? r.compactArrayLength(26) : r.arrayLength(29)
    const a = newArray<Decoded<LeaderAndIsrRequestPartitionState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderAndIsrRequestPartitionState(r, v)
    partitionStates = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaderAndIsrRequestTopicState> = { topicName, topicId, partitionStates }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaderAndIsrRequestLiveLeader(w: Writer, m: LeaderAndIsrRequestLiveLeader, v: number): void {
  checkStruct(m)
  w.int32(m.brokerId, 'brokerId')
  if (v >= 4) w.compactString(m.hostName, 'hostName')
  else w.string(m.hostName, 'hostName')
  w.int32(m.port, 'port')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaderAndIsrRequestLiveLeader(r: Reader, v: number): Decoded<LeaderAndIsrRequestLiveLeader> {
  const brokerId: number = r.int32()
  const hostName: string = v >= 4 ? r.compactString() : r.string()
  const port: number = r.int32()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaderAndIsrRequestLiveLeader> = { brokerId, hostName, port }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaderAndIsrRequest(w: Writer, m: LeaderAndIsrRequest, v: number): void {
  checkStruct(m)
  w.int32(m.controllerId, 'controllerId')
  if (v >= 7) w.bool(m.isKRaftController === undefined ? false : m.isKRaftController, 'isKRaftController')
  else if (m.isKRaftController !== undefined && m.isKRaftController !== false) throw absent('isKRaftController', v, '7+')
  w.int32(m.controllerEpoch, 'controllerEpoch')
  if (v >= 2) w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  if (v >= 5) w.int8(m.type === undefined ? 0 : m.type, 'type')
  else if (m.type !== undefined && m.type !== 0) throw absent('type', v, '5+')
  if (v <= 1) {
    const a = w.array(m.ungroupedPartitionStates === undefined ? [] : m.ungroupedPartitionStates, 'ungroupedPartitionStates', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderAndIsrRequestPartitionState(w, a[i] as LeaderAndIsrRequestPartitionState, v)
    } catch (error) {
      throw within(error, 'ungroupedPartitionStates', i)
    }
  } else if (m.ungroupedPartitionStates !== undefined && m.ungroupedPartitionStates?.length !== 0) throw absent('ungroupedPartitionStates', v, '0-1')
  if (v >= 2) {
    const a = w.array(m.topicStates === undefined ? [] : m.topicStates, 'topicStates', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderAndIsrRequestTopicState(w, a[i] as LeaderAndIsrRequestTopicState, v)
    } catch (error) {
      throw within(error, 'topicStates', i)
    }
  } else if (m.topicStates !== undefined && m.topicStates?.length !== 0) throw absent('topicStates', v, '2+')
  {
    const a = w.array(m.liveLeaders, 'liveLeaders', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderAndIsrRequestLiveLeader(w, a[i] as LeaderAndIsrRequestLiveLeader, v)
    } catch (error) {
      throw within(error, 'liveLeaders', i)
    }
  }
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaderAndIsrRequest(r: Reader, v: number): Decoded<LeaderAndIsrRequest> {
  const controllerId: number = r.int32()
  const isKRaftController: boolean = v >= 7 ? r.bool() : false
  const controllerEpoch: number = r.int32()
  const brokerEpoch: bigint = v >= 2 ? r.int64() : -1n
  const type: number = v >= 5 ? r.int8() : 0
  let ungroupedPartitionStates: Decoded<LeaderAndIsrRequestPartitionState>[] = []
  if (v <= 1) {
    const n = r.arrayLength(30)
    const a = newArray<Decoded<LeaderAndIsrRequestPartitionState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderAndIsrRequestPartitionState(r, v)
    ungroupedPartitionStates = a
  }
  let topicStates: Decoded<LeaderAndIsrRequestTopicState>[] = []
  if (v >= 2) {
    const n = v >= 4 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<LeaderAndIsrRequestTopicState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderAndIsrRequestTopicState(r, v)
    topicStates = a
  }
  let liveLeaders: Decoded<LeaderAndIsrRequestLiveLeader>[]
  {
    const n = v >= 4 ? r.compactArrayLength(10) : r.arrayLength(10)
    const a = newArray<Decoded<LeaderAndIsrRequestLiveLeader>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderAndIsrRequestLiveLeader(r, v)
    liveLeaders = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaderAndIsrRequest> = { controllerId, isKRaftController, controllerEpoch, brokerEpoch, type, ungroupedPartitionStates, topicStates, liveLeaders }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaderAndIsrResponsePartitionError(w: Writer, m: LeaderAndIsrResponsePartitionError, v: number): void {
  checkStruct(m)
  if (v <= 4) {
    if (v >= 4) w.compactString(m.topicName === undefined ? '' : m.topicName, 'topicName')
    else w.string(m.topicName === undefined ? '' : m.topicName, 'topicName')
  }
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaderAndIsrResponsePartitionError(r: Reader, v: number): Decoded<LeaderAndIsrResponsePartitionError> {
  const topicName: string = v <= 4 ? (v >= 4 ? r.compactString() : r.string()) : ''
  const partitionIndex: number = r.int32()
  const errorCode: number = r.int16()
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaderAndIsrResponsePartitionError> = { topicName, partitionIndex, errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaderAndIsrResponseTopicError(w: Writer, m: LeaderAndIsrResponseTopicError, v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  {
    const a = w.array(m.partitionErrors, 'partitionErrors', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderAndIsrResponsePartitionError(w, a[i] as LeaderAndIsrResponsePartitionError, v)
    } catch (error) {
      throw within(error, 'partitionErrors', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeLeaderAndIsrResponseTopicError(r: Reader, v: number): Decoded<LeaderAndIsrResponseTopicError> {
  const topicId: string = r.uuid()
  let partitionErrors: Decoded<LeaderAndIsrResponsePartitionError>[]
  {
    const n = r.compactArrayLength(7)
    const a = newArray<Decoded<LeaderAndIsrResponsePartitionError>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderAndIsrResponsePartitionError(r, v)
    partitionErrors = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<LeaderAndIsrResponseTopicError> = { topicId, partitionErrors }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeLeaderAndIsrResponse(w: Writer, m: LeaderAndIsrResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v <= 4) {
    const a = w.array(m.partitionErrors === undefined ? [] : m.partitionErrors, 'partitionErrors', v >= 4)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderAndIsrResponsePartitionError(w, a[i] as LeaderAndIsrResponsePartitionError, v)
    } catch (error) {
      throw within(error, 'partitionErrors', i)
    }
  } else if (m.partitionErrors !== undefined && m.partitionErrors?.length !== 0) throw absent('partitionErrors', v, '0-4')
  if (v >= 5) {
    const a = w.array(m.topics === undefined ? [] : m.topics, 'topics', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeLeaderAndIsrResponseTopicError(w, a[i] as LeaderAndIsrResponseTopicError, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  } else if (m.topics !== undefined && m.topics?.length !== 0) throw absent('topics', v, '5+')
  if (v >= 4) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '4+')
}

function decodeLeaderAndIsrResponse(r: Reader, v: number): Decoded<LeaderAndIsrResponse> {
  const errorCode: number = r.int16()
  let partitionErrors: Decoded<LeaderAndIsrResponsePartitionError>[] = []
  if (v <= 4) {
    const n = v >= 4 ? r.compactArrayLength(8) : r.arrayLength(8)
    const a = newArray<Decoded<LeaderAndIsrResponsePartitionError>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderAndIsrResponsePartitionError(r, v)
    partitionErrors = a
  }
  let topics: Decoded<LeaderAndIsrResponseTopicError>[] = []
  if (v >= 5) {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<LeaderAndIsrResponseTopicError>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeLeaderAndIsrResponseTopicError(r, v)
    topics = a
  }
  const unknownTags = v >= 4 ? r.unknownTags() : undefined
  const m: Decoded<LeaderAndIsrResponse> = { errorCode, partitionErrors, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestLeaderAndIsrRequest(m: LeaderAndIsrRequest): number {
  let highest = 7
  if (typeof m !== 'object' || m === null) return highest
  if (m.ungroupedPartitionStates !== undefined && m.ungroupedPartitionStates?.length !== 0 && highest > 1) highest = 1
  for (const e0 of elements(m.topicStates)) {
    for (const e1 of elements(e0.partitionStates)) {
      if (e1.topicName !== undefined && e1.topicName !== '' && highest > 1) highest = 1
    }
  }
  return highest
}
