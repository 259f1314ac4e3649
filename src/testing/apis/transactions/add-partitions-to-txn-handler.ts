import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  AddPartitionsToTxn,
  type AddPartitionsToTxnRequest,
  type AddPartitionsToTxnRequestTopic,
  type AddPartitionsToTxnRequestTransaction,
  type AddPartitionsToTxnResponse,
  type AddPartitionsToTxnResponseTopicResult
} from '../../../protocol/messages/add-partitions-to-txn.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { CLUSTER_RESOURCE } from '../authorized-operations.ts'
import { checkCoordinated, checkWriter, versioned } from './transactional-request.ts'

/**
 * The handler of AddPartitionsToTxn. Versions 4 and 5 are for brokers: they have a list of
 * transactions, and may only ask whether the partitions were added (KIP-890).
 */
export const addPartitionsToTxnHandler: ApiHandler<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = {
  api: AddPartitionsToTxn,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer(message, context) {
    if (context.apiVersion < BATCHED_SINCE) {
      const transaction: Transaction = {
        transactionalId: message.v3AndBelowTransactionalId,
        producerId: message.v3AndBelowProducerId,
        producerEpoch: message.v3AndBelowProducerEpoch,
        topics: message.v3AndBelowTopics,
        verifyOnly: false
      }
      const mayWrite = checkWriter(transaction.transactionalId, context)
      const results = mayWrite === errorCodes.NONE ? add(transaction, context) : resultsFor(transaction, () => mayWrite)
      return { resultsByTopicV3AndBelow: results }
    }
    if (!context.isAllowed(aclOperations.CLUSTER_ACTION, resourceTypes.CLUSTER, CLUSTER_RESOURCE))
      return { errorCode: errorCodes.CLUSTER_AUTHORIZATION_FAILED, resultsByTransaction: [] }
    return {
      errorCode: errorCodes.NONE,
      resultsByTransaction: message.transactions.map(each => ({ transactionalId: each.transactionalId, topicResults: add(each, context) }))
    }
  }
}

type Transaction = Decoded<AddPartitionsToTxnRequestTransaction>
type Topic = Decoded<AddPartitionsToTxnRequestTopic>

const FENCED_SINCE = 2
const BATCHED_SINCE = 4
/** The name of the only resource of the type CLUSTER. */

/** Adds all partitions or none. The partitions that are right then have another error code. */
function add(transaction: Transaction, context: RequestContext): AddPartitionsToTxnResponseTopicResult[] {
  const { transactionalId, producerId, producerEpoch, topics, verifyOnly } = transaction
  const { cluster, apiVersion } = context
  const checked = resultsFor(transaction, (topic, partition) => checkPartition(topic, partition, context))
  const isWrong = checked.some(topic => topic.resultsByPartition.some(({ partitionErrorCode }) => partitionErrorCode !== errorCodes.NONE))
  if (isWrong)
    return resultsFor(transaction, (topic, partition) => {
      const errorCode = checkPartition(topic, partition, context)
      return errorCode === errorCodes.NONE ? errorCodes.OPERATION_NOT_ATTEMPTED : errorCode
    })
  const errorCode = checkCoordinated(transactionalId, context)
  if (errorCode !== errorCodes.NONE) return resultsFor(transaction, () => errorCode)
  const producer = { producerId, producerEpoch }
  if (verifyOnly) {
    return resultsFor(transaction, ({ name }, partition) => {
      return cluster.transactions.verify(transactionalId, producer, name, partition)?.errorCode ?? errorCodes.NONE
    })
  }
  const partitions = new Map(topics.map(topic => [topic.name, new Set(topic.partitions)]))
  const refusal = cluster.transactions.add(transactionalId, producer, partitions)
  return resultsFor(transaction, () => versioned(refusal?.errorCode ?? errorCodes.NONE, apiVersion, FENCED_SINCE))
}

function checkPartition({ name }: Topic, partition: number, context: RequestContext): number {
  const { cluster, apiVersion } = context
  if (apiVersion < BATCHED_SINCE && !context.isAllowed(aclOperations.WRITE, resourceTypes.TOPIC, name))
    return errorCodes.TOPIC_AUTHORIZATION_FAILED
  const found = cluster.topics.find({ name })
  const isKnown = !isRefusal(found) && found.partitions[partition] !== undefined
  return isKnown ? errorCodes.NONE : errorCodes.UNKNOWN_TOPIC_OR_PARTITION
}

function resultsFor(
  { topics }: Transaction,
  errorCodeOf: (topic: Topic, partition: number) => number
): AddPartitionsToTxnResponseTopicResult[] {
  return topics.map(topic => ({
    name: topic.name,
    resultsByPartition: topic.partitions.map(partitionIndex => ({
      partitionIndex,
      partitionErrorCode: errorCodeOf(topic, partitionIndex)
    }))
  }))
}
