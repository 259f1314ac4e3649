import { absentValues } from '../../../protocol/codes/absent-values.ts'
import { errorCodes } from '../../../protocol/codes/error-codes.ts'
import type { Shards } from '../route.ts'
import { byPartition, type PartitionKind } from './by-partition.ts'
import type { AnsweredPartition } from './sift-partitions.ts'

/**
 * The error codes of a partition that another attempt may heal, once its leader is known, elected,
 * or has caught up. Nothing was done if one of them comes, except where a Produce answer has a base
 * offset beside it: see `partitions/produce.ts`.
 */
export const LEADER_CODES: readonly number[] = [
  errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
  errorCodes.LEADER_NOT_AVAILABLE,
  errorCodes.NOT_LEADER_OR_FOLLOWER,
  errorCodes.REPLICA_NOT_AVAILABLE,
  errorCodes.LISTENER_NOT_FOUND,
  errorCodes.FENCED_LEADER_EPOCH,
  errorCodes.UNKNOWN_LEADER_EPOCH,
  errorCodes.OFFSET_NOT_AVAILABLE, // KIP-207
  errorCodes.UNKNOWN_TOPIC_ID,
  errorCodes.INCONSISTENT_TOPIC_ID
]

type LeaderKind<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition> = Omit<
  PartitionKind<Req, Res, Topic, Partition, ResTopic, ResPartition>,
  'needsTopics' | 'place' | 'to' | 'healable'
> & { readonly healable?: ReadonlySet<number> }

/** For requests with topics and partitions that the leader of each partition answers. */
export function byLeader<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition>(
  kind: LeaderKind<Req, Res, Topic, Partition, ResTopic, ResPartition>
): Shards<Req, Res> {
  return byPartition({
    healable: READ_CODES,
    ...kind,
    needsTopics: true,
    place: (_request, _ref, index, topic, map) => {
      const leaderId = topic?.partitions.get(index)?.leaderId
      // The map may name a leader that is not among its brokers any more. It has no address.
      return leaderId !== undefined && map.brokers.has(leaderId) ? leaderId : undefined
    },
    to: place => (typeof place === 'number' ? { nodeId: place } : 'any')
  })
}

// After KAFKA_STORAGE_ERROR another replica becomes the leader. It is not known what was written,
// but that does not matter to a read.
const READ_CODES: ReadonlySet<number> = new Set([...LEADER_CODES, errorCodes.KAFKA_STORAGE_ERROR])

/**
 * Whether a partition may be sent again with the leader epoch that the caller gave. After
 * FENCED_LEADER_EPOCH it may not: that epoch is older than the broker's, so every leader would
 * refuse it, and the caller has to look up the current one (KIP-320).
 */
export function isNotFenced(
  code: number,
  { currentLeaderEpoch = absentValues.NO_PARTITION_LEADER_EPOCH }: { currentLeaderEpoch?: number | undefined }
): boolean {
  return code !== errorCodes.FENCED_LEADER_EPOCH || currentLeaderEpoch < 0
}
