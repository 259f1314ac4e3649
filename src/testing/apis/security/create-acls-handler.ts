import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, aclPermissions, errorCodes, patternTypes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  CreateAcls,
  type CreateAclsRequest,
  type CreateAclsRequestAclCreation,
  type CreateAclsResponse
} from '../../../protocol/messages/create-acls.ts'
import type { Acl } from '../../security/acls.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler } from '../api-handler.ts'
import { CLUSTER_RESOURCE } from '../authorized-operations.ts'
import { aclRefusal } from './acl-access.ts'

/** The handler of CreateAcls, in all versions. Any broker answers, as in KRaft. */
export const createAclsHandler: ApiHandler<CreateAclsRequest, CreateAclsResponse> = {
  api: CreateAcls,
  advertised: { min: 1, max: 3 },
  served: { min: 0, max: 3 },
  answer({ creations }, context) {
    const refusal = aclRefusal(aclOperations.ALTER, context)
    if (refusal !== undefined) return { results: creations.map(() => refusal) }
    return {
      results: creations.map(creation => {
        const problem = problemOf(creation)
        if (problem !== undefined) return problem
        context.cluster.authorizer?.acls.add(aclOf(creation))
        return { errorCode: errorCodes.NONE, errorMessage: null }
      })
    }
  }
}

type Creation = Decoded<CreateAclsRequestAclCreation>

const CREATED_PATTERNS: readonly number[] = [patternTypes.LITERAL, patternTypes.PREFIXED]
const CREATED_PERMISSIONS: readonly number[] = [aclPermissions.DENY, aclPermissions.ALLOW]

function aclOf({ resourcePatternType, ...acl }: Creation): Acl {
  const { resourceType, resourceName, principal, host, operation, permissionType } = acl
  return { resourceType, resourceName, patternType: resourcePatternType, principal, host, operation, permissionType }
}

function problemOf(creation: Creation): Refusal | undefined {
  const { resourceType, resourceName, principal, operation } = creation
  const invalid = (problem: string): Refusal => refuse(errorCodes.INVALID_REQUEST, problem)
  if (resourceType === resourceTypes.CLUSTER && resourceName !== CLUSTER_RESOURCE)
    return invalid(`The only valid name for the CLUSTER resource is ${CLUSTER_RESOURCE}`)
  if (resourceName === '') return invalid('Invalid empty resource name')
  if (resourceType <= resourceTypes.ANY || resourceType > resourceTypes.USER) return invalid(`Invalid resourceType ${resourceType}`)
  if (!CREATED_PATTERNS.includes(creation.resourcePatternType)) return invalid(`Invalid patternType ${creation.resourcePatternType}`)
  if (operation <= aclOperations.ANY || operation > aclOperations.TWO_PHASE_COMMIT) return invalid(`Invalid operation ${operation}`)
  if (!CREATED_PERMISSIONS.includes(creation.permissionType)) return invalid(`Invalid permissionType ${creation.permissionType}`)
  const noColon = 'no colon is present separating the principal type from the principal name'
  return principal.includes(':') ? undefined : invalid(`Could not parse principal from \`${principal}\` (${noColon})`)
}
