import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes } from '../../../protocol/codes/index.ts'
import type { HeartbeatRequest } from '../../../protocol/messages/heartbeat.ts'
import type { JoinGroupRequest, JoinGroupResponse } from '../../../protocol/messages/join-group.ts'
import type { LeaveGroupRequestMemberIdentity, LeaveGroupResponseMemberResponse } from '../../../protocol/messages/leave-group.ts'
import type { SyncGroupRequest, SyncGroupResponse } from '../../../protocol/messages/sync-group.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import type { TestingClock } from '../../testing-clock.ts'
import type { ClassicProtocol, GroupClient } from '../classic-protocol.ts'
import { CommittedOffsets } from '../committed-offsets.ts'
import type { Group, GroupMemberReference } from '../groups.ts'
import { joinClassic } from './classic-join.ts'
import { leaveClassic } from './classic-leave.ts'
import { ClassicRebalance, type ClassicState } from './classic-rebalance.ts'
import { CONSUMER_PROTOCOL } from './classic-subscriptions.ts'

/**
 * A group of the classic protocol: its members agree on an assignment among themselves. A group
 * whose clients only commit offsets is one too, without members.
 */
export class ClassicGroup implements Group, ClassicProtocol {
  readonly groupId: string
  readonly kind = 'classic'
  readonly offsets: CommittedOffsets
  readonly rebalance: ClassicRebalance

  /** `offsets` are those of a group of another kind that had this id before. */
  constructor(groupId: string, clock: TestingClock, offsets: CommittedOffsets = new CommittedOffsets()) {
    this.groupId = groupId
    this.offsets = offsets
    this.rebalance = new ClassicRebalance(clock)
  }

  get classicProtocol(): ClassicProtocol {
    return this
  }

  get state(): ClassicState {
    return this.rebalance.state
  }

  get protocolType(): string {
    return this.rebalance.protocolType ?? ''
  }

  get isEmpty(): boolean {
    return this.state === 'Empty'
  }

  /** If the topics are not known, a group of consumers is taken to subscribe to all. */
  subscribesTo(topic: string): boolean {
    const { subscribedTopics } = this.rebalance
    return subscribedTopics === undefined ? this.protocolType === CONSUMER_PROTOCOL : subscribedTopics.has(topic)
  }

  checkMember({ memberId, groupInstanceId, epoch, isTransactional }: GroupMemberReference): number {
    if (epoch < 0 && this.isEmpty) return errorCodes.NONE
    if (epoch >= 0 || memberId !== '' || groupInstanceId !== null) {
      const errorCode = this.#check(memberId, groupInstanceId, epoch)
      if (errorCode !== errorCodes.NONE) return errorCode
    } else if (!isTransactional) return errorCodes.UNKNOWN_MEMBER_ID
    if (isTransactional) return errorCodes.NONE
    if (this.state === 'CompletingRebalance') return errorCodes.REBALANCE_IN_PROGRESS
    this.#startSession(memberId)
    return errorCodes.NONE
  }

  checkFetch(): number {
    return errorCodes.NONE
  }

  /** Only consumers say to which topics they subscribe. Other groups must be empty. */
  checkOffsetDelete(): number {
    return this.isEmpty || this.protocolType === CONSUMER_PROTOCOL ? errorCodes.NONE : errorCodes.NON_EMPTY_GROUP
  }

  join(message: Decoded<JoinGroupRequest>, client: GroupClient): JoinGroupResponse | Promise<JoinGroupResponse> {
    return joinClassic(this.rebalance, message, client)
  }

  sync(message: Decoded<SyncGroupRequest>): SyncGroupResponse | Promise<SyncGroupResponse> {
    const { memberId, groupInstanceId, generationId, protocolType, protocolName, assignments } = message
    const { rebalance } = this
    let errorCode = this.isEmpty ? errorCodes.UNKNOWN_MEMBER_ID : this.#check(memberId, groupInstanceId, generationId)
    const isOther = (given: string | null, own = ''): boolean => given !== null && given !== own
    if (errorCode === errorCodes.NONE) {
      if (isOther(protocolType, rebalance.protocolType) || isOther(protocolName, rebalance.protocolName))
        errorCode = errorCodes.INCONSISTENT_GROUP_PROTOCOL
      else if (this.state === 'PreparingRebalance') errorCode = errorCodes.REBALANCE_IN_PROGRESS
    }
    const member = rebalance.members.find(memberId)
    if (errorCode !== errorCodes.NONE || member === undefined) return { errorCode, assignment: EMPTY }
    const answer = rebalance.sync(member)
    if (this.state === 'CompletingRebalance' && rebalance.members.leaderId === memberId)
      rebalance.assign(new Map(assignments.map(each => [each.memberId, each.assignment])))
    return answer
  }

  heartbeat({ memberId, groupInstanceId, generationId }: Decoded<HeartbeatRequest>): number {
    const errorCode = this.#check(memberId, groupInstanceId, generationId)
    if (errorCode !== errorCodes.NONE) return errorCode
    this.#startSession(memberId)
    return this.state === 'PreparingRebalance' ? errorCodes.REBALANCE_IN_PROGRESS : errorCodes.NONE
  }

  leave(members: readonly Decoded<LeaveGroupRequestMemberIdentity>[]): LeaveGroupResponseMemberResponse[] {
    return leaveClassic(this.rebalance, members)
  }

  fenceMember(memberId: string): boolean {
    if (this.rebalance.members.find(memberId) === undefined) return false
    this.rebalance.fence(memberId)
    return true
  }

  close(): void {
    this.rebalance.close()
  }

  #check(memberId: string, groupInstanceId: string | null, generationId: number): number {
    const errorCode = this.rebalance.members.check(memberId, groupInstanceId)
    if (errorCode !== errorCodes.NONE) return errorCode
    return generationId === this.rebalance.generationId ? errorCodes.NONE : errorCodes.ILLEGAL_GENERATION
  }

  #startSession(memberId: string): void {
    const member = this.rebalance.members.find(memberId)
    if (member !== undefined) this.rebalance.startSession(member)
  }
}

/** The group, if it is a classic one. */
export function asClassic(group: Group | undefined): ClassicGroup | undefined {
  return group?.kind === 'classic' ? (group as ClassicGroup) : undefined
}
