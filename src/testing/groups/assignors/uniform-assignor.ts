import {
  type AssignableGroup,
  type AssignableMember,
  type Assignor,
  type Draft,
  draftOf,
  give,
  isHomogeneous,
  sizeOf,
  take,
  unassigned
} from './assignment.ts'
import { inHashOrder } from './hash-order.ts'

/**
 * Kafka's assignor `uniform`: the numbers of partitions of members differ by at most one where
 * subscriptions allow it, and as few partitions as possible move.
 */
export const uniformAssignor: Assignor = group => {
  const draft = draftOf(group)
  if (isHomogeneous(group.members)) assignAlike(draft, group)
  else assignUnlike(draft, group)
  return draft
}

// All members subscribe to the same topics: each has a quota. Members above it lose partitions.
// Some members get one partition more than the others: first those that have that many already.
function assignAlike(draft: Draft, { members, partitionCounts }: AssignableGroup): void {
  const counts = [...partitionCounts].filter(([topicId]) => members[0]?.topicIds.has(topicId))
  const free = counts.flatMap(([topicId, count]) => unassigned(draft, topicId, count).map(each => [topicId, each] as const))
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  const least = Math.floor(total / members.length)
  let extra = total % members.length
  const missing = new Map<string, number>()
  for (const [index, memberId] of inHashOrder(members.map(each => each.memberId)).entries()) {
    const quota = least + Math.min(extra, 1)
    const owned = [...(draft.get(memberId) ?? [])].flatMap(([topicId, all]) => inHashOrder([...all]).map(each => [topicId, each] as const))
    for (const [topicId, partition] of owned.slice(quota)) {
      take(draft, memberId, topicId, partition)
      free.push([topicId, partition])
    }
    const mayLeaveExtra = owned.length < quota && members.length - index > extra
    missing.set(memberId, Math.max(0, quota - owned.length - (extra > 0 && mayLeaveExtra ? 1 : 0)))
    if (extra > 0 && !mayLeaveExtra) extra--
  }
  for (const [memberId, count] of missing)
    for (const [topicId, partition] of free.splice(0, count)) give(draft, memberId, topicId, partition)
}

// Subscriptions differ: topics with few subscribers are assigned last, so that they are assigned to
// members that the other topics leave room for.
function assignUnlike(draft: Draft, { members, partitionCounts }: AssignableGroup): void {
  const subscribers = new Map([...partitionCounts.keys()].map(id => [id, members.filter(({ topicIds }) => topicIds.has(id))]))
  const loadOf = (topicId: string): number => (partitionCounts.get(topicId) ?? 0) / (subscribers.get(topicId)?.length ?? 1)
  const ordered = [...subscribers].sort(([a, left], [b, right]) => loadOf(b) - loadOf(a) || left.length - right.length || (a < b ? -1 : 1))
  for (const [topicId, candidates] of ordered) {
    for (const partition of unassigned(draft, topicId, partitionCounts.get(topicId) ?? 0)) {
      const least = byLoad(draft, candidates)[0]
      if (least !== undefined) give(draft, least.memberId, topicId, partition)
    }
  }
  let hasMoved = true
  while (hasMoved) hasMoved = ordered.map(([topicId, candidates]) => balance(draft, topicId, candidates)).some(Boolean)
}

// Moves partitions of one topic from the members with the most partitions to those with the fewest.
// Each move makes the sum of squares of the loads smaller, so it ends.
function balance(draft: Draft, topicId: string, candidates: readonly AssignableMember[]): boolean {
  for (let moves = 0; ; moves++) {
    const sorted = byLoad(draft, candidates)
    const most = sorted.findLast(({ memberId }) => draft.get(memberId)?.has(topicId))
    const [least] = sorted
    if (most === undefined || least === undefined) return moves > 0
    if (sizeOf(draft, most.memberId) - sizeOf(draft, least.memberId) <= 1) return moves > 0
    const partition = Math.max(...(draft.get(most.memberId)?.get(topicId) ?? []))
    take(draft, most.memberId, topicId, partition)
    give(draft, least.memberId, topicId, partition)
  }
}

function byLoad(draft: Draft, members: readonly AssignableMember[]): AssignableMember[] {
  return [...members].sort((a, b) => sizeOf(draft, a.memberId) - sizeOf(draft, b.memberId))
}
