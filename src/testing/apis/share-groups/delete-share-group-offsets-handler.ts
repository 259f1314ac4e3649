import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  DeleteShareGroupOffsets,
  type DeleteShareGroupOffsetsRequest,
  type DeleteShareGroupOffsetsResponse,
  type DeleteShareGroupOffsetsResponseTopic
} from '../../../protocol/messages/delete-share-group-offsets.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { ShareGroup } from '../../groups/share/share-group.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkGroupId, findShareGroup } from './share-coordinator.ts'

/** The handler of DeleteShareGroupOffsets. */
export const deleteShareGroupOffsetsHandler: ApiHandler<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse> = {
  api: DeleteShareGroupOffsets,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer({ groupId, topics }, context) {
    const group = find(groupId, context)
    if (isRefusal(group)) return { ...group, responses: [] }
    const results = topics.map(({ topicName }) => remove(topicName, group, context))
    const isDone = ({ errorCode }: DeleteShareGroupOffsetsResponseTopic): boolean => errorCode === errorCodes.NONE
    // Topics that are refused come last.
    return { errorCode: errorCodes.NONE, responses: [...results.filter(isDone), ...results.filter(each => !isDone(each))] }
  }
}

function find(groupId: string, context: RequestContext): ShareGroup | Refusal {
  const refusal = checkGroupId(groupId, aclOperations.DELETE, context)
  if (refusal !== undefined) return refusal
  const group = findShareGroup(groupId, context)
  return isRefusal(group) || group.isEmpty ? group : refuse(errorCodes.NON_EMPTY_GROUP, 'The group is not empty.')
}

function remove(topicName: string, group: ShareGroup, context: RequestContext): DeleteShareGroupOffsetsResponseTopic {
  const refused = (refusal: Refusal): DeleteShareGroupOffsetsResponseTopic => ({ topicName, topicId: ZERO_UUID, ...refusal })
  if (!context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, topicName))
    return refused(refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, 'Topic authorization failed.'))
  const topic = context.cluster.topics.find({ name: topicName })
  if (isRefusal(topic)) return refused(topic)
  if (group.forget(topic.topicId)) return { topicName, topicId: topic.topicId, errorCode: errorCodes.NONE }
  return refused(refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 'There is no offset information to delete.'))
}
