import type { Decoded } from '../../protocol/api.ts'
import type {
  DeleteRecordsRequest,
  DeleteRecordsRequestPartition,
  DeleteRecordsRequestTopic,
  DeleteRecordsResponse,
  DeleteRecordsResponsePartitionResult,
  DeleteRecordsResponseTopicResult
} from '../../protocol/messages/delete-records.ts'
import type { Shards } from '../routes/route.ts'
import { byLeader, LEADER_CODES } from './by-leader.ts'
import { type Layout, usualLayout } from './layout.ts'
import { refuseDeleteRecords } from './refusals.ts'

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
  // A leader that loses its role while it waits for its followers gives these codes for records that it has already deleted. To delete up to an
  // offset twice does no harm, to delete up to the high watermark (-1) does: it may have moved.
  mayBeDone: () => true,
  mayRepeat: (_request, _answer, { offset }) => offset >= 0n
})
