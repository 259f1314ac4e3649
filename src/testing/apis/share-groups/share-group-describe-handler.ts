import { absentValues, aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  ShareGroupDescribe,
  type ShareGroupDescribeRequest,
  type ShareGroupDescribeResponse,
  type ShareGroupDescribeResponseDescribedGroup,
  type ShareGroupDescribeResponseMember
} from '../../../protocol/messages/share-group-describe.ts'
import type { ShareGroup, ShareMember } from '../../groups/share/share-group.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { authorizedOperations } from '../authorized-operations.ts'
import { findShareGroup, isCoordinator } from './share-coordinator.ts'
import { byTopic } from './share-group-heartbeat-handler.ts'

/** The handler of ShareGroupDescribe. */
export const shareGroupDescribeHandler: ApiHandler<ShareGroupDescribeRequest, ShareGroupDescribeResponse> = {
  api: ShareGroupDescribe,
  advertised: { min: 1, max: 1 },
  served: { min: 1, max: 1 },
  answer({ groupIds, includeAuthorizedOperations }, context) {
    return { groups: groupIds.map(groupId => describe(groupId, includeAuthorizedOperations, context)) }
  }
}

const ASSIGNOR = 'simple'
const { AUTHORIZED_OPERATIONS_OMITTED: OMITTED } = absentValues
function describe(groupId: string, withOperations: boolean, context: RequestContext): ShareGroupDescribeResponseDescribedGroup {
  const group = find(groupId, context)
  if (isRefusal(group)) return refused(groupId, group)
  const { groupEpoch, assignmentEpoch, members, state } = group
  const described = members.map(member => describeMember(member, context))
  const topicNames = described.flatMap(({ assignment }) => assignment.topicPartitions.map(({ topicName }) => topicName))
  if (topicNames.some(name => !context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, name)))
    return refused(
      groupId,
      refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, 'The described group uses topics that the client is not authorized to describe.')
    )
  return {
    errorCode: errorCodes.NONE,
    groupId,
    groupState: state,
    groupEpoch,
    assignmentEpoch,
    assignorName: ASSIGNOR,
    members: described,
    authorizedOperations: authorizedOperations(withOperations, resourceTypes.GROUP, groupId, context)
  }
}

function find(groupId: string, context: RequestContext): ShareGroup | Refusal {
  if (!context.isAllowed(aclOperations.DESCRIBE, resourceTypes.GROUP, groupId)) return refuse(errorCodes.GROUP_AUTHORIZATION_FAILED, '')
  if (groupId === '') return refuse(errorCodes.INVALID_GROUP_ID, '')
  if (!isCoordinator(groupId, context)) return refuse(errorCodes.NOT_COORDINATOR, 'This is not the correct coordinator.')
  return findShareGroup(groupId, context)
}

function refused(groupId: string, { errorCode, errorMessage }: Refusal): ShareGroupDescribeResponseDescribedGroup {
  return {
    ...{ errorCode, errorMessage: errorMessage || null, groupId, groupState: '', groupEpoch: 0, assignmentEpoch: 0 },
    ...{ assignorName: '', members: [], authorizedOperations: OMITTED }
  }
}

function describeMember(member: ShareMember, { cluster }: RequestContext): ShareGroupDescribeResponseMember {
  const { memberId, rackId, memberEpoch, clientId, clientHost, topics, assigned } = member
  const topicPartitions = byTopic(assigned).flatMap(({ topicId, partitions }) => {
    const topic = cluster.topics.find({ topicId })
    return isRefusal(topic) ? [] : [{ topicId, topicName: topic.name, partitions }]
  })
  return { memberId, rackId, memberEpoch, clientId, clientHost, subscribedTopicNames: topics, assignment: { topicPartitions } }
}
