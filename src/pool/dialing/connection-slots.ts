import { now } from '../../clock.ts'

interface Caller {
  readonly resolve: () => void
  readonly signal: AbortSignal
  readonly giveUp: () => void
  readonly sinceMs: number
}

/** So many connections and no more: a fair semaphore. Who asked first is served first, and who gives up loses nothing but its turn. */
export class Places {
  readonly #limit: number
  readonly #onWanted: () => void
  readonly #queue = new Set<Caller>()
  #taken = 0

  /** @param onWanted is told that someone waits, each time anew */
  constructor(limit: number, onWanted: () => void) {
    this.#limit = limit
    this.#onWanted = onWanted
  }

  get waiting(): number {
    return this.#queue.size
  }

  /** How long the first in the queue has waited. */
  waitedMs(nowMs: number): number {
    const [first] = this.#queue
    return first === undefined ? 0 : nowMs - first.sinceMs
  }

  /** Resolves when there is a place; rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#queue.size === 0 && this.#taken + 1 <= this.#limit) {
      this.#taken++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#queue.delete(caller)
        reject(signal.reason)
      }
      const caller: Caller = { resolve, signal, giveUp, sinceMs: now() }
      this.#queue.add(caller)
      signal.addEventListener('abort', giveUp, { once: true })
      this.#onWanted()
    })
  }

  /** Gives a place back: to the first in the queue, if there is one. */
  release(): void {
    const [first] = this.#queue
    if (first === undefined) {
      this.#taken--
      return
    }
    this.#queue.delete(first)
    first.signal.removeEventListener('abort', first.giveUp)
    first.resolve()
    if (this.#queue.size > 0) this.#onWanted()
  }
}
