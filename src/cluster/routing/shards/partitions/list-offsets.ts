import type { Decoded } from '../../../../protocol/api.ts'
import type {
  ListOffsetsRequest,
  ListOffsetsRequestPartition,
  ListOffsetsRequestTopic,
  ListOffsetsResponse,
  ListOffsetsResponsePartitionResponse,
  ListOffsetsResponseTopicResponse
} from '../../../../protocol/messages/list-offsets.ts'
import type { Shards } from '../../route.ts'
import { byLeader, isNotFenced } from '../by-leader.ts'
import { refuseListOffsets } from '../error-answers.ts'
import { type Layout, usualLayout } from '../message-layout.ts'

const request: Layout<ListOffsetsRequest, ListOffsetsRequestTopic, ListOffsetsRequestPartition> = usualLayout()

const response: Layout<
  Decoded<ListOffsetsResponse>,
  Decoded<ListOffsetsResponseTopicResponse>,
  Decoded<ListOffsetsResponsePartitionResponse>
> = usualLayout()

/** ListOffsets goes to the leaders. */
export const listOffsetsShards: Shards<ListOffsetsRequest, ListOffsetsResponse> = byLeader({
  api: 'ListOffsets',
  request,
  response,
  refuse: refuseListOffsets,
  mayRepeat: (_request, { errorCode }, partition) => isNotFenced(errorCode, partition)
})
