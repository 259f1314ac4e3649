import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  AlterShareGroupOffsets,
  type AlterShareGroupOffsetsRequest,
  type AlterShareGroupOffsetsRequestTopic,
  type AlterShareGroupOffsetsResponse,
  type AlterShareGroupOffsetsResponseTopic
} from '../../../protocol/messages/alter-share-group-offsets.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import { ShareGroup } from '../../groups/share/share-group.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { Topic } from '../../storage/topics.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkGroupId, findOrCreateShareGroup } from './share-coordinator.ts'

/**
 * The handler of AlterShareGroupOffsets. It creates the group if there is none and one of the
 * topics exists, and takes any offset. The leaders begin at the new offset at once. In Kafka a
 * leader that still has the state of the partition in memory begins there after its next write.
 */
export const alterShareGroupOffsetsHandler: ApiHandler<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse> = {
  api: AlterShareGroupOffsets,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer({ groupId, topics }, context) {
    const group = find(groupId, topics, context)
    if (isRefusal(group)) return { ...group, responses: [] }
    const isFound = ({ topicName }: WantedTopic): boolean => !isRefusal(findTopic(topicName, context))
    // Topics that are refused come first.
    const ordered = [...topics.filter(topic => !isFound(topic)), ...topics.filter(isFound)]
    return { errorCode: errorCodes.NONE, responses: ordered.map(topic => alter(topic, group, context)) }
  }
}

type WantedTopic = Decoded<AlterShareGroupOffsetsRequestTopic>

function find(groupId: string, topics: readonly WantedTopic[], context: RequestContext): ShareGroup | Refusal {
  const refusal = checkGroupId(groupId, aclOperations.READ, context)
  if (refusal !== undefined) return refusal
  const isKept =
    context.cluster.groups.find(groupId) !== undefined || topics.some(({ topicName }) => !isRefusal(findTopic(topicName, context)))
  const group = isKept ? findOrCreateShareGroup(groupId, context) : new ShareGroup(groupId, context.cluster)
  return isRefusal(group) || group.isEmpty ? group : refuse(errorCodes.NON_EMPTY_GROUP, 'The group is not empty.')
}

function findTopic(name: string, context: RequestContext): Topic | Refusal {
  if (!context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, name))
    return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, 'Topic authorization failed.')
  return context.cluster.topics.find({ name })
}

function alter({ topicName, partitions }: WantedTopic, group: ShareGroup, context: RequestContext): AlterShareGroupOffsetsResponseTopic {
  const topic = findTopic(topicName, context)
  if (isRefusal(topic))
    return { topicName, topicId: ZERO_UUID, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, ...topic })) }
  const altered = partitions.map(({ partitionIndex, startOffset }) => {
    const partition = group.initialize(topic, partitionIndex)
    if (partition === undefined)
      return { partitionIndex, ...refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 'This server does not host this topic-partition.') }
    partition.reset(Number(startOffset))
    return { partitionIndex, errorCode: errorCodes.NONE }
  })
  return { topicName, topicId: topic.topicId, partitions: altered }
}
