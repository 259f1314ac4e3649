import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import { ListGroups, type ListGroupsRequest, type ListGroupsResponse } from '../../../protocol/messages/list-groups.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { CLUSTER_RESOURCE } from '../authorized-operations.ts'

/**
 * The handler of ListGroups. It lists the groups that this broker coordinates. Filters do not
 * depend on the case of letters, and the filter of states not on blanks around a name.
 */
export const listGroupsHandler: ApiHandler<ListGroupsRequest, ListGroupsResponse> = {
  api: ListGroups,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer({ statesFilter, typesFilter }, context) {
    const { cluster, nodeId } = context
    const mayListAll = context.isAllowed(aclOperations.DESCRIBE, resourceTypes.CLUSTER, CLUSTER_RESOURCE)
    const groups = cluster.groups
      .list()
      .filter(({ groupId }) => cluster.coordinatorOf(groupId)?.nodeId === nodeId)
      .filter(({ state, kind }) => passes(state, trimmed(statesFilter)) && passes(kind, typesFilter))
      .filter(({ groupId }) => mayListAll || mayDescribe(groupId, context))
      .map(({ groupId, protocolType, state, kind }) => ({ groupId, protocolType, groupState: state, groupType: kind }))
    return { errorCode: errorCodes.NONE, groups }
  }
}

// The only name of the resource CLUSTER.

function passes(value: string, filter: readonly string[]): boolean {
  return filter.length === 0 || filter.some(each => each.toLowerCase() === value.toLowerCase())
}

const trimmed = (filter: readonly string[]): string[] => filter.map(each => each.trim())

function mayDescribe(groupId: string, context: RequestContext): boolean {
  return context.isAllowed(aclOperations.DESCRIBE, resourceTypes.GROUP, groupId)
}
