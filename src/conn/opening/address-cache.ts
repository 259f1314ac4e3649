import { now } from '../../clock.ts'

const KEPT_MS = 600_000
const MAX_ADDRESSES = 1_024

/**
 * Keeps for each address a value that would cost another dial to find out again. A value is
 * forgotten after a while, because the broker may be upgraded: the old value would then limit for
 * ever what is asked of it.
 */
export class AddressCache<T> {
  readonly #known = new Map<string, { readonly value: T; readonly untilMs: number }>()
  readonly #ms: number

  /** @param ms how long a value is kept; ten minutes by default */
  constructor(ms: number = KEPT_MS) {
    this.#ms = ms
  }

  get(address: string): T | undefined {
    const known = this.#known.get(address)
    return known === undefined || now() > known.untilMs ? undefined : known.value
  }

  /**
   * Sets the value of an address. Undefined, the ordinary case, deletes it. Setting the same value
   * again does not extend the time for which it is kept.
   */
  set(address: string, value: T | undefined): void {
    if (value === undefined) this.#known.delete(address)
    else if (this.get(address) !== value) {
      if (this.#known.size >= MAX_ADDRESSES) this.#known.clear()
      this.#known.set(address, { value, untilMs: now() + this.#ms })
    }
  }
}
