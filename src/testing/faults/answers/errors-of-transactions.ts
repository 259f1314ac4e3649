import { absentValues } from '../../../protocol/codes/index.ts'
import { AddOffsetsToTxn } from '../../../protocol/messages/add-offsets-to-txn.ts'
import { AddPartitionsToTxn, type AddPartitionsToTxnRequestTopic } from '../../../protocol/messages/add-partitions-to-txn.ts'
import { DescribeTransactions } from '../../../protocol/messages/describe-transactions.ts'
import { EndTxn } from '../../../protocol/messages/end-txn.ts'
import { InitProducerId } from '../../../protocol/messages/init-producer-id.ts'
import { ListTransactions } from '../../../protocol/messages/list-transactions.ts'
import { TxnOffsetCommit } from '../../../protocol/messages/txn-offset-commit.ts'
import { WriteTxnMarkers } from '../../../protocol/messages/write-txn-markers.ts'
import { type ErrorAnswer, errorAnswer } from './error-answer.ts'
import { uncommitted } from './uncommitted.ts'

const { NO_PRODUCER_ID, NO_PRODUCER_EPOCH } = absentValues
const BATCHED_SINCE = 4 // AddPartitionsToTxn takes a list of transactions (KIP-890)

/** The answers with errors of APIs of transactions. */
export const transactionsErrors: readonly ErrorAnswer[] = [
  errorAnswer(InitProducerId, (_, errorCode) => ({ errorCode, producerId: NO_PRODUCER_ID, producerEpoch: NO_PRODUCER_EPOCH })),
  errorAnswer(AddPartitionsToTxn, ({ v3AndBelowTopics }, errorCode, apiVersion) =>
    apiVersion >= BATCHED_SINCE
      ? { errorCode }
      : { resultsByTopicV3AndBelow: v3AndBelowTopics.map(topic => partitionErrors(topic, errorCode)) }
  ),
  errorAnswer(AddOffsetsToTxn, (_, errorCode) => ({ errorCode })),
  errorAnswer(TxnOffsetCommit, uncommitted, ['topics', 'topics']),
  errorAnswer(EndTxn, (_, errorCode) => ({ errorCode })),
  errorAnswer(DescribeTransactions, ({ transactionalIds }, errorCode) => ({
    transactionStates: transactionalIds.map(transactionalId => ({
      errorCode,
      transactionalId,
      transactionState: '',
      transactionTimeoutMs: 0,
      transactionStartTimeMs: 0n,
      producerId: 0n,
      producerEpoch: 0,
      topics: []
    }))
  })),
  errorAnswer(ListTransactions, (_, errorCode) => ({ errorCode, unknownStateFilters: [], transactionStates: [] })),
  errorAnswer(WriteTxnMarkers, ({ markers }, errorCode) => ({
    markers: markers.map(({ producerId, topics }) => ({
      producerId,
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map(partitionIndex => ({ partitionIndex, errorCode }))
      }))
    }))
  }))
]

type Topic = Pick<AddPartitionsToTxnRequestTopic, 'name' | 'partitions'>

function partitionErrors({ name, partitions }: Topic, partitionErrorCode: number) {
  return { name, resultsByPartition: partitions.map(partitionIndex => ({ partitionIndex, partitionErrorCode })) }
}
