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
import { deleteRecordsErrors } from '../error-answers.ts'
import { type PartitionLayout, usualLayout } from '../message-layout.ts'

const requestLayout: PartitionLayout<DeleteRecordsRequest, DeleteRecordsRequestTopic, DeleteRecordsRequestPartition> = usualLayout()

const responseLayout: PartitionLayout<
  Decoded<DeleteRecordsResponse>,
  Decoded<DeleteRecordsResponseTopicResult>,
  Decoded<DeleteRecordsResponsePartitionResult>
> = usualLayout()

/** DeleteRecords: each partition goes to its leader. */
export const deleteRecordsShards: Shards<DeleteRecordsRequest, DeleteRecordsResponse> = byLeader({
  api: 'DeleteRecords',
  requestLayout,
  responseLayout,
  errorAnswer: deleteRecordsErrors,
  healable: new Set(LEADER_CODES),
  // A leader that loses its role while it waits for its followers answers with these codes,
  // although it has deleted the records. To delete up to an offset twice does no harm. To delete up
  // to the high watermark (-1) means: up to where it is when the last attempt is carried out, as
  // with Kafka's own client.
  mayBeDone: () => true
})
