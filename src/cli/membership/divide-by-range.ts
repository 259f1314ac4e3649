/** A member of a classic group, as its leader sees it. */
export interface Subscriber {
  readonly memberId: string
  /** The static id (KIP-345). */
  readonly instanceId: string | null
  /** The topics that the member subscribes to. */
  readonly topics: readonly string[]
}

/** The partitions of one member, by topic. */
export type AssignedTopics = ReadonlyMap<string, readonly number[]>

/**
 * The assignor `range` of Kafka's consumers: in each topic the members, in the order of their ids,
 * get neighbouring partitions, and the first members get one more if they do not divide evenly.
 * Returns the partitions of each member by its id.
 */
export function assignByRange(members: readonly Subscriber[], counts: ReadonlyMap<string, number>): Map<string, AssignedTopics> {
  const assigned = new Map(members.map(({ memberId }) => [memberId, new Map<string, readonly number[]>()]))
  for (const [topic, count] of counts) {
    const readers = members.filter(({ topics }) => topics.includes(topic)).toSorted(byId)
    let next = 0
    for (const [index, { memberId }] of readers.entries()) {
      const size = Math.floor(count / readers.length) + (index < count % readers.length ? 1 : 0)
      const first = next
      next += size
      const partitions = Array.from({ length: size }, (_, offset) => first + offset)
      if (size > 0) assigned.get(memberId)?.set(topic, partitions)
    }
  }
  return assigned
}

// Static members come first, by their static ids, as in Kafka's AbstractPartitionAssignor.
function byId(a: Subscriber, b: Subscriber): number {
  if ((a.instanceId === null) !== (b.instanceId === null)) return a.instanceId === null ? 1 : -1
  const [first, second] = [a.instanceId ?? a.memberId, b.instanceId ?? b.memberId]
  return first < second ? -1 : first > second ? 1 : 0
}
