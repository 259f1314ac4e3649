import type { Decoded } from '../../../../protocol/api.ts'
import type {
  ProduceRequest,
  ProduceRequestPartitionProduceData,
  ProduceRequestTopicProduceData,
  ProduceResponse,
  ProduceResponsePartitionProduceResponse,
  ProduceResponseTopicProduceResponse
} from '../../../../protocol/messages/produce.ts'
import { areIdempotent } from '../../../retry/idempotent.ts'
import { mayBeDone } from '../../../retry/may-be-done.ts'
import type { Shards } from '../../route.ts'
import { byLeader, LEADER_CODES } from '../by-leader.ts'
import { refuseProduce } from '../error-answers.ts'
import type { Layout } from '../message-layout.ts'

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

// REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS_AFTER_APPEND and KAFKA_STORAGE_ERROR: the batch may have been written.
const AFTER_APPEND = [7, 20, 56]

// OUT_OF_ORDER_SEQUENCE_NUMBER: a batch gets it whose predecessor was refused, and must be sent after that one again.
const OUT_OF_ORDER_SEQUENCE_NUMBER = 45

// A leader that appends a batch and then loses its role, its replicas or its disk answers with the code of that and with the offset of the batch.
const mayBeWritten = ({ errorCode, baseOffset }: Pick<ProduceResponsePartitionProduceResponse, 'errorCode' | 'baseOffset'>): boolean =>
  baseOffset >= 0n || mayBeDone(errorCode)

/** Produce goes to the leaders; what may have been written is sent again only where the broker tells a second copy from the first (KIP-98). */
export const produceShards: Shards<ProduceRequest, ProduceResponse> = byLeader({
  api: 'Produce',
  request,
  response,
  refuse: refuseProduce,
  healable: new Set([...LEADER_CODES, NOT_ENOUGH_REPLICAS, ...AFTER_APPEND, OUT_OF_ORDER_SEQUENCE_NUMBER]),
  mayBeDone: mayBeWritten,
  mayRepeat: (_request, answer, { records }, { wasBehind }) => {
    if (answer.errorCode === OUT_OF_ORDER_SEQUENCE_NUMBER) return wasBehind && areIdempotent(records)
    return !mayBeWritten(answer) || areIdempotent(records)
  }
})
