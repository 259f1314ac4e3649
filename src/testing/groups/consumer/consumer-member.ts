import type { Membership } from '../classic/classic-member.ts'
import { type MemberPartitions, NO_PARTITIONS } from './member-partitions.ts'

/**
 * How far a member has come on the way to its target assignment (KIP-848). `UNREVOKED_PARTITIONS`:
 * it must give back partitions first. `UNRELEASED_PARTITIONS`: it waits for partitions that other
 * members have not given back.
 */
export type MemberState = 'STABLE' | 'UNREVOKED_PARTITIONS' | 'UNRELEASED_PARTITIONS'

/** What a member says about itself in heartbeats. */
export interface MemberSubscription {
  readonly memberId: string
  readonly instanceId: string | null
  readonly rackId: string | null
  readonly rebalanceTimeoutMs: number
  readonly clientId: string
  readonly clientHost: string
  readonly topicNames: ReadonlySet<string>
  /** The regular expression of topic names; empty if the member has none. */
  readonly topicRegex: string
  /** The assignor that the member prefers, or null. */
  readonly serverAssignor: string | null
  /**
   * What the member said in JoinGroup. Undefined if it uses the consumer protocol, which has
   * ConsumerGroupHeartbeat instead.
   */
  readonly classic: Membership | undefined
}

/** A member of a consumer group. It is replaced, never changed. */
export interface ConsumerMember extends MemberSubscription {
  readonly memberEpoch: number
  readonly previousMemberEpoch: number
  readonly state: MemberState
  /** The partitions that the member has or may take. */
  readonly assigned: MemberPartitions
  /** The partitions that the member must give back. Nobody else gets them before. */
  readonly pendingRevocation: MemberPartitions
}

/** A member that joins. */
export function newMember(memberId: string): ConsumerMember {
  return {
    memberId,
    instanceId: null,
    rackId: null,
    rebalanceTimeoutMs: NOT_GIVEN,
    clientId: '',
    clientHost: '',
    topicNames: new Set(),
    topicRegex: '',
    serverAssignor: null,
    classic: undefined,
    memberEpoch: 0,
    previousMemberEpoch: 0,
    state: 'STABLE',
    assigned: NO_PARTITIONS,
    pendingRevocation: NO_PARTITIONS
  }
}

/** What heartbeats give as the rebalance timeout if it is the same as before. */
export const NOT_GIVEN = -1

/** Whether the member has reached the target assignment of this epoch. */
export function isReconciled({ state, memberEpoch }: ConsumerMember, targetEpoch: number): boolean {
  return state === 'STABLE' && memberEpoch === targetEpoch
}
