import type { Decoded } from '../../../../protocol/api.ts'
import type {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochRequestOffsetForLeaderPartition,
  OffsetForLeaderEpochRequestOffsetForLeaderTopic,
  OffsetForLeaderEpochResponse,
  OffsetForLeaderEpochResponseEpochEndOffset,
  OffsetForLeaderEpochResponseOffsetForLeaderTopicResult
} from '../../../../protocol/messages/offset-for-leader-epoch.ts'
import type { Shards } from '../../route.ts'
import { byLeader, isNotFenced } from '../by-leader.ts'
import { offsetForLeaderEpochErrors } from '../error-answers.ts'
import type { PartitionLayout } from '../message-layout.ts'

const requestLayout: PartitionLayout<
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochRequestOffsetForLeaderTopic,
  OffsetForLeaderEpochRequestOffsetForLeaderPartition
> = {
  topics: request => request.topics,
  withTopics: (request, topics) => ({ ...request, topics }),
  ref: ({ topic }) => ({ name: topic }),
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: ({ partition }) => partition
}

const responseLayout: PartitionLayout<
  Decoded<OffsetForLeaderEpochResponse>,
  Decoded<OffsetForLeaderEpochResponseOffsetForLeaderTopicResult>,
  Decoded<OffsetForLeaderEpochResponseEpochEndOffset>
> = {
  topics: response => response.topics,
  withTopics: (response, topics) => ({ ...response, topics }),
  ref: ({ topic }) => ({ name: topic }),
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: ({ partition }) => partition
}

/** OffsetForLeaderEpoch (KIP-320): each partition goes to its leader. */
export const offsetForLeaderEpochShards: Shards<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> = byLeader({
  api: 'OffsetForLeaderEpoch',
  requestLayout,
  responseLayout,
  errorAnswer: offsetForLeaderEpochErrors,
  mayRepeat: (_request, { errorCode }, partition) => isNotFenced(errorCode, partition)
})
