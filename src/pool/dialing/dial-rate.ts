/**
 * Limits the dials to one broker that begin within any second. Amazon MSK, for example, refuses
 * more than 20 new connections a second per broker.
 */
export class DialRate {
  readonly #count: number
  readonly #windowMs: number
  #begunMs: number[] = [] // the begin of each dial of the last window, on the monotonic clock

  constructor(perSecond: number) {
    this.#count = Math.max(Math.floor(perSecond), 1)
    this.#windowMs = Number.isFinite(perSecond) ? (1_000 * this.#count) / perSecond : 0
  }

  /** Milliseconds until the next dial may begin; 0 if it may begin now. */
  leftMs(nowMs: number): number {
    const oldest = this.#begunMs.at(-this.#count)
    return oldest === undefined ? 0 : Math.max(oldest + this.#windowMs - nowMs, 0)
  }

  /** Counts a dial that begins now. */
  countDial(nowMs: number): void {
    this.#begunMs = this.#begunMs.filter(beganMs => beganMs + this.#windowMs > nowMs)
    this.#begunMs.push(nowMs)
  }
}
