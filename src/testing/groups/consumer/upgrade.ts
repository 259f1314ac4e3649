import { errorCodes } from '../../../protocol/codes/index.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ClassicGroup } from '../classic/classic-group.ts'
import type { ClassicMember } from '../classic/classic-member.ts'
import { CONSUMER_PROTOCOL } from '../classic/classic-subscriptions.ts'
import { MIGRATION_POLICY, migrationPolicy } from '../migration-policy.ts'
import { ConsumerGroup } from './consumer-group.ts'
import { type ConsumerMember, newMember } from './consumer-member.ts'
import { readAssignment, readSubscription, withTopicIds } from './embedded-protocol.ts'

/**
 * The consumer group that a classic group with members becomes, because a member of the new
 * protocol joins (KIP-848). The members keep their ids and partitions, and their generation is
 * their member epoch. Members that wait in a rebalance are told to join again.
 */
export function upgraded(classic: ClassicGroup, cluster: ClusterState): ConsumerGroup | Refusal {
  const { groupId, rebalance } = classic
  if (!migrationPolicy(cluster.configs.ofAll(MIGRATION_POLICY)).allowsUpgrade) return refuseUpgrade(groupId, 'online upgrade is disabled')
  if (classic.protocolType !== CONSUMER_PROTOCOL) return refuseUpgrade(groupId, 'the group does not use the consumer embedded protocol')
  rebalance.interrupt()
  const members: ConsumerMember[] = []
  for (const each of rebalance.members.list()) {
    const member = upgradedMember(each, classic, cluster)
    if (isRefusal(member)) return member
    members.push(member)
  }
  const group = new ConsumerGroup(groupId, classic.offsets, cluster)
  group.restore(rebalance.generationId, members)
  return group
}

function upgradedMember(member: ClassicMember, { groupId, rebalance }: ClassicGroup, { topics }: ClusterState): ConsumerMember | Refusal {
  const { identity, membership } = member
  const assignment = member.assignment.length === 0 ? { assignedPartitions: [], userData: null } : readAssignment(member.assignment)
  const hasUserData = (assignment?.userData?.length ?? 0) > 0
  if (hasUserData) return refuseUpgrade(groupId, `an unsupported custom assignor is in use. ${ADVICE}`)
  const subscription = readSubscription(member.metadata(rebalance.protocolName))
  if (assignment === undefined || subscription === undefined) return refuseUpgrade(groupId, 'the embedded consumer protocol is malformed')
  const { generationId } = rebalance
  const assigned = withTopicIds(assignment.assignedPartitions, topics).map(
    ({ topicId, partitions }) => [topicId, new Map(partitions.map(each => [each, generationId]))] as const
  )
  return {
    ...newMember(member.memberId),
    instanceId: identity.groupInstanceId,
    rackId: subscription.rackId,
    rebalanceTimeoutMs: membership.rebalanceTimeoutMs,
    clientId: identity.clientId,
    clientHost: identity.clientHost,
    topicNames: new Set(subscription.topics),
    classic: membership,
    memberEpoch: generationId,
    previousMemberEpoch: generationId,
    assigned: new Map(assigned)
  }
}

const ADVICE = 'Please refer to the documentation or switch to a default assignor before re-attempting the upgrade'

function refuseUpgrade(groupId: string, reason: string): Refusal {
  return refuse(errorCodes.GROUP_ID_NOT_FOUND, `Cannot upgrade classic group ${groupId} to consumer group because ${reason}.`)
}
