import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  ConsumerGroupDescribe,
  type ConsumerGroupDescribeRequest,
  type ConsumerGroupDescribeResponse,
  type ConsumerGroupDescribeResponseDescribedGroup,
  type ConsumerGroupDescribeResponseMember,
  type ConsumerGroupDescribeResponseTopicPartitions
} from '../../../protocol/messages/consumer-group-describe.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { type ConsumerGroup, isConsumerGroup } from '../../groups/consumer/consumer-group.ts'
import type { ConsumerMember } from '../../groups/consumer/consumer-member.ts'
import { listPartitions, merged } from '../../groups/consumer/member-partitions.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { authorizedOperations } from '../authorized-operations.ts'

type DescribedGroup = ConsumerGroupDescribeResponseDescribedGroup

/** The handler of ConsumerGroupDescribe, in all versions (KIP-848). Nothing is left out. */
export const consumerGroupDescribeHandler: ApiHandler<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse> = {
  api: ConsumerGroupDescribe,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer({ groupIds, includeAuthorizedOperations }, context) {
    return { groups: groupIds.map(groupId => describe(groupId, includeAuthorizedOperations, context)) }
  }
}

function describe(groupId: string, includeAuthorizedOperations: boolean, context: RequestContext): DescribedGroup {
  const group = findGroup(groupId, context)
  const nothing = { groupId, groupState: '', groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] }
  if (isRefusal(group)) return { ...nothing, errorCode: group.errorCode, errorMessage: group.errorMessage || null }
  const members = group.members.map(member => describeMember(group, member, context.cluster))
  const described = {
    groupId,
    errorCode: errorCodes.NONE,
    groupState: group.state,
    groupEpoch: group.groupEpoch,
    assignmentEpoch: group.assignmentEpoch,
    assignorName: group.assignor,
    authorizedOperations: authorizedOperations(includeAuthorizedOperations, resourceTypes.GROUP, groupId, context)
  }
  if (topicsOf(members).every(topic => context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, topic)))
    return { ...described, members }
  const problem = 'The group has described topic(s) that the client is not authorized to describe.'
  return { ...described, ...refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, problem), members: [] }
}

function findGroup(groupId: string, { cluster, nodeId, isAllowed }: RequestContext): ConsumerGroup | Refusal {
  if (!isAllowed(aclOperations.DESCRIBE, resourceTypes.GROUP, groupId))
    return refuse(errorCodes.GROUP_AUTHORIZATION_FAILED, 'Group authorization failed.')
  if (groupId === '') return refuse(errorCodes.INVALID_GROUP_ID, '')
  if (cluster.coordinatorOf(groupId)?.nodeId !== nodeId) return refuse(errorCodes.NOT_COORDINATOR, 'This is not the correct coordinator.')
  const group = cluster.groups.find(groupId)
  if (group !== undefined && isConsumerGroup(group)) return group
  const problem = group === undefined ? `Group ${groupId} not found.` : `Group ${groupId} is not a consumer group.`
  return refuse(errorCodes.GROUP_ID_NOT_FOUND, problem)
}

// The types of members, by the protocol that they use.
const CLASSIC_MEMBER = 0
const CONSUMER_MEMBER = 1

function describeMember(group: ConsumerGroup, member: ConsumerMember, { topics }: ClusterState): ConsumerGroupDescribeResponseMember {
  const named = (all: Parameters<typeof listPartitions>[0]): { topicPartitions: ConsumerGroupDescribeResponseTopicPartitions[] } => ({
    topicPartitions: listPartitions(all).flatMap(({ topicId, partitions }) => {
      const topic = topics.find({ topicId })
      return isRefusal(topic) ? [] : [{ topicId, topicName: topic.name, partitions: [...partitions] }]
    })
  })
  const { memberId, instanceId, rackId, memberEpoch, clientId, clientHost, topicNames, topicRegex } = member
  return {
    ...{ memberId, instanceId, rackId, memberEpoch, clientId, clientHost },
    subscribedTopicNames: [...topicNames],
    subscribedTopicRegex: topicRegex,
    assignment: named(merged(member.assigned, member.pendingRevocation)),
    targetAssignment: named(group.targetOf(memberId)),
    memberType: member.classic === undefined ? CONSUMER_MEMBER : CLASSIC_MEMBER
  }
}

function topicsOf(members: readonly ConsumerGroupDescribeResponseMember[]): string[] {
  return members.flatMap(({ subscribedTopicNames, assignment, targetAssignment }) => [
    ...subscribedTopicNames,
    ...[...assignment.topicPartitions, ...targetAssignment.topicPartitions].map(({ topicName }) => topicName)
  ])
}
