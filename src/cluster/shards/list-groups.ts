import type { ListGroupsRequest, ListGroupsResponse } from '../../protocol/messages/list-groups.ts'
import type { Shards } from '../routes/route.ts'
import { onAllBrokers } from './on-all-brokers.ts'

/** ListGroups asks all brokers, for each lists the groups that it coordinates. */
export const listGroupsShards: Shards<ListGroupsRequest, ListGroupsResponse> = onAllBrokers<ListGroupsRequest, ListGroupsResponse>(
  (whole, responses) => ({ ...whole, groups: responses.flatMap(({ groups }) => groups) })
)
