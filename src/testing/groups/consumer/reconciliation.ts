import type { Assignment } from '../assignors/assignment.ts'
import { type ConsumerMember, isReconciled } from './consumer-member.ts'
import { hasPartition, type MemberPartitions, merged, NO_PARTITIONS, overlaps, type TopicPartitions } from './member-partitions.ts'

/** What decides the next step of a member on the way to its target assignment. */
export interface Reconciliation {
  readonly targetEpoch: number
  readonly target: Assignment
  /** The topics that exist and that the member subscribes to. */
  readonly topicIds: ReadonlySet<string>
  /** The partitions that the member says it has; null if it did not say. */
  readonly owned: readonly TopicPartitions[] | null
  /** Whether another member has this partition, or must still give it back. */
  isOwnedByAnother(topicId: string, partition: number): boolean
}

/**
 * The member after the next step to its target assignment: it gives back partitions first, and then
 * gets those that are free (KIP-848). Returns the same object if there is no step to take.
 */
export function reconcile(member: ConsumerMember, reconciliation: Reconciliation): ConsumerMember {
  const { topicIds, targetEpoch, owned } = reconciliation
  const hasUnsubscribed = [...member.assigned.keys()].some(topicId => !topicIds.has(topicId))
  if (!hasUnsubscribed && isReconciled(member, targetEpoch)) return member
  const mustWait = member.state === 'UNREVOKED_PARTITIONS' && overlaps(owned, member.pendingRevocation)
  if (!mustWait && !isReconciled(member, targetEpoch)) return step(member, reconciliation)
  return hasUnsubscribed ? withoutUnsubscribed(member, reconciliation) : member
}

function withoutUnsubscribed(member: ConsumerMember, { topicIds, owned }: Reconciliation): ConsumerMember {
  const assigned = new Map([...member.assigned].filter(([topicId]) => topicIds.has(topicId)))
  const removed = new Map([...member.assigned].filter(([topicId]) => !topicIds.has(topicId)))
  const pendingRevocation = merged(member.pendingRevocation, removed)
  const previousMemberEpoch = member.memberEpoch
  if (!overlaps(owned, pendingRevocation)) return { ...member, previousMemberEpoch, assigned }
  return { ...member, state: 'UNREVOKED_PARTITIONS', previousMemberEpoch, assigned, pendingRevocation }
}

function step(member: ConsumerMember, reconciliation: Reconciliation): ConsumerMember {
  const { target, targetEpoch, topicIds, owned, isOwnedByAnother } = reconciliation
  const isTarget = (topicId: string, partition: number): boolean => topicIds.has(topicId) && (target.get(topicId)?.has(partition) ?? false)
  const kept = filtered(member.assigned, isTarget)
  const revoked = filtered(member.assigned, (topicId, partition) => !isTarget(topicId, partition))
  const previousMemberEpoch = member.memberEpoch
  if (revoked.size > 0 && overlaps(owned, revoked))
    return { ...member, state: 'UNREVOKED_PARTITIONS', previousMemberEpoch, assigned: kept, pendingRevocation: revoked }
  let hasUnreleased = false
  const added = new Map<string, Map<number, number>>()
  for (const [topicId, partitions] of target) {
    for (const partition of partitions) {
      if (!topicIds.has(topicId) || hasPartition(kept, topicId, partition)) continue
      if (isOwnedByAnother(topicId, partition)) hasUnreleased = true
      else added.set(topicId, (added.get(topicId) ?? new Map()).set(partition, targetEpoch))
    }
  }
  return {
    ...member,
    state: hasUnreleased ? 'UNRELEASED_PARTITIONS' : 'STABLE',
    memberEpoch: targetEpoch,
    previousMemberEpoch,
    assigned: merged(kept, added),
    pendingRevocation: NO_PARTITIONS
  }
}

function filtered(all: MemberPartitions, keeps: (topicId: string, partition: number) => boolean): MemberPartitions {
  const kept = new Map<string, ReadonlyMap<number, number>>()
  for (const [topicId, partitions] of all) {
    const rest = new Map([...partitions].filter(([partition]) => keeps(topicId, partition)))
    if (rest.size > 0) kept.set(topicId, rest)
  }
  return kept
}
