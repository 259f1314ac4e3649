import { KafkaError } from '../../../errors.ts'
import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, aclPermissions, errorCodes, patternTypes, resourceTypes } from '../../../protocol/codes/index.ts'
import type { DeleteAclsRequestFilter } from '../../../protocol/messages/delete-acls.ts'
import type { DescribeAclsRequest } from '../../../protocol/messages/describe-acls.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'
import type { RequestContext } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/** A refusal if there is no authorizer, or if the client may not read or change its ACLs. */
export function aclRefusal(operation: number, context: RequestContext): Refusal | undefined {
  const problem = operation === aclOperations.DESCRIBE ? 'No Authorizer is configured on the broker' : 'No Authorizer is configured.'
  if (context.cluster.authorizer === undefined) return refuse(errorCodes.SECURITY_DISABLED, problem)
  return clusterRefusal(operation, context)
}

/**
 * Throws for a filter with a code that Kafka does not know. As in Kafka, the connection is closed.
 */
export function checkFilter(filter: Decoded<DescribeAclsRequest> | Decoded<DeleteAclsRequestFilter>): void {
  const limits = [
    ['resourceTypeFilter', filter.resourceTypeFilter, resourceTypes.USER],
    ['patternTypeFilter', filter.patternTypeFilter, patternTypes.PREFIXED],
    ['operation', filter.operation, aclOperations.TWO_PHASE_COMMIT],
    ['permissionType', filter.permissionType, aclPermissions.ALLOW]
  ] as const
  for (const [field, value, highest] of limits) {
    if (value > 0 && value <= highest) continue
    throw new KafkaError('KAFKA_PROTOCOL', `The filter of ACLs has the unknown ${field} ${value}: known are 1 to ${highest}`, {})
  }
}
