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
  /** After a refresh that failed: the time until a broker may be dialled, in milliseconds, or 0. */
  dialBlockedMs(): number
}

/** The pace of refreshes, in milliseconds. */
export interface Pace {
  /** The least time from the end of one refresh to the beginning of the next. */
  readonly minAgeMs: number
  /** What that time doubles up to while refreshes bring nothing new. */
  readonly maxMs: number
}

// A refresh in flight.
interface Running<T> {
  readonly plan: T
  readonly done: Promise<void>
  readonly generation: number
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
  // A caller must not join a refresh of an older generation than this one.
  #generation = 0
  // The number of refreshes in a row that failed or brought nothing new.
  #fruitless = 0
  #dueMs = 0
  #isUrgent = false

  constructor(work: RefreshWork<T>, { minAgeMs, maxMs }: Pace, closed: AbortSignal) {
    this.#work = work
    this.#pace = { minAgeMs, maxMs: Math.max(minAgeMs, maxMs) }
    this.#closed = closed
    closed.addEventListener('abort', () => this.#endPause.abort(), { once: true })
  }

  /**
   * Outdates the refresh in flight, because something happened after it began: callers that come
   * later do not join it.
   */
  outdate(): void {
    this.#generation++
  }

  /**
   * Joins the refresh in flight, if it is not outdated and `suffices` accepts its plan; otherwise
   * the next one, which begins when it is due. An urgent one begins as soon as none is in flight.
   */
  join(suffices: (plan: T) => boolean, isUrgent: boolean): Promise<void> {
    const running = this.#running
    if (running !== undefined && running.generation === this.#generation && suffices(running.plan)) return running.done
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
   * Begins a refresh if it is due. Does nothing if it is not due yet, or if one is in flight or
   * waits for its time. The next caller that needs one will cause it then.
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
    this.#running = { plan, done, generation: this.#generation }
    return done
  }

  async #run(plan: T): Promise<void> {
    let blockedMs = 0
    try {
      const isNew = await this.#work.run(plan)
      this.#fruitless = isNew ? 0 : this.#fruitless + 1
    } catch (error) {
      this.#fruitless++
      blockedMs = this.#work.dialBlockedMs()
      throw error
    } finally {
      this.#dueMs = now() + this.#pauseMs(blockedMs)
      this.#running = undefined
    }
  }

  // If no broker may be dialled for some time, that time is the pause. A longer one would be too
  // much, because all brokers may be back by then.
  #pauseMs(blockedMs: number): number {
    const { minAgeMs, maxMs } = this.#pace
    if (this.#fruitless === 0 || blockedMs > 0) return Math.max(minAgeMs, blockedMs)
    return backoffMs(this.#fruitless, { initialMs: minAgeMs, maxMs })
  }
}
