import type { Decoded } from '../../../../protocol/api.ts'
import type {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
  DescribeGroupsResponseDescribedGroup
} from '../../../../protocol/messages/describe-groups.ts'
import { toGroup } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { byCoordinator } from '../by-coordinator.ts'
import type { EntryLayout } from '../message-layout.ts'

const requestLayout: EntryLayout<DescribeGroupsRequest, string> = {
  entries: request => request.groups,
  withEntries: (request, groups) => ({ ...request, groups }),
  key: groupId => groupId
}

const responseLayout: EntryLayout<Decoded<DescribeGroupsResponse>, Decoded<DescribeGroupsResponseDescribedGroup>> = {
  entries: response => response.groups,
  withEntries: (response, groups) => ({ ...response, groups }),
  key: ({ groupId }) => groupId
}

/** DescribeGroups (classic groups): each group goes to its coordinator. */
export const describeGroupsShards: Shards<DescribeGroupsRequest, DescribeGroupsResponse> = byCoordinator({
  requestLayout,
  responseLayout,
  to: toGroup
})
