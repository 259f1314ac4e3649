import type { Decoded } from '../../../../protocol/api.ts'
import type {
  DescribeShareGroupOffsetsRequest,
  DescribeShareGroupOffsetsRequestGroup,
  DescribeShareGroupOffsetsResponse,
  DescribeShareGroupOffsetsResponseGroup
} from '../../../../protocol/messages/describe-share-group-offsets.ts'
import { toGroup } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { byCoordinator } from '../by-coordinator.ts'
import type { EntryLayout } from '../message-layout.ts'

const requestLayout: EntryLayout<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsRequestGroup> = {
  entries: request => request.groups,
  withEntries: (request, groups) => ({ ...request, groups }),
  key: ({ groupId }) => groupId
}

const responseLayout: EntryLayout<Decoded<DescribeShareGroupOffsetsResponse>, Decoded<DescribeShareGroupOffsetsResponseGroup>> = {
  entries: response => response.groups,
  withEntries: (response, groups) => ({ ...response, groups }),
  key: ({ groupId }) => groupId
}

/** DescribeShareGroupOffsets (KIP-932): each group goes to its coordinator. */
export const describeShareGroupOffsetsShards: Shards<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse> = byCoordinator({
  requestLayout,
  responseLayout,
  to: toGroup
})
