import type { ClusterState } from '../cluster-state.ts'
import type { Group } from '../groups/groups.ts'
import { isInternalTopic } from '../storage/internal-topics.ts'
import type { Topic } from '../storage/topics.ts'

/** The state of a testing cluster as plain data. */
export interface ClusterSnapshot {
  readonly topics: readonly TopicSnapshot[]
  readonly groups: readonly GroupSnapshot[]
}

/** A topic of a {@link ClusterSnapshot}. */
export interface TopicSnapshot {
  readonly name: string
  readonly configs: Readonly<Record<string, string | null>>
  readonly partitions: readonly {
    readonly leaderId: number
    readonly leaderEpoch: number
    readonly startOffset: bigint
    readonly endOffset: bigint
  }[]
}

/** A group of a {@link ClusterSnapshot}. */
export interface GroupSnapshot {
  readonly groupId: string
  readonly kind: string
  readonly state: string
  /** The committed offsets by topic and partition. */
  readonly offsets: Readonly<Record<string, Readonly<Record<number, bigint>>>>
}

/**
 * Topics and groups are sorted by name, so that snapshots can be compared. The topics that Kafka
 * keeps for itself are left out.
 */
export function takeSnapshot({ topics, groups }: ClusterState): ClusterSnapshot {
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)
  const byId = (a: Group, b: Group): number => (a.groupId < b.groupId ? -1 : 1)
  const ofUsers = topics.list().filter(({ name }) => !isInternalTopic(name))
  return { topics: ofUsers.sort(byName).map(topicSnapshot), groups: groups.list().sort(byId).map(groupSnapshot) }
}

function topicSnapshot({ name, configs, partitions }: Topic): TopicSnapshot {
  return {
    name,
    configs: Object.fromEntries(configs),
    partitions: partitions.map(({ leaderId, leaderEpoch, log }) => ({
      leaderId,
      leaderEpoch,
      startOffset: BigInt(log.startOffset),
      endOffset: BigInt(log.endOffset)
    }))
  }
}

function groupSnapshot({ groupId, kind, state, offsets }: Group): GroupSnapshot {
  const ofTopic = (topic: string): Record<number, bigint> =>
    Object.fromEntries([...offsets.of(topic)].map(([partition, { offset }]) => [partition, offset]))
  return { groupId, kind, state, offsets: Object.fromEntries(offsets.topics.sort().map(topic => [topic, ofTopic(topic)])) }
}
