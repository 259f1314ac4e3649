import type { ClusterState } from '../../cluster-state.ts'
import type { Assignment } from '../assignors/assignment.ts'
import { ClassicGroup } from '../classic/classic-group.ts'
import { ClassicMember, type Membership } from '../classic/classic-member.ts'
import type { CommittedOffsets } from '../committed-offsets.ts'
import type { ConsumerMember } from './consumer-member.ts'
import { writeAssignment } from './embedded-protocol.ts'

/** What a consumer group hands over to the classic group that takes its place. */
export interface DowngradedGroup {
  readonly groupId: string
  readonly offsets: CommittedOffsets
  targetOf(memberId: string): Assignment
}

/**
 * The classic group of these members, which all use the classic protocol. It is stable, and its
 * members have the target assignment of the consumer group. Sessions have begun.
 */
export function downgraded(
  from: DowngradedGroup,
  members: readonly ConsumerMember[],
  generationId: number,
  { clock, topics }: ClusterState
): ClassicGroup {
  const group = new ClassicGroup(from.groupId, clock, from.offsets)
  const { rebalance } = group
  const joined = members.flatMap(member => (member.classic === undefined ? [] : [classicMember(member, member.classic)]))
  rebalance.restore(generationId, joined)
  for (const member of joined)
    member.assignment = writeAssignment(from.targetOf(member.memberId), member.metadata(rebalance.protocolName), topics)
  return group
}

function classicMember(member: ConsumerMember, membership: Membership): ClassicMember {
  const { memberId, instanceId, clientId, clientHost, rebalanceTimeoutMs } = member
  return new ClassicMember({ memberId, groupInstanceId: instanceId, clientId, clientHost }, { ...membership, rebalanceTimeoutMs })
}
