import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  AddOffsetsToTxn,
  type AddOffsetsToTxnRequest,
  type AddOffsetsToTxnResponse
} from '../../../protocol/messages/add-offsets-to-txn.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkCoordinated, checkWriter, versioned } from './transactional-request.ts'

/** The handler of AddOffsetsToTxn. As in Kafka, the group need not exist. */
export const addOffsetsToTxnHandler: ApiHandler<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse> = {
  api: AddOffsetsToTxn,
  advertised: { min: 0, max: 4 },
  served: { min: 0, max: 4 },
  answer({ transactionalId, groupId, producerId, producerEpoch }, context) {
    const { cluster, apiVersion } = context
    const errorCode = check(transactionalId, groupId, context)
    if (errorCode !== errorCodes.NONE) return { errorCode }
    const refusal = cluster.transactions.addGroup(transactionalId, { producerId, producerEpoch }, groupId)
    return { errorCode: versioned(refusal?.errorCode ?? errorCodes.NONE, apiVersion, FENCED_SINCE) }
  }
}

const FENCED_SINCE = 2

function check(transactionalId: string, groupId: string, context: RequestContext): number {
  const errorCode = checkWriter(transactionalId, context)
  if (errorCode !== errorCodes.NONE) return errorCode
  if (!context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId)) return errorCodes.GROUP_AUTHORIZATION_FAILED
  return checkCoordinated(transactionalId, context)
}
