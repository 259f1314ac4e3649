import type { Decoded } from '../../../../protocol/api.ts'
import type {
  AddPartitionsToTxnRequest,
  AddPartitionsToTxnRequestTransaction,
  AddPartitionsToTxnResponse,
  AddPartitionsToTxnResponseResult,
  AddPartitionsToTxnResponseTopicResult
} from '../../../../protocol/messages/add-partitions-to-txn.ts'
import { toTransaction } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { COORDINATOR_CODES } from '../by-coordinator.ts'
import { byEntry } from '../by-entry.ts'
import { type Entries, isListOfStructs } from '../message-layout.ts'
import { withTwoForms } from '../two-forms.ts'

const request: Entries<AddPartitionsToTxnRequest, AddPartitionsToTxnRequestTransaction> = {
  entries: ({ transactions = [] }) => transactions,
  withEntries: (request, transactions) => ({ ...request, transactions }),
  key: ({ transactionalId }) => transactionalId
}

const response: Entries<Decoded<AddPartitionsToTxnResponse>, Decoded<AddPartitionsToTxnResponseResult>> = {
  entries: response => response.resultsByTransaction,
  withEntries: (response, resultsByTransaction) => ({ ...response, resultsByTransaction }),
  key: ({ transactionalId }) => transactionalId
}

/**
 * AddPartitionsToTxn goes to each transaction's coordinator: one a request from clients, many since version 4 between brokers (KIP-890). A client's request
 * is not translated to the form of brokers, who alone are authorized to use it.
 */
export const addPartitionsToTxnShards: Shards<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = withTwoForms({
  newForm: byEntry({
    request,
    response,
    place: ({ transactionalId }) => transactionalId,
    to: ({ transactionalId }) => toTransaction(transactionalId),
    code: ({ topicResults }) => codeOf(topicResults),
    healable: COORDINATOR_CODES
  }),
  newSince: 4,
  isNew: request => (request?.transactions?.length ?? 0) > 0,
  toOld,
  oldForm: {
    to: request => toTransaction(request?.v3AndBelowTransactionalId ?? ''),
    code: response => codeOf(response.resultsByTopicV3AndBelow)
  },
  newAnswer
})

// A coordinator that is none says so for every partition.
function codeOf(topicResults: readonly Decoded<AddPartitionsToTxnResponseTopicResult>[]): number {
  return topicResults[0]?.resultsByPartition[0]?.partitionErrorCode ?? 0
}

// Asking whether partitions are in a transaction is new with the list.
function toOld({ transactions = [] }: AddPartitionsToTxnRequest): AddPartitionsToTxnRequest[] | undefined {
  if (!isListOfStructs(transactions) || transactions.some(({ verifyOnly = false }) => verifyOnly)) return undefined
  return transactions.map(({ transactionalId, producerId, producerEpoch, topics }) => ({
    v3AndBelowTransactionalId: transactionalId,
    v3AndBelowProducerId: producerId,
    v3AndBelowProducerEpoch: producerEpoch,
    v3AndBelowTopics: topics
  }))
}

function newAnswer(
  { v3AndBelowTransactionalId: transactionalId = '' }: AddPartitionsToTxnRequest,
  response: Decoded<AddPartitionsToTxnResponse>
): Decoded<AddPartitionsToTxnResponse> {
  const topicResults = response.resultsByTopicV3AndBelow
  return { ...response, resultsByTopicV3AndBelow: [], resultsByTransaction: [{ transactionalId, topicResults }] }
}
