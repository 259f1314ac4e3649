/** Partitions by topic id, each with the member epoch in which the member got it (KIP-1251). */
export type MemberPartitions = ReadonlyMap<string, ReadonlyMap<number, number>>

/** Partitions of topics, as heartbeats carry them. */
export interface TopicPartitions {
  readonly topicId: string
  readonly partitions: readonly number[]
}

/** No partitions. */
export const NO_PARTITIONS: MemberPartitions = new Map()

export function hasPartition(all: MemberPartitions, topicId: string, partition: number): boolean {
  return all.get(topicId)?.has(partition) ?? false
}

/** The partitions as answers list them, in ascending order. */
export function listPartitions(all: ReadonlyMap<string, { keys(): Iterable<number> }>): TopicPartitions[] {
  return [...all].map(([topicId, partitions]) => ({
    topicId,
    partitions: [...partitions.keys()].sort((a, b) => a - b)
  }))
}

/** The partitions of both. */
export function merged(one: MemberPartitions, other: MemberPartitions): MemberPartitions {
  const all = new Map(one)
  for (const [topicId, partitions] of other) all.set(topicId, new Map([...(one.get(topicId) ?? []), ...partitions]))
  return all
}

/** Whether both have the same partitions in the same epochs. */
export function isSame(one: MemberPartitions, other: MemberPartitions): boolean {
  return one.size === other.size && [...one].every(([topicId, partitions]) => isEqual(partitions, other.get(topicId)))
}

/** Whether all listed partitions are those of the member. Null is unknown, so they are not. */
export function isWithin(listed: readonly TopicPartitions[] | null, all: MemberPartitions): boolean {
  return listed?.every(({ topicId, partitions }) => partitions.every(partition => hasPartition(all, topicId, partition))) ?? false
}

/** Whether a listed partition is among those of the member. Null is unknown, so it may be. */
export function overlaps(listed: readonly TopicPartitions[] | null, all: MemberPartitions): boolean {
  return listed?.some(({ topicId, partitions }) => partitions.some(partition => hasPartition(all, topicId, partition))) ?? true
}

function isEqual(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number> | undefined): boolean {
  return one.size === other?.size && [...one].every(([partition, epoch]) => other.get(partition) === epoch)
}
