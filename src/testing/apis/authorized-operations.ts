import { absentValues, aclOperations, resourceTypes } from '../../protocol/codes/index.ts'
import type { RequestContext } from './api-handler.ts'

/** The name of the cluster as a resource of ACLs. */
export const CLUSTER_RESOURCE = 'kafka-cluster'

const { READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, CLUSTER_ACTION, DESCRIBE_CONFIGS, ALTER_CONFIGS, IDEMPOTENT_WRITE } = aclOperations

const OPERATIONS: Readonly<Record<number, readonly number[]>> = {
  [resourceTypes.TOPIC]: [READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS],
  [resourceTypes.GROUP]: [READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS],
  [resourceTypes.CLUSTER]: [CREATE, ALTER, DESCRIBE, CLUSTER_ACTION, DESCRIBE_CONFIGS, ALTER_CONFIGS, IDEMPOTENT_WRITE]
}

/**
 * The bits of the operations that the client may do with a resource (KIP-430); the value for "not
 * asked" if it did not ask.
 */
export function authorizedOperations(isAsked: boolean, resourceType: number, resourceName: string, context: RequestContext): number {
  if (!isAsked) return absentValues.AUTHORIZED_OPERATIONS_OMITTED
  const allowed = (OPERATIONS[resourceType] ?? []).filter(operation => context.isAllowed(operation, resourceType, resourceName))
  return allowed.reduce((bits, operation) => bits | (1 << operation), 0)
}

/** Whether the client may do this with the cluster. */
export function isAllowedOnCluster(operation: number, { isAllowed }: RequestContext): boolean {
  return isAllowed(operation, resourceTypes.CLUSTER, CLUSTER_RESOURCE)
}
