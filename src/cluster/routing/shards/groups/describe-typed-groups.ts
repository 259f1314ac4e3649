import type { Decoded } from '../../../../protocol/api.ts'
import { toGroup } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { byCoordinator } from '../by-coordinator.ts'
import type { Entries } from '../message-layout.ts'

/** What ConsumerGroupDescribe, ShareGroupDescribe and StreamsGroupDescribe ask have in common. */
export interface GroupDescribeRequest {
  readonly groupIds: readonly string[]
}

/** And what is answered. */
export interface GroupDescribeResponse {
  readonly groups: readonly DescribedGroup[]
}

interface DescribedGroup {
  readonly groupId: string
  readonly errorCode: number
}

const request: Entries<GroupDescribeRequest, string> = {
  entries: request => request.groupIds,
  withEntries: (request, groupIds) => ({ ...request, groupIds }),
  key: groupId => groupId
}

const response: Entries<Decoded<GroupDescribeResponse>, Decoded<DescribedGroup>> = {
  entries: response => response.groups,
  withEntries: (response, groups) => ({ ...response, groups }),
  key: ({ groupId }) => groupId
}

/** Goes to each group's coordinator (KIP-848, KIP-932, KIP-1071). */
export const groupDescribeShards: Shards<GroupDescribeRequest, GroupDescribeResponse> = byCoordinator({ request, response, to: toGroup })
