/** The place of one request in the order of answers. */
export interface AnswerSlot {
  /** Settles with what is to happen when the turn comes, nothing if there is no answer. False if the slot was settled before. */
  settle(happen?: () => void): boolean
}

/** Answers go out in the order of their requests (Kafka's rule for a connection): each waits here for those before it. */
export class AnswerOrder {
  readonly #onReleased: () => void
  #slots: Slot[] = []

  /** @param onReleased runs each time that places have become free */
  constructor(onReleased: () => void) {
    this.#onReleased = onReleased
  }

  /** Requests whose place is still held. */
  get size(): number {
    return this.#slots.length
  }

  /** Takes the next place. */
  open(): AnswerSlot {
    const slot: Slot = { settled: false, happen: undefined }
    this.#slots.push(slot)
    return {
      settle: happen => {
        if (slot.settled) return false
        slot.settled = true
        slot.happen = happen
        if (slot === this.#slots[0]) this.#release()
        return true
      }
    }
  }

  /** Gives up all places. */
  clear(): void {
    this.#slots = []
  }

  #release(): void {
    for (let first = this.#slots[0]; first?.settled; first = this.#slots[0]) {
      this.#slots.shift()
      first.happen?.()
    }
    this.#onReleased()
  }
}

interface Slot {
  settled: boolean
  happen: (() => void) | undefined
}
