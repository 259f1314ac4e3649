/** Lets so many dials begin in any second. MSK, for one, refuses more than 20 new connections a second per broker. */
export class DialRate {
  readonly #count: number
  readonly #windowMs: number
  #begun: number[] = [] // when dials began, those of the last window

  constructor(perSecond: number) {
    this.#count = Math.max(Math.floor(perSecond), 1)
    this.#windowMs = Number.isFinite(perSecond) ? (1_000 * this.#count) / perSecond : 0
  }

  /** How long the next dial has to wait. */
  leftMs(nowMs: number): number {
    const oldest = this.#begun.at(-this.#count)
    return oldest === undefined ? 0 : Math.max(oldest + this.#windowMs - nowMs, 0)
  }

  /** A dial begins. */
  begin(nowMs: number): void {
    this.#begun = this.#begun.filter(beganMs => beganMs + this.#windowMs > nowMs)
    this.#begun.push(nowMs)
  }
}
