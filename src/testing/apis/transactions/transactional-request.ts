import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import type { RequestContext } from '../api-handler.ts'

/** The error code for a client that may not write with this transactional id; otherwise NONE. */
export function checkWriter(transactionalId: string, context: RequestContext): number {
  const isAllowed = context.isAllowed(aclOperations.WRITE, resourceTypes.TRANSACTIONAL_ID, transactionalId)
  return isAllowed ? errorCodes.NONE : errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
}

/** NONE, unless the transactional id is empty or this broker is not its coordinator. */
export function checkCoordinated(transactionalId: string, { cluster, nodeId }: RequestContext): number {
  if (transactionalId === '') return errorCodes.INVALID_REQUEST
  return cluster.coordinatorOf(transactionalId)?.nodeId === nodeId ? errorCodes.NONE : errorCodes.NOT_COORDINATOR
}

/**
 * The error code in the version of a request. Before `fencedSince`, clients do not know
 * PRODUCER_FENCED (KIP-588).
 */
export function versioned(errorCode: number, apiVersion: number, fencedSince: number): number {
  const isUnknown = errorCode === errorCodes.PRODUCER_FENCED && apiVersion < fencedSince
  return isUnknown ? errorCodes.INVALID_PRODUCER_EPOCH : errorCode
}
