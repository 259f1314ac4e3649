import type { Decoded } from '../../../../protocol/api.ts'
import type {
  ListTransactionsRequest,
  ListTransactionsResponse,
  ListTransactionsResponseTransactionState
} from '../../../../protocol/messages/list-transactions.ts'
import type { Shards } from '../../route.ts'
import { eachOnce } from '../collections.ts'
import { toAllBrokers } from '../to-all-brokers.ts'

/** ListTransactions (KIP-664) goes to all brokers, because each lists those that it coordinates. */
export const listTransactionsShards: Shards<ListTransactionsRequest, ListTransactionsResponse> = toAllBrokers<
  ListTransactionsRequest,
  ListTransactionsResponse
>((combined, responses) => ({
  ...combined,
  unknownStateFilters: [...new Set(responses.flatMap(({ unknownStateFilters }) => unknownStateFilters))],
  transactionStates: eachOnce(
    responses.flatMap(({ transactionStates }) => transactionStates),
    ({ transactionalId }) => transactionalId,
    isAlive
  )
}))

const isAlive = ({ transactionState }: Decoded<ListTransactionsResponseTransactionState>): boolean => transactionState !== 'Dead'
