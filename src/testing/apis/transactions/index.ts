import type { ApiHandler } from '../api-handler.ts'
import { addOffsetsToTxnHandler } from './add-offsets-to-txn-handler.ts'
import { addPartitionsToTxnHandler } from './add-partitions-to-txn-handler.ts'
import { describeProducersHandler } from './describe-producers-handler.ts'
import { describeTransactionsHandler } from './describe-transactions-handler.ts'
import { endTxnHandler } from './end-txn-handler.ts'
import { initProducerIdHandler } from './init-producer-id-handler.ts'
import { listTransactionsHandler } from './list-transactions-handler.ts'
import { txnOffsetCommitHandler } from './txn-offset-commit-handler.ts'
import { writeTxnMarkersHandler } from './write-txn-markers-handler.ts'

/** The handlers of APIs of transactions and producer ids. */
export const transactionsHandlers: readonly ApiHandler<unknown, unknown>[] = [
  initProducerIdHandler,
  addPartitionsToTxnHandler,
  addOffsetsToTxnHandler,
  endTxnHandler,
  txnOffsetCommitHandler,
  writeTxnMarkersHandler,
  describeProducersHandler,
  describeTransactionsHandler,
  listTransactionsHandler
]
