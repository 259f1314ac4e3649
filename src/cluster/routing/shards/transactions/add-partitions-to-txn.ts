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
import { type EntryLayout, isListOfStructs } from '../message-layout.ts'
import { withTwoForms } from '../two-forms.ts'

const requestLayout: EntryLayout<AddPartitionsToTxnRequest, AddPartitionsToTxnRequestTransaction> = {
  entries: ({ transactions = [] }) => transactions,
  withEntries: (request, transactions) => ({ ...request, transactions }),
  key: ({ transactionalId }) => transactionalId
}

const responseLayout: EntryLayout<Decoded<AddPartitionsToTxnResponse>, Decoded<AddPartitionsToTxnResponseResult>> = {
  entries: response => response.resultsByTransaction,
  withEntries: (response, resultsByTransaction) => ({ ...response, resultsByTransaction }),
  key: ({ transactionalId }) => transactionalId
}

/**
 * AddPartitionsToTxn: each transaction goes to its coordinator. Clients send one transaction in a
 * request (`v3AndBelow…`). Since version 4 brokers send each other a list of them (KIP-890). A
 * request of the clients' form is not translated to that of brokers, because only brokers may send
 * it.
 */
export const addPartitionsToTxnShards: Shards<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> = withTwoForms({
  newForm: byEntry({
    requestLayout,
    responseLayout,
    groupKey: ({ transactionalId }) => transactionalId,
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

// A broker that is not the coordinator says so for every partition, so the first one is enough.
function codeOf(topicResults: readonly Decoded<AddPartitionsToTxnResponseTopicResult>[]): number {
  return topicResults[0]?.resultsByPartition[0]?.partitionErrorCode ?? 0
}

// The old form cannot ask whether partitions are in a transaction (`verifyOnly`).
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
