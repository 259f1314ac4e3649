import { clearTimeout, LONGEST_DELAY_MS, now, setTimeout } from '../clock.ts'

interface Timer {
  readonly dueMs: number
  readonly callback: () => void
}

/**
 * The clock of a testing cluster. It runs as fast as the clock of the machine, and `advance` puts
 * it forward, so that a timeout of minutes takes no real time.
 */
export class TestingClock {
  #skippedMs = 0
  /** The timers that have not fired, by ascending time. Timers of one time keep their order. */
  #timers: Timer[] = []
  #alarm: ReturnType<typeof setTimeout> | undefined

  /** The time of day in whole milliseconds since 1970, as in timestamps of records. */
  get timeMs(): number {
    return Math.floor(Date.now() + this.#skippedMs)
  }

  /** The time for measuring, in milliseconds with a fraction. It never goes back. */
  get nowMs(): number {
    return now() + this.#skippedMs
  }

  /** Calls back once after this delay. Returns a function that cancels the timer. */
  schedule(callback: () => void, delayMs: number): () => void {
    const timer: Timer = { dueMs: this.nowMs + Math.max(0, delayMs), callback }
    const index = this.#timers.findIndex(({ dueMs }) => dueMs > timer.dueMs)
    this.#timers.splice(index < 0 ? this.#timers.length : index, 0, timer)
    this.#arm()
    return () => {
      this.#timers = this.#timers.filter(each => each !== timer)
      this.#arm()
    }
  }

  /**
   * Puts the clock forward. All timers that become due fire on the way, in their order, each at its
   * own time. A timer that is set by one of them fires too if it is due within the same time.
   */
  advance(ms: number): void {
    // The real time that passes meanwhile is not subtracted: `timeMs` counts it in whole
    // milliseconds, and would be 1 ms short.
    const targetMs = this.#skippedMs + ms
    const skipTo = (skippedMs: number): void => {
      this.#skippedMs = Math.max(this.#skippedMs, Math.min(skippedMs, targetMs))
    }
    for (let next = this.#timers[0]; next !== undefined && next.dueMs <= now() + targetMs; next = this.#timers[0]) {
      skipTo(next.dueMs - now())
      this.#fireFirst()
    }
    skipTo(targetMs)
    this.#arm()
  }

  /** Cancels all timers. */
  close(): void {
    this.#timers = []
    this.#arm()
  }

  #fireFirst(): void {
    this.#timers.shift()?.callback()
  }

  // One timer of the machine wakes the clock for the first of its own timers.
  #arm(): void {
    clearTimeout(this.#alarm)
    this.#alarm = undefined
    const [first] = this.#timers
    if (first === undefined) return
    this.#alarm = setTimeout(() => this.#ring(), Math.min(Math.max(0, first.dueMs - this.nowMs), LONGEST_DELAY_MS))
  }

  #ring(): void {
    for (let next = this.#timers[0]; next !== undefined && next.dueMs <= this.nowMs; next = this.#timers[0]) this.#fireFirst()
    this.#arm()
  }
}
