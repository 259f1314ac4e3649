import { clearImmediate, clearTimeout, LONGEST_DELAY_MS, now, setImmediate, setTimeout } from '../clock.ts'
import { inEmptyContext } from './async-context.ts'

/** One timer for many deadlines: it rings at the earliest. It does not keep the process alive. */
export class Alarm {
  readonly #ring: (nowMs: number) => void
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #atMs = Number.POSITIVE_INFINITY

  constructor(ring: (nowMs: number) => void) {
    this.#ring = ring
  }

  /** Rings at this time of the monotonic clock, unless it is set to an earlier time. */
  set(atMs: number): void {
    if (atMs >= this.#atMs) return
    clearTimeout(this.#timer)
    this.#atMs = atMs
    const delayMs = Math.min(Math.max(atMs - now(), 0) + 1, LONGEST_DELAY_MS)
    this.#timer = inEmptyContext(() => setTimeout(() => this.#due(), delayMs)).unref()
  }

  /** Does not ring until it is set again. */
  clear(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
    this.#timer = undefined
    this.#atMs = Number.POSITIVE_INFINITY
  }

  /** Never rings again, whatever it is set to. */
  end(): void {
    this.clear()
    this.#atMs = Number.NEGATIVE_INFINITY
  }

  // If the event loop was blocked, answers may lie in the kernel already. They are read in one turn
  // of the loop before any deadline is checked.
  #due(): void {
    this.#timer = undefined
    this.#immediate = setImmediate(() => {
      if (this.#timer !== undefined) return
      this.#atMs = Number.POSITIVE_INFINITY
      this.#ring(now())
    })
  }
}
