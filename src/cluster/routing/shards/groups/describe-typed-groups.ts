import type { Decoded } from '../../../../protocol/api.ts'
import { toGroup } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { byCoordinator } from '../by-coordinator.ts'
import type { EntryLayout } from '../message-layout.ts'

/** The fields that the requests of the three APIs have in common. */
export interface DescribeTypedGroupsRequest {
  readonly groupIds: readonly string[]
}

/** The fields that the responses of the three APIs have in common. */
export interface DescribeTypedGroupsResponse {
  readonly groups: readonly DescribedGroup[]
}

interface DescribedGroup {
  readonly groupId: string
  readonly errorCode: number
}

const requestLayout: EntryLayout<DescribeTypedGroupsRequest, string> = {
  entries: request => request.groupIds,
  withEntries: (request, groupIds) => ({ ...request, groupIds }),
  key: groupId => groupId
}

const responseLayout: EntryLayout<Decoded<DescribeTypedGroupsResponse>, Decoded<DescribedGroup>> = {
  entries: response => response.groups,
  withEntries: (response, groups) => ({ ...response, groups }),
  key: ({ groupId }) => groupId
}

/**
 * The three APIs that each describe groups of one type: ConsumerGroupDescribe (KIP-848),
 * ShareGroupDescribe (KIP-932) and StreamsGroupDescribe (KIP-1071). Each group goes to its
 * coordinator. See `describe-groups.ts` for DescribeGroups, which describes classic groups.
 */
export const describeTypedGroupsShards: Shards<DescribeTypedGroupsRequest, DescribeTypedGroupsResponse> = byCoordinator({
  requestLayout,
  responseLayout,
  to: toGroup
})
