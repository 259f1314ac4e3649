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
import { describeProducersErrors } from '../error-answers.ts'
import { type PartitionLayout, usualLayout } from '../message-layout.ts'

const requestLayout: PartitionLayout<DescribeProducersRequest, DescribeProducersRequestTopicRequest, number> = {
  topics: request => request.topics,
  withTopics: (request, topics) => ({ ...request, topics }),
  ref: topic => topic,
  partitions: topic => topic.partitionIndexes,
  withPartitions: (topic, partitionIndexes) => ({ ...topic, partitionIndexes }),
  index: index => index
}

const responseLayout: PartitionLayout<
  Decoded<DescribeProducersResponse>,
  Decoded<DescribeProducersResponseTopicResponse>,
  Decoded<DescribeProducersResponsePartitionResponse>
> = usualLayout()

/** DescribeProducers (KIP-664): each partition goes to its leader. */
export const describeProducersShards: Shards<DescribeProducersRequest, DescribeProducersResponse> = byLeader({
  api: 'DescribeProducers',
  requestLayout,
  responseLayout,
  errorAnswer: describeProducersErrors
})
