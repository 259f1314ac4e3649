import { nextTick, setImmediate } from '../../clock.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import { Ring } from '../../waiting/ring.ts'

// A test that sends one request after the other would otherwise never let a timer fire.
const DELIVERIES_IN_A_TURN = 64

/**
 * Makes deliveries one after the other, in the order in which they were added: each in a tick of
 * its own (`process.nextTick`), and every 64th, or every n-th, in the next turn of the event loop
 * (`setImmediate`). So the order depends on nothing but the order of the senders. As with sockets,
 * all that promises have to do because of one delivery is done before the next one.
 */
export class Deliveries {
  readonly #waiting = new Ring<() => void>()
  readonly #next = (): void => this.#deliver()
  readonly #inATurn: number
  #count = 0

  constructor(inATurn: number = DELIVERIES_IN_A_TURN) {
    this.#inATurn = inATurn
  }

  add(delivery: () => void): void {
    this.#waiting.push(delivery)
    if (this.#waiting.size === 1) this.#schedule()
  }

  // No delivery runs in the async context of the sender: over TCP none does. A tick that is set in
  // a tick comes before the callbacks of promises, and one that is set in such a callback comes
  // after all of them.
  #schedule(): void {
    const isLast = ++this.#count % this.#inATurn === 0
    inEmptyContext(() => {
      if (isLast) setImmediate(this.#next)
      else void Promise.resolve().then(() => nextTick(this.#next))
    })
  }

  #deliver(): void {
    const delivery = this.#waiting.peek()
    try {
      delivery?.()
    } finally {
      this.#waiting.shift()
      if (this.#waiting.size > 0) this.#schedule()
    }
  }
}
