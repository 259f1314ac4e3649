import type { Decoded } from '../../../../protocol/api.ts'
import type { ListGroupsRequest, ListGroupsResponse, ListGroupsResponseListedGroup } from '../../../../protocol/messages/list-groups.ts'
import type { Shards } from '../../route.ts'
import { eachOnce } from '../collections.ts'
import { toAllBrokers } from '../to-all-brokers.ts'

/** ListGroups goes to all brokers, because each lists the groups that it coordinates. */
export const listGroupsShards: Shards<ListGroupsRequest, ListGroupsResponse> = toAllBrokers<ListGroupsRequest, ListGroupsResponse>(
  (combined, responses) => ({
    ...combined,
    groups: eachOnce(
      responses.flatMap(({ groups }) => groups),
      ({ groupId }) => groupId,
      isAlive
    )
  })
)

// Answers before version 4 have no state.
const isAlive = ({ groupState }: Decoded<ListGroupsResponseListedGroup>): boolean => groupState !== '' && groupState !== 'Dead'
