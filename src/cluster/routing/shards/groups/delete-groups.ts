import type { Decoded } from '../../../../protocol/api.ts'
import type {
  DeleteGroupsRequest,
  DeleteGroupsResponse,
  DeleteGroupsResponseDeletableGroupResult
} from '../../../../protocol/messages/delete-groups.ts'
import { toGroup } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { byCoordinator } from '../by-coordinator.ts'
import type { EntryLayout } from '../message-layout.ts'

const requestLayout: EntryLayout<DeleteGroupsRequest, string> = {
  entries: request => request.groupsNames,
  withEntries: (request, groupsNames) => ({ ...request, groupsNames }),
  key: groupId => groupId
}

const responseLayout: EntryLayout<Decoded<DeleteGroupsResponse>, Decoded<DeleteGroupsResponseDeletableGroupResult>> = {
  entries: response => response.results,
  withEntries: (response, results) => ({ ...response, results }),
  key: ({ groupId }) => groupId
}

/** DeleteGroups: each group goes to its coordinator. */
export const deleteGroupsShards: Shards<DeleteGroupsRequest, DeleteGroupsResponse> = byCoordinator({
  requestLayout,
  responseLayout,
  to: toGroup
})
