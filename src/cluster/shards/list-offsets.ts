import type { Decoded } from '../../protocol/api.ts'
import type {
  ListOffsetsRequest,
  ListOffsetsRequestPartition,
  ListOffsetsRequestTopic,
  ListOffsetsResponse,
  ListOffsetsResponsePartitionResponse,
  ListOffsetsResponseTopicResponse
} from '../../protocol/messages/list-offsets.ts'
import type { Shards } from '../routes/route.ts'
import { byLeader, isNotFenced } from './by-leader.ts'
import type { Layout } from './layout.ts'

const request: Layout<ListOffsetsRequest, ListOffsetsRequestTopic, ListOffsetsRequestPartition> = {
  topics: request => request.topics,
  withTopics: (request, topics) => ({ ...request, topics }),
  ref: topic => topic,
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: partition => partition.partitionIndex
}

const response: Layout<
  Decoded<ListOffsetsResponse>,
  Decoded<ListOffsetsResponseTopicResponse>,
  Decoded<ListOffsetsResponsePartitionResponse>
> = {
  topics: response => response.topics,
  withTopics: (response, topics) => ({ ...response, topics }),
  ref: topic => topic,
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: partition => partition.partitionIndex
}

/** ListOffsets goes to the leaders. */
export const listOffsetsShards: Shards<ListOffsetsRequest, ListOffsetsResponse> = byLeader({
  api: 'ListOffsets',
  request,
  response,
  mayRepeat: (_request, code, partition) => isNotFenced(code, partition)
})
