import { errorCodes } from '../../protocol/codes/index.ts'
import { type Refusal, refuse } from '../storage/refusal.ts'
import type { ProducerIdAndEpoch } from './producer-ids.ts'
import type { Transactions } from './transactions.ts'

/**
 * What a client knows of KIP-890, by the version of its request: nothing; the error
 * TRANSACTION_ABORTABLE; or that a write itself adds its partition to the transaction.
 */
export type WriteSupport = 'nothing' | 'abortable' | 'implicit'

/** A write that is part of a transaction. */
export interface TransactionalWrite {
  readonly transactionalId: string
  readonly producer: ProducerIdAndEpoch
  readonly topic: string
  readonly partitionIndex: number
  readonly support: WriteSupport
}

/** The level of transaction.version since which a write adds its partition to the transaction. */
const IMPLICIT_SINCE = 2
const NEEDS_FEATURE = `This version of the request needs level ${IMPLICIT_SINCE} of the feature transaction.version`

/**
 * Asks the coordinator whether a write belongs to an open transaction, or adds its partition. The
 * refusal has the error code that the client knows.
 */
export function verifyWrite(transactions: Transactions, write: TransactionalWrite): Refusal | undefined {
  const { transactionalId, producer, topic, partitionIndex, support } = write
  if (transactionalId === '') return refuse(errorCodes.INVALID_REQUEST, 'The transactional id is empty')
  // Confluent Cloud answers like this. Kafka does not offer such versions without the feature.
  if (support === 'implicit' && transactions.version < IMPLICIT_SINCE) return refuse(errorCodes.UNSUPPORTED_VERSION, NEEDS_FEATURE)
  const refusal =
    support === 'implicit'
      ? transactions.add(transactionalId, producer, new Map([[topic, new Set([partitionIndex])]]))
      : transactions.verify(transactionalId, producer, topic, partitionIndex)
  if (refusal?.errorCode === errorCodes.PRODUCER_FENCED) return refuse(errorCodes.INVALID_PRODUCER_EPOCH, refusal.errorMessage)
  if (refusal?.errorCode === errorCodes.TRANSACTION_ABORTABLE && support === 'nothing')
    return refuse(errorCodes.INVALID_TXN_STATE, 'Partition was not added to the transaction')
  return refusal
}
