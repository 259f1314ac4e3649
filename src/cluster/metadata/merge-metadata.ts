import type { Decoded } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/error-codes.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import type { MetadataResponsePartition, MetadataResponseTopic } from '../../protocol/messages/metadata.ts'
import { ZERO_UUID } from '../../protocol/primitives/reader.ts'
import type { PartitionState, TopicState } from './cluster-map.ts'
import type { EpochRewinds } from './epoch-rewinds.ts'

/** Whether a topic id names a topic. Brokers that know no ids report the zero UUID (KIP-516). */
export const isTopicId = (topicId: string | undefined): topicId is string => topicId !== undefined && topicId !== ZERO_UUID

/**
 * The state of a topic after an answer that names it: the known state and the answer, merged.
 * Returns the `known` object itself if the answer says nothing new, and undefined if the answer
 * says that there is no such topic.
 */
export function mergeTopic(
  known: TopicState | undefined,
  answered: Decoded<MetadataResponseTopic>,
  rewinds: EpochRewinds
): TopicState | undefined {
  const { errorCode } = answered
  if (errorCode === errorCodes.UNKNOWN_TOPIC_OR_PARTITION || errorCode === errorCodes.UNKNOWN_TOPIC_ID) return undefined
  // An error that passes by itself does not undo what is known.
  if (known !== undefined && errorCode !== errorCodes.NONE && errorFor(errorCode).retriable) return known
  const same = known !== undefined && !isAnother(known, answered)
  const topicId = same && !isTopicId(answered.topicId) ? known.topicId : answered.topicId
  const name = answered.name ?? (same ? known.name : null)
  if (errorCode !== errorCodes.NONE) {
    const isOld = same && known.errorCode === errorCode && known.topicId === topicId && known.name === name
    return isOld ? known : { name, topicId, isInternal: answered.isInternal, errorCode, partitions: new Map() }
  }
  const partitions = mergePartitions(same ? known : undefined, answered, rewinds)
  if (same && partitions === known.partitions && known.errorCode === 0 && known.topicId === topicId && known.name === name) return known
  return { name, topicId, isInternal: answered.isInternal, errorCode, partitions }
}

/**
 * The state of a partition after an answer that names it: the known state and the answer, merged.
 * An answer with an older leader epoch is ignored (KIP-320), unless several answers in a row agree
 * on it. Returns the `known` object itself if the answer says nothing new.
 */
export function mergePartition(known: PartitionState | undefined, answered: PartitionState, rewinds: EpochRewinds): PartitionState {
  if (known === undefined) return answered
  const isOlder = answered.leaderEpoch >= 0 && answered.leaderEpoch < known.leaderEpoch
  if (isOlder) return rewinds.count(known, answered) ? answered : known
  rewinds.reset(known)
  // Old brokers report no epoch, and some brokers report none while there is no leader. The known
  // epoch stays then.
  const state = answered.leaderEpoch < 0 ? { ...answered, leaderEpoch: known.leaderEpoch } : answered
  return isSame(known, state) ? known : state
}

// A topic that was deleted and created again has another id, and its epochs begin at 0. Without ids
// the old topic and the new one cannot be told apart.
function isAnother(known: TopicState, answered: Decoded<MetadataResponseTopic>): boolean {
  return isTopicId(known.topicId) && isTopicId(answered.topicId) && known.topicId !== answered.topicId
}

function mergePartitions(
  known: TopicState | undefined,
  { topicId, partitions }: Decoded<MetadataResponseTopic>,
  rewinds: EpochRewinds
): ReadonlyMap<number, PartitionState> {
  const before = known?.partitions ?? new Map<number, PartitionState>()
  // A topic never loses partitions: a broker that leaves one out does not know it yet. Without
  // topic ids it may be another topic, which has fewer.
  const merged = new Map(isTopicId(topicId) ? before : [])
  for (const each of partitions) merged.set(each.partitionIndex, mergePartition(before.get(each.partitionIndex), stateOf(each), rewinds))
  return merged.size === before.size && [...merged].every(([index, state]) => before.get(index) === state) ? before : merged
}

function stateOf(answered: Decoded<MetadataResponsePartition>): PartitionState {
  const { partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas, errorCode } = answered
  return { partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas, errorCode }
}

function isSame(a: PartitionState, b: PartitionState): boolean {
  return (
    a.leaderId === b.leaderId &&
    a.leaderEpoch === b.leaderEpoch &&
    a.errorCode === b.errorCode &&
    isSameList(a.replicaNodes, b.replicaNodes) &&
    isSameList(a.isrNodes, b.isrNodes) &&
    isSameList(a.offlineReplicas, b.offlineReplicas)
  )
}

const isSameList = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((nodeId, i) => nodeId === b[i])
