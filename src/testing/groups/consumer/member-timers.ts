import type { TestingClock } from '../../testing-clock.ts'

/** One timer for each member of a group. */
export class MemberTimers {
  readonly #clock: TestingClock
  readonly #cancels = new Map<string, () => void>()

  constructor(clock: TestingClock) {
    this.#clock = clock
  }

  /** Sets the timer of a member, in place of the one that it has. */
  start(memberId: string, delayMs: number, callback: () => void): void {
    this.cancel(memberId)
    const cancel = this.#clock.schedule(() => {
      this.#cancels.delete(memberId)
      callback()
    }, delayMs)
    this.#cancels.set(memberId, cancel)
  }

  /** Sets the timer of a member, unless it has one. */
  startIfAbsent(memberId: string, delayMs: number, callback: () => void): void {
    if (!this.#cancels.has(memberId)) this.start(memberId, delayMs, callback)
  }

  cancel(memberId: string): void {
    this.#cancels.get(memberId)?.()
    this.#cancels.delete(memberId)
  }

  cancelAll(): void {
    for (const memberId of [...this.#cancels.keys()]) this.cancel(memberId)
  }
}

/**
 * The timers of a consumer group. A member is removed when one of its own ends: its session, the
 * time to give back partitions (consumer protocol), and the times to send JoinGroup and SyncGroup
 * after it was asked to (classic protocol).
 */
export class GroupTimers {
  readonly sessions: MemberTimers
  readonly revocations: MemberTimers
  readonly joins: MemberTimers
  readonly syncs: MemberTimers

  constructor(clock: TestingClock) {
    this.sessions = new MemberTimers(clock)
    this.revocations = new MemberTimers(clock)
    this.joins = new MemberTimers(clock)
    this.syncs = new MemberTimers(clock)
  }

  /** Cancels all timers of a member. */
  cancel(memberId: string): void {
    for (const timers of this.#all) timers.cancel(memberId)
  }

  cancelAll(): void {
    for (const timers of this.#all) timers.cancelAll()
  }

  get #all(): MemberTimers[] {
    return [this.sessions, this.revocations, this.joins, this.syncs]
  }
}
