import type { Decoded } from '../../../../protocol/api.ts'
import { errorCodes } from '../../../../protocol/codes/error-codes.ts'
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
import { produceErrors } from '../error-answers.ts'
import type { PartitionLayout } from '../message-layout.ts'

const requestLayout: PartitionLayout<ProduceRequest, ProduceRequestTopicProduceData, ProduceRequestPartitionProduceData> = {
  topics: request => request.topicData,
  withTopics: (request, topicData) => ({ ...request, topicData }),
  ref: topic => topic,
  partitions: topic => topic.partitionData,
  withPartitions: (topic, partitionData) => ({ ...topic, partitionData }),
  index: partition => partition.index
}

const responseLayout: PartitionLayout<
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

const HEALABLE: ReadonlySet<number> = new Set([
  ...LEADER_CODES,
  // Nothing was written.
  errorCodes.NOT_ENOUGH_REPLICAS,
  // The batch may have been written.
  errorCodes.REQUEST_TIMED_OUT,
  errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  errorCodes.KAFKA_STORAGE_ERROR,
  // An earlier batch was refused, and this one has to be sent again after it.
  errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER
])

// A leader that appends a batch, and then loses its role, its replicas or its disk, answers with
// the error code of that failure and with the offset of the batch.
const mayBeWritten = ({ errorCode, baseOffset }: Pick<ProduceResponsePartitionProduceResponse, 'errorCode' | 'baseOffset'>): boolean =>
  baseOffset >= 0n || mayBeDone(errorCode)

/**
 * Produce: each partition goes to its leader. A batch that may have been written is sent again only
 * if it is idempotent: then the broker recognises the second copy (KIP-98).
 */
export const produceShards: Shards<ProduceRequest, ProduceResponse> = byLeader({
  api: 'Produce',
  requestLayout,
  responseLayout,
  errorAnswer: produceErrors,
  healable: HEALABLE,
  mayBeDone: mayBeWritten,
  mayRepeat: (_request, answer, { records }, { wasBehind }) => {
    if (answer.errorCode === errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER) return wasBehind && areIdempotent(records)
    return !mayBeWritten(answer) || areIdempotent(records)
  }
})
