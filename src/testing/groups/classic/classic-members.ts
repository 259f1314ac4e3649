import { errorCodes } from '../../../protocol/codes/index.ts'
import type { ClassicMember } from './classic-member.ts'

/** The members of a classic group, its leader, and those that were told to join with their id. */
export class ClassicMembers {
  readonly #byId = new Map<string, ClassicMember>()
  readonly #staticIds = new Map<string, string>()
  /** Members that have not joined with their id yet (KIP-394), and how to cancel their timer. */
  readonly #pending = new Map<string, () => void>()
  #leaderId: string | undefined

  get size(): number {
    return this.#byId.size
  }

  get leaderId(): string | undefined {
    return this.#leaderId
  }

  get hasPending(): boolean {
    return this.#pending.size > 0
  }

  /** The longest time that a member may take to join again, in milliseconds. */
  get rebalanceTimeoutMs(): number {
    return Math.max(0, ...this.list().map(({ membership }) => membership.rebalanceTimeoutMs))
  }

  get haveAllJoined(): boolean {
    return !this.hasPending && this.list().every(({ join }) => join.isAwaited)
  }

  list(): ClassicMember[] {
    return [...this.#byId.values()]
  }

  find(memberId: string): ClassicMember | undefined {
    return this.#byId.get(memberId)
  }

  findStatic(groupInstanceId: string): ClassicMember | undefined {
    return this.#byId.get(this.#staticIds.get(groupInstanceId) ?? '')
  }

  isPending(memberId: string): boolean {
    return this.#pending.has(memberId)
  }

  /** Notes a member that must join again with its id. */
  addPending(memberId: string, cancelTimer: () => void): void {
    this.#pending.set(memberId, cancelTimer)
  }

  add(member: ClassicMember): void {
    const { memberId, identity } = member
    this.#removePending(memberId)
    this.#byId.set(memberId, member)
    if (identity.groupInstanceId !== null) this.#staticIds.set(identity.groupInstanceId, memberId)
    this.#leaderId ??= memberId
  }

  /** Removes a member, pending ones too. If it was the leader, another member is now. */
  remove(memberId: string): void {
    this.#removePending(memberId)
    const member = this.#byId.get(memberId)
    if (member === undefined) return
    member.cancelSession()
    this.#byId.delete(memberId)
    if (member.identity.groupInstanceId !== null) this.#staticIds.delete(member.identity.groupInstanceId)
    if (this.#leaderId === memberId) this.#leaderId = this.list()[0]?.memberId
  }

  /** Puts a member in the place of another one with the same static id. */
  replace(old: ClassicMember, member: ClassicMember): void {
    const wasLeader = this.#leaderId === old.memberId
    this.remove(old.memberId)
    this.add(member)
    if (wasLeader) this.#leaderId = member.memberId
  }

  /**
   * Makes a member that has joined the leader, if the leader has not. Returns whether the leader
   * has joined.
   */
  electJoinedLeader(): boolean {
    const leader = this.#byId.get(this.#leaderId ?? '')
    const elected = leader?.join.isAwaited ? leader : this.list().find(({ join }) => join.isAwaited)
    if (elected !== undefined) this.#leaderId = elected.memberId
    return elected !== undefined
  }

  /** Whether all members support this strategy. */
  support(protocol: string): boolean {
    return this.list().every(member => member.supports(protocol))
  }

  /**
   * The strategy that all members support and most of them prefer. Each member votes for its best
   * one. The first vote decides between equals.
   */
  selectProtocol(): string | undefined {
    const votes = new Map<string, number>()
    for (const { membership } of this.list()) {
      const vote = membership.protocols.find(({ name }) => this.support(name))?.name
      if (vote !== undefined) votes.set(vote, (votes.get(vote) ?? 0) + 1)
    }
    const most = Math.max(...votes.values())
    return [...votes].find(([, count]) => count === most)?.[0]
  }

  /** The error code for a request of this member: it must exist, and not be replaced (KIP-345). */
  check(memberId: string, groupInstanceId: string | null): number {
    if (groupInstanceId !== null) {
      const current = this.#staticIds.get(groupInstanceId)
      if (current === undefined) return errorCodes.UNKNOWN_MEMBER_ID
      if (current !== memberId) return errorCodes.FENCED_INSTANCE_ID
    }
    return this.#byId.has(memberId) ? errorCodes.NONE : errorCodes.UNKNOWN_MEMBER_ID
  }

  /** Cancels the timers of all members. */
  close(): void {
    for (const member of this.#byId.values()) member.cancelSession()
    for (const memberId of this.#pending.keys()) this.#removePending(memberId)
  }

  #removePending(memberId: string): void {
    this.#pending.get(memberId)?.()
    this.#pending.delete(memberId)
  }
}
