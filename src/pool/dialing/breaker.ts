import { type BackoffLimits, backoffMs } from '../../waiting/backoff.ts'

/**
 * The state of a broker's circuit breaker. `closed`: calls dial as needed. `open`: after too many
 * failures in a row, calls fail at once with `KAFKA_CIRCUIT_OPEN` until the backoff ends.
 * `half-open`: the backoff has ended, and the next dial decides between the other two.
 */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** When a broker counts as down. */
export interface BreakerLimits {
  /** Failures in a row that open the breaker. */
  readonly failures: number
  /** The least time that the breaker stays open, in milliseconds; 0: as long as the backoff. */
  readonly openMs: number
}

/**
 * The failures in a row of one broker, and the backoff after the last of them. The breaker has no
 * timer: it is open while the failures have reached the limit and the backoff has not ended.
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

  /**
   * The number of the current period; a counted failure ends a period. Several dials of one period
   * that fail count as one failure: they met the same outage.
   */
  get period(): number {
    return this.#period
  }

  /** Milliseconds until the backoff ends; 0 if the broker may be dialled now. */
  backoffLeftMs(nowMs: number): number {
    return Math.max(this.#untilMs - nowMs, 0)
  }

  isOpen(nowMs: number): boolean {
    return this.#failures >= this.#limits.failures && nowMs < this.#untilMs
  }

  state(nowMs: number): BreakerState {
    if (this.#failures < this.#limits.failures) return 'closed'
    return nowMs < this.#untilMs ? 'open' : 'half-open'
  }

  /** Counts a failure of a dial or connection that began in this period, and begins a backoff. */
  recordFailure(period: number, nowMs: number): void {
    if (period !== this.#period) return
    this.#period++
    this.#failures++
    const minOpenMs = this.#failures >= this.#limits.failures ? this.#limits.openMs : 0
    this.#untilMs = nowMs + Math.max(backoffMs(this.#failures, this.#backoff), minOpenMs)
  }

  /**
   * Ends the backoff, unless the user asked for a least time with `openMs`. The failures still
   * count until a connection is ready.
   */
  forgive(): void {
    if (this.#limits.openMs === 0) this.#untilMs = 0
  }

  /** Forgets all failures: a connection is ready, or the node id has moved to another address. */
  reset(): void {
    this.#failures = 0
    this.#untilMs = 0
  }
}
