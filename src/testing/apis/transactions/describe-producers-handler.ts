import { absentValues, aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  DescribeProducers,
  type DescribeProducersRequest,
  type DescribeProducersResponse,
  type DescribeProducersResponsePartitionResponse,
  type DescribeProducersResponseProducerState
} from '../../../protocol/messages/describe-producers.ts'
import type { Partition } from '../../storage/partition.ts'
import type { ProducerState } from '../../storage/producer-states.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { findLed } from '../leadership.ts'

/** The handler of DescribeProducers. A partition never forgets a producer. */
export const describeProducersHandler: ApiHandler<DescribeProducersRequest, DescribeProducersResponse> = {
  api: DescribeProducers,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer({ topics }, context) {
    return {
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map(partitionIndex => describe(name, partitionIndex, context))
      }))
    }
  }
}

function describe(name: string, partitionIndex: number, context: RequestContext): DescribeProducersResponsePartitionResponse {
  const topic = context.cluster.topics.find({ name })
  const isIllegal = isRefusal(topic) && topic.errorCode === errorCodes.INVALID_TOPIC_EXCEPTION
  if (!isIllegal && !context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, name))
    return { partitionIndex, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, activeProducers: [] }
  if (isRefusal(topic)) return { partitionIndex, ...topic, activeProducers: [] }
  const found = findLed({ name }, partitionIndex, context)
  // Kafka gives a message for a topic, but none for a partition.
  if (isRefusal(found)) return { partitionIndex, errorCode: found.errorCode, activeProducers: [] }
  return { partitionIndex, errorCode: errorCodes.NONE, activeProducers: found.producers.list().map(state => stateOf(state, found)) }
}

function stateOf(
  { producerId, epoch, batches, lastTimestamp, coordinatorEpoch }: ProducerState,
  { producers }: Partition
): DescribeProducersResponseProducerState {
  return {
    producerId,
    producerEpoch: epoch,
    lastSequence: batches.at(-1)?.lastSequence ?? absentValues.NO_SEQUENCE,
    lastTimestamp,
    coordinatorEpoch: coordinatorEpoch ?? NO_COORDINATOR_EPOCH,
    currentTxnStartOffset: BigInt(producers.transactionStartOf(producerId) ?? NO_OFFSET)
  }
}

/** The epoch of the coordinator before the first marker. */
const NO_COORDINATOR_EPOCH = -1
/** The first offset of a transaction if none is open. */
const NO_OFFSET = -1
