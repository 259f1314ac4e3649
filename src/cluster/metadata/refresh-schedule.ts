import { now } from '../../clock.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import { backoffMs } from '../../waiting/backoff.ts'
import { pause } from '../../waiting/pause.ts'

/** What a refresh schedule calls. `T` is what one refresh asks for. */
export interface RefreshWork<T> {
  /** Returns what the next refresh has to ask for. */
  plan(): T
  /**
   * Makes one refresh. Resolves with whether it brought anything new, and rejects if no broker gave
   * an answer that can be used.
   */
  run(plan: T): Promise<boolean>
  /**
   * Returns, after a refresh that failed, the time until a broker may be dialled, in milliseconds;
   * 0 if one may be dialled now.
   */
  dialBlockedMs(): number
}

/** The pace of refreshes, in milliseconds. */
export interface Pace {
  /** The least time from the end of one refresh to the beginning of the next. */
  readonly minAgeMs: number
  /**
   * The longest time from the end of one refresh to the beginning of the next. The time doubles
   * from `minAgeMs` up to this while refreshes fail or bring nothing new.
   */
  readonly maxMs: number
  /**
   * The age at which the map is refreshed. After a refresh that succeeded, the next one need not
   * wait longer than this: most refreshes of a healthy cluster bring nothing new.
   */
  readonly maxAgeMs: number
}

// A refresh in flight.
interface Running<T> {
  readonly plan: T
  readonly done: Promise<void>
  readonly outdatedCount: number // how many times `outdate` had been called when it began
}

/**
 * Decides when a refresh begins, and who shares it. There is never more than one refresh in flight.
 * A caller joins it if it began late enough and asks for what the caller needs. Otherwise the
 * caller joins the next one, which all such callers share.
 */
export class RefreshSchedule<T> {
  readonly #work: RefreshWork<T>
  readonly #pace: Pace
  readonly #closed: AbortSignal
  #running: Running<T> | undefined
  #next: Promise<void> | undefined
  #endPause = new AbortController()
  // How many times `outdate` was called. A caller must not join a refresh that began before the
  // last of these calls.
  #outdatedCount = 0
  // The number of refreshes in a row that failed or brought nothing new.
  #fruitless = 0
  #dueMs = 0
  #isUrgent = false

  constructor(work: RefreshWork<T>, { minAgeMs, maxMs, maxAgeMs }: Pace, closed: AbortSignal) {
    this.#work = work
    this.#pace = { minAgeMs, maxMs: Math.max(minAgeMs, maxMs), maxAgeMs: Math.max(minAgeMs, maxAgeMs) }
    this.#closed = closed
    closed.addEventListener('abort', () => this.#endPause.abort(), { once: true })
  }

  /**
   * Marks the refresh in flight as outdated, because something happened after it began. Callers
   * that come later do not join it.
   */
  outdate(): void {
    this.#outdatedCount++
  }

  /**
   * Joins the refresh in flight, if it is not outdated and `suffices` accepts its plan. Otherwise
   * joins the next refresh, which begins when it is due, or, if `isUrgent`, as soon as none is in
   * flight.
   */
  join(suffices: (plan: T) => boolean, isUrgent: boolean): Promise<void> {
    const running = this.#running
    if (running !== undefined && running.outdatedCount === this.#outdatedCount && suffices(running.plan)) return running.done
    if (isUrgent) {
      this.#isUrgent = true
      this.#endPause.abort()
    }
    this.#next ??= inEmptyContext(() => this.#beginWhenDue(running))
    return this.#next
  }

  /** Makes the next refresh due at once, because it may succeed where the last one failed. */
  makeDue(): void {
    this.#dueMs = 0
    this.#endPause.abort()
  }

  /**
   * Begins a refresh if one is due. Does nothing while a refresh is in flight or waits for its
   * time, or if none is due: the next caller that needs a refresh begins it.
   */
  beginIfDue(): void {
    if (this.#running !== undefined || this.#next !== undefined || now() < this.#dueMs || this.#closed.aborted) return
    void inEmptyContext(() => this.#begin().catch(() => undefined))
  }

  async #beginWhenDue(running: Running<T> | undefined): Promise<void> {
    try {
      await running?.done.catch(() => undefined)
      await this.#untilDue()
    } finally {
      this.#next = undefined
    }
    await this.#begin()
  }

  async #untilDue(): Promise<void> {
    for (let leftMs: number; !this.#isUrgent && (leftMs = this.#dueMs - now()) > 0; ) {
      this.#closed.throwIfAborted()
      this.#endPause = new AbortController()
      await pause(leftMs, this.#endPause.signal).catch(() => undefined)
    }
  }

  #begin(): Promise<void> {
    this.#closed.throwIfAborted()
    const plan = this.#work.plan()
    this.#isUrgent = false
    const done = this.#run(plan)
    this.#running = { plan, done, outdatedCount: this.#outdatedCount }
    return done
  }

  async #run(plan: T): Promise<void> {
    let pauseMs = 0
    try {
      const isNew = await this.#work.run(plan)
      this.#fruitless = isNew ? 0 : this.#fruitless + 1
      pauseMs = Math.min(this.#backoffMs(), this.#pace.maxAgeMs)
    } catch (error) {
      this.#fruitless++
      // If no broker may be dialled for some time, that time is the pause. A longer one would be
      // too much, because all brokers may be back by then.
      const blockedMs = this.#work.dialBlockedMs()
      pauseMs = blockedMs > 0 ? Math.max(this.#pace.minAgeMs, blockedMs) : this.#backoffMs()
      throw error
    } finally {
      this.#dueMs = now() + pauseMs
      this.#running = undefined
    }
  }

  #backoffMs(): number {
    const { minAgeMs, maxMs } = this.#pace
    return this.#fruitless === 0 ? minAgeMs : backoffMs(this.#fruitless, { initialMs: minAgeMs, maxMs })
  }
}
