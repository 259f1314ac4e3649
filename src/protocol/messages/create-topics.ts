// @generated from schemas/CreateTopicsRequest.json and
// CreateTopicsResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkNoTags, checkStruct, checkTags } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader, ZERO_UUID } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of CreateTopics. */
export interface CreateTopicsResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, v2+.
   */
  throttleTimeMs?: number | undefined
  /** The result for each topic. Type: []CreatableTopicResult. */
  topics: readonly CreateTopicsResponseCreatableTopicResult[]
}

/** One element of `topics` in `CreateTopicsResponse`. */
export interface CreateTopicsResponseCreatableTopicResult extends UnknownTags {
  /** The name of the topic. Type: string. */
  name: string
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid, v7+.
   */
  topicId?: string | undefined
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
   * Type: string, v1+, nullable.
   */
  errorMessage?: string | null | undefined
  /**
   * Why `configs`, `numPartitions` and `replicationFactor` are missing: 0 (`errorCodes.NONE`) if
   * they are there, TOPIC_AUTHORIZATION_FAILED if the user may not see configs (KIP-525).
   *
   * Type: int16, v5+, tag 0.
   */
  topicConfigErrorCode?: number | undefined
  /**
   * The number of partitions of the new topic (KIP-525); -1 if the user may not see it.
   *
   * Type: int32, v5+, default -1.
   */
  numPartitions?: number | undefined
  /**
   * The number of replicas of each partition (KIP-525); -1 if the user may not see it.
   *
   * Type: int16, v5+, default -1.
   */
  replicationFactor?: number | undefined
  /**
   * The configs of the new topic (KIP-525), or null.
   *
   * Type: []CreatableTopicConfigs, v5+, nullable.
   */
  configs?: readonly CreateTopicsResponseCreatableTopicConfigs[] | null | undefined
}

/** One element of `configs` in `CreateTopicsResponseCreatableTopicResult`. */
export interface CreateTopicsResponseCreatableTopicConfigs extends UnknownTags {
  /** The name of the config, such as `retention.ms`. Type: string. */
  name: string
  /** The value as text; null if it is sensitive. Type: string, nullable. */
  value: string | null
  /** Whether the config cannot be changed while brokers run. Type: bool. */
  readOnly: boolean
  /**
   * Where the value comes from: one of `configSources`, such as `configSources.DEFAULT_CONFIG` (5);
   * -1 if the broker does not say.
   *
   * Type: int8, default -1.
   */
  configSource?: number | undefined
  /** Whether the value is secret, and therefore not shown. Type: bool. */
  isSensitive: boolean
}

/**
 * The request of CreateTopics. Creates topics. The controller answers, or any broker of KRaft,
 * which passes the request on.
 */
export interface CreateTopicsRequest extends UnknownTags {
  /** The topics to create. Type: []CreatableTopic. */
  topics: readonly CreateTopicsRequestCreatableTopic[]
  /**
   * How long, in milliseconds, the broker waits until the work is done. When it is over, the answer
   * is REQUEST_TIMED_OUT, and the work may still be done later.
   *
   * Type: int32, default 60000.
   */
  timeoutMs?: number | undefined
  /** Whether to check only, and change nothing. Type: bool, v1+, default false. */
  validateOnly?: boolean | undefined
}

/** One element of `topics` in `CreateTopicsRequest`. */
export interface CreateTopicsRequestCreatableTopic extends UnknownTags {
  /**
   * The name of the topic: at most 249 characters of a-z, A-Z, 0-9, `.`, `_` and `-`.
   *
   * Type: string.
   */
  name: string
  /**
   * The number of partitions; -1 (`absentValues.NO_NUM_PARTITIONS`) is the broker's
   * `num.partitions` (KIP-464, since version 4), or what `assignments` says.
   *
   * Type: int32, default in this driver -1.
   */
  numPartitions?: number | undefined
  /**
   * The number of replicas of each partition; -1 (`absentValues.NO_REPLICATION_FACTOR`) is the
   * broker's `default.replication.factor` (KIP-464, since version 4), or what `assignments` says.
   *
   * Type: int16, default in this driver -1.
   */
  replicationFactor?: number | undefined
  /**
   * Which brokers get which partition. `[]` leaves it to the controller; otherwise `numPartitions`
   * and `replicationFactor` must be -1.
   *
   * Type: []CreatableReplicaAssignment, default in this driver [].
   */
  assignments?: readonly CreateTopicsRequestCreatableReplicaAssignment[] | undefined
  /**
   * The configs that differ from the broker's defaults, such as `cleanup.policy`.
   *
   * Type: []CreatableTopicConfig, default in this driver [].
   */
  configs?: readonly CreateTopicsRequestCreatableTopicConfig[] | undefined
}

/** One element of `configs` in `CreateTopicsRequestCreatableTopic`. */
export interface CreateTopicsRequestCreatableTopicConfig extends UnknownTags {
  /** The name of the config, such as `retention.ms`. Type: string. */
  name: string
  /**
   * The value as text, such as `86400000`; null is the broker's default.
   *
   * Type: string, nullable.
   */
  value: string | null
}

/** One element of `assignments` in `CreateTopicsRequestCreatableTopic`. */
export interface CreateTopicsRequestCreatableReplicaAssignment extends UnknownTags {
  /**
   * The number of the partition, from 0. All partitions up to the last must be there.
   *
   * Type: int32.
   */
  partitionIndex: number
  /** The node ids of the replicas. The first becomes the preferred leader. Type: []int32. */
  brokerIds: readonly number[]
}

/**
 * CreateTopics: key 19, versions 0-7.
 *
 * Creates topics. The controller answers, or any broker of KRaft, which passes the request on.
 */
export const CreateTopics: Api<CreateTopicsRequest, CreateTopicsResponse> = {
  name: 'CreateTopics', key: 19, minVersion: 0, maxVersion: 7, flexibleFrom: 5,
  encodeRequest: encodeCreateTopicsRequest,
  decodeRequest: decodeCreateTopicsRequest,
  encodeResponse: encodeCreateTopicsResponse,
  decodeResponse: decodeCreateTopicsResponse
}

function encodeCreateTopicsRequestCreatableReplicaAssignment(w: Writer, m: CreateTopicsRequestCreatableReplicaAssignment, v: number): void {
  checkStruct(m)
  w.int32(m.partitionIndex, 'partitionIndex')
  {
    const a = w.array(m.brokerIds, 'brokerIds', v >= 5)
    let i = 0
    try {
      for (; i < a.length; i++) w.int32(a[i] as number, '')
    } catch (error) {
      throw within(error, 'brokerIds', i)
    }
  }
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeCreateTopicsRequestCreatableReplicaAssignment(r: Reader, v: number): Decoded<CreateTopicsRequestCreatableReplicaAssignment> {
  const partitionIndex: number = r.int32()
  let brokerIds: number[]
  {
    const n = v >= 5 ? r.compactArrayLength(4) : r.arrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    brokerIds = a
  }
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<CreateTopicsRequestCreatableReplicaAssignment> = { partitionIndex, brokerIds }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateTopicsRequestCreatableTopicConfig(w: Writer, m: CreateTopicsRequestCreatableTopicConfig, v: number): void {
  checkStruct(m)
  if (v >= 5) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  if (v >= 5) w.compactNullableString(m.value, 'value')
  else w.nullableString(m.value, 'value')
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeCreateTopicsRequestCreatableTopicConfig(r: Reader, v: number): Decoded<CreateTopicsRequestCreatableTopicConfig> {
  const name: string = v >= 5 ? r.compactString() : r.string()
  const value: string | null = v >= 5 ? r.compactNullableString() : r.nullableString()
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<CreateTopicsRequestCreatableTopicConfig> = { name, value }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateTopicsRequestCreatableTopic(w: Writer, m: CreateTopicsRequestCreatableTopic, v: number): void {
  checkStruct(m)
  if (v >= 5) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  w.int32(m.numPartitions === undefined ? -1 : m.numPartitions, 'numPartitions')
  w.int16(m.replicationFactor === undefined ? -1 : m.replicationFactor, 'replicationFactor')
  {
    const a = w.array(m.assignments === undefined ? [] : m.assignments, 'assignments', v >= 5)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreateTopicsRequestCreatableReplicaAssignment(w, a[i] as CreateTopicsRequestCreatableReplicaAssignment, v)
    } catch (error) {
      throw within(error, 'assignments', i)
    }
  }
  {
    const a = w.array(m.configs === undefined ? [] : m.configs, 'configs', v >= 5)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreateTopicsRequestCreatableTopicConfig(w, a[i] as CreateTopicsRequestCreatableTopicConfig, v)
    } catch (error) {
      throw within(error, 'configs', i)
    }
  }
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeCreateTopicsRequestCreatableTopic(r: Reader, v: number): Decoded<CreateTopicsRequestCreatableTopic> {
  const name: string = v >= 5 ? r.compactString() : r.string()
  const numPartitions: number = r.int32()
  const replicationFactor: number = r.int16()
  let assignments: Decoded<CreateTopicsRequestCreatableReplicaAssignment>[]
  {
    const n = v >= 5 ? r.compactArrayLength(6) : r.arrayLength(8)
    const a = newArray<Decoded<CreateTopicsRequestCreatableReplicaAssignment>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreateTopicsRequestCreatableReplicaAssignment(r, v)
    assignments = a
  }
  let configs: Decoded<CreateTopicsRequestCreatableTopicConfig>[]
  {
    const n = v >= 5 ? r.compactArrayLength(3) : r.arrayLength(4)
    const a = newArray<Decoded<CreateTopicsRequestCreatableTopicConfig>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreateTopicsRequestCreatableTopicConfig(r, v)
    configs = a
  }
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<CreateTopicsRequestCreatableTopic> = { name, numPartitions, replicationFactor, assignments, configs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateTopicsRequest(w: Writer, m: CreateTopicsRequest, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topics, 'topics', v >= 5)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreateTopicsRequestCreatableTopic(w, a[i] as CreateTopicsRequestCreatableTopic, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  w.int32(m.timeoutMs === undefined ? 60000 : m.timeoutMs, 'timeoutMs')
  if (v >= 1) w.bool(m.validateOnly === undefined ? false : m.validateOnly, 'validateOnly')
  else if (m.validateOnly !== undefined && m.validateOnly !== false) throw absent('validateOnly', v, '1+')
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeCreateTopicsRequest(r: Reader, v: number): Decoded<CreateTopicsRequest> {
  let topics: Decoded<CreateTopicsRequestCreatableTopic>[]
  {
    const n = v >= 5 ? r.compactArrayLength(10) : r.arrayLength(16)
    const a = newArray<Decoded<CreateTopicsRequestCreatableTopic>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreateTopicsRequestCreatableTopic(r, v)
    topics = a
  }
  const timeoutMs: number = r.int32()
  const validateOnly: boolean = v >= 1 ? r.bool() : false
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<CreateTopicsRequest> = { topics, timeoutMs, validateOnly }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateTopicsResponseCreatableTopicConfigs(w: Writer, m: CreateTopicsResponseCreatableTopicConfigs, _v: number): void {
  checkStruct(m)
  w.compactString(m.name, 'name')
  w.compactNullableString(m.value, 'value')
  w.bool(m.readOnly, 'readOnly')
  w.int8(m.configSource === undefined ? -1 : m.configSource, 'configSource')
  w.bool(m.isSensitive, 'isSensitive')
  w.unknownTags(m.unknownTags)
}

function decodeCreateTopicsResponseCreatableTopicConfigs(r: Reader, _v: number): Decoded<CreateTopicsResponseCreatableTopicConfigs> {
  const name: string = r.compactString()
  const value: string | null = r.compactNullableString()
  const readOnly: boolean = r.bool()
  const configSource: number = r.int8()
  const isSensitive: boolean = r.bool()
  const unknownTags = r.unknownTags()
  const m: Decoded<CreateTopicsResponseCreatableTopicConfigs> = { name, value, readOnly, configSource, isSensitive }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateTopicsResponseCreatableTopicResult(w: Writer, m: CreateTopicsResponseCreatableTopicResult, v: number): void {
  checkStruct(m)
  if (v >= 5) w.compactString(m.name, 'name')
  else w.string(m.name, 'name')
  if (v >= 7) w.uuid(m.topicId === undefined ? ZERO_UUID : m.topicId, 'topicId')
  w.int16(m.errorCode, 'errorCode')
  if (v >= 1) {
    if (v >= 5) w.compactNullableString(m.errorMessage === undefined ? '' : m.errorMessage, 'errorMessage')
    else w.nullableString(m.errorMessage === undefined ? '' : m.errorMessage, 'errorMessage')
  }
  if (v >= 5) w.int32(m.numPartitions === undefined ? -1 : m.numPartitions, 'numPartitions')
  if (v >= 5) w.int16(m.replicationFactor === undefined ? -1 : m.replicationFactor, 'replicationFactor')
  if (v >= 5) {
    const a = w.nullableArray(m.configs === undefined ? [] : m.configs, 'configs', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreateTopicsResponseCreatableTopicConfigs(w, a[i] as CreateTopicsResponseCreatableTopicConfigs, v)
    } catch (error) {
      throw within(error, 'configs', i)
    }
  }
  if (v >= 5) {
    let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [0])
    const topicConfigErrorCode = m.topicConfigErrorCode
    const has_topicConfigErrorCode = topicConfigErrorCode !== undefined && topicConfigErrorCode !== 0
    if (has_topicConfigErrorCode) tags++
    w.unsignedVarint(tags)
    if (has_topicConfigErrorCode) {
      const t = w.beginTag()
      t.int16(topicConfigErrorCode, 'topicConfigErrorCode')
      w.endTag(0, t)
    }
    if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, 0, 0x1_0000_0000)
  } else checkNoTags(m.unknownTags, v, '5+')
}

function decodeCreateTopicsResponseCreatableTopicResult(r: Reader, v: number): Decoded<CreateTopicsResponseCreatableTopicResult> {
  const name: string = v >= 5 ? r.compactString() : r.string()
  const topicId: string = v >= 7 ? r.uuid() : ZERO_UUID
  const errorCode: number = r.int16()
  const errorMessage: string | null = v >= 1 ? (v >= 5 ? r.compactNullableString() : r.nullableString()) : ''
  let topicConfigErrorCode: number = 0
  const numPartitions: number = v >= 5 ? r.int32() : -1
  const replicationFactor: number = v >= 5 ? r.int16() : -1
  let configs: Decoded<CreateTopicsResponseCreatableTopicConfigs>[] | null = []
  if (v >= 5) {
    const n = r.compactNullableArrayLength(6)
    if (n < 0) configs = null
    else {
      const a = newArray<Decoded<CreateTopicsResponseCreatableTopicConfigs>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeCreateTopicsResponseCreatableTopicConfigs(r, v)
      configs = a
    }
  }
  let unknownTags: Map<number, Uint8Array> | undefined
  if (v >= 5) {
    for (let n = r.taggedFields(), tag = -1; n > 0; n--) {
      tag = r.tag(tag)
      if (tag === 0) {
        const beyond = r.enterTag()
        topicConfigErrorCode = r.int16()
        r.leaveTag(beyond)
      } else unknownTags = r.unknownTag(unknownTags, tag)
    }
  }
  const m: Decoded<CreateTopicsResponseCreatableTopicResult> = { name, topicId, errorCode, errorMessage, topicConfigErrorCode, numPartitions, replicationFactor, configs }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeCreateTopicsResponse(w: Writer, m: CreateTopicsResponse, v: number): void {
  checkStruct(m)
  if (v >= 2) w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.topics, 'topics', v >= 5)
    let i = 0
    try {
      for (; i < a.length; i++) encodeCreateTopicsResponseCreatableTopicResult(w, a[i] as CreateTopicsResponseCreatableTopicResult, v)
    } catch (error) {
      throw within(error, 'topics', i)
    }
  }
  if (v >= 5) w.unknownTags(m.unknownTags)
  else checkNoTags(m.unknownTags, v, '5+')
}

function decodeCreateTopicsResponse(r: Reader, v: number): Decoded<CreateTopicsResponse> {
  const throttleTimeMs: number = v >= 2 ? r.int32() : 0
  let topics: Decoded<CreateTopicsResponseCreatableTopicResult>[]
  {
    const n = v >= 5 ? r.compactArrayLength(12) : r.arrayLength(4)
    const a = newArray<Decoded<CreateTopicsResponseCreatableTopicResult>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeCreateTopicsResponseCreatableTopicResult(r, v)
    topics = a
  }
  const unknownTags = v >= 5 ? r.unknownTags() : undefined
  const m: Decoded<CreateTopicsResponse> = { throttleTimeMs, topics }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
