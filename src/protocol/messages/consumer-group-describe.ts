// @generated from schemas/ConsumerGroupDescribeRequest.json and
// ConsumerGroupDescribeResponse.json by tools/generate. Do not edit.
import type { Api, Decoded, UnknownTags } from '../api.ts'
import { checkStruct } from '../primitives/checks.ts'
import { within } from '../primitives/field-errors.ts'
import { newArray, type Reader } from '../primitives/reader.ts'
import type { Writer } from '../primitives/writer.ts'

/** The response of ConsumerGroupDescribe. */
export interface ConsumerGroupDescribeResponse extends UnknownTags {
  /**
   * How long, in milliseconds, the client should wait before its next request, because a quota was
   * exceeded; 0 if none was. Since KIP-219 the broker answers first and then stops reading from the
   * connection for that long; the driver waits on its own side.
   *
   * Type: int32, default in this driver 0.
   */
  throttleTimeMs?: number | undefined
  /** One description for each group. Type: []DescribedGroup. */
  groups: readonly ConsumerGroupDescribeResponseDescribedGroup[]
}

/** One element of `groups` in `ConsumerGroupDescribeResponse`. */
export interface ConsumerGroupDescribeResponseDescribedGroup extends UnknownTags {
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
  /** The id of the group: the name that its members share. Type: string. */
  groupId: string
  /**
   * The state of the group: `Empty`, `Assigning`, `Reconciling`, `Stable` or `Dead`.
   *
   * Type: string.
   */
  groupState: string
  /**
   * The epoch of the group: it grows with each change of members, subscriptions or topics.
   *
   * Type: int32.
   */
  groupEpoch: number
  /**
   * The group epoch for which the target assignment was computed; it is lower than `groupEpoch`
   * while a new one is due.
   *
   * Type: int32.
   */
  assignmentEpoch: number
  /** The name of the assignor that the group uses. Type: string. */
  assignorName: string
  /** The members of the group. Type: []Member. */
  members: readonly ConsumerGroupDescribeResponseMember[]
  /**
   * What the user may do with the group: the bit `1 << operation` is set for each of
   * `aclOperations`. -2147483648 (`absentValues.AUTHORIZED_OPERATIONS_OMITTED`) if the request did
   * not ask (KIP-430).
   *
   * Type: int32, default -2147483648.
   */
  authorizedOperations?: number | undefined
}

/** One element of `members` in `ConsumerGroupDescribeResponseDescribedGroup`. */
export interface ConsumerGroupDescribeResponseMember extends UnknownTags {
  /** The id of the member. Type: string. */
  memberId: string
  /** The static id of the member (KIP-345), or null. Type: string, nullable, default null. */
  instanceId?: string | null | undefined
  /** The rack or zone of the member, or null. Type: string, nullable, default null. */
  rackId?: string | null | undefined
  /**
   * The epoch of the member: it reaches the group's when the member has its whole assignment.
   *
   * Type: int32.
   */
  memberEpoch: number
  /** The client id of the member's connection. Type: string. */
  clientId: string
  /** The host from which the member connects, such as `/10.0.0.5`. Type: string. */
  clientHost: string
  /** The names of the topics that the member subscribes to. Type: []string. */
  subscribedTopicNames: readonly string[]
  /**
   * The regular expression of topics that the member subscribes to, or null.
   *
   * Type: string, nullable, default null.
   */
  subscribedTopicRegex?: string | null | undefined
  /** What the member has now. Type: Assignment. */
  assignment: ConsumerGroupDescribeResponseAssignment
  /** What the member will have when the rebalance is over. Type: Assignment. */
  targetAssignment: ConsumerGroupDescribeResponseAssignment
  /**
   * How the member speaks: 0 is the classic protocol, 1 the new one, -1 unknown (KIP-1099).
   *
   * Type: int8, v1+, default -1.
   */
  memberType?: number | undefined
}

/**
 * The value of `assignment` in `ConsumerGroupDescribeResponseMember`; The value of
 * `targetAssignment` in `ConsumerGroupDescribeResponseMember`.
 */
export interface ConsumerGroupDescribeResponseAssignment extends UnknownTags {
  /** The partitions, by topic. Type: []TopicPartitions. */
  topicPartitions: readonly ConsumerGroupDescribeResponseTopicPartitions[]
}

/** One element of `topicPartitions` in `ConsumerGroupDescribeResponseAssignment`. */
export interface ConsumerGroupDescribeResponseTopicPartitions extends UnknownTags {
  /**
   * The id of the topic (KIP-516): 22 characters of base64url. A topic that is deleted and created
   * again has another id. All zero bits, `AAAAAAAAAAAAAAAAAAAAAA`, mean "no id".
   *
   * Type: uuid.
   */
  topicId: string
  /** The name of the topic. Type: string. */
  topicName: string
  /** The numbers of the partitions. Type: []int32. */
  partitions: readonly number[]
}

/**
 * The request of ConsumerGroupDescribe. Describes consumer groups of the new protocol and their
 * members (KIP-848). Each group's coordinator answers.
 */
export interface ConsumerGroupDescribeRequest extends UnknownTags {
  /** The ids of the groups to describe. Type: []string. */
  groupIds: readonly string[]
  /**
   * Whether to say in `authorizedOperations` what the user may do with each group (KIP-430).
   *
   * Type: bool, default in this driver false.
   */
  includeAuthorizedOperations?: boolean | undefined
}

/**
 * ConsumerGroupDescribe: key 69, versions 0-1.
 *
 * Describes consumer groups of the new protocol and their members (KIP-848). Each group's
 * coordinator answers.
 */
export const ConsumerGroupDescribe: Api<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse> = {
  name: 'ConsumerGroupDescribe', key: 69, minVersion: 0, maxVersion: 1, flexibleFrom: 0,
  encodeRequest: encodeConsumerGroupDescribeRequest,
  decodeRequest: decodeConsumerGroupDescribeRequest,
  encodeResponse: encodeConsumerGroupDescribeResponse,
  decodeResponse: decodeConsumerGroupDescribeResponse
}

function encodeConsumerGroupDescribeRequest(w: Writer, m: ConsumerGroupDescribeRequest, _v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.groupIds, 'groupIds', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'groupIds', i)
    }
  }
  w.bool(m.includeAuthorizedOperations === undefined ? false : m.includeAuthorizedOperations, 'includeAuthorizedOperations')
  w.unknownTags(m.unknownTags)
}

function decodeConsumerGroupDescribeRequest(r: Reader, _v: number): Decoded<ConsumerGroupDescribeRequest> {
  let groupIds: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    groupIds = a
  }
  const includeAuthorizedOperations: boolean = r.bool()
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupDescribeRequest> = { groupIds, includeAuthorizedOperations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupDescribeResponseTopicPartitions(w: Writer, m: ConsumerGroupDescribeResponseTopicPartitions, _v: number): void {
  checkStruct(m)
  w.uuid(m.topicId, 'topicId')
  w.compactString(m.topicName, 'topicName')
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

function decodeConsumerGroupDescribeResponseTopicPartitions(r: Reader, _v: number): Decoded<ConsumerGroupDescribeResponseTopicPartitions> {
  const topicId: string = r.uuid()
  const topicName: string = r.compactString()
  let partitions: number[]
  {
    const n = r.compactArrayLength(4)
    const a = newArray<number>(n)
    for (let i = 0; i < n; i++) a[i] = r.int32()
    partitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupDescribeResponseTopicPartitions> = { topicId, topicName, partitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupDescribeResponseAssignment(w: Writer, m: ConsumerGroupDescribeResponseAssignment, v: number): void {
  checkStruct(m)
  {
    const a = w.array(m.topicPartitions, 'topicPartitions', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeConsumerGroupDescribeResponseTopicPartitions(w, a[i] as ConsumerGroupDescribeResponseTopicPartitions, v)
    } catch (error) {
      throw within(error, 'topicPartitions', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeConsumerGroupDescribeResponseAssignment(r: Reader, v: number): Decoded<ConsumerGroupDescribeResponseAssignment> {
  let topicPartitions: Decoded<ConsumerGroupDescribeResponseTopicPartitions>[]
  {
    const n = r.compactArrayLength(19)
    const a = newArray<Decoded<ConsumerGroupDescribeResponseTopicPartitions>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeConsumerGroupDescribeResponseTopicPartitions(r, v)
    topicPartitions = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupDescribeResponseAssignment> = { topicPartitions }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupDescribeResponseMember(w: Writer, m: ConsumerGroupDescribeResponseMember, v: number): void {
  checkStruct(m)
  w.compactString(m.memberId, 'memberId')
  w.compactNullableString(m.instanceId === undefined ? null : m.instanceId, 'instanceId')
  w.compactNullableString(m.rackId === undefined ? null : m.rackId, 'rackId')
  w.int32(m.memberEpoch, 'memberEpoch')
  w.compactString(m.clientId, 'clientId')
  w.compactString(m.clientHost, 'clientHost')
  {
    const a = w.array(m.subscribedTopicNames, 'subscribedTopicNames', true)
    let i = 0
    try {
      for (; i < a.length; i++) w.compactString(a[i] as string, '')
    } catch (error) {
      throw within(error, 'subscribedTopicNames', i)
    }
  }
  w.compactNullableString(m.subscribedTopicRegex === undefined ? null : m.subscribedTopicRegex, 'subscribedTopicRegex')
  try {
    encodeConsumerGroupDescribeResponseAssignment(w, m.assignment, v)
  } catch (error) {
    throw within(error, 'assignment')
  }
  try {
    encodeConsumerGroupDescribeResponseAssignment(w, m.targetAssignment, v)
  } catch (error) {
    throw within(error, 'targetAssignment')
  }
  if (v >= 1) w.int8(m.memberType === undefined ? -1 : m.memberType, 'memberType')
  w.unknownTags(m.unknownTags)
}

function decodeConsumerGroupDescribeResponseMember(r: Reader, v: number): Decoded<ConsumerGroupDescribeResponseMember> {
  const memberId: string = r.compactString()
  const instanceId: string | null = r.compactNullableString()
  const rackId: string | null = r.compactNullableString()
  const memberEpoch: number = r.int32()
  const clientId: string = r.compactString()
  const clientHost: string = r.compactString()
  let subscribedTopicNames: string[]
  {
    const n = r.compactArrayLength(1)
    const a = newArray<string>(n)
    for (let i = 0; i < n; i++) a[i] = r.compactString()
    subscribedTopicNames = a
  }
  const subscribedTopicRegex: string | null = r.compactNullableString()
  const assignment: Decoded<ConsumerGroupDescribeResponseAssignment> = decodeConsumerGroupDescribeResponseAssignment(r, v)
  const targetAssignment: Decoded<ConsumerGroupDescribeResponseAssignment> = decodeConsumerGroupDescribeResponseAssignment(r, v)
  const memberType: number = v >= 1 ? r.int8() : -1
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupDescribeResponseMember> = { memberId, instanceId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, assignment, targetAssignment, memberType }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupDescribeResponseDescribedGroup(w: Writer, m: ConsumerGroupDescribeResponseDescribedGroup, v: number): void {
  checkStruct(m)
  w.int16(m.errorCode, 'errorCode')
  w.compactNullableString(m.errorMessage === undefined ? null : m.errorMessage, 'errorMessage')
  w.compactString(m.groupId, 'groupId')
  w.compactString(m.groupState, 'groupState')
  w.int32(m.groupEpoch, 'groupEpoch')
  w.int32(m.assignmentEpoch, 'assignmentEpoch')
  w.compactString(m.assignorName, 'assignorName')
  {
    const a = w.array(m.members, 'members', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeConsumerGroupDescribeResponseMember(w, a[i] as ConsumerGroupDescribeResponseMember, v)
    } catch (error) {
      throw within(error, 'members', i)
    }
  }
  w.int32(m.authorizedOperations === undefined ? -2147483648 : m.authorizedOperations, 'authorizedOperations')
  w.unknownTags(m.unknownTags)
}

function decodeConsumerGroupDescribeResponseDescribedGroup(r: Reader, v: number): Decoded<ConsumerGroupDescribeResponseDescribedGroup> {
  const errorCode: number = r.int16()
  const errorMessage: string | null = r.compactNullableString()
  const groupId: string = r.compactString()
  const groupState: string = r.compactString()
  const groupEpoch: number = r.int32()
  const assignmentEpoch: number = r.int32()
  const assignorName: string = r.compactString()
  let members: Decoded<ConsumerGroupDescribeResponseMember>[]
  {
    const n = r.compactArrayLength(16)
    const a = newArray<Decoded<ConsumerGroupDescribeResponseMember>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeConsumerGroupDescribeResponseMember(r, v)
    members = a
  }
  const authorizedOperations: number = r.int32()
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupDescribeResponseDescribedGroup> = { errorCode, errorMessage, groupId, groupState, groupEpoch, assignmentEpoch, assignorName, members, authorizedOperations }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}

function encodeConsumerGroupDescribeResponse(w: Writer, m: ConsumerGroupDescribeResponse, v: number): void {
  checkStruct(m)
  w.int32(m.throttleTimeMs === undefined ? 0 : m.throttleTimeMs, 'throttleTimeMs')
  {
    const a = w.array(m.groups, 'groups', true)
    let i = 0
    try {
      for (; i < a.length; i++) encodeConsumerGroupDescribeResponseDescribedGroup(w, a[i] as ConsumerGroupDescribeResponseDescribedGroup, v)
    } catch (error) {
      throw within(error, 'groups', i)
    }
  }
  w.unknownTags(m.unknownTags)
}

function decodeConsumerGroupDescribeResponse(r: Reader, v: number): Decoded<ConsumerGroupDescribeResponse> {
  const throttleTimeMs: number = r.int32()
  let groups: Decoded<ConsumerGroupDescribeResponseDescribedGroup>[]
  {
    const n = r.compactArrayLength(20)
    const a = newArray<Decoded<ConsumerGroupDescribeResponseDescribedGroup>>(n)
    for (let i = 0; i < n; i++) a[i] = decodeConsumerGroupDescribeResponseDescribedGroup(r, v)
    groups = a
  }
  const unknownTags = r.unknownTags()
  const m: Decoded<ConsumerGroupDescribeResponse> = { throttleTimeMs, groups }
  if (unknownTags !== undefined) m.unknownTags = unknownTags
  return m
}
