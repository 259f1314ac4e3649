import { aclOperations, coordinatorTypes, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  FindCoordinator,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
  type FindCoordinatorResponseCoordinator
} from '../../../protocol/messages/find-coordinator.ts'
import { createInternalTopic, OFFSETS_TOPIC, SHARE_STATES_TOPIC, TRANSACTIONS_TOPIC } from '../../storage/internal-topics.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/**
 * The handler of FindCoordinator. Requests have one key up to version 3, and a list of keys from
 * version 4 on (KIP-699). The first request for a type of coordinator creates the topic in which
 * Kafka keeps its state. Kafka answers COORDINATOR_NOT_AVAILABLE until the topic is there.
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
// Each partition of a share group has its own coordinator: group id, topic id and partition.
const SHARE_KEY = /^.+:[\w-]{22}:\d+$/s
const SHARE_SINCE = 6
const INTERNAL_TOPICS: Readonly<Record<number, string>> = {
  [coordinatorTypes.GROUP]: OFFSETS_TOPIC,
  [coordinatorTypes.TRANSACTION]: TRANSACTIONS_TOPIC,
  [coordinatorTypes.SHARE]: SHARE_STATES_TOPIC
}
const MALFORMED =
  'This most likely occurs because of a request being malformed by the client library or the message was sent to an ' +
  'incompatible broker. See the broker logs for more details.'
// What Kafka answers if there is no broker.
const NO_NODE = { nodeId: -1, host: '', port: -1 }

function coordinator(key: string, keyType: number, context: RequestContext): FindCoordinatorResponseCoordinator {
  const { cluster, apiVersion } = context
  const problem = keyType === coordinatorTypes.SHARE && apiVersion >= BATCHED_SINCE ? '' : MALFORMED
  const newest = apiVersion >= SHARE_SINCE ? coordinatorTypes.SHARE : coordinatorTypes.TRANSACTION
  const isLegal = keyType >= coordinatorTypes.GROUP && keyType <= newest
  const isWellFormed = keyType !== coordinatorTypes.SHARE || SHARE_KEY.test(key)
  if (!isWellFormed) return { key, ...NO_NODE, errorCode: errorCodes.INVALID_REQUEST, errorMessage: problem }
  const node = isLegal ? cluster.coordinatorOf(key) : undefined
  if (node === undefined) return { key, ...NO_NODE, errorCode: errorCodes.INVALID_REQUEST, errorMessage: problem }
  const denied = refusalOf(key, keyType, context)
  if (denied !== errorCodes.NONE) return { key, ...NO_NODE, errorCode: denied, errorMessage: null }
  const topic = INTERNAL_TOPICS[keyType]
  if (topic !== undefined) createInternalTopic(topic, cluster.topics, cluster.nodeIds)
  return { key, ...node, errorCode: errorCodes.NONE, errorMessage: apiVersion >= BATCHED_SINCE ? '' : 'NONE' }
}

// Only brokers look for the coordinators of share groups' states.
function refusalOf(key: string, keyType: number, context: RequestContext): number {
  const { isAllowed } = context
  if (keyType === coordinatorTypes.SHARE) return clusterRefusal(aclOperations.CLUSTER_ACTION, context)?.errorCode ?? errorCodes.NONE
  if (keyType === coordinatorTypes.TRANSACTION) {
    const mayUse = isAllowed(aclOperations.DESCRIBE, resourceTypes.TRANSACTIONAL_ID, key)
    return mayUse ? errorCodes.NONE : errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
  }
  return isAllowed(aclOperations.DESCRIBE, resourceTypes.GROUP, key) ? errorCodes.NONE : errorCodes.GROUP_AUTHORIZATION_FAILED
}
