import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  ListTransactions,
  type ListTransactionsRequest,
  type ListTransactionsResponse
} from '../../../protocol/messages/list-transactions.ts'
import { transactionStates } from '../../transactions/transaction-states.ts'
import type { TransactionalId } from '../../transactions/transactional-id.ts'
import type { ApiHandler } from '../api-handler.ts'

/**
 * The handler of ListTransactions. A broker lists the transactional ids that it coordinates. The
 * pattern of version 2 is a regular expression of JavaScript, where Kafka takes one of RE2.
 */
export const listTransactionsHandler: ApiHandler<ListTransactionsRequest, ListTransactionsResponse> = {
  api: ListTransactions,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer(message, context) {
    const { cluster, nodeId } = context
    const unknownStateFilters = [...new Set(message.stateFilters)].filter(each => !transactionStates.some(state => state === each))
    const pattern = patternOf(message.transactionalIdPattern)
    if (pattern === undefined) return { errorCode: errorCodes.INVALID_REGULAR_EXPRESSION, unknownStateFilters: [], transactionStates: [] }
    const found = cluster.transactions
      .list()
      .filter(({ name }) => cluster.coordinatorOf(name)?.nodeId === nodeId)
      .filter(each => pattern.test(each.name) && isWanted(each, message, cluster.clock.timeMs))
      .filter(({ name }) => context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TRANSACTIONAL_ID, name))
    return {
      errorCode: errorCodes.NONE,
      unknownStateFilters,
      transactionStates: found.map(({ name, producer, state }) => ({
        transactionalId: name,
        producerId: producer.producerId,
        transactionState: state
      }))
    }
  }
}

function isWanted(
  { producer, state, startMs }: TransactionalId,
  { stateFilters, producerIdFilters, durationFilter }: Decoded<ListTransactionsRequest>,
  nowMs: number
): boolean {
  if (producerIdFilters.length > 0 && !producerIdFilters.includes(producer.producerId)) return false
  if (stateFilters.length > 0 && !stateFilters.includes(state)) return false
  // A transactional id without a transaction counts as one that began long ago, as in Kafka.
  return durationFilter < 0n || BigInt(nowMs - startMs) > durationFilter
}

// Undefined if it is not a pattern. Without one, every transactional id is listed.
function patternOf(source: string | null): RegExp | undefined {
  if (source === null || source === '') return ANY
  try {
    return new RegExp(`^(?:${source})$`, 'u')
  } catch {
    return undefined
  }
}

const ANY = /^/
