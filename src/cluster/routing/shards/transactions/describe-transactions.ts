import type { Decoded } from '../../../../protocol/api.ts'
import type {
  DescribeTransactionsRequest,
  DescribeTransactionsResponse,
  DescribeTransactionsResponseTransactionState
} from '../../../../protocol/messages/describe-transactions.ts'
import { toTransaction } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { byCoordinator } from '../by-coordinator.ts'
import type { EntryLayout } from '../message-layout.ts'

const requestLayout: EntryLayout<DescribeTransactionsRequest, string> = {
  entries: request => request.transactionalIds,
  withEntries: (request, transactionalIds) => ({ ...request, transactionalIds }),
  key: transactionalId => transactionalId
}

const responseLayout: EntryLayout<Decoded<DescribeTransactionsResponse>, Decoded<DescribeTransactionsResponseTransactionState>> = {
  entries: response => response.transactionStates,
  withEntries: (response, transactionStates) => ({ ...response, transactionStates }),
  key: ({ transactionalId }) => transactionalId
}

/** DescribeTransactions (KIP-664): each transactional id goes to its coordinator. */
export const describeTransactionsShards: Shards<DescribeTransactionsRequest, DescribeTransactionsResponse> = byCoordinator({
  requestLayout,
  responseLayout,
  to: toTransaction
})
