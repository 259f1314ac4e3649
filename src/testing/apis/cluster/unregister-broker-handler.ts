import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  UnregisterBroker,
  type UnregisterBrokerRequest,
  type UnregisterBrokerResponse
} from '../../../protocol/messages/unregister-broker.ts'
import type { ApiHandler } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/**
 * The handler of UnregisterBroker (KIP-631), version 0. It leaves out the effect: a broker that
 * runs stays in the cluster.
 */
export const unregisterBrokerHandler: ApiHandler<UnregisterBrokerRequest, UnregisterBrokerResponse> = {
  api: UnregisterBroker,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer({ brokerId }, context) {
    const denied = clusterRefusal(aclOperations.ALTER, context)
    if (denied !== undefined) return denied
    if (context.cluster.node(brokerId) !== undefined) return { errorCode: errorCodes.NONE, errorMessage: null }
    return { errorCode: errorCodes.BROKER_ID_NOT_REGISTERED, errorMessage: `Broker ID ${brokerId} is not currently registered` }
  }
}
