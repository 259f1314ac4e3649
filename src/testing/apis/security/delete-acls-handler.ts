import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import { DeleteAcls, type DeleteAclsRequest, type DeleteAclsResponse } from '../../../protocol/messages/delete-acls.ts'
import type { ApiHandler } from '../api-handler.ts'
import { aclRefusal, checkFilter } from './acl-access.ts'

/** The handler of DeleteAcls, in all versions. Any broker answers, as in KRaft. */
export const deleteAclsHandler: ApiHandler<DeleteAclsRequest, DeleteAclsResponse> = {
  api: DeleteAcls,
  advertised: { min: 1, max: 3 },
  served: { min: 0, max: 3 },
  answer({ filters }, context) {
    for (const filter of filters) checkFilter(filter)
    const refusal = aclRefusal(aclOperations.ALTER, context)
    if (refusal !== undefined) return { filterResults: filters.map(() => ({ ...refusal, matchingAcls: [] })) }
    const acls = context.cluster.authorizer?.acls
    // All filters see the ACLs as they were before the request, so that two may report the same.
    const found = filters.map(filter => acls?.matching(filter) ?? [])
    acls?.delete(found.flat())
    const done = { errorCode: errorCodes.NONE, errorMessage: null }
    return { filterResults: found.map(matching => ({ ...done, matchingAcls: matching.map(acl => ({ ...done, ...acl })) })) }
  }
}
