import { now } from '../../clock.ts'

const REMEMBERED_MS = 600_000
const REMEMBERED_ADDRESSES = 1_024

/**
 * What addresses were seen to want, where another dial would be needed to find it out again. Forgotten after a while: a broker that can do better
 * since would otherwise be asked for too little for ever.
 */
export class AddressCache<T> {
  readonly #known = new Map<string, { readonly value: T; readonly untilMs: number }>()
  readonly #ms: number

  /** `ms`: how long it is known. Ten minutes unless given. */
  constructor(ms: number = REMEMBERED_MS) {
    this.#ms = ms
  }

  get(address: string): T | undefined {
    const known = this.#known.get(address)
    return known === undefined || now() > known.untilMs ? undefined : known.value
  }

  /** Undefined is nothing out of the ordinary. What is known already is not known any longer for being seen again. */
  set(address: string, value: T | undefined): void {
    if (value === undefined) this.#known.delete(address)
    else if (this.get(address) !== value) {
      if (this.#known.size >= REMEMBERED_ADDRESSES) this.#known.clear()
      this.#known.set(address, { value, untilMs: now() + this.#ms })
    }
  }
}
