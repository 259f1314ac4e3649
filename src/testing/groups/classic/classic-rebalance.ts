import { errorCodes } from '../../../protocol/codes/index.ts'
import type { JoinGroupResponse, JoinGroupResponseMember } from '../../../protocol/messages/join-group.ts'
import type { SyncGroupResponse } from '../../../protocol/messages/sync-group.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import type { TestingClock } from '../../testing-clock.ts'
import { ClassicMember, type Membership } from './classic-member.ts'
import { ClassicMembers } from './classic-members.ts'
import { CONSUMER_PROTOCOL, subscribedTopics } from './classic-subscriptions.ts'

/** The states of a classic group, by the names that ListGroups gives them. */
export type ClassicState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable'

// How long a new member may wait in JoinGroup. It cannot send heartbeats, because it does not know
// its id.
const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000

// group.initial.rebalance.delay.ms, which is 3,000 in Kafka. A test does not want to wait.
const INITIAL_REBALANCE_DELAY_MS = 0

/**
 * The rebalances of a classic group: members join, then the leader brings the assignment, then the
 * group is stable until a member joins or leaves.
 */
export class ClassicRebalance {
  readonly members: ClassicMembers = new ClassicMembers()
  readonly clock: TestingClock
  /** Members that have joined this generation and have not asked for their assignment. */
  readonly #unsynced = new Set<string>()
  #state: ClassicState = 'Empty'
  #isFirst = false
  #generationId = 0
  #protocolType: string | undefined
  #protocolName: string | undefined
  #subscribedTopics: ReadonlySet<string> | undefined
  #cancelJoinTimer: () => void = () => {}
  #cancelSyncTimer: () => void = () => {}

  constructor(clock: TestingClock) {
    this.clock = clock
  }

  get state(): ClassicState {
    return this.#state
  }

  get generationId(): number {
    return this.#generationId
  }

  /** The protocol type of the first member; undefined if there was no member yet. */
  get protocolType(): string | undefined {
    return this.#protocolType
  }

  /** The assignment strategy of this generation; undefined if the group is empty. */
  get protocolName(): string | undefined {
    return this.#protocolName
  }

  /** The topics of this generation; undefined if they are not known. */
  get subscribedTopics(): ReadonlySet<string> | undefined {
    return this.#subscribedTopics
  }

  /** Takes over the generation of a group that was kept. It has no members. */
  restoreGeneration(generationId: number, protocolType: string | undefined): void {
    this.#generationId = generationId
    this.#protocolType = protocolType
  }

  /** Adds a member, and waits for the end of the rebalance. */
  add(member: ClassicMember, protocolType: string): Promise<JoinGroupResponse> {
    if (this.members.size === 0) this.#protocolType = protocolType
    this.members.add(member)
    const answer = member.join.wait()
    this.startSession(member, NEW_MEMBER_JOIN_TIMEOUT_MS)
    this.rebalance()
    return answer
  }

  /** Changes what a member says of itself, and waits for the end of the rebalance. */
  rejoin(member: ClassicMember, membership: Membership): Promise<JoinGroupResponse> {
    member.membership = membership
    const answer = member.join.wait()
    this.rebalance()
    return answer
  }

  /** Puts a new member in the place of a static one, whose requests are fenced from now on. */
  replace(old: ClassicMember, memberId: string): ClassicMember {
    const member = new ClassicMember({ ...old.identity, memberId }, old.membership, old.assignment)
    old.join.give({ ...NOT_JOINED, errorCode: errorCodes.FENCED_INSTANCE_ID, memberId: old.memberId })
    old.sync.give({ errorCode: errorCodes.FENCED_INSTANCE_ID, assignment: EMPTY })
    this.members.replace(old, member)
    this.startSession(member)
    return member
  }

  /** Removes a member that leaves or is lost. The rebalance must be started after that. */
  remove(memberId: string): void {
    const unknown = { ...NOT_JOINED, errorCode: errorCodes.UNKNOWN_MEMBER_ID, memberId: '' }
    this.members.find(memberId)?.join.give(unknown)
    this.#forget(memberId)
  }

  /** Sets the members and their generation. The group is stable, and their sessions begin. */
  restore(generationId: number, members: readonly ClassicMember[]): void {
    for (const member of members) {
      this.members.add(member)
      this.startSession(member)
    }
    this.#generationId = generationId
    this.#protocolType = CONSUMER_PROTOCOL
    this.#protocolName = this.members.selectProtocol()
    this.#subscribedTopics = subscribedTopics(members, this.#protocolType, this.#protocolName)
    this.#state = 'Stable'
  }

  /** Tells all members that wait for an answer to join again. */
  interrupt(): void {
    const errorCode = errorCodes.REBALANCE_IN_PROGRESS
    for (const { memberId, join, sync } of this.members.list()) {
      join.give({ ...NOT_JOINED, errorCode, memberId })
      sync.give({ errorCode, assignment: EMPTY })
    }
  }

  /** Starts a rebalance, or ends the present one if it waits for no other member. */
  rebalance(): void {
    if (this.#state !== 'PreparingRebalance') this.prepare()
    else if (!this.#isFirst) this.#completeIfAllJoined()
  }

  /** Starts a rebalance: all members have to join again. */
  prepare(): void {
    if (this.#state === 'CompletingRebalance') this.#giveAssignments(() => EMPTY, errorCodes.REBALANCE_IN_PROGRESS)
    this.#unsynced.clear()
    this.#cancelSyncTimer()
    this.#isFirst = this.#state === 'Empty'
    this.#state = 'PreparingRebalance'
    if (this.#isFirst) this.#completeIn(INITIAL_REBALANCE_DELAY_MS)
    else if (this.members.haveAllJoined) this.#complete()
    else this.#completeIn(this.members.rebalanceTimeoutMs)
  }

  /** Gives a member the answer to SyncGroup, as soon as the leader has brought the assignment. */
  sync(member: ClassicMember): SyncGroupResponse | Promise<SyncGroupResponse> {
    this.#unsynced.delete(member.memberId)
    if (this.#unsynced.size === 0) this.#cancelSyncTimer()
    return this.#state === 'Stable' ? this.#synced(member.assignment, errorCodes.NONE) : member.sync.wait()
  }

  /**
   * Ends the rebalance with the assignment of the leader. Members that it leaves out get nothing.
   */
  assign(assignments: ReadonlyMap<string, Uint8Array>): void {
    this.#giveAssignments(({ memberId }) => assignments.get(memberId) ?? EMPTY, errorCodes.NONE)
    this.#state = 'Stable'
  }

  /** The answer to JoinGroup for a member of the present generation. */
  joined(member: ClassicMember): JoinGroupResponse {
    const leader = this.members.leaderId ?? ''
    return {
      errorCode: errorCodes.NONE,
      generationId: this.#generationId,
      protocolType: this.#protocolType ?? null,
      protocolName: this.#protocolName ?? null,
      leader,
      memberId: member.memberId,
      members: leader === member.memberId ? this.#described() : []
    }
  }

  /** Starts the session of a member again: it ends without a sign of life. */
  startSession(member: ClassicMember, timeoutMs: number = member.membership.sessionTimeoutMs): void {
    member.cancelSession()
    member.cancelSession = this.clock.schedule(() => this.#expire(member), timeoutMs)
  }

  /** Expects a member that was given an id to join with it. */
  expect(memberId: string, timeoutMs: number): void {
    const cancel = this.clock.schedule(() => {
      this.members.remove(memberId)
      this.#completeIfAllJoined()
    }, timeoutMs)
    this.members.addPending(memberId, cancel)
  }

  close(): void {
    this.#cancelJoinTimer()
    this.#cancelSyncTimer()
    this.members.close()
  }

  #completeIn(delayMs: number): void {
    this.#cancelJoinTimer()
    this.#cancelJoinTimer = this.clock.schedule(() => this.#complete(), delayMs)
  }

  #completeIfAllJoined(): void {
    if (this.#state === 'PreparingRebalance' && this.members.haveAllJoined) this.#complete()
  }

  // Ends the time to join. Dynamic members that have not joined are lost. Static ones stay until
  // their session ends.
  #complete(): void {
    this.#cancelJoinTimer()
    for (const { memberId, isStatic, join } of this.members.list()) {
      if (!isStatic && !join.isAwaited) this.#forget(memberId)
    }
    if (!this.members.electJoinedLeader() && this.members.size > 0) return this.#completeIn(this.members.rebalanceTimeoutMs)
    this.#generationId++
    this.#unsynced.clear()
    this.#protocolName = this.members.selectProtocol()
    this.#subscribedTopics = subscribedTopics(this.members.list(), this.#protocolType, this.#protocolName)
    this.#state = this.members.size > 0 ? 'CompletingRebalance' : 'Empty'
    if (this.#state === 'Empty') return
    for (const member of this.members.list()) {
      member.join.give(this.joined(member))
      member.isNew = false
      this.startSession(member)
      this.#unsynced.add(member.memberId)
    }
    this.#cancelSyncTimer = this.clock.schedule(() => this.#expireSync(), this.members.rebalanceTimeoutMs)
  }

  #giveAssignments(assignmentFor: (member: ClassicMember) => Uint8Array, errorCode: number): void {
    for (const member of this.members.list()) {
      member.assignment = assignmentFor(member)
      if (member.sync.give(this.#synced(member.assignment, errorCode))) this.startSession(member)
    }
  }

  #synced(assignment: Uint8Array, errorCode: number): SyncGroupResponse {
    const isDone = errorCode === errorCodes.NONE
    const protocol = { protocolType: this.#protocolType ?? null, protocolName: this.#protocolName ?? null }
    return { errorCode, ...(isDone ? protocol : {}), assignment }
  }

  #expire(member: ClassicMember): void {
    if (member.isWaiting) return // its session starts again with the answer
    this.fence(member.memberId)
  }

  /** Removes a member, and starts a rebalance without it. */
  fence(memberId: string): void {
    this.remove(memberId)
    if (this.#state === 'PreparingRebalance') this.#completeIfAllJoined()
    else this.rebalance()
  }

  #expireSync(): void {
    if (this.#unsynced.size === 0) return
    for (const memberId of [...this.#unsynced]) this.#forget(memberId)
    this.prepare()
  }

  #forget(memberId: string): void {
    this.members.remove(memberId)
    this.#unsynced.delete(memberId)
  }

  #described(): JoinGroupResponseMember[] {
    return this.members.list().map(member => ({
      memberId: member.memberId,
      groupInstanceId: member.identity.groupInstanceId,
      metadata: member.metadata(this.#protocolName)
    }))
  }
}

/** The fields of an answer to JoinGroup that failed. */
export const NOT_JOINED = { protocolName: null, leader: '', members: [] } as const
