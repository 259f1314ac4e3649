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
  healable: new Set(LEADER_CODES)
})
