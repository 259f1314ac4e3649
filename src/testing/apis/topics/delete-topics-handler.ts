import { errorCodes } from '../../../protocol/codes/index.ts'
import {
  DeleteTopics,
  type DeleteTopicsRequest,
  type DeleteTopicsResponse,
  type DeleteTopicsResponseDeletableTopicResult
} from '../../../protocol/messages/delete-topics.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { isRefusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler } from '../api-handler.ts'

export const deleteTopicsHandler: ApiHandler<DeleteTopicsRequest, DeleteTopicsResponse> = {
  api: DeleteTopics,
  advertised: { min: 1, max: 6 },
  served: { min: 0, max: 6 },
  answer({ topics, topicNames }, { cluster, apiVersion }) {
    const wanted = apiVersion >= 6 ? topics : topicNames.map(name => ({ name, topicId: ZERO_UUID }))
    return { responses: wanted.map(({ name, topicId }) => ({ name, topicId, ...remove(cluster, name, topicId) })) }
  }
}

function remove(
  { topics, groups }: ClusterState,
  name: string | null,
  topicId: string
): Omit<DeleteTopicsResponseDeletableTopicResult, 'name'> {
  if (name !== null && topicId !== ZERO_UUID) return refuse(errorCodes.INVALID_REQUEST, 'You may not specify both topic name and topic id.')
  const topic = topics.find({ name, topicId })
  if (isRefusal(topic)) return topic
  topics.delete(topic)
  groups.deleteTopic(topic.name)
  return { ...{ name: topic.name, topicId: topic.topicId }, errorCode: errorCodes.NONE }
}
