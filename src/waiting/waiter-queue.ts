import { Ring } from './ring.ts'

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Callers that wait for the same event, in the order in which they came. */
export class WaiterQueue {
  readonly #waiting = new Ring<Waiter>()

  get size(): number {
    return this.#waiting.size
  }

  /** Adds a caller. Its promise settles with the event. */
  add(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** Resolves the promises of all callers. */
  resolve(): void {
    for (const { resolve } of this.#waiting.takeAll()) resolve()
  }

  /** Resolves the promise of the caller that has waited longest. Returns false if there is none. */
  resolveNext(): boolean {
    const waiter = this.#waiting.shift()
    waiter?.resolve()
    return waiter !== undefined
  }

  /** Rejects the promises of all callers, each with an error of its own. */
  reject(makeError: () => unknown): void {
    for (const { reject } of this.#waiting.takeAll()) reject(makeError())
  }
}
