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
import { listOffsetsErrors } from '../error-answers.ts'
import { type PartitionLayout, usualLayout } from '../message-layout.ts'

const requestLayout: PartitionLayout<ListOffsetsRequest, ListOffsetsRequestTopic, ListOffsetsRequestPartition> = usualLayout()

const responseLayout: PartitionLayout<
  Decoded<ListOffsetsResponse>,
  Decoded<ListOffsetsResponseTopicResponse>,
  Decoded<ListOffsetsResponsePartitionResponse>
> = usualLayout()

/** ListOffsets: each partition goes to its leader. */
export const listOffsetsShards: Shards<ListOffsetsRequest, ListOffsetsResponse> = byLeader({
  api: 'ListOffsets',
  requestLayout,
  responseLayout,
  errorAnswer: listOffsetsErrors,
  mayRepeat: (_request, { errorCode }, partition) => isNotFenced(errorCode, partition)
})
