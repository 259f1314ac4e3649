import type { Decoded } from '../../protocol/api.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import type { MetadataResponsePartition, MetadataResponseTopic } from '../../protocol/messages/metadata.ts'
import { ZERO_UUID } from '../../protocol/primitives/reader.ts'
import type { PartitionState, TopicState } from './cluster-map.ts'
import type { EpochRewinds } from './epoch-rewinds.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3
const UNKNOWN_TOPIC_ID = 100

/** Whether a topic has an id that names it: brokers that know none say zero (KIP-516). */
export const isTopicId = (topicId: string | undefined): topicId is string => topicId !== undefined && topicId !== ZERO_UUID

/** What is known of a topic once a broker has told of it. The very same object where that is nothing new; undefined where there is no such topic. */
export function mergeTopic(
  known: TopicState | undefined,
  told: Decoded<MetadataResponseTopic>,
  rewinds: EpochRewinds
): TopicState | undefined {
  const { errorCode } = told
  if (errorCode === UNKNOWN_TOPIC_OR_PARTITION || errorCode === UNKNOWN_TOPIC_ID) return undefined
  // One bad moment does not undo what is known: only what stays is taken for an answer.
  if (known !== undefined && errorCode !== 0 && errorFor(errorCode).retriable) return known
  const same = known !== undefined && !isAnother(known, told)
  const topicId = same && !isTopicId(told.topicId) ? known.topicId : told.topicId
  const name = told.name ?? (same ? known.name : null)
  if (errorCode !== 0) {
    const isOld = same && known.errorCode === errorCode && known.topicId === topicId && known.name === name
    return isOld ? known : { name, topicId, isInternal: told.isInternal, errorCode, partitions: new Map() }
  }
  const partitions = mergePartitions(same ? known : undefined, told, rewinds)
  if (same && partitions === known.partitions && known.errorCode === 0 && known.topicId === topicId && known.name === name) return known
  return { name, topicId, isInternal: told.isInternal, errorCode, partitions }
}

/**
 * What is known of a partition once an answer has told of it. Leader epochs do not run backwards (KIP-320), unless several answers in a row
 * agree that they did.
 */
export function mergePartition(known: PartitionState | undefined, told: PartitionState, rewinds: EpochRewinds): PartitionState {
  if (known === undefined) return told
  const isOlder = told.leaderEpoch >= 0 && told.leaderEpoch < known.leaderEpoch
  if (isOlder) return rewinds.isAgreed(known, told) ? told : known
  rewinds.forget(known)
  // Old brokers, and some where there is no leader, tell no epoch. That is no reason to forget the one that is known.
  const state = told.leaderEpoch < 0 ? { ...told, leaderEpoch: known.leaderEpoch } : told
  return isSame(known, state) ? known : state
}

// A topic that was deleted and created again begins anew, epochs and all. Without ids the two cannot be told apart.
function isAnother(known: TopicState, told: Decoded<MetadataResponseTopic>): boolean {
  return isTopicId(known.topicId) && isTopicId(told.topicId) && known.topicId !== told.topicId
}

function mergePartitions(
  known: TopicState | undefined,
  { topicId, partitions }: Decoded<MetadataResponseTopic>,
  rewinds: EpochRewinds
): ReadonlyMap<number, PartitionState> {
  const before = known?.partitions ?? new Map<number, PartitionState>()
  // A topic never loses partitions: a broker that leaves one out has not heard of it yet. Without ids it may be another topic.
  const merged = new Map(isTopicId(topicId) ? before : [])
  for (const each of partitions) merged.set(each.partitionIndex, mergePartition(before.get(each.partitionIndex), stateOf(each), rewinds))
  return merged.size === before.size && [...merged].every(([index, state]) => before.get(index) === state) ? before : merged
}

function stateOf(told: Decoded<MetadataResponsePartition>): PartitionState {
  const { partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes, offlineReplicas, errorCode } = told
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
