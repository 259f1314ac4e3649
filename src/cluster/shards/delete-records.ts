import type { Decoded } from '../../protocol/api.ts'
import type {
  DeleteRecordsRequest,
  DeleteRecordsRequestPartition,
  DeleteRecordsRequestTopic,
  DeleteRecordsResponse,
  DeleteRecordsResponsePartitionResult,
  DeleteRecordsResponseTopicResult
} from '../../protocol/messages/delete-records.ts'
import type { Shards } from '../routes/route.ts'
import { byLeader, LEADER_CODES } from './by-leader.ts'
import type { Layout } from './layout.ts'

const request: Layout<DeleteRecordsRequest, DeleteRecordsRequestTopic, DeleteRecordsRequestPartition> = {
  topics: request => request.topics,
  withTopics: (request, topics) => ({ ...request, topics }),
  ref: topic => topic,
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: partition => partition.partitionIndex
}

const response: Layout<
  Decoded<DeleteRecordsResponse>,
  Decoded<DeleteRecordsResponseTopicResult>,
  Decoded<DeleteRecordsResponsePartitionResult>
> = {
  topics: response => response.topics,
  withTopics: (response, topics) => ({ ...response, topics }),
  ref: topic => topic,
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: partition => partition.partitionIndex
}

/** DeleteRecords goes to the leaders. */
export const deleteRecordsShards: Shards<DeleteRecordsRequest, DeleteRecordsResponse> = byLeader({
  api: 'DeleteRecords',
  request,
  response,
  healable: new Set(LEADER_CODES)
})
