// @generated from schemas/UpdateMetadataRequest.json and
// UpdateMetadataResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, checkTags, elements } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of UpdateMetadata. */
export interface UpdateMetadataResponse extends UnknownTags {
  /**
   * Whether this part of the request succeeded: 0 is `errorCodes.NONE`, and every other value is
   * one of `errorCodes`. `throwIfError` turns a failed answer into an error.
   *
   * Type: int16.
   */
  errorCode: number
}

/** The request of UpdateMetadata. */
export interface UpdateMetadataRequest extends UnknownTags {
  /** Type: int32. */
  controllerId: number
  /** Type: bool, v8+, default false. */
  isKRaftController?: boolean | undefined
  /** Type: int8, v8+, tag 0, default 0. */
  type?: number | undefined
  /** Type: int32. */
  controllerEpoch: number
  /** Type: int64, v5+, default -1. */
  brokerEpoch?: bigint | undefined
  /** Type: []UpdateMetadataPartitionState, v0-4. */
  ungroupedPartitionStates?: readonly UpdateMetadataRequestPartitionState[] | undefined
  /** Type: []UpdateMetadataTopicState, v5+. */
  topicStates?: readonly UpdateMetadataRequestTopicState[] | undefined
  /** Type: []UpdateMetadataBroker. */
  liveBrokers: readonly UpdateMetadataRequestBroker[]
}

/** One element of `liveBrokers` in `UpdateMetadataRequest`. */
export interface UpdateMetadataRequestBroker extends UnknownTags {
  /** Type: int32. */
  id: number
  /** Type: string, v0. */
  v0Host?: string | undefined
  /** Type: int32, v0. */
  v0Port?: number | undefined
  /** Type: []UpdateMetadataEndpoint, v1+. */
  endpoints?: readonly UpdateMetadataRequestEndpoint[] | undefined
  /** Type: string, v2+, nullable. */
  rack?: string | null | undefined
}

/** One element of `endpoints` in `UpdateMetadataRequestBroker`. */
export interface UpdateMetadataRequestEndpoint extends UnknownTags {
  /** Type: int32. */
  port: number
  /** Type: string. */
  host: string
  /** Type: string, v3+. */
  listener?: string | undefined
  /** Type: int16. */
  securityProtocol: number
}

/** One element of `topicStates` in `UpdateMetadataRequest`. */
export interface UpdateMetadataRequestTopicState extends UnknownTags {
  /** Type: string. */
  topicName: string
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v7+.
   */
  topicId?: string | undefined
  /** Type: []UpdateMetadataPartitionState. */
  partitionStates: readonly UpdateMetadataRequestPartitionState[]
}

/**
 * One element of `partitionStates` in `UpdateMetadataRequestTopicState`; One element of
 * `ungroupedPartitionStates` in `UpdateMetadataRequest`.
 */
export interface UpdateMetadataRequestPartitionState extends UnknownTags {
  /** Type: string, v0-4. */
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
  zkVersion: number
  /** Type: []int32. */
  replicas: readonly number[]
  /** Type: []int32, v4+. */
  offlineReplicas?: readonly number[] | undefined
}

/**
 * UpdateMetadata: key 6, versions 0-8.
 *
 * Tells a broker about the cluster, up to Kafka 3.9 with ZooKeeper. Only controllers send it.
 */
export const UpdateMetadata: Api<UpdateMetadataRequest, UpdateMetadataResponse> = {
  name: 'UpdateMetadata', key: 6, minVersion: 0, maxVersion: 8, flexibleFrom: 6,
  highestVersionFor: highestUpdateMetadataRequest,
  encodeRequest: encodeUpdateMetadataRequest,
  decodeRequest: decodeUpdateMetadataRequest,
  encodeResponse: encodeUpdateMetadataResponse,
  decodeResponse: decodeUpdateMetadataResponse
}

function encodeUpdateMetadataRequestPartitionState(w: Writer, m: UpdateMetadataRequestPartitionState, v: number): void {
  checkStruct(m)
  if (v <= 4) w.string(m.topicName === undefined ? '' : m.topicName, 'topicName')
  w.int32(m.partitionIndex, 'partitionIndex')
  w.int32(m.controllerEpoch, 'controllerEpoch')
  w.int32(m.leader, 'leader')
  w.int32(m.leaderEpoch, 'leaderEpoch')
  {
    const a = w.array(m.isr, 'isr', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'isr', i)
    }
  }
  w.int32(m.zkVersion, 'zkVersion')
  {
    const a = w.array(m.replicas, 'replicas', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'replicas', i)
    }
  }
  if (v >= 4) {
    const a = w.array(m.offlineReplicas === undefined ? [] : m.offlineReplicas, 'offlineReplicas', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'offlineReplicas', i)
    }
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeUpdateMetadataRequestPartitionState(r: Reader, v: number): Decoded<UpdateMetadataRequestPartitionState> {
  const topicName: string = v <= 4 ? r.string() : ''
  const partitionIndex: number = r.int32()
  const controllerEpoch: number = r.int32()
  const leader: number = r.int32()
  const leaderEpoch: number = r.int32()
  let isr: number[]
  {
    const n = v >= 6 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    isr = a
  }
  const zkVersion: number = r.int32()
  let replicas: number[]
  {
    const n = v >= 6 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    replicas = a
  }
  let offlineReplicas: number[] = []
  if (v >= 4) {
    const n = v >= 6 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    offlineReplicas = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<UpdateMetadataRequestPartitionState> = { topicName, partitionIndex, controllerEpoch, leader, leaderEpoch, isr, zkVersion, replicas, offlineReplicas }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateMetadataRequestTopicState(w: Writer, m: UpdateMetadataRequestTopicState, v: number): void {
  checkStruct(m)
  if (v >= 6) w.compactString(m.topicName, 'topicName')
  else w.string(m.topicName, 'topicName')
  if (v >= 7) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  {
    const a = w.array(m.partitionStates, 'partitionStates', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeUpdateMetadataRequestPartitionState(w, a[i] as UpdateMetadataRequestPartitionState, v)
    } catch (error) {
      throw within(error, 'partitionStates', i)
    }
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeUpdateMetadataRequestTopicState(r: Reader, v: number): Decoded<UpdateMetadataRequestTopicState> {
  const topicName: string = v >= 6 ? r.compactString() : r.string()
  const topicId: string = v >= 7 ? r.uuid() : ZERO_UUID
  let partitionStates: Decoded<UpdateMetadataRequestPartitionState>[]
  {
    const n = v >= 6 ? r.compactArrayLength(24) : r.arrayLength(32)
    const a = newArray<Decoded<UpdateMetadataRequestPartitionState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeUpdateMetadataRequestPartitionState(r, v)
    partitionStates = a
  }
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<UpdateMetadataRequestTopicState> = { topicName, topicId, partitionStates }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateMetadataRequestEndpoint(w: Writer, m: UpdateMetadataRequestEndpoint, v: number): void {
  checkStruct(m)
  w.int32(m.port, 'port')
  if (v >= 6) w.compactString(m.host, 'host')
  else w.string(m.host, 'host')
  if (v >= 3) {
    if (v >= 6) w.compactString(m.listener === undefined ? '' : m.listener, 'listener')
    else w.string(m.listener === undefined ? '' : m.listener, 'listener')
  }
  w.int16(m.securityProtocol, 'securityProtocol')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeUpdateMetadataRequestEndpoint(r: Reader, v: number): Decoded<UpdateMetadataRequestEndpoint> {
  const port: number = r.int32()
  const host: string = v >= 6 ? r.compactString() : r.string()
  const listener: string = v >= 3 ? (v >= 6 ? r.compactString() : r.string()) : ''
  const securityProtocol: number = r.int16()
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<UpdateMetadataRequestEndpoint> = { port, host, listener, securityProtocol }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateMetadataRequestBroker(w: Writer, m: UpdateMetadataRequestBroker, v: number): void {
  checkStruct(m)
  w.int32(m.id, 'id')
  if (v <= 0) w.string(m.v0Host === undefined ? '' : m.v0Host, 'v0Host')
  if (v <= 0) w.int32(m.v0Port === undefined ? 0 : m.v0Port, 'v0Port')
  if (v >= 1) {
    const a = w.array(m.endpoints === undefined ? [] : m.endpoints, 'endpoints', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeUpdateMetadataRequestEndpoint(w, a[i] as UpdateMetadataRequestEndpoint, v)
    } catch (error) {
      throw within(error, 'endpoints', i)
    }
  }
  if (v >= 2) {
    if (v >= 6) w.compactNullableString(m.rack === undefined ? '' : m.rack, 'rack')
    else w.nullableString(m.rack === undefined ? '' : m.rack, 'rack')
  }
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeUpdateMetadataRequestBroker(r: Reader, v: number): Decoded<UpdateMetadataRequestBroker> {
  const id: number = r.int32()
  const v0Host: string = v <= 0 ? r.string() : ''
  const v0Port: number = v <= 0 ? r.int32() : 0
  let endpoints: Decoded<UpdateMetadataRequestEndpoint>[] = []
  if (v >= 1) {
    const n = v >= 6 ? r.compactArrayLength(9) : r.arrayLength(8)
    const a = newArray<Decoded<UpdateMetadataRequestEndpoint>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeUpdateMetadataRequestEndpoint(r, v)
    endpoints = a
  }
  const rack: string | null = v >= 2 ? (v >= 6 ? r.compactNullableString() : r.nullableString()) : ''
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<UpdateMetadataRequestBroker> = { id, v0Host, v0Port, endpoints, rack }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateMetadataRequest(w: Writer, m: UpdateMetadataRequest, v: number): void {
  checkStruct(m)
  w.int32(m.controllerId, 'controllerId')
  if (v >= 8) w.bool(m.isKRaftController === undefined ? false : m.isKRaftController, 'isKRaftController')
  else if (m.isKRaftController !== undefined && m.isKRaftController !== false) throw absent('isKRaftController', v, '8+')
  if (v <= 7) {
    if (m.type !== undefined && m.type !== 0) throw absent('type', v, '8+')
  }
  w.int32(m.controllerEpoch, 'controllerEpoch')
  if (v >= 5) w.int64(m.brokerEpoch === undefined ? -1n : m.brokerEpoch, 'brokerEpoch')
  if (v <= 4) {
    const a = w.array(m.ungroupedPartitionStates === undefined ? [] : m.ungroupedPartitionStates, 'ungroupedPartitionStates', false)
    let i = 0
    try {
      for (; i < a.length; i++) encodeUpdateMetadataRequestPartitionState(w, a[i] as UpdateMetadataRequestPartitionState, v)
    } catch (error) {
      throw within(error, 'ungroupedPartitionStates', i)
    }
  } else if (m.ungroupedPartitionStates !== undefined && m.ungroupedPartitionStates?.length !== 0) throw absent('ungroupedPartitionStates', v, '0-4')
  if (v >= 5) {
    const a = w.array(m.topicStates === undefined ? [] : m.topicStates, 'topicStates', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeUpdateMetadataRequestTopicState(w, a[i] as UpdateMetadataRequestTopicState, v)
    } catch (error) {
      throw within(error, 'topicStates', i)
    }
  } else if (m.topicStates !== undefined && m.topicStates?.length !== 0) throw absent('topicStates', v, '5+')
  {
    const a = w.array(m.liveBrokers, 'liveBrokers', v >= 6)
    let i = 0
    try {
      for (; i < a.length; i++) encodeUpdateMetadataRequestBroker(w, a[i] as UpdateMetadataRequestBroker, v)
    } catch (error) {
      throw within(error, 'liveBrokers', i)
    }
  }
  if (v >= 6) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [v >= 8 ? 0 : -1])
    const type = m.type
    const has_type = v >= 8 && type !== undefined && type !== 0
    if (has_type) tags++
    w.unsignedVarint(tags)
    if (has_type) {
      const t = w.beginTag()
      t.int8(type, 'type')
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '6+')
}

function decodeUpdateMetadataRequest(r: Reader, v: number): Decoded<UpdateMetadataRequest> {
  const controllerId: number = r.int32()
  const isKRaftController: boolean = v >= 8 ? r.bool() : false
  let type: number = 0
  const controllerEpoch: number = r.int32()
  const brokerEpoch: bigint = v >= 5 ? r.int64() : -1n
  let ungroupedPartitionStates: Decoded<UpdateMetadataRequestPartitionState>[] = []
  if (v <= 4) {
    const n = r.arrayLength(30)
    const a = newArray<Decoded<UpdateMetadataRequestPartitionState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeUpdateMetadataRequestPartitionState(r, v)
    ungroupedPartitionStates = a
  }
  let topicStates: Decoded<UpdateMetadataRequestTopicState>[] = []
  if (v >= 5) {
    const n = v >= 6 ? r.compactArrayLength(3) : r.arrayLength(6)
    const a = newArray<Decoded<UpdateMetadataRequestTopicState>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeUpdateMetadataRequestTopicState(r, v)
    topicStates = a
  }
  let liveBrokers: Decoded<UpdateMetadataRequestBroker>[]
  {
    const n = v >= 6 ? r.compactArrayLength(7) : r.arrayLength(8)
    const a = newArray<Decoded<UpdateMetadataRequestBroker>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeUpdateMetadataRequestBroker(r, v)
    liveBrokers = a
  }
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 6) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0 && v >= 8) {
        const beyond = r.enterTag()
        type = r.int8()
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<UpdateMetadataRequest> = { controllerId, isKRaftController, type, controllerEpoch, brokerEpoch, ungroupedPartitionStates, topicStates, liveBrokers }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeUpdateMetadataResponse(w: Writer, m: UpdateMetadataResponse, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  if (v >= 6) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '6+')
}

function decodeUpdateMetadataResponse(r: Reader, v: number): Decoded<UpdateMetadataResponse> {
  const errorCode: number = r.int16()
  const unknownTags = v >= 6 ? r.unknownTags() : undefined
  const m: Decoded<UpdateMetadataResponse> = { errorCode }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function highestUpdateMetadataRequest(m: UpdateMetadataRequest): number {
  let highest = 8
  if (typeof m !== 'object' || m === null) return highest
  if (m.ungroupedPartitionStates !== undefined && m.ungroupedPartitionStates?.length !== 0 && highest > 4) highest = 4
  for (const e0 of elements(m.topicStates)) {
    for (const e1 of elements(e0.partitionStates)) {
      if (e1.topicName !== undefined && e1.topicName !== '' && highest > 4) highest = 4
    }
  }
  for (const e0 of elements(m.liveBrokers)) {
    if (e0.v0Host !== undefined && e0.v0Host !== '' && highest > 0) highest = 0
  }
  for (const e0 of elements(m.liveBrokers)) {
    if (e0.v0Port !== undefined && e0.v0Port !== 0 && highest > 0) highest = 0
  }
  return highest
}
