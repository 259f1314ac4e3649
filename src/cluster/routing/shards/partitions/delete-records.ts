import type { Decoded } from '../../../../protocol/api.ts'
import type {
  DeleteRecordsRequest,
  DeleteRecordsRequestPartition,
  DeleteRecordsRequestTopic,
  DeleteRecordsResponse,
  DeleteRecordsResponsePartitionResult,
  DeleteRecordsResponseTopicResult
} from '../../../../protocol/messages/delete-records.ts'
import type { Shards } from '../../route.ts'
import { byLeader, LEADER_CODES } from '../by-leader.ts'
import { refuseDeleteRecords } from '../error-answers.ts'
import { type Layout, usualLayout } from '../message-layout.ts'

const request: Layout<DeleteRecordsRequest, DeleteRecordsRequestTopic, DeleteRecordsRequestPartition> = usualLayout()

const response: Layout<
  Decoded<DeleteRecordsResponse>,
  Decoded<DeleteRecordsResponseTopicResult>,
  Decoded<DeleteRecordsResponsePartitionResult>
> = usualLayout()

/** DeleteRecords goes to the leaders. */
export const deleteRecordsShards: Shards<DeleteRecordsRequest, DeleteRecordsResponse> = byLeader({
  api: 'DeleteRecords',
  request,
  response,
  refuse: refuseDeleteRecords,
  healable: new Set(LEADER_CODES),
  // A leader that loses its role while it waits for its followers gives these codes for records that it has already deleted. To delete twice does no
  // harm up to an offset. Up to the high watermark (-1) it means: up to where that is when the last attempt is carried out, as for Kafka's own client.
  mayBeDone: () => true
})
