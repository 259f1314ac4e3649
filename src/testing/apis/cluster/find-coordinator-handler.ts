import { coordinatorTypes, errorCodes } from '../../../protocol/codes/index.ts'
import {
  FindCoordinator,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
  type FindCoordinatorResponseCoordinator
} from '../../../protocol/messages/find-coordinator.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'

/**
 * The handler of FindCoordinator. Requests have one key up to version 3, and a list of keys from
 * version 4 on (KIP-699).
 */
export const findCoordinatorHandler: ApiHandler<FindCoordinatorRequest, FindCoordinatorResponse> = {
  api: FindCoordinator,
  advertised: { min: 0, max: 6 },
  served: { min: 0, max: 6 },
  answer({ key, keyType, coordinatorKeys }, context) {
    if (context.apiVersion >= BATCHED_SINCE) return { coordinators: coordinatorKeys.map(each => coordinator(each, keyType, context)) }
    const { key: _, ...found } = coordinator(key, keyType, context)
    return found
  }
}

const BATCHED_SINCE = 4
const SHARE_SINCE = 6
// What Kafka answers if there is no broker.
const NO_NODE = { nodeId: -1, host: '', port: -1 }

function coordinator(key: string, keyType: number, { cluster, apiVersion }: RequestContext): FindCoordinatorResponseCoordinator {
  const newest = apiVersion >= SHARE_SINCE ? coordinatorTypes.SHARE : coordinatorTypes.TRANSACTION
  const isLegal = keyType >= coordinatorTypes.GROUP && keyType <= newest
  const node = isLegal ? cluster.coordinatorOf(key) : undefined
  if (node === undefined) return { key, ...NO_NODE, errorCode: errorCodes.INVALID_REQUEST, errorMessage: `No key type ${keyType}` }
  return { key, ...node, errorCode: errorCodes.NONE, errorMessage: null }
}
