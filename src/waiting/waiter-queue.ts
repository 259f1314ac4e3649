import { Ring } from './ring.ts'

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Those who wait for the same thing to happen. */
export class WaiterQueue {
  readonly #waiting = new Ring<Waiter>()

  get size(): number {
    return this.#waiting.size
  }

  add(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** It happened. */
  resolve(): void {
    for (const { resolve } of this.#waiting.drain()) resolve()
  }

  /** It happened, for the one that has waited longest. False if nobody waits. */
  resolveNext(): boolean {
    const waiter = this.#waiting.shift()
    waiter?.resolve()
    return waiter !== undefined
  }

  /** It never will; each hears so by an error of its own. */
  reject(makeError: () => unknown): void {
    for (const { reject } of this.#waiting.drain()) reject(makeError())
  }
}
