import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import { DeleteGroups, type DeleteGroupsRequest, type DeleteGroupsResponse } from '../../../protocol/messages/delete-groups.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkCoordinator } from './group-coordinator.ts'

/** The handler of DeleteGroups, for groups of all kinds. A group is deleted with its offsets. */
export const deleteGroupsHandler: ApiHandler<DeleteGroupsRequest, DeleteGroupsResponse> = {
  api: DeleteGroups,
  advertised: { min: 0, max: 3 },
  served: { min: 0, max: 3 },
  answer({ groupsNames }, context) {
    const names = [...new Set(groupsNames)]
    const mayDelete = (groupId: string): boolean => context.isAllowed(aclOperations.DELETE, resourceTypes.GROUP, groupId)
    const results = names.filter(mayDelete).map(groupId => ({ groupId, errorCode: remove(groupId, context) }))
    const refused = names.filter(groupId => !mayDelete(groupId))
    return { results: [...results, ...refused.map(groupId => ({ groupId, errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED }))] }
  }
}

function remove(groupId: string, context: RequestContext): number {
  const errorCode = checkCoordinator(groupId, context, true)
  if (errorCode !== errorCodes.NONE) return errorCode
  const { groups } = context.cluster
  const group = groups.find(groupId)
  if (group === undefined) return errorCodes.GROUP_ID_NOT_FOUND
  if (!group.isEmpty) return errorCodes.NON_EMPTY_GROUP
  groups.delete(groupId)
  return errorCodes.NONE
}
