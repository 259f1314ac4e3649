// @generated from schemas/ShareGroupHeartbeatRequest.json and
// ShareGroupHeartbeatResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ShareGroupHeartbeat. */
export interface ShareGroupHeartbeatResponse extends UnknownTags {
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
  assignment?: ShareGroupHeartbeatResponseAssignment | null | undefined
}

/** The value of `assignment` in `ShareGroupHeartbeatResponse`. */
export interface ShareGroupHeartbeatResponseAssignment extends UnknownTags {
  /** The partitions, by topic. Type: []TopicPartitions. */
  topicPartitions: readonly ShareGroupHeartbeatResponseTopicPartitions[]
}

/** One element of `topicPartitions` in `ShareGroupHeartbeatResponseAssignment`. */
export interface ShareGroupHeartbeatResponseTopicPartitions extends UnknownTags {
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
 * The request of ShareGroupHeartbeat. Joins, stays in and leaves a share group, and learns its
 * partitions (KIP-932). The group's coordinator answers.
 */
export interface ShareGroupHeartbeatRequest extends UnknownTags {
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
   * (`memberEpochs.LEAVE_GROUP`) leaves.
   *
   * Type: int32.
   */
  memberEpoch: number
  /**
   * The rack or zone of the member, for assignments to near replicas. Null is none, or no change
   * since the last heartbeat.
   *
   * Type: string, nullable, default null.
   */
  rackId?: string | null | undefined
  /**
   * The names of the topics that the member subscribes to; null is no change since the last
   * heartbeat.
   *
   * Type: []string, nullable, default null.
   */
  subscribedTopicNames?: readonly string[] | null | undefined
}

/**
 * ShareGroupHeartbeat: key 76, versions 0-1, of which Kafka may still change 0.
 *
 * Joins, stays in and leaves a share group, and learns its partitions (KIP-932). The group's
 * coordinator answers.
 */
export const ShareGroupHeartbeat: Api<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse> = {
  name: 'ShareGroupHeartbeat', key: 76, minVersion: 0, maxVersion: 1, flexibleFrom: 0, unstableVersions: [0],
  encodeRequest: encodeShareGroupHeartbeatRequest,
  decodeRequest: decodeShareGroupHeartbeatRequest,
  encodeResponse: encodeShareGroupHeartbeatResponse,
  decodeResponse: decodeShareGroupHeartbeatResponse
}

function encodeShareGroupHeartbeatRequest(w: Writer, m: ShareGroupHeartbeatRequest, _v: number): void {
  checkStruct(m)
  w.compactString(m.groupId, 'groupId')
  w.compactString(m.memberId, 'memberId')
  w.int32(m.memberEpoch, 'memberEpoch')
  w.compactNullableString(m.rackId === undefined ? null : m.rackId, 'rackId')
  {
    const a = w.nullableArray(m.subscribedTopicNames === undefined ? null : m.subscribedTopicNames, 'subscribedTopicNames', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'subscribedTopicNames', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareGroupHeartbeatRequest(r: Reader, _v: number): Decoded<ShareGroupHeartbeatRequest> {
  const groupId: string = r.compactString()
  const memberId: string = r.compactString()
  const memberEpoch: number = r.int32()
  const rackId: string | null = r.compactNullableString()
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
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareGroupHeartbeatRequest> = { groupId, memberId, memberEpoch, rackId, subscribedTopicNames }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareGroupHeartbeatResponseTopicPartitions(w: Writer, m: ShareGroupHeartbeatResponseTopicPartitions, _v: number): void {
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

function decodeShareGroupHeartbeatResponseTopicPartitions(r: Reader, _v: number): Decoded<ShareGroupHeartbeatResponseTopicPartitions> {
  const topicId: string = r.uuid()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareGroupHeartbeatResponseTopicPartitions> = { topicId, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareGroupHeartbeatResponseAssignment(w: Writer, m: ShareGroupHeartbeatResponseAssignment, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topicPartitions, 'topicPartitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeShareGroupHeartbeatResponseTopicPartitions(w, a[i] as ShareGroupHeartbeatResponseTopicPartitions, v)
    } catch (error) {
      throw within(error, 'topicPartitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareGroupHeartbeatResponseAssignment(r: Reader, v: number): Decoded<ShareGroupHeartbeatResponseAssignment> {
  let topicPartitions: Decoded<ShareGroupHeartbeatResponseTopicPartitions>[]
  {
    const n = r.compactArrayLength(18)
    const a = newArray<Decoded<ShareGroupHeartbeatResponseTopicPartitions>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeShareGroupHeartbeatResponseTopicPartitions(r, v)
    topicPartitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareGroupHeartbeatResponseAssignment> = { topicPartitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeShareGroupHeartbeatResponse(w: Writer, m: ShareGroupHeartbeatResponse, v: number): void {
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
    if (s !== null) encodeShareGroupHeartbeatResponseAssignment(w, s, v)
  } catch (error) {
    throw within(error, 'assignment')
  }
  w.unknownTags(m.unknownTags)
}

function decodeShareGroupHeartbeatResponse(r: Reader, v: number): Decoded<ShareGroupHeartbeatResponse> {
  const throttleTimeMs: number = r.int32()
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const memberId: string | null = r.compactNullableString()
  const memberEpoch: number = r.int32()
  const heartbeatIntervalMs: number = r.int32()
  const assignment: Decoded<ShareGroupHeartbeatResponseAssignment> | null = r.isPresent() ? decodeShareGroupHeartbeatResponseAssignment(r, v) : null
  const unknownTags = r.unknownTags()
  const m: Decoded<ShareGroupHeartbeatResponse> = { throttleTimeMs, errorCode, errorMessage, memberId, memberEpoch, heartbeatIntervalMs, assignment }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
