import { now } from '../../clock.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import { backoffMs } from '../../waiting/backoff.ts'
import { pause } from '../../waiting/pause.ts'

/** One refresh that has begun. */
export interface Begun<T> {
  /** What it asks for. */
  readonly asked: T
  /** Resolves when it has brought something, new or not. */
  readonly done: Promise<void>
}

/** How refreshes are made and paced. */
export interface RefreshWork<T> {
  /** What the next one is to ask for. */
  plan(): T
  /** Makes one; gives whether it brought anything new. Rejects if it brought nothing at all. */
  run(asked: T): Promise<boolean>
  /** After one that failed: how long at least before another can fare better. */
  hopelessMs(): number
}

/** The least time between two, and the most that it grows to while they bring nothing new. */
export interface Pace {
  readonly minAgeMs: number
  readonly maxMs: number
}

/** Refreshes, one at a time: whoever wants one joins that in flight if it will do, or else the next, which all share. */
export class Refreshes<T> {
  readonly #work: RefreshWork<T>
  readonly #pace: Pace
  readonly #closed: AbortSignal
  #begun: (Begun<T> & { readonly age: number }) | undefined
  #next: Promise<void> | undefined
  #hurry = new AbortController()
  #age = 0
  #futile = 0
  #dueMs = 0
  #isUrgent = false

  constructor(work: RefreshWork<T>, { minAgeMs, maxMs }: Pace, closed: AbortSignal) {
    this.#work = work
    this.#pace = { minAgeMs, maxMs: Math.max(minAgeMs, maxMs) }
    this.#closed = closed
    closed.addEventListener('abort', () => this.#hurry.abort(), { once: true })
  }

  /** What is in flight began before this, and will not do any more for those who come after. */
  outdate(): void {
    this.#age++
  }

  /** Joins the refresh in flight, if it began late enough and `suffices`, or the next one. An `urgent` one does not wait for its time. */
  join(suffices: (asked: T) => boolean, isUrgent: boolean): Promise<void> {
    const begun = this.#begun
    if (begun !== undefined && begun.age === this.#age && suffices(begun.asked)) return begun.done
    if (isUrgent) {
      this.#isUrgent = true
      this.#hurry.abort()
    }
    this.#next ??= inEmptyContext(() => this.#soon(begun))
    return this.#next
  }

  /** There is reason to believe that the next one fares better than those before: it need not wait for its time. */
  hurry(): void {
    this.#dueMs = 0
    this.#hurry.abort()
  }

  /** Begins one at once, unless it is too early, or one is on its way: then whoever needs it first will see to it. */
  beginIfDue(): void {
    if (this.#begun !== undefined || this.#next !== undefined || now() < this.#dueMs || this.#closed.aborted) return
    void inEmptyContext(() => this.#begin().catch(() => undefined))
  }

  async #soon(begun: Begun<T> | undefined): Promise<void> {
    try {
      await begun?.done.catch(() => undefined)
      await this.#untilDue()
    } finally {
      this.#next = undefined
    }
    await this.#begin()
  }

  async #untilDue(): Promise<void> {
    for (let leftMs: number; !this.#isUrgent && (leftMs = this.#dueMs - now()) > 0; ) {
      this.#closed.throwIfAborted()
      this.#hurry = new AbortController()
      await pause(leftMs, this.#hurry.signal).catch(() => undefined)
    }
  }

  #begin(): Promise<void> {
    this.#closed.throwIfAborted()
    const asked = this.#work.plan()
    this.#isUrgent = false
    const done = this.#run(asked)
    this.#begun = { asked, done, age: this.#age }
    return done
  }

  async #run(asked: T): Promise<void> {
    let hopelessMs = 0
    try {
      const isNew = await this.#work.run(asked)
      this.#futile = isNew ? 0 : this.#futile + 1
    } catch (error) {
      this.#futile++
      hopelessMs = this.#work.hopelessMs()
      throw error
    } finally {
      const { minAgeMs, maxMs } = this.#pace
      // Where no broker may be dialled before, that is pause enough: they may all be back by then.
      const isPaced = this.#futile === 0 || hopelessMs > 0
      const pauseMs = isPaced ? Math.max(minAgeMs, hopelessMs) : backoffMs(this.#futile, { initialMs: minAgeMs, maxMs })
      this.#dueMs = now() + pauseMs
      this.#begun = undefined
    }
  }
}
