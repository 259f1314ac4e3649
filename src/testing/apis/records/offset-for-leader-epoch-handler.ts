import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  OffsetForLeaderEpoch,
  type OffsetForLeaderEpochRequest,
  type OffsetForLeaderEpochRequestOffsetForLeaderPartition,
  type OffsetForLeaderEpochResponse,
  type OffsetForLeaderEpochResponseEpochEndOffset
} from '../../../protocol/messages/offset-for-leader-epoch.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { findLed } from '../leadership.ts'

/**
 * The handler of OffsetForLeaderEpoch, complete in all versions. Kafka 4.x advertises version 2 and
 * newer only (KIP-896).
 */
export const offsetForLeaderEpochHandler: ApiHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> = {
  api: OffsetForLeaderEpoch,
  advertised: { min: 2, max: 4 },
  served: { min: 0, max: 4 },
  answer({ topics }, context) {
    return {
      topics: topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(partition => answerFor(topic, partition, context))
      }))
    }
  }
}

const EPOCH_SINCE = 1

function answerFor(
  name: string,
  { partition, currentLeaderEpoch, leaderEpoch }: Decoded<OffsetForLeaderEpochRequestOffsetForLeaderPartition>,
  context: RequestContext
): OffsetForLeaderEpochResponseEpochEndOffset {
  if (!context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, name))
    return { partition, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED }
  const found = findLed({ name }, partition, context, currentLeaderEpoch)
  if (isRefusal(found)) return { partition, errorCode: found.errorCode }
  const { epoch, endOffset } = found.log.epochs.endOf(leaderEpoch, found.log.endOffset)
  return { partition, errorCode: errorCodes.NONE, endOffset, ...(context.apiVersion >= EPOCH_SINCE && { leaderEpoch: epoch }) }
}
