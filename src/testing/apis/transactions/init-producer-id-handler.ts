import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import { InitProducerId, type InitProducerIdRequest, type InitProducerIdResponse } from '../../../protocol/messages/init-producer-id.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ProducerIdAndEpoch } from '../../transactions/producer-ids.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'
import { checkCoordinated, checkWriter, versioned } from './transactional-request.ts'

/**
 * The handler of InitProducerId. It leaves out version 6, which Kafka 4.4.0 does not advertise:
 * two-phase commit (KIP-939).
 */
export const initProducerIdHandler: ApiHandler<InitProducerIdRequest, InitProducerIdResponse> = {
  api: InitProducerId,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer(message, context) {
    const { transactionalId, transactionTimeoutMs, producerId, producerEpoch } = message
    const { transactions } = context.cluster
    const errorCode = check(message, context)
    if (errorCode !== errorCodes.NONE) return failed(errorCode)
    // Without a transactional id, the client gets a new producer id in any case.
    if (transactionalId === null) return done({ producerId: transactions.producerIds.create(), producerEpoch: 0 })
    const expected = producerId === absentValues.NO_PRODUCER_ID ? undefined : { producerId, producerEpoch }
    const result = transactions.init(transactionalId, expected, transactionTimeoutMs)
    return isRefusal(result) ? failed(versioned(result.errorCode, context.apiVersion, FENCED_SINCE)) : done(result)
  }
}

const FENCED_SINCE = 4

function check({ transactionalId, producerId, producerEpoch }: Decoded<InitProducerIdRequest>, context: RequestContext): number {
  if (transactionalId === null) {
    if (!mayWriteIdempotently(context)) return errorCodes.CLUSTER_AUTHORIZATION_FAILED
  } else {
    const errorCode = checkWriter(transactionalId, context)
    if (errorCode !== errorCodes.NONE) return errorCode
  }
  const { NO_PRODUCER_ID, NO_PRODUCER_EPOCH } = absentValues
  if ((producerId === NO_PRODUCER_ID) !== (producerEpoch === NO_PRODUCER_EPOCH)) return errorCodes.INVALID_REQUEST
  return transactionalId === null ? errorCodes.NONE : checkCoordinated(transactionalId, context)
}

// Besides those with the right for this alone, all who may write to some topic may (KIP-679).
function mayWriteIdempotently(context: RequestContext): boolean {
  const { IDEMPOTENT_WRITE, WRITE } = aclOperations
  return isAllowedOnCluster(IDEMPOTENT_WRITE, context) || context.isAllowedSomewhere(WRITE, resourceTypes.TOPIC)
}

const done = ({ producerId, producerEpoch }: ProducerIdAndEpoch): InitProducerIdResponse => {
  return { throttleTimeMs: 0, errorCode: errorCodes.NONE, producerId, producerEpoch }
}

const failed = (errorCode: number): InitProducerIdResponse => ({
  throttleTimeMs: 0,
  errorCode,
  producerEpoch: absentValues.NO_PRODUCER_EPOCH
})
