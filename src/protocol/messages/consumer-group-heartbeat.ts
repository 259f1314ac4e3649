// @generated from schemas/ConsumerGroupHeartbeatRequest.json and
// ConsumerGroupHeartbeatResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { absent, checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ConsumerGroupHeartbeat. */
export interface ConsumerGroupHeartbeatResponse extends UnknownTags {
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
  /**
   * What went wrong, in the broker's words. It is null or empty if the error code says everything,
   * or if there was no error.
   *
   * Type: string, nullable, default null.
   */
  errorMessage?: string | null | undefined
  /** The id of the member; null if there was an error. Type: string, nullable, default null. */
  memberId?: string | null | undefined
  /** The epoch of the member: give it in the next heartbeat and in commits. Type: int32. */
  memberEpoch: number
  /**
   * How long, in milliseconds, to wait before the next heartbeat: the group's own setting on the
   * broker.
   *
   * Type: int32.
   */
  heartbeatIntervalMs: number
  /**
   * The partitions of the member; null is no change since the last heartbeat.
   *
   * Type: Assignment, nullable, default null.
   */
  assignment?: ConsumerGroupHeartbeatResponseAssignment | null | undefined
}

/** The value of `assignment` in `ConsumerGroupHeartbeatResponse`. */
export interface ConsumerGroupHeartbeatResponseAssignment extends UnknownTags {
  /** The partitions, by topic. Type: []TopicPartitions. */
  topicPartitions: readonly ConsumerGroupHeartbeatResponseTopicPartitions[]
}

/** One element of `topicPartitions` in `ConsumerGroupHeartbeatResponseAssignment`. */
export interface ConsumerGroupHeartbeatResponseTopicPartitions extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * The request of ConsumerGroupHeartbeat. Joins, stays in and leaves a consumer group of the new
 * protocol, and learns its assignment (KIP-848). The group's coordinator answers.
 */
export interface ConsumerGroupHeartbeatRequest extends UnknownTags {
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The id of the member: a uuid in 22 characters of base64url, which the client makes up once and
   * keeps for the life of the consumer (KIP-1082). Empty in version 0 of ConsumerGroupHeartbeat
   * asks the coordinator for one.
   *
   * Type: string.
   */
  memberId: string
  /**
   * The epoch of the member, as the last answer gave it: 0 (`memberEpochs.JOIN_GROUP`) joins, -1
   * (`memberEpochs.LEAVE_GROUP`) leaves, -2 (`memberEpochs.LEAVE_GROUP_STATIC`) leaves for a
   * restart of a static member.
   *
   * Type: int32.
   */
  memberEpoch: number
  /**
   * The static id of the member (`group.instance.id`, KIP-345). Null is none, or no change since
   * the last heartbeat.
   *
   * Type: string, nullable, default null.
   */
  instanceId?: string | null | undefined
  /**
   * The rack or zone of the member, for assignments to near replicas. Null is none, or no change
   * since the last heartbeat.
   *
   * Type: string, nullable, default null.
   */
  rackId?: string | null | undefined
  /**
   * How long, in milliseconds, the coordinator waits for this member to give up what it must. -1 is
   * no change since the last heartbeat.
   *
   * Type: int32, default -1.
   */
  rebalanceTimeoutMs?: number | undefined
  /**
   * The names of the topics that the member subscribes to; null is no change since the last
   * heartbeat.
   *
   * Type: []string, nullable, default null.
   */
  subscribedTopicNames?: readonly string[] | null | undefined
  /**
   * A regular expression (RE2) of topics that the member subscribes to; null is no change, and the
   * empty text ends the subscription. The broker matches it.
   *
   * Type: string, v1+, nullable, default null.
   */
  subscribedTopicRegex?: string | null | undefined
  /**
   * The name of the broker's assignor that the member prefers, `uniform` or `range`; null is no
   * preference, or no change since the last heartbeat.
   *
   * Type: string, nullable, default null.
   */
  serverAssignor?: string | null | undefined
  /**
   * The partitions that the member owns; null is no change since the last heartbeat.
   *
   * Type: []TopicPartitions, nullable, default null.
   */
  topicPartitions?: readonly ConsumerGroupHeartbeatRequestTopicPartitions[] | null | undefined
}

/** One element of `topicPartitions` in `ConsumerGroupHeartbeatRequest`. */
export interface ConsumerGroupHeartbeatRequestTopicPartitions extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * ConsumerGroupHeartbeat: key 68, versions 0-1.
 *
 * Joins, stays in and leaves a consumer group of the new protocol, and learns its assignment
 * (KIP-848). The group's coordinator answers.
 */
export const ConsumerGroupHeartbeat: Api<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> = {
  name: 'ConsumerGroupHeartbeat', key: 68, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeConsumerGroupHeartbeatRequest,
  decodeRequest: decodeConsumerGroupHeartbeatRequest,
  encodeResponse: encodeConsumerGroupHeartbeatResponse,
  decodeResponse: decodeConsumerGroupHeartbeatResponse
}

function encodeConsumerGroupHeartbeatRequestTopicPartitions(w: Writer, m: ConsumerGroupHeartbeatRequestTopicPartitions, _v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
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

function decodeConsumerGroupHeartbeatRequestTopicPartitions(r: Reader, _v: number): Decoded<ConsumerGroupHeartbeatRequestTopicPartitions> {
  const topicId: string = r.uuid()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupHeartbeatRequestTopicPartitions> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupHeartbeatRequest(w: Writer, m: ConsumerGroupHeartbeatRequest, v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  w.compactString(m.memberId, 'memberId')
  w.int32(m.memberEpoch, 'memberEpoch')
  w.compactNullableString(m.instanceId === undefined ? null : m.instanceId, 'instanceId')
  w.compactNullableString(m.rackId === undefined ? null : m.rackId, 'rackId')
  w.int32(m.rebalanceTimeoutMs === undefined ? -1 : m.rebalanceTimeoutMs, 'rebalanceTimeoutMs')
  {
    const a = w.nullableArray(m.subscribedTopicNames === undefined ? null : m.subscribedTopicNames, 'subscribedTopicNames', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'subscribedTopicNames', i)
    }
  }
  if (v >= 1) w.compactNullableString(m.subscribedTopicRegex === undefined ? null : m.subscribedTopicRegex, 'subscribedTopicRegex')
  else if (m.subscribedTopicRegex !== undefined && m.subscribedTopicRegex !== null) throw absent('subscribedTopicRegex', v, '1+')
  w.compactNullableString(m.serverAssignor === undefined ? null : m.serverAssignor, 'serverAssignor')
  {
    const a = w.nullableArray(m.topicPartitions === undefined ? null : m.topicPartitions, 'topicPartitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeConsumerGroupHeartbeatRequestTopicPartitions(w, a[i] as ConsumerGroupHeartbeatRequestTopicPartitions, v)
    } catch (error) {
      throw within(error, 'topicPartitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeConsumerGroupHeartbeatRequest(r: Reader, v: number): Decoded<ConsumerGroupHeartbeatRequest> {
  const groupId: string = r.compactString()
  const memberId: string = r.compactString()
  const memberEpoch: number = r.int32()
  const instanceId: string | null = r.compactNullableString()
  const rackId: string | null = r.compactNullableString()
  const rebalanceTimeoutMs: number = r.int32()
  let subscribedTopicNames: string[] | null
  {
    const n = r.compactNullableArrayLength(1)
    if (n < 0) subscribedTopicNames = null
    else {
      const a = newArray<string>(n)
      for (let i = 0; i < n; i++) a[i] = r.compactString()
      subscribedTopicNames = a
    }
  }
  const subscribedTopicRegex: string | null = v >= 1 ? r.compactNullableString() : null
  const serverAssignor: string | null = r.compactNullableString()
  let topicPartitions: Decoded<ConsumerGroupHeartbeatRequestTopicPartitions>[] | null
  {
    const n = r.compactNullableArrayLength(18)
    if (n < 0) topicPartitions = null
    else {
      const a = newArray<Decoded<ConsumerGroupHeartbeatRequestTopicPartitions>>(n)
      for (let i = 0; i < n; i++) a[i] = decodeConsumerGroupHeartbeatRequestTopicPartitions(r, v)
      topicPartitions = a
    }
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupHeartbeatRequest> = { groupId, memberId, memberEpoch, instanceId, rackId, rebalanceTimeoutMs, subscribedTopicNames, subscribedTopicRegex, serverAssignor, topicPartitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupHeartbeatResponseTopicPartitions(w: Writer, m: ConsumerGroupHeartbeatResponseTopicPartitions, _v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
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

function decodeConsumerGroupHeartbeatResponseTopicPartitions(r: Reader, _v: number): Decoded<ConsumerGroupHeartbeatResponseTopicPartitions> {
  const topicId: string = r.uuid()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupHeartbeatResponseTopicPartitions> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupHeartbeatResponseAssignment(w: Writer, m: ConsumerGroupHeartbeatResponseAssignment, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topicPartitions, 'topicPartitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeConsumerGroupHeartbeatResponseTopicPartitions(w, a[i] as ConsumerGroupHeartbeatResponseTopicPartitions, v)
    } catch (error) {
      throw within(error, 'topicPartitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeConsumerGroupHeartbeatResponseAssignment(r: Reader, v: number): Decoded<ConsumerGroupHeartbeatResponseAssignment> {
  let topicPartitions: Decoded<ConsumerGroupHeartbeatResponseTopicPartitions>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ConsumerGroupHeartbeatResponseTopicPartitions>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeConsumerGroupHeartbeatResponseTopicPartitions(r, v)
    topicPartitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupHeartbeatResponseAssignment> = { topicPartitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupHeartbeatResponse(w: Writer, m: ConsumerGroupHeartbeatResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.compactNullableString(m.memberId === undefined ? null : m.memberId, 'memberId')
  w.int32(m.memberEpoch, 'memberEpoch')
  w.int32(m.heartbeatIntervalMs, 'heartbeatIntervalMs')
  try {
    const s = m.assignment === undefined ? null : m.assignment
    w.int8(s === null ? -1 : 1, '')
    if (s !== null) encodeConsumerGroupHeartbeatResponseAssignment(w, s, v)
  } catch (error) {
    throw within(error, 'assignment')
  }
  w.unknownTags(m.unknownTags)
}

function decodeConsumerGroupHeartbeatResponse(r: Reader, v: number): Decoded<ConsumerGroupHeartbeatResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const memberId: string | null = r.compactNullableString()
  const memberEpoch: number = r.int32()
  const heartbeatIntervalMs: number = r.int32()
  const assignment: Decoded<ConsumerGroupHeartbeatResponseAssignment> | null = r.isPresent() ? decodeConsumerGroupHeartbeatResponseAssignment(r, v) : null
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupHeartbeatResponse> = { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, assignment }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
