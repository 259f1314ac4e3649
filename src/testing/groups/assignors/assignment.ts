/** Partitions by topic id. A topic without partitions is not in it. */
export type Assignment = ReadonlyMap<string, ReadonlySet<number>>

/** A member of a group, as assignors see it. */
export interface AssignableMember {
  readonly memberId: string
  readonly instanceId: string | null
  /** The ids of the topics that exist and that the member subscribes to. */
  readonly topicIds: ReadonlySet<string>
  /** The partitions that the last assignment gave to the member. */
  readonly assigned: Assignment
}

/** A group to assign partitions to. */
export interface AssignableGroup {
  readonly members: readonly AssignableMember[]
  /** The number of partitions of each topic, by topic id. */
  readonly partitionCounts: ReadonlyMap<string, number>
}

/** Assigns partitions on the side of the broker (KIP-848). Returns assignments by member id. */
export type Assignor = (group: AssignableGroup) => ReadonlyMap<string, Assignment>

/** Assignments while an assignor makes them, by member id. */
export type Draft = Map<string, Map<string, Set<number>>>

/** The assignments of the group so far, without topics that members no longer subscribe to. */
export function draftOf({ members, partitionCounts }: AssignableGroup): Draft {
  const draft: Draft = new Map()
  for (const { memberId, topicIds, assigned } of members) {
    const kept = [...assigned].filter(([topicId]) => topicIds.has(topicId) && partitionCounts.has(topicId))
    draft.set(memberId, new Map(kept.map(([topicId, partitions]) => [topicId, new Set(partitions)])))
  }
  return draft
}

/** Gives a partition to a member. */
export function give(draft: Draft, memberId: string, topicId: string, partition: number): void {
  const topics = draft.get(memberId) ?? new Map<string, Set<number>>()
  draft.set(memberId, topics.set(topicId, (topics.get(topicId) ?? new Set()).add(partition)))
}

/** Takes a partition from a member. */
export function take(draft: Draft, memberId: string, topicId: string, partition: number): void {
  const topics = draft.get(memberId)
  const partitions = topics?.get(topicId)
  partitions?.delete(partition)
  if (partitions?.size === 0) topics?.delete(topicId)
}

/** The number of partitions of a member. */
export function sizeOf(draft: Draft, memberId: string): number {
  return [...(draft.get(memberId)?.values() ?? [])].reduce((sum, partitions) => sum + partitions.size, 0)
}

/** The partitions of a topic that no member has, in ascending order. */
export function unassigned(draft: Draft, topicId: string, count: number): number[] {
  const taken = new Set([...draft.values()].flatMap(topics => [...(topics.get(topicId) ?? [])]))
  return Array.from({ length: count }, (_, partition) => partition).filter(partition => !taken.has(partition))
}

/** Whether all members subscribe to the same topics. */
export function isHomogeneous([first, ...rest]: readonly AssignableMember[]): boolean {
  return first === undefined || rest.every(({ topicIds }) => isSameSet(topicIds, first.topicIds))
}

/** Whether both sets have the same elements. */
export function isSameSet<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return one.size === other.size && [...one].every(each => other.has(each))
}
