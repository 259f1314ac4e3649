import type { Decoded } from '../../../../protocol/api.ts'
import type {
  DescribeProducersRequest,
  DescribeProducersRequestTopicRequest,
  DescribeProducersResponse,
  DescribeProducersResponsePartitionResponse,
  DescribeProducersResponseTopicResponse
} from '../../../../protocol/messages/describe-producers.ts'
import type { Shards } from '../../route.ts'
import { byLeader } from '../by-leader.ts'
import { refuseDescribeProducers } from '../error-answers.ts'
import { type Layout, usualLayout } from '../message-layout.ts'

const request: Layout<DescribeProducersRequest, DescribeProducersRequestTopicRequest, number> = {
  topics: request => request.topics,
  withTopics: (request, topics) => ({ ...request, topics }),
  ref: topic => topic,
  partitions: topic => topic.partitionIndexes,
  withPartitions: (topic, partitionIndexes) => ({ ...topic, partitionIndexes }),
  index: index => index
}

const response: Layout<
  Decoded<DescribeProducersResponse>,
  Decoded<DescribeProducersResponseTopicResponse>,
  Decoded<DescribeProducersResponsePartitionResponse>
> = usualLayout()

/** DescribeProducers goes to the leaders (KIP-664). */
export const describeProducersShards: Shards<DescribeProducersRequest, DescribeProducersResponse> = byLeader({
  api: 'DescribeProducers',
  request,
  response,
  refuse: refuseDescribeProducers
})
