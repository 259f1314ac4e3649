import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes, specialOffsets } from '../../../protocol/codes/index.ts'
import {
  DeleteRecords,
  type DeleteRecordsRequest,
  type DeleteRecordsRequestPartition,
  type DeleteRecordsResponse,
  type DeleteRecordsResponsePartitionResult
} from '../../../protocol/messages/delete-records.ts'
import { topicConfig } from '../../configs/topic-configs.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { findLed } from '../leadership.ts'

/**
 * The handler of DeleteRecords, complete in all versions. The replicas share their log, so that it
 * never waits for them.
 */
export const deleteRecordsHandler: ApiHandler<DeleteRecordsRequest, DeleteRecordsResponse> = {
  api: DeleteRecords,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer({ topics }, context) {
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(partition => answerFor(name, partition, context))
      }))
    }
  }
}

const NO_LOW_WATERMARK = -1n

function answerFor(
  name: string,
  { partitionIndex, offset }: Decoded<DeleteRecordsRequestPartition>,
  context: RequestContext
): DeleteRecordsResponsePartitionResult {
  const done = deleteBefore(name, partitionIndex, offset, context)
  if (typeof done === 'number') return { partitionIndex, errorCode: errorCodes.NONE, lowWatermark: BigInt(done) }
  return { partitionIndex, errorCode: done.errorCode, lowWatermark: NO_LOW_WATERMARK }
}

// Returns the new start of the log.
function deleteBefore(name: string, partitionIndex: number, offset: bigint, context: RequestContext): number | Refusal {
  if (!context.isAllowed(aclOperations.DELETE, resourceTypes.TOPIC, name))
    return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, `Deleting is not allowed for ${name}`)
  const topic = context.cluster.topics.find({ name })
  const partition = findLed({ name }, partitionIndex, context)
  if (isRefusal(topic) || isRefusal(partition))
    return isRefusal(partition) ? partition : refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, name)
  const policy = topicConfig(topic, 'cleanup.policy')
  if (!policy.split(',').includes('delete'))
    return refuse(errorCodes.POLICY_VIOLATION, `cleanup.policy of ${name} is ${policy}, which does not allow to delete records`)
  const target = offset === specialOffsets.HIGH_WATERMARK ? partition.log.endOffset : Number(offset)
  return partition.deleteBefore(target) ?? partition.log.startOffset
}
