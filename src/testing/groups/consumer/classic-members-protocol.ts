import { randomBytes } from 'node:crypto'
import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes } from '../../../protocol/codes/index.ts'
import type { HeartbeatRequest } from '../../../protocol/messages/heartbeat.ts'
import type { JoinGroupRequest, JoinGroupResponse } from '../../../protocol/messages/join-group.ts'
import type { LeaveGroupRequestMemberIdentity, LeaveGroupResponseMemberResponse } from '../../../protocol/messages/leave-group.ts'
import type { SyncGroupRequest, SyncGroupResponse } from '../../../protocol/messages/sync-group.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import type { Topics } from '../../storage/topics.ts'
import { isSameSet } from '../assignors/assignment.ts'
import { KNOWN_ID_SINCE, membershipOf, refuseJoin } from '../classic/classic-join.ts'
import { CONSUMER_PROTOCOL } from '../classic/classic-subscriptions.ts'
import type { ClassicProtocol, GroupClient } from '../classic-protocol.ts'
import type { MigrationPolicy } from '../migration-policy.ts'
import { type ConsumerMember, newMember } from './consumer-member.ts'
import { readSubscription, withTopicIds, writeAssignment } from './embedded-protocol.ts'
import type { TopicPartitions } from './member-partitions.ts'
import type { GroupTimers } from './member-timers.ts'

/** A consumer group, as its members of the classic protocol need it. */
export interface MixedGroup {
  readonly topics: Topics
  readonly policy: MigrationPolicy
  readonly timers: GroupTimers
  readonly groupEpoch: number
  readonly assignmentEpoch: number
  readonly members: readonly ConsumerMember[]
  member(memberId: string): ConsumerMember | undefined
  staticMember(instanceId: string): ConsumerMember | undefined
  putMember(member: ConsumerMember): void
  replaceMember(replaced: ConsumerMember, successor: ConsumerMember): void
  updateEpoch(isWanted: boolean): void
  updateTarget(): void
  reconcileMember(member: ConsumerMember, owned: readonly TopicPartitions[] | null): ConsumerMember
  isWaiting(member: ConsumerMember): boolean
  renewSession(memberId: string): void
  fence(...memberIds: readonly string[]): void
  downgrade(members: readonly ConsumerMember[], generationId: number, needsRebalance: boolean): void
}

/**
 * Members of the classic protocol in a consumer group (KIP-848). The broker assigns their
 * partitions too. Their generation is their member epoch, and nobody is the leader. Heartbeat tells
 * them to join again for each step of a rebalance: to give partitions back, and to get others.
 */
export class ClassicMembersProtocol implements ClassicProtocol {
  readonly #group: MixedGroup

  constructor(group: MixedGroup) {
    this.#group = group
  }

  join(message: Decoded<JoinGroupRequest>, client: GroupClient): JoinGroupResponse {
    const { groupInstanceId, protocols } = message
    if (!this.#group.policy.allowsClassicMembers || !this.#supports(message)) return refuseJoin(errorCodes.INCONSISTENT_GROUP_PROTOCOL, '')
    const memberId = message.memberId === '' ? randomBytes(16).toString('base64url') : message.memberId
    const isUnknown = message.memberId === ''
    if (isUnknown && groupInstanceId === null && client.apiVersion >= KNOWN_ID_SINCE)
      return refuseJoin(errorCodes.MEMBER_ID_REQUIRED, memberId)
    const replaced = groupInstanceId === null ? undefined : this.#group.staticMember(groupInstanceId)
    if (groupInstanceId !== null && !isUnknown && replaced?.memberId !== memberId)
      return refuseJoin(replaced === undefined ? errorCodes.UNKNOWN_MEMBER_ID : errorCodes.FENCED_INSTANCE_ID, '')
    const subscription = readSubscription(protocols[0]?.metadata ?? EMPTY)
    if (subscription === undefined) return refuseJoin(errorCodes.UNKNOWN_SERVER_ERROR, '')
    const current = this.#current(memberId, replaced)
    const membership = membershipOf(message)
    const member: ConsumerMember = {
      ...current,
      clientId: client.clientId,
      clientHost: client.clientHost,
      instanceId: groupInstanceId ?? current.instanceId,
      rackId: subscription.rackId ?? current.rackId,
      rebalanceTimeoutMs: membership.rebalanceTimeoutMs,
      topicNames: new Set(subscription.topics),
      topicRegex: '',
      classic: membership
    }
    const owned = withTopicIds(subscription.ownedPartitions, this.#group.topics)
    const { memberEpoch } = this.#put(member, current, replaced, owned)
    return {
      errorCode: errorCodes.NONE,
      ...{ generationId: memberEpoch, protocolType: CONSUMER_PROTOCOL, protocolName: protocols[0]?.name ?? '' },
      ...{ leader: '', memberId, members: [] }
    }
  }

  sync(message: Decoded<SyncGroupRequest>): SyncGroupResponse {
    const { memberId, groupInstanceId, generationId, protocolType, protocolName } = message
    const member = this.#find(memberId, groupInstanceId, generationId)
    if (typeof member === 'number') return { errorCode: member, assignment: EMPTY }
    const [own] = member.classic?.protocols ?? []
    const isOtherType = protocolType !== null && protocolType !== CONSUMER_PROTOCOL
    if (isOtherType || (protocolName !== null && protocolName !== own?.name))
      return { errorCode: errorCodes.INCONSISTENT_GROUP_PROTOCOL, assignment: EMPTY }
    const { assignmentEpoch, timers } = this.#group
    if (assignmentEpoch > member.memberEpoch && member.state !== 'UNREVOKED_PARTITIONS') {
      this.#expectJoin(member)
      return { errorCode: errorCodes.REBALANCE_IN_PROGRESS, assignment: EMPTY }
    }
    timers.syncs.cancel(memberId)
    this.#group.renewSession(memberId)
    const assignment = writeAssignment(member.assigned, own?.metadata ?? EMPTY, this.#group.topics)
    return { errorCode: errorCodes.NONE, protocolType, protocolName, assignment }
  }

  heartbeat({ memberId, groupInstanceId, generationId }: Decoded<HeartbeatRequest>): number {
    const member = this.#find(memberId, groupInstanceId, generationId)
    if (typeof member === 'number') return member
    this.#group.renewSession(memberId)
    const isBehind = member.memberEpoch < this.#group.assignmentEpoch
    const mayGoOn = member.state === 'UNREVOKED_PARTITIONS' || (member.state === 'UNRELEASED_PARTITIONS' && !this.#group.isWaiting(member))
    if (!isBehind && !mayGoOn) return errorCodes.NONE
    this.#expectJoin(member)
    return errorCodes.REBALANCE_IN_PROGRESS
  }

  /** Removes members of any protocol: an administrator may name them too. */
  leave(members: readonly Decoded<LeaveGroupRequestMemberIdentity>[]): LeaveGroupResponseMemberResponse[] {
    const leaving = new Set<string>()
    const results = members.map(({ memberId, groupInstanceId }) => {
      const found = this.#named(memberId, groupInstanceId, true)
      if (typeof found !== 'number') leaving.add(found.memberId)
      return { memberId, groupInstanceId, errorCode: typeof found === 'number' ? found : errorCodes.NONE }
    })
    if (leaving.size > 0) this.#group.fence(...leaving)
    return results
  }

  // Each strategy counts that all members of the classic protocol support.
  #supports({ protocolType, protocols }: Decoded<JoinGroupRequest>): boolean {
    const others = this.#group.members.flatMap(({ classic }) => (classic === undefined ? [] : [classic.protocols]))
    const isShared = (name: string): boolean => others.every(each => each.some(other => other.name === name))
    return protocolType === CONSUMER_PROTOCOL && protocols.some(({ name }) => isShared(name))
  }

  #current(memberId: string, replaced: ConsumerMember | undefined): ConsumerMember {
    if (replaced === undefined) return this.#group.member(memberId) ?? newMember(memberId)
    if (replaced.memberId === memberId) return replaced
    return { ...replaced, memberId, memberEpoch: 0, previousMemberEpoch: 0 }
  }

  /** Puts a member that joins into the group, and takes the next step of its rebalance. */
  #put(
    member: ConsumerMember,
    current: ConsumerMember,
    replaced: ConsumerMember | undefined,
    owned: readonly TopicPartitions[]
  ): ConsumerMember {
    const group = this.#group
    const { groupEpoch } = group
    const others = group.members.filter(each => each !== replaced)
    const downgrades =
      replaced !== undefined &&
      replaced.classic === undefined &&
      others.every(({ classic }) => classic !== undefined) &&
      group.policy.allowsDowngrade
    if (replaced !== undefined && replaced.memberId !== member.memberId) group.replaceMember(replaced, current)
    group.putMember(member)
    group.updateEpoch(!isSameSet(member.topicNames, current.topicNames) || current.topicRegex !== '')
    group.timers.joins.cancel(member.memberId)
    if (downgrades) {
      const isStale = group.assignmentEpoch < group.groupEpoch
      const next = isStale ? member : group.reconcileMember(member, owned)
      group.downgrade([...others, next], groupEpoch, isStale)
      return next
    }
    group.updateTarget()
    const next = group.reconcileMember(member, owned)
    group.renewSession(next.memberId)
    group.timers.syncs.start(next.memberId, next.rebalanceTimeoutMs, () => group.fence(next.memberId))
    return next
  }

  #expectJoin({ memberId, rebalanceTimeoutMs }: ConsumerMember): void {
    this.#group.timers.joins.startIfAbsent(memberId, rebalanceTimeoutMs, () => this.#group.fence(memberId))
  }

  /** The member of the classic protocol that a request is from, or the error code for it. */
  #find(memberId: string, instanceId: string | null, generationId: number): ConsumerMember | number {
    const member = this.#named(memberId, instanceId, false)
    if (typeof member === 'number') return member
    if (member.classic === undefined) return errorCodes.UNKNOWN_MEMBER_ID
    return member.memberEpoch === generationId ? member : errorCodes.ILLEGAL_GENERATION
  }

  #named(memberId: string, instanceId: string | null, mayOmitId: boolean): ConsumerMember | number {
    const member = instanceId === null ? this.#group.member(memberId) : this.#group.staticMember(instanceId)
    if (member === undefined) return errorCodes.UNKNOWN_MEMBER_ID
    return member.memberId === memberId || (mayOmitId && memberId === '') ? member : errorCodes.FENCED_INSTANCE_ID
  }
}
