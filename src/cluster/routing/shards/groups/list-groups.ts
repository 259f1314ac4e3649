import type { Decoded } from '../../../../protocol/api.ts'
import type { ListGroupsRequest, ListGroupsResponse, ListGroupsResponseListedGroup } from '../../../../protocol/messages/list-groups.ts'
import type { Shards } from '../../route.ts'
import { eachOnce } from '../collections.ts'
import { onAllBrokers } from '../to-all-brokers.ts'

/** ListGroups asks all brokers, for each lists the groups that it coordinates. */
export const listGroupsShards: Shards<ListGroupsRequest, ListGroupsResponse> = onAllBrokers<ListGroupsRequest, ListGroupsResponse>(
  (whole, responses) => ({
    ...whole,
    groups: eachOnce(
      responses.flatMap(({ groups }) => groups),
      ({ groupId }) => groupId,
      isAlive
    )
  })
)

// Before version 4 no state is told.
const isAlive = ({ groupState }: Decoded<ListGroupsResponseListedGroup>): boolean => groupState !== '' && groupState !== 'Dead'
