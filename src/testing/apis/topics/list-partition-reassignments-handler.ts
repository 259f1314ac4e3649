import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  ListPartitionReassignments,
  type ListPartitionReassignmentsRequest,
  type ListPartitionReassignmentsResponse
} from '../../../protocol/messages/list-partition-reassignments.ts'
import type { ApiHandler } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'

/**
 * The handler of ListPartitionReassignments (KIP-455), version 0. The list is always empty, because
 * a reassignment takes no time.
 */
export const listPartitionReassignmentsHandler: ApiHandler<ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse> = {
  api: ListPartitionReassignments,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer(_, context) {
    if (isAllowedOnCluster(aclOperations.DESCRIBE, context)) return { errorCode: errorCodes.NONE, errorMessage: null, topics: [] }
    return { errorCode: errorCodes.CLUSTER_AUTHORIZATION_FAILED, errorMessage: 'Cluster authorization failed.', topics: [] }
  }
}
