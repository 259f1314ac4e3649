/** A member, with the partitions that it may get and those that it has. */
export interface Subscriber {
  readonly memberId: string
  readonly topicIds: ReadonlySet<string>
  readonly assigned: readonly AssignedPartition[]
}

export interface AssignedPartition {
  readonly topicId: string
  readonly partitionIndex: number
}

/**
 * Kafka's assignor `simple` for share groups: the partitions are spread evenly, and members keep
 * what they have as far as that goes. If there are more members than partitions, several members
 * share each of them. Topics that only some members want are spread among those.
 */
export function assignSimply(
  subscribers: readonly Subscriber[],
  partitionCounts: ReadonlyMap<string, number>
): Map<string, AssignedPartition[]> {
  const assigned = new Map<string, AssignedPartition[]>(subscribers.map(({ memberId }) => [memberId, []]))
  const isUniform = subscribers.every(({ topicIds }) => isSame(topicIds, subscribers[0]?.topicIds ?? topicIds))
  const topicIds = [...partitionCounts.keys()]
  for (const each of isUniform ? [topicIds] : topicIds.map(topicId => [topicId])) {
    const partitions = each.flatMap(topicId =>
      Array.from({ length: partitionCounts.get(topicId) ?? 0 }, (_, partitionIndex) => ({ topicId, partitionIndex }))
    )
    const members = subscribers.filter(({ topicIds: wanted }) => each.some(topicId => wanted.has(topicId)))
    spread(members, partitions, assigned)
  }
  return assigned
}

const keyOf = ({ topicId, partitionIndex }: AssignedPartition): string => `${topicId}:${partitionIndex}`

function spread(
  members: readonly Subscriber[],
  partitions: readonly AssignedPartition[],
  assigned: Map<string, AssignedPartition[]>
): void {
  if (members.length === 0 || partitions.length === 0) return
  // Each partition goes to as many members as are needed for every member to get one.
  const count = partitions.length * Math.ceil(members.length / partitions.length)
  const ofMember = new Room(count, members.length)
  const ofPartition = new Room(count, partitions.length)
  const byKey = new Map(partitions.map(partition => [keyOf(partition), partition]))
  const given = new Set<string>()
  const canGive = ({ memberId }: Subscriber, key: string): boolean =>
    ofMember.has(memberId) && ofPartition.has(key) && !given.has(`${memberId} ${key}`)
  const give = (member: Subscriber, partition: AssignedPartition | undefined): void => {
    if (partition === undefined || !canGive(member, keyOf(partition))) return
    given.add(`${member.memberId} ${keyOf(partition)}`)
    ofMember.take(member.memberId)
    ofPartition.take(keyOf(partition))
    assigned.get(member.memberId)?.push(partition)
  }
  for (const member of members) for (const each of member.assigned) give(member, byKey.get(keyOf(each)))
  // Members with the fewest partitions of other topics come first.
  const byLoad = [...members].sort((a, b) => (assigned.get(a.memberId)?.length ?? 0) - (assigned.get(b.memberId)?.length ?? 0))
  for (let round = 0; round < count && ofMember.taken < count; round++) {
    for (const member of byLoad) {
      const free = partitions.filter(partition => canGive(member, keyOf(partition)))
      const used = (partition: AssignedPartition): number => ofPartition.used(keyOf(partition))
      const [first, ...others] = free
      if (first !== undefined)
        give(
          member,
          others.reduce((least, each) => (used(each) < used(least) ? each : least), first)
        )
    }
  }
}

// Room for `total` things in `places` places, evenly filled. While there is a remainder, a place
// may have one more than the others.
class Room {
  readonly #each: number
  #larger: number
  readonly #used = new Map<string, number>()
  taken = 0

  constructor(total: number, places: number) {
    this.#each = Math.floor(total / places)
    this.#larger = total % places
  }

  used(place: string): number {
    return this.#used.get(place) ?? 0
  }

  has(place: string): boolean {
    const used = this.used(place)
    return used < this.#each || (used === this.#each && this.#larger > 0)
  }

  take(place: string): void {
    const used = this.used(place)
    if (used >= this.#each) this.#larger--
    this.#used.set(place, used + 1)
    this.taken++
  }
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(each => b.has(each))
}
