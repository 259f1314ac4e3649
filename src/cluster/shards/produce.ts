import type { Decoded } from '../../protocol/api.ts'
import type {
  ProduceRequest,
  ProduceRequestPartitionProduceData,
  ProduceRequestTopicProduceData,
  ProduceResponse,
  ProduceResponsePartitionProduceResponse,
  ProduceResponseTopicProduceResponse
} from '../../protocol/messages/produce.ts'
import { areIdempotent } from '../routes/idempotent.ts'
import type { Shards } from '../routes/route.ts'
import { byLeader, LEADER_CODES } from './by-leader.ts'
import type { Layout } from './layout.ts'

const request: Layout<ProduceRequest, ProduceRequestTopicProduceData, ProduceRequestPartitionProduceData> = {
  topics: request => request.topicData,
  withTopics: (request, topicData) => ({ ...request, topicData }),
  ref: topic => topic,
  partitions: topic => topic.partitionData,
  withPartitions: (topic, partitionData) => ({ ...topic, partitionData }),
  index: partition => partition.index
}

const response: Layout<
  Decoded<ProduceResponse>,
  Decoded<ProduceResponseTopicProduceResponse>,
  Decoded<ProduceResponsePartitionProduceResponse>
> = {
  topics: response => response.responses,
  withTopics: (response, responses) => ({ ...response, responses }),
  ref: topic => topic,
  partitions: topic => topic.partitionResponses,
  withPartitions: (topic, partitionResponses) => ({ ...topic, partitionResponses }),
  index: partition => partition.index
}

// NOT_ENOUGH_REPLICAS: nothing was written.
const NOT_ENOUGH_REPLICAS = 19

// REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS_AFTER_APPEND and KAFKA_STORAGE_ERROR, for the batch may have been written; and OUT_OF_ORDER_SEQUENCE_NUMBER,
// which a batch meets that overtook one that we sent again.
const IF_IDEMPOTENT: ReadonlySet<number> = new Set([7, 20, 45, 56])

/** Produce goes to the leaders; what may have been written is sent again only where the broker tells a second copy from the first (KIP-98). */
export const produceShards: Shards<ProduceRequest, ProduceResponse> = byLeader({
  api: 'Produce',
  request,
  response,
  healable: new Set([...LEADER_CODES, NOT_ENOUGH_REPLICAS, ...IF_IDEMPOTENT]),
  mayRepeat: (_request, code, { records }) => !IF_IDEMPOTENT.has(code) || areIdempotent(records)
})
