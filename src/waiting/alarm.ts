import { clearImmediate, clearTimeout, LONGEST_DELAY_MS, now, setImmediate, setTimeout } from '../clock.ts'
import { inEmptyContext } from './async-context.ts'

/** One timer for everything a connection waits for. It never keeps the process alive: the socket does that. */
export class Alarm {
  readonly #ring: (nowMs: number) => void
  #timer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  #atMs = Number.POSITIVE_INFINITY

  constructor(ring: (nowMs: number) => void) {
    this.#ring = ring
  }

  /** Rings at this time of the monotonic clock, unless it is to ring earlier anyway. */
  set(atMs: number): void {
    if (atMs >= this.#atMs) return
    clearTimeout(this.#timer)
    this.#atMs = atMs
    const delayMs = Math.min(Math.max(atMs - now(), 0) + 1, LONGEST_DELAY_MS)
    this.#timer = inEmptyContext(() => setTimeout(() => this.#due(), delayMs)).unref()
  }

  clear(): void {
    clearTimeout(this.#timer)
    clearImmediate(this.#turn)
    this.#timer = undefined
    this.#atMs = Number.POSITIVE_INFINITY
  }

  // A loop that was blocked gets one turn to read what the kernel already holds before anything is judged to be late.
  #due(): void {
    this.#timer = undefined
    this.#turn = setImmediate(() => {
      if (this.#timer !== undefined) return
      this.#atMs = Number.POSITIVE_INFINITY
      this.#ring(now())
    })
  }
}
