import { type BackoffLimits, backoffMs } from '../../waiting/backoff.ts'

/** `open`: left alone. `half-open`: the next dial decides. */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** When a broker counts as down. */
export interface BreakerLimits {
  readonly failures: number
  /** The least time that it stays open; 0 for no longer than the backoff. */
  readonly openMs: number
}

/**
 * How a broker has fared of late. It has no clock of its own: it is open when the failures in a row have reached the limit and the backoff that
 * followed the last one still runs.
 */
export class Breaker {
  readonly #backoff: BackoffLimits
  readonly #limits: BreakerLimits
  #failures = 0
  #untilMs = 0
  #period = 0

  constructor(backoff: BackoffLimits, limits: BreakerLimits) {
    this.#backoff = backoff
    this.#limits = limits
  }

  /** Failures since a connection was last ready. */
  get failures(): number {
    return this.#failures
  }

  /** Counts up with each failure that counts. What began before the last one tells nothing new when it fails as well. */
  get period(): number {
    return this.#period
  }

  /** How long the broker is to be left alone. */
  leftMs(nowMs: number): number {
    return Math.max(this.#untilMs - nowMs, 0)
  }

  isOpen(nowMs: number): boolean {
    return this.#failures >= this.#limits.failures && nowMs < this.#untilMs
  }

  state(nowMs: number): BreakerState {
    if (this.#failures < this.#limits.failures) return 'closed'
    return nowMs < this.#untilMs ? 'open' : 'half-open'
  }

  /** Something that began in that period has failed. */
  fail(period: number, nowMs: number): void {
    if (period !== this.#period) return
    this.#period++
    this.#failures++
    const leastMs = this.#failures >= this.#limits.failures ? this.#limits.openMs : 0
    this.#untilMs = nowMs + Math.max(backoffMs(this.#failures, this.#backoff), leastMs)
  }

  /** The next dial may begin now, unless the user asked for a least time. Failures count on until a connection is ready. */
  forgive(): void {
    if (this.#limits.openMs === 0) this.#untilMs = 0
  }

  /** A connection is ready, or the broker is another one now: all is forgiven. */
  reset(): void {
    this.#failures = 0
    this.#untilMs = 0
  }
}
