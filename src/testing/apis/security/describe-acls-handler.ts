import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  DescribeAcls,
  type DescribeAclsRequest,
  type DescribeAclsResponse,
  type DescribeAclsResponseResource
} from '../../../protocol/messages/describe-acls.ts'
import type { Acl } from '../../security/acls.ts'
import type { ApiHandler } from '../api-handler.ts'
import { aclRefusal, checkFilter } from './acl-access.ts'

/** The handler of DescribeAcls, in all versions. */
export const describeAclsHandler: ApiHandler<DescribeAclsRequest, DescribeAclsResponse> = {
  api: DescribeAcls,
  advertised: { min: 1, max: 3 },
  served: { min: 0, max: 3 },
  answer(message, context) {
    checkFilter(message)
    const refusal = aclRefusal(aclOperations.DESCRIBE, context)
    if (refusal !== undefined) return { ...refusal, resources: [] }
    const acls = context.cluster.authorizer?.acls.matching(message) ?? []
    return { errorCode: errorCodes.NONE, errorMessage: null, resources: byResource(acls) }
  }
}

function byResource(acls: readonly Acl[]): DescribeAclsResponseResource[] {
  const resources = new Map<string, Acl[]>()
  for (const acl of acls) {
    const key = JSON.stringify([acl.resourceType, acl.patternType, acl.resourceName])
    resources.set(key, [...(resources.get(key) ?? []), acl])
  }
  return [...resources.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const { resourceType, resourceName, patternType } = first
    return { resourceType, resourceName, patternType, acls: [first, ...others].map(entryOf) }
  })
}

const entryOf = ({ principal, host, operation, permissionType }: Acl): DescribeAclsResponseResource['acls'][number] => {
  return { principal, host, operation, permissionType }
}
