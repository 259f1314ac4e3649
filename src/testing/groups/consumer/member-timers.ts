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

  cancel(memberId: string): void {
    this.#cancels.get(memberId)?.()
    this.#cancels.delete(memberId)
  }

  cancelAll(): void {
    for (const memberId of [...this.#cancels.keys()]) this.cancel(memberId)
  }
}
