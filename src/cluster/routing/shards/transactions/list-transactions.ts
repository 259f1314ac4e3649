import type { Decoded } from '../../../../protocol/api.ts'
import type {
  ListTransactionsRequest,
  ListTransactionsResponse,
  ListTransactionsResponseTransactionState
} from '../../../../protocol/messages/list-transactions.ts'
import type { Shards } from '../../route.ts'
import { eachOnce } from '../collections.ts'
import { onAllBrokers } from '../to-all-brokers.ts'

/** ListTransactions asks all brokers, for each lists the transactions that it coordinates (KIP-664). */
export const listTransactionsShards: Shards<ListTransactionsRequest, ListTransactionsResponse> = onAllBrokers<
  ListTransactionsRequest,
  ListTransactionsResponse
>((whole, responses) => ({
  ...whole,
  unknownStateFilters: [...new Set(responses.flatMap(({ unknownStateFilters }) => unknownStateFilters))],
  transactionStates: eachOnce(
    responses.flatMap(({ transactionStates }) => transactionStates),
    ({ transactionalId }) => transactionalId,
    isAlive
  )
}))

const isAlive = ({ transactionState }: Decoded<ListTransactionsResponseTransactionState>): boolean => transactionState !== 'Dead'
