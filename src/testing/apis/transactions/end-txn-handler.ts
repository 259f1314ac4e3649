import { errorCodes } from '../../../protocol/codes/index.ts'
import { EndTxn, type EndTxnRequest, type EndTxnResponse } from '../../../protocol/messages/end-txn.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler } from '../api-handler.ts'
import { checkCoordinated, checkWriter, versioned } from './transactional-request.ts'

/**
 * The handler of EndTxn. The markers are in the partitions before it answers, so that no client
 * sees CONCURRENT_TRANSACTIONS after it. From version 5 on it bumps the epoch (KIP-890).
 */
export const endTxnHandler: ApiHandler<EndTxnRequest, EndTxnResponse> = {
  api: EndTxn,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer({ transactionalId, committed, ...producer }, context) {
    const { cluster, apiVersion } = context
    const bumpsEpoch = apiVersion >= BUMP_SINCE
    const isWriter = checkWriter(transactionalId, context)
    const errorCode = isWriter === errorCodes.NONE ? checkCoordinated(transactionalId, context) : isWriter
    if (errorCode !== errorCodes.NONE) return { errorCode }
    const result = cluster.transactions.end(transactionalId, producer, committed, bumpsEpoch)
    if (isRefusal(result)) return { errorCode: versioned(result.errorCode, apiVersion, FENCED_SINCE) }
    return { errorCode: errorCodes.NONE, ...(bumpsEpoch && result) }
  }
}

const FENCED_SINCE = 2
const BUMP_SINCE = 5
