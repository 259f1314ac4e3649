/** The slot of one request in the order of answers. */
export interface AnswerSlot {
  /**
   * Settles the slot. `act`, which sends the answer, runs when all earlier slots are settled;
   * without it the request has no answer. Returns false if the slot was settled before.
   */
  settle(act?: () => void): boolean
}

/**
 * Sends the answers of one connection in the order of their requests, which Kafka's protocol
 * demands.
 */
export class AnswerOrder {
  readonly #onReleased: () => void
  #slots: Slot[] = []

  /** @param onReleased runs each time that slots were released */
  constructor(onReleased: () => void) {
    this.#onReleased = onReleased
  }

  /** Slots that are not released: requests that have begun and whose answers are not sent. */
  get size(): number {
    return this.#slots.length
  }

  /** Opens a slot for the next request. */
  open(): AnswerSlot {
    const slot: Slot = { settled: false, givenUp: false, act: undefined }
    this.#slots.push(slot)
    return {
      settle: act => {
        if (slot.settled) return false
        slot.settled = true
        slot.act = act
        if (slot.givenUp) act?.()
        else if (slot === this.#slots[0]) this.#release()
        return true
      }
    }
  }

  /**
   * Gives up all slots, because the connection has ended. Their acts run in any order, at the
   * latest when the slots are settled, so that they release what they hold.
   */
  clear(): void {
    const slots = this.#slots
    this.#slots = []
    for (const slot of slots) {
      slot.givenUp = true
      slot.act?.()
    }
  }

  #release(): void {
    for (let first = this.#slots[0]; first?.settled; first = this.#slots[0]) {
      this.#slots.shift()
      first.act?.()
    }
    this.#onReleased()
  }
}

interface Slot {
  settled: boolean
  givenUp: boolean
  act: (() => void) | undefined
}
