import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, memberEpochs, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  ShareGroupHeartbeat,
  type ShareGroupHeartbeatRequest,
  type ShareGroupHeartbeatResponse
} from '../../../protocol/messages/share-group-heartbeat.ts'
import type { ShareGroup, ShareMember } from '../../groups/share/share-group.ts'
import type { AssignedPartition } from '../../groups/share/simple-assignor.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { findOrCreateShareGroup, findShareGroup, isCoordinator, isMemberId } from './share-coordinator.ts'

/**
 * The handler of ShareGroupHeartbeat. It assigns partitions in the answer to the first heartbeat.
 * Kafka does so at the second one, and at most once in `share.assignment.interval.ms`.
 */
export const shareGroupHeartbeatHandler: ApiHandler<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse> = {
  api: ShareGroupHeartbeat,
  advertised: { min: 1, max: 1 },
  served: { min: 1, max: 1 },
  answer(message, context) {
    const refusal = check(message, context)
    if (refusal !== undefined) return refused(refusal)
    return message.memberEpoch === memberEpochs.LEAVE_GROUP ? leave(message, context) : join(message, context)
  }
}

type Request = Decoded<ShareGroupHeartbeatRequest>

// The default of `group.share.max.size` of brokers.
const MAX_MEMBERS = 200

function refused({ errorCode, errorMessage }: Refusal): ShareGroupHeartbeatResponse {
  return { errorCode, errorMessage: errorMessage || null, memberEpoch: 0, heartbeatIntervalMs: 0 }
}

const invalid = (problem: string): Refusal => refuse(errorCodes.INVALID_REQUEST, problem)

function check({ groupId, memberId, memberEpoch, rackId, subscribedTopicNames }: Request, context: RequestContext): Refusal | undefined {
  if (!context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId)) return refuse(errorCodes.GROUP_AUTHORIZATION_FAILED, '')
  if (!isMemberId(memberId)) return invalid('')
  const isReadable = (topic: string): boolean => context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, topic)
  if (subscribedTopicNames?.every(isReadable) === false) return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, '')
  if (groupId === '') return invalid("GroupId can't be empty.")
  if (rackId === '') return invalid("RackId can't be empty.")
  if (memberEpoch < memberEpochs.LEAVE_GROUP) return invalid('MemberEpoch is invalid.')
  const hasTopics = subscribedTopicNames !== null && subscribedTopicNames.length > 0
  if (memberEpoch === memberEpochs.JOIN_GROUP && !hasTopics) return invalid('SubscribedTopicNames must be set in first request.')
  return isCoordinator(groupId, context) ? undefined : refuse(errorCodes.NOT_COORDINATOR, '')
}

function leave({ groupId, memberId }: Request, context: RequestContext): ShareGroupHeartbeatResponse {
  const group = findShareGroup(groupId, context)
  if (isRefusal(group)) return refused(group)
  if (group.member(memberId) === undefined) return refused(unknownMember(groupId, memberId))
  group.leave(memberId)
  return { errorCode: errorCodes.NONE, memberId, memberEpoch: memberEpochs.LEAVE_GROUP, heartbeatIntervalMs: 0 }
}

function join(message: Request, context: RequestContext): ShareGroupHeartbeatResponse {
  const { groupId, memberId, memberEpoch, rackId, subscribedTopicNames } = message
  const group = findGroup(message, context)
  if (isRefusal(group)) return refused(group)
  const known = group.member(memberId)
  const refusal = checkMember(message, known, group)
  if (refusal !== undefined) return refused(refusal)
  const topics = subscribedTopicNames === null ? (known?.topics ?? []) : [...new Set(subscribedTopicNames)].sort()
  const { clientId, clientHost } = context
  const member = group.join({ memberId, rackId: rackId ?? known?.rackId ?? null, clientId, clientHost, topics })
  const isWanted = memberEpoch === memberEpochs.JOIN_GROUP || subscribedTopicNames !== null || member.assigned !== known?.assigned
  return {
    errorCode: errorCodes.NONE,
    memberId,
    memberEpoch: member.memberEpoch,
    heartbeatIntervalMs: Number(context.cluster.configs.group(groupId, 'share.heartbeat.interval.ms')),
    assignment: isWanted ? { topicPartitions: byTopic(member.assigned) } : null
  }
}

function findGroup({ groupId, memberEpoch }: Request, context: RequestContext): ShareGroup | Refusal {
  if (memberEpoch === memberEpochs.JOIN_GROUP) return findOrCreateShareGroup(groupId, context)
  if (context.cluster.groups.find(groupId) !== undefined) return findShareGroup(groupId, context)
  return refuse(errorCodes.GROUP_ID_NOT_FOUND, `Share group ${groupId} not found.`)
}

function checkMember({ groupId, memberId, memberEpoch }: Request, known: ShareMember | undefined, group: ShareGroup): Refusal | undefined {
  if (memberEpoch === memberEpochs.JOIN_GROUP) {
    if (known !== undefined || group.members.length < MAX_MEMBERS) return undefined
    return refuse(errorCodes.GROUP_MAX_SIZE_REACHED, `The share group has reached its maximum capacity of ${MAX_MEMBERS} members.`)
  }
  if (known === undefined) return unknownMember(groupId, memberId)
  if (memberEpoch === known.memberEpoch || memberEpoch === known.previousEpoch) return undefined
  const [size, reason] =
    memberEpoch > known.memberEpoch
      ? ['greater', '']
      : ['smaller', `, and it does not match the previous member epoch (${known.previousEpoch})`]
  return refuse(
    errorCodes.FENCED_MEMBER_EPOCH,
    `The share group member has a ${size} member epoch (${memberEpoch}) than the one known by the group coordinator ` +
      `(${known.memberEpoch})${reason}. The member must abandon all its partitions and rejoin.`
  )
}

const unknownMember = (groupId: string, memberId: string): Refusal =>
  refuse(errorCodes.UNKNOWN_MEMBER_ID, `Member ${memberId} is not a member of group ${groupId}.`)

/** The partitions by topic, each in ascending order. */
export function byTopic(assigned: readonly AssignedPartition[]): { topicId: string; partitions: number[] }[] {
  const topicIds = [...new Set(assigned.map(({ topicId }) => topicId))]
  return topicIds.map(topicId => ({
    topicId,
    partitions: assigned.flatMap(each => (each.topicId === topicId ? [each.partitionIndex] : [])).sort((a, b) => a - b)
  }))
}
