import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import type { RequestContext } from '../api-handler.ts'

/**
 * The error code of a request about a group: NONE, unless this broker is not its coordinator, or
 * the group id is empty where it may not be.
 */
export function checkCoordinator(groupId: string, { cluster, nodeId }: RequestContext, mayBeEmpty = false): number {
  if (groupId === '' && !mayBeEmpty) return errorCodes.INVALID_GROUP_ID
  return cluster.coordinatorOf(groupId)?.nodeId === nodeId ? errorCodes.NONE : errorCodes.NOT_COORDINATOR
}

/** Like {@link checkCoordinator}, for APIs that need the right to read the group. */
export function checkReader(groupId: string, context: RequestContext): number {
  if (!context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId)) return errorCodes.GROUP_AUTHORIZATION_FAILED
  return checkCoordinator(groupId, context)
}
