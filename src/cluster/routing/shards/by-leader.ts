import type { Shards } from '../route.ts'
import { byPartition, type PartitionKind } from './by-partition.ts'
import type { AnsweredPartition } from './sift-partitions.ts'

/**
 * Codes that end once leaders are known, elected, or caught up, nothing having been done: UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE,
 * NOT_LEADER_OR_FOLLOWER, REPLICA_NOT_AVAILABLE, LISTENER_NOT_FOUND, FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH, OFFSET_NOT_AVAILABLE (KIP-207),
 * UNKNOWN_TOPIC_ID, INCONSISTENT_TOPIC_ID.
 */
export const LEADER_CODES: readonly number[] = [3, 5, 6, 9, 72, 74, 75, 78, 100, 103]

// Where another replica leads once the disk is given up. What was written before is unknown, which is nothing to reads.
const KAFKA_STORAGE_ERROR = 56

type LeaderKind<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition> = Omit<
  PartitionKind<Req, Res, Topic, Partition, ResTopic, ResPartition>,
  'needsTopics' | 'place' | 'to' | 'healable'
> & { readonly healable?: ReadonlySet<number> }

/** Divides requests whose partitions are served by their leaders. */
export function byLeader<Req, Res, Topic, Partition, ResTopic, ResPartition extends AnsweredPartition>(
  kind: LeaderKind<Req, Res, Topic, Partition, ResTopic, ResPartition>
): Shards<Req, Res> {
  return byPartition({
    healable: FOR_READS,
    ...kind,
    needsTopics: true,
    place: (_request, _ref, index, topic, map) => {
      const leaderId = topic?.partitions.get(index)?.leaderId
      // A leader that is no broker any more cannot be asked.
      return leaderId !== undefined && map.brokers.has(leaderId) ? leaderId : undefined
    },
    to: place => (typeof place === 'number' ? { nodeId: place } : 'any')
  })
}

const FOR_READS: ReadonlySet<number> = new Set([...LEADER_CODES, KAFKA_STORAGE_ERROR])

// FENCED_LEADER_EPOCH: the caller named an epoch older than the broker's, and would be fenced by every other leader too.
const FENCED_LEADER_EPOCH = 74

/** Whether a partition may be asked for again as it is: not with an epoch that the caller has to look up anew (KIP-320). */
export function isNotFenced(code: number, { currentLeaderEpoch = -1 }: { currentLeaderEpoch?: number | undefined }): boolean {
  return code !== FENCED_LEADER_EPOCH || currentLeaderEpoch < 0
}
