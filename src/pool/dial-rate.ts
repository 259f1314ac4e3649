/** Lets so many dials begin in any second. MSK, for one, refuses more than 20 new connections a second per broker. */
export class DialRate {
  readonly #windowMs: number
  readonly #begun: number[] // when the last dials began, in a ring
  #next = 0

  constructor(perSecond: number) {
    const count = Number.isFinite(perSecond) ? Math.max(Math.floor(perSecond), 1) : 0
    this.#windowMs = (1_000 * count) / perSecond
    this.#begun = new Array<number>(count).fill(Number.NEGATIVE_INFINITY)
  }

  /** How long the next dial has to wait. */
  leftMs(nowMs: number): number {
    const oldest = this.#begun[this.#next]
    return oldest === undefined ? 0 : Math.max(oldest + this.#windowMs - nowMs, 0)
  }

  /** A dial begins. */
  begin(nowMs: number): void {
    if (this.#begun.length === 0) return
    this.#begun[this.#next] = nowMs
    this.#next = (this.#next + 1) % this.#begun.length
  }
}
