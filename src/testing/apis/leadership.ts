import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import type { Partition } from '../storage/partition.ts'
import { isRefusal, type Refusal, refuse } from '../storage/refusal.ts'
import type { TopicReference } from '../storage/topics.ts'
import type { RequestContext } from './api-handler.ts'

const { NO_PARTITION_LEADER_EPOCH: NOT_GIVEN } = absentValues

/**
 * The partition, or a refusal: the partition must exist, and this broker must lead it in the epoch
 * that the client knows (KIP-320).
 */
export function findLed(
  topic: TopicReference,
  partitionIndex: number,
  { cluster, nodeId }: RequestContext,
  currentLeaderEpoch: number = NOT_GIVEN
): Partition | Refusal {
  const found = cluster.topics.find(topic)
  if (isRefusal(found)) return found
  const partition = found.partitions[partitionIndex]
  if (partition === undefined)
    return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `Topic ${found.name} has no partition ${partitionIndex}`)
  const { leaderId, leaderEpoch } = partition
  if (currentLeaderEpoch !== NOT_GIVEN && currentLeaderEpoch < leaderEpoch)
    return refuse(errorCodes.FENCED_LEADER_EPOCH, `The epoch is ${leaderEpoch}`)
  if (currentLeaderEpoch > leaderEpoch) return refuse(errorCodes.UNKNOWN_LEADER_EPOCH, `The epoch is ${leaderEpoch}`)
  return leaderId === nodeId ? partition : refuse(errorCodes.NOT_LEADER_OR_FOLLOWER, `Broker ${leaderId} leads this partition`)
}

/**
 * The leader of a partition, for a client that asked the wrong broker. Newer versions of answers
 * have it (KIP-951).
 */
export interface LeaderHint {
  readonly currentLeader?: { readonly leaderId?: number | undefined; readonly leaderEpoch?: number | undefined } | undefined
}

/** The leader to report with a refusal; empty if the refusal is not about the leader. */
export function hintFor(refusal: Refusal, topic: TopicReference, partitionIndex: number, { cluster }: RequestContext): LeaderHint {
  if (refusal.errorCode !== errorCodes.NOT_LEADER_OR_FOLLOWER && refusal.errorCode !== errorCodes.FENCED_LEADER_EPOCH) return {}
  const found = cluster.topics.find(topic)
  const partition = isRefusal(found) ? undefined : found.partitions[partitionIndex]
  return partition === undefined ? {} : { currentLeader: { leaderId: partition.leaderId, leaderEpoch: partition.leaderEpoch } }
}

/** The addresses of all leaders in the hints. */
export function endpointsOf(hints: readonly LeaderHint[], { cluster }: RequestContext): { nodeId: number; host: string; port: number }[] {
  const leaderIds = new Set(hints.map(({ currentLeader }) => currentLeader?.leaderId))
  return cluster.nodes.filter(({ nodeId }) => leaderIds.has(nodeId))
}
