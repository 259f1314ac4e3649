import type { Decoded } from '../../../protocol/api.ts'
import {
  absentValues,
  aclOperations,
  errorCodes,
  isolationLevels,
  specialOffsets,
  specialTimestamps
} from '../../../protocol/codes/index.ts'
import {
  ListOffsets,
  type ListOffsetsRequest,
  type ListOffsetsRequestPartition,
  type ListOffsetsResponse,
  type ListOffsetsResponsePartitionResponse
} from '../../../protocol/messages/list-offsets.ts'
import { readBatches } from '../../../records/index.ts'
import type { PartitionLog, StoredBatch } from '../../storage/partition-log.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { topicRefusal } from '../authorization.ts'
import { findLed } from '../leadership.ts'

/**
 * The handler of ListOffsets. It leaves out tiered storage: the offsets of it are -1, as in a
 * cluster without it.
 */
export const listOffsetsHandler: ApiHandler<ListOffsetsRequest, ListOffsetsResponse> = {
  api: ListOffsets,
  advertised: { min: 1, max: 11 },
  served: { min: 0, max: 11 },
  answer({ topics, isolationLevel }, context) {
    const asked = topics.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex }) => `${name}:${partitionIndex}`))
    const seen = new Set<string>()
    const repeated = new Set(asked.filter(each => seen.size === seen.add(each).size))
    return {
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions
          // A partition that is asked for twice is answered once, with an error.
          .filter(({ partitionIndex }, at) => at === partitions.findIndex(each => each.partitionIndex === partitionIndex))
          .map(partition => {
            const { partitionIndex } = partition
            const isRepeated = repeated.has(`${name}:${partitionIndex}`)
            return isRepeated
              ? { partitionIndex, errorCode: errorCodes.INVALID_REQUEST }
              : answerFor(name, partition, isolationLevel, context)
          })
      }))
    }
  }
}

const { LATEST, EARLIEST, MAX_TIMESTAMP, EARLIEST_LOCAL, LATEST_TIERED, EARLIEST_PENDING_UPLOAD } = specialTimestamps
const { NO_TIMESTAMP, NO_PARTITION_LEADER_EPOCH } = absentValues

// The version in which each special timestamp came.
const SPECIAL_SINCE = new Map<bigint, number>([
  [LATEST, 0],
  [EARLIEST, 0],
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
  [EARLIEST_PENDING_UPLOAD, 11]
])

interface Found {
  readonly timestamp: bigint
  readonly offset: bigint
  readonly leaderEpoch: number
}

const NOTHING: Found = {
  timestamp: NO_TIMESTAMP,
  offset: specialOffsets.UNKNOWN_OFFSET,
  leaderEpoch: NO_PARTITION_LEADER_EPOCH
}

function answerFor(
  name: string,
  { partitionIndex, timestamp, currentLeaderEpoch, maxNumOffsets }: Decoded<ListOffsetsRequestPartition>,
  isolationLevel: number,
  context: RequestContext
): ListOffsetsResponsePartitionResponse {
  const denied = topicRefusal({ name }, aclOperations.DESCRIBE, context)
  if (denied !== undefined) return { partitionIndex, errorCode: denied.errorCode }
  if (timestamp < 0n && context.apiVersion < (SPECIAL_SINCE.get(timestamp) ?? Number.POSITIVE_INFINITY))
    return { partitionIndex, errorCode: errorCodes.UNSUPPORTED_VERSION }
  const partition = findLed({ name }, partitionIndex, context, currentLeaderEpoch)
  if (isRefusal(partition)) return { partitionIndex, errorCode: partition.errorCode }
  const { log, leaderEpoch } = partition
  if (context.apiVersion === 0)
    return {
      partitionIndex,
      errorCode: errorCodes.NONE,
      oldStyleOffsets: oldStyleOffsets(log, timestamp, maxNumOffsets, context.cluster.clock.timeMs)
    }
  const endOffset = isolationLevel === isolationLevels.READ_COMMITTED ? partition.stableOffset : log.endOffset
  const { leaderEpoch: epoch, ...found } = find(log, timestamp, leaderEpoch, endOffset)
  return { partitionIndex, errorCode: errorCodes.NONE, ...found, ...(context.apiVersion >= EPOCH_SINCE ? { leaderEpoch: epoch } : {}) }
}

const EPOCH_SINCE = 4

function find(log: PartitionLog, timestamp: bigint, leaderEpoch: number, endOffset: number): Found {
  const at = (offset: number, epoch: number): Found => ({ timestamp: NO_TIMESTAMP, offset: BigInt(offset), leaderEpoch: epoch })
  if (timestamp === LATEST) return at(endOffset, leaderEpoch)
  if (timestamp === EARLIEST || timestamp === EARLIEST_LOCAL)
    return at(log.startOffset, log.epochs.earliest?.epoch ?? NO_PARTITION_LEADER_EPOCH)
  if (timestamp !== MAX_TIMESTAMP && timestamp < 0n) return NOTHING // there is no tiered storage
  const found = timestamp === MAX_TIMESTAMP ? findNewest(log) : findByTime(log, timestamp)
  return found.offset < BigInt(endOffset) ? found : NOTHING
}

function findNewest(log: PartitionLog): Found {
  const { newest } = log
  return newest === undefined ? NOTHING : (findIn(log, newest, newest.maxTimestamp, 0) ?? NOTHING)
}

function findByTime(log: PartitionLog, timestamp: bigint): Found {
  for (const stored of log.batches) {
    const found = stored.maxTimestamp < timestamp ? undefined : findIn(log, stored, timestamp, log.startOffset)
    if (found !== undefined) return found
  }
  return NOTHING
}

// The first record of a batch, at this offset or later, that has this timestamp or a later one.
function findIn(log: PartitionLog, stored: StoredBatch, timestamp: bigint, startOffset: number): Found | undefined {
  const { leaderEpoch } = stored
  for (const batch of readBatches(log.bytesOf(stored))) {
    for (const record of batch.isControl ? batch.controlRecords() : batch.records()) {
      if (record.timestamp >= timestamp && record.offset >= startOffset)
        return { timestamp: record.timestamp, offset: record.offset, leaderEpoch }
    }
  }
  return undefined
}

// Before KIP-79 the answer was the start offsets of the segments that were last written before the
// time, the newest first, and before them the end of the log, which is as old as now.
function oldStyleOffsets({ startOffset, endOffset }: PartitionLog, timestamp: bigint, maxNumOffsets: number, timeMs: number): bigint[] {
  if (timestamp >= 0n && timestamp < timeMs) return []
  const starts = timestamp !== EARLIEST && endOffset > startOffset ? [endOffset, startOffset] : [startOffset]
  return starts.slice(0, Math.max(maxNumOffsets, 0)).map(BigInt)
}
