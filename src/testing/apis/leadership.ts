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
  context: RequestContext,
  currentLeaderEpoch: number = NOT_GIVEN
): Partition | Refusal {
  return find(topic, partitionIndex, context, currentLeaderEpoch, false)
}

/**
 * The partition like {@link findLed}, but since Fetch version 11 a follower serves it too
 * (KIP-392).
 */
export function findReadable(
  { topic, topicId }: { readonly topic: string; readonly topicId: string },
  partitionIndex: number,
  context: RequestContext,
  currentLeaderEpoch: number = NOT_GIVEN
): Partition | Refusal {
  return find({ name: topic, topicId }, partitionIndex, context, currentLeaderEpoch, context.apiVersion >= FOLLOWERS_SINCE)
}

const FOLLOWERS_SINCE = 11

function find(
  topic: TopicReference,
  partitionIndex: number,
  context: RequestContext,
  currentLeaderEpoch: number,
  allowsFollower: boolean
): Partition | Refusal {
  const { cluster } = context
  const found = cluster.topics.find(topic)
  if (isRefusal(found)) return found.errorCode === errorCodes.INVALID_TOPIC_EXCEPTION ? unknownTopic(topic) : found
  const partition = found.partitions[partitionIndex]
  if (partition === undefined)
    return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `Topic ${found.name} has no partition ${partitionIndex}`)
  const { leaderId, leaderEpoch, replicaNodes } = partition
  // At a shared address the leader answers, whichever broker the client wanted to reach.
  const nodeId = cluster.sharesAddress ? leaderId : context.nodeId
  const notHere = refuse(errorCodes.NOT_LEADER_OR_FOLLOWER, `Broker ${leaderId} leads this partition`)
  const isReplica = replicaNodes.includes(nodeId)
  if (leaderId !== nodeId && !isReplica) return notHere
  if (currentLeaderEpoch !== NOT_GIVEN && currentLeaderEpoch < leaderEpoch)
    return refuse(errorCodes.FENCED_LEADER_EPOCH, `The epoch is ${leaderEpoch}`)
  if (currentLeaderEpoch > leaderEpoch) return refuse(errorCodes.UNKNOWN_LEADER_EPOCH, `The epoch is ${leaderEpoch}`)
  // A test may move the leader away from the replicas. The former leader then is no follower.
  const serves = leaderId === nodeId || (allowsFollower && isReplica && replicaNodes.includes(leaderId))
  return serves ? partition : notHere
}

// Only Metadata and CreateTopics tell illegal names from unknown ones.
function unknownTopic({ name }: TopicReference): Refusal {
  return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `There is no topic ${name}`)
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
