import { randomBytes } from 'node:crypto'
import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes, memberEpochs } from '../../../protocol/codes/index.ts'
import type { ConsumerGroupHeartbeatRequest } from '../../../protocol/messages/consumer-group-heartbeat.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import { isSameSet } from '../assignors/assignment.ts'
import type { ConsumerGroup } from './consumer-group.ts'
import { type ConsumerMember, NOT_GIVEN, newMember } from './consumer-member.ts'
import { isSame, isWithin, type MemberPartitions } from './member-partitions.ts'
import { compileTopicRegex } from './topic-regex.ts'

type Heartbeat = Decoded<ConsumerGroupHeartbeatRequest>

/** The client that sends a heartbeat. */
export interface HeartbeatClient {
  readonly clientId: string
  readonly clientHost: string
  mayDescribe(topic: string): boolean
}

/** The member after a heartbeat, and its partitions if the answer must have them. */
export interface HeartbeatResult {
  readonly member: ConsumerMember
  readonly assignment: MemberPartitions | null
}

/**
 * Handles a heartbeat of a member that joins or stays. It changes the group only if it does not
 * refuse.
 */
export function heartbeat(group: ConsumerGroup, message: Heartbeat, client: HeartbeatClient): HeartbeatResult | Refusal {
  const memberId = message.memberId === '' ? randomBytes(16).toString('base64url') : message.memberId
  const found = message.instanceId === null ? dynamicMember(group, memberId, message) : staticMember(group, memberId, message)
  if (isRefusal(found)) return found
  const { current, replaced } = found
  const updated = withSubscription(current, message, client)
  const isNewRegex = updated.topicRegex !== current.topicRegex && updated.topicRegex !== ''
  const isShared = group.members.some(({ topicRegex }) => topicRegex === updated.topicRegex)
  if (isNewRegex && !isShared) {
    const pattern = compileTopicRegex(updated.topicRegex)
    if (isRefusal(pattern)) return pattern
  }
  const wantsEpoch = changesSubscription(group, found, updated)
  const { regexes } = group.subscriptions
  const { resolvedAtMs } = regexes
  if (replaced !== undefined) group.replaceMember(replaced, current)
  group.putMember(updated)
  group.updateEpoch(wantsEpoch)
  group.updateTarget()
  const member = group.reconcileMember(updated, message.topicPartitions)
  group.renewSession(memberId)
  // As in Kafka, which resolves regular expressions in the background, this heartbeat does not see
  // the result, but the next one does.
  if (regexes.refresh(group.members, client.mayDescribe, resolvedAtMs)) group.updateEpoch(true)
  const isListed = message.memberEpoch === memberEpochs.JOIN_GROUP || isFull(message) || !isSame(current.assigned, member.assigned)
  return { member, assignment: isListed ? member.assigned : null }
}

/** Handles a heartbeat with which a member leaves. Returns a refusal, or undefined if it left. */
export function leave(group: ConsumerGroup, { memberId, instanceId, memberEpoch }: Heartbeat): Refusal | undefined {
  if (instanceId === null) {
    if (group.member(memberId) === undefined) return unknownMember(group, memberId)
    return void group.fence(memberId)
  }
  const member = ownInstance(group, memberId, instanceId)
  if (isRefusal(member)) return member
  if (memberEpoch === memberEpochs.LEAVE_GROUP) return void group.fence(memberId)
  const assigned = new Map([...member.assigned].map(([id, partitions]) => [id, new Map([...partitions.keys()].map(each => [each, 0]))]))
  group.putMember({ ...member, memberEpoch: memberEpochs.LEAVE_GROUP_STATIC, assigned, pendingRevocation: new Map() })
  return undefined
}

interface FoundMember {
  readonly current: ConsumerMember
  /** The static member whose place the member takes. */
  readonly replaced?: ConsumerMember
}

function dynamicMember(group: ConsumerGroup, memberId: string, message: Heartbeat): FoundMember | Refusal {
  const current = group.member(memberId) ?? (message.memberEpoch === memberEpochs.JOIN_GROUP ? newMember(memberId) : undefined)
  if (current === undefined) return unknownMember(group, memberId)
  return checkEpoch(current, message) ?? { current }
}

function staticMember(group: ConsumerGroup, memberId: string, message: Heartbeat): FoundMember | Refusal {
  const instanceId = message.instanceId ?? ''
  if (message.memberEpoch !== memberEpochs.JOIN_GROUP) {
    const current = ownInstance(group, memberId, instanceId)
    return isRefusal(current) ? current : (checkEpoch(current, message) ?? { current })
  }
  const replaced = group.staticMember(instanceId)
  if (replaced === undefined) return { current: group.member(memberId) ?? newMember(memberId) }
  // A member of the classic protocol is replaced at once, as in that protocol.
  if (replaced.classic === undefined && replaced.memberEpoch !== memberEpochs.LEAVE_GROUP_STATIC) {
    return refuse(
      errorCodes.UNRELEASED_INSTANCE_ID,
      `Static member ${memberId} with instance id ${instanceId} cannot join the group because the instance id is owned by ${replaced.memberId} member.`
    )
  }
  return { current: { ...replaced, memberId, memberEpoch: 0, previousMemberEpoch: 0 }, replaced }
}

function ownInstance(group: ConsumerGroup, memberId: string, instanceId: string): ConsumerMember | Refusal {
  const member = group.staticMember(instanceId)
  if (member === undefined) return refuse(errorCodes.UNKNOWN_MEMBER_ID, `Instance id ${instanceId} is unknown.`)
  if (member.memberId === memberId) return member
  return refuse(
    errorCodes.FENCED_INSTANCE_ID,
    `Static member ${memberId} with instance id ${instanceId} was fenced by member ${member.memberId}.`
  )
}

function unknownMember({ groupId }: ConsumerGroup, memberId: string): Refusal {
  return refuse(errorCodes.UNKNOWN_MEMBER_ID, `Member ${memberId} is not a member of group ${groupId}.`)
}

// A member may come with its previous epoch if the answer with the new one was lost.
function checkEpoch(member: ConsumerMember, { memberEpoch, topicPartitions }: Heartbeat): Refusal | undefined {
  if (memberEpoch === memberEpochs.JOIN_GROUP || memberEpoch === member.memberEpoch) return undefined
  const isRepeated = memberEpoch === member.previousMemberEpoch && isWithin(topicPartitions, member.assigned)
  const isSmaller = memberEpoch < member.memberEpoch
  if (isSmaller && isRepeated) return undefined
  return refuse(
    errorCodes.FENCED_MEMBER_EPOCH,
    `The consumer group member has a ${isSmaller ? 'smaller' : 'greater'} member epoch (${memberEpoch}) than the one known by the group ` +
      `coordinator (${member.memberEpoch}). The member must abandon all its partitions and rejoin.`
  )
}

// Fields that are null or -1 are as before.
function withSubscription(current: ConsumerMember, message: Heartbeat, { clientId, clientHost }: HeartbeatClient): ConsumerMember {
  const { instanceId, rackId, rebalanceTimeoutMs, serverAssignor, subscribedTopicNames, subscribedTopicRegex } = message
  return {
    ...current,
    clientId,
    clientHost,
    instanceId: instanceId ?? current.instanceId,
    rackId: rackId ?? current.rackId,
    rebalanceTimeoutMs: rebalanceTimeoutMs === NOT_GIVEN ? current.rebalanceTimeoutMs : rebalanceTimeoutMs,
    serverAssignor: serverAssignor ?? current.serverAssignor,
    topicNames: subscribedTopicNames === null ? current.topicNames : new Set(subscribedTopicNames),
    topicRegex: subscribedTopicRegex ?? current.topicRegex,
    classic: undefined
  }
}

// A regular expression that is not resolved yet raises the group epoch only when it is resolved.
function changesSubscription(group: ConsumerGroup, { current, replaced }: FoundMember, updated: ConsumerMember): boolean {
  const hasOtherNames = !isSameSet(updated.topicNames, current.topicNames)
  const hasOtherRegex = updated.topicRegex !== current.topicRegex
  const isResolved = updated.topicRegex === '' || group.subscriptions.regexes.has(updated.topicRegex)
  const members = [...group.members.filter(each => each !== replaced && each.memberId !== updated.memberId), updated]
  return hasOtherNames || (hasOtherRegex && isResolved) || group.assignorOf(members) !== group.assignor
}

function isFull({ rebalanceTimeoutMs, subscribedTopicNames, subscribedTopicRegex, topicPartitions }: Heartbeat): boolean {
  return rebalanceTimeoutMs !== NOT_GIVEN && (subscribedTopicNames !== null || subscribedTopicRegex !== null) && topicPartitions !== null
}
