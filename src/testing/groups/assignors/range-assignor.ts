import { type AssignableGroup, type AssignableMember, type Assignor, type Draft, give } from './assignment.ts'

/**
 * Kafka's assignor `range`: each subscriber of a topic gets a range of its partitions. Members have
 * the same place in each topic, so that topics with equally many partitions are assigned alike.
 */
export const rangeAssignor: Assignor = group => {
  const members = [...group.members].sort(byInstanceThenMember)
  const draft: Draft = new Map(members.map(({ memberId }) => [memberId, new Map()]))
  for (const [topicId, count] of group.partitionCounts) assignTopic(draft, topicId, count, subscribersOf(members, topicId))
  return draft
}

function assignTopic(draft: Draft, topicId: string, count: number, subscribers: readonly AssignableMember[]): void {
  const quota = Math.floor(count / subscribers.length)
  const extra = count % subscribers.length
  let partition = 0
  for (const [index, { memberId }] of subscribers.entries()) {
    const end = partition + quota + (index < extra ? 1 : 0)
    while (partition < end) give(draft, memberId, topicId, partition++)
  }
}

function subscribersOf(members: AssignableGroup['members'], topicId: string): readonly AssignableMember[] {
  return members.filter(({ topicIds }) => topicIds.has(topicId))
}

// Static members come first, so that the ranges do not move when their member ids change.
function byInstanceThenMember(a: AssignableMember, b: AssignableMember): number {
  if (a.instanceId !== null && b.instanceId !== null) return compare(a.instanceId, b.instanceId)
  if (a.instanceId !== null || b.instanceId !== null) return a.instanceId === null ? 1 : -1
  return compare(a.memberId, b.memberId)
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
