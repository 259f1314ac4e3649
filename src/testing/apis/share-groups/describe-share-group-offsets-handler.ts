import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, aclOperations, errorCodes, resourceTypes, specialOffsets } from '../../../protocol/codes/index.ts'
import {
  DescribeShareGroupOffsets,
  type DescribeShareGroupOffsetsRequest,
  type DescribeShareGroupOffsetsResponse,
  type DescribeShareGroupOffsetsResponseGroup,
  type DescribeShareGroupOffsetsResponsePartition,
  type DescribeShareGroupOffsetsResponseTopic
} from '../../../protocol/messages/describe-share-group-offsets.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import { asShareGroup, type ShareGroup } from '../../groups/share/share-group.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { Topic } from '../../storage/topics.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isCoordinator } from './share-coordinator.ts'

/**
 * The handler of DescribeShareGroupOffsets. As in Kafka, a group, topic or partition without state
 * is no error: its start offset is -1. The start offset is that of the last write, before which
 * records may have been acknowledged.
 */
export const describeShareGroupOffsetsHandler: ApiHandler<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse> = {
  api: DescribeShareGroupOffsets,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer({ groups }, context) {
    return { groups: groups.map(group => describe(group, context)) }
  }
}

type WantedGroup = Decoded<DescribeShareGroupOffsetsRequest>['groups'][number]
type WantedTopic = NonNullable<WantedGroup['topics']>[number]

function describe({ groupId, topics }: WantedGroup, context: RequestContext): DescribeShareGroupOffsetsResponseGroup {
  const isAllowed = context.isAllowed(aclOperations.DESCRIBE, resourceTypes.GROUP, groupId)
  if (!isAllowed)
    return { groupId, topics: [], errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED, errorMessage: 'Group authorization failed.' }
  if (!isCoordinator(groupId, context))
    return { groupId, topics: [], errorCode: errorCodes.NOT_COORDINATOR, errorMessage: 'This is not the correct coordinator.' }
  const group = asShareGroup(context.cluster.groups.find(groupId))
  const described = topics === null ? describeAll(group, context) : topics.map(topic => describeTopic(topic, group, context))
  // Topics that do not exist come last.
  return {
    groupId,
    errorCode: errorCodes.NONE,
    topics: described.sort((a, b) => Number(a.topicId === ZERO_UUID) - Number(b.topicId === ZERO_UUID))
  }
}

const mayDescribe = (topic: string, context: RequestContext): boolean =>
  context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, topic)

function describeAll(group: ShareGroup | undefined, context: RequestContext): DescribeShareGroupOffsetsResponseTopic[] {
  return (group?.topicIds ?? []).flatMap(topicId => {
    const topic = context.cluster.topics.find({ topicId })
    if (isRefusal(topic) || !mayDescribe(topic.name, context)) return []
    const partitions = [...(group?.partitionsOf(topicId).keys() ?? [])]
    return [{ topicName: topic.name, topicId, partitions: partitions.map(index => describePartition(index, topic, group)) }]
  })
}

function describeTopic(
  { topicName, partitions }: WantedTopic,
  group: ShareGroup | undefined,
  context: RequestContext
): DescribeShareGroupOffsetsResponseTopic {
  if (!mayDescribe(topicName, context)) {
    const refused = { errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, errorMessage: 'Topic authorization failed.' }
    return { topicName, topicId: ZERO_UUID, partitions: partitions.map(index => ({ ...describePartition(index), ...refused })) }
  }
  const found = context.cluster.topics.find({ name: topicName })
  const topic = isRefusal(found) ? undefined : found
  return { topicName, topicId: topic?.topicId ?? ZERO_UUID, partitions: partitions.map(index => describePartition(index, topic, group)) }
}

const UNKNOWN: Omit<DescribeShareGroupOffsetsResponsePartition, 'partitionIndex'> = {
  startOffset: specialOffsets.INVALID_OFFSET,
  leaderEpoch: 0,
  lag: absentValues.INVALID_OFFSET_LAG,
  errorCode: errorCodes.NONE
}

function describePartition(partitionIndex: number, topic?: Topic, group?: ShareGroup): DescribeShareGroupOffsetsResponsePartition {
  const state = topic && group?.partition(topic.topicId, partitionIndex)
  const endOffset = topic?.partitions[partitionIndex]?.log.endOffset
  if (state === undefined || endOffset === undefined || !state.isWritten) return { partitionIndex, ...UNKNOWN }
  const { startOffset, leaderEpoch, completeCount } = state.written
  const isKnown = BigInt(startOffset) !== specialOffsets.INVALID_OFFSET
  const lag = isKnown ? BigInt(endOffset - startOffset - completeCount) : absentValues.INVALID_OFFSET_LAG
  return { partitionIndex, startOffset: BigInt(startOffset), leaderEpoch, lag, errorCode: errorCodes.NONE }
}
