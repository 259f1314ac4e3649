import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  DescribeTransactions,
  type DescribeTransactionsRequest,
  type DescribeTransactionsResponse,
  type DescribeTransactionsResponseTransactionState
} from '../../../protocol/messages/describe-transactions.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkCoordinated } from './transactional-request.ts'

/**
 * The handler of DescribeTransactions. As in Kafka, a group is listed as its partition of the topic
 * `__consumer_offsets`.
 */
export const describeTransactionsHandler: ApiHandler<DescribeTransactionsRequest, DescribeTransactionsResponse> = {
  api: DescribeTransactions,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer({ transactionalIds }, context) {
    return { transactionStates: transactionalIds.map(transactionalId => describe(transactionalId, context)) }
  }
}

function describe(transactionalId: string, context: RequestContext): DescribeTransactionsResponseTransactionState {
  if (!context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TRANSACTIONAL_ID, transactionalId))
    return failed(transactionalId, errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
  const errorCode = checkCoordinated(transactionalId, context)
  if (errorCode !== errorCodes.NONE) return failed(transactionalId, errorCode)
  const found = context.cluster.transactions.find(transactionalId)
  if (found === undefined) return failed(transactionalId, errorCodes.TRANSACTIONAL_ID_NOT_FOUND)
  const topics = [...found.partitions].filter(([topic]) => context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, topic))
  return {
    errorCode,
    transactionalId,
    transactionState: found.state,
    transactionTimeoutMs: found.timeoutMs,
    transactionStartTimeMs: BigInt(found.startMs),
    ...found.producer,
    topics: topics.map(([topic, partitions]) => ({ topic, partitions: [...partitions] }))
  }
}

// Kafka leaves all other fields at their defaults.
function failed(transactionalId: string, errorCode: number): DescribeTransactionsResponseTransactionState {
  const defaults = { transactionState: '', transactionTimeoutMs: 0, transactionStartTimeMs: 0n, producerId: 0n, producerEpoch: 0 }
  return { errorCode, transactionalId, ...defaults, topics: [] }
}
