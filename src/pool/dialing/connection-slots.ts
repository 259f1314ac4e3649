import { now } from '../../clock.ts'

interface Caller {
  readonly resolve: () => void
  readonly signal: AbortSignal
  readonly giveUp: () => void
  readonly sinceMs: number
}

/**
 * The slots for `maxConnections` connections: a fair semaphore. Callers get a slot in the order in
 * which they asked. A caller that gives up leaves the queue.
 */
export class ConnectionSlots {
  readonly #limit: number
  readonly #onWanted: () => void
  readonly #queue = new Set<Caller>()
  #taken = 0

  /**
   * @param onWanted is called when a caller begins to wait, and when others still wait after a
   * release
   */
  constructor(limit: number, onWanted: () => void) {
    this.#limit = limit
    this.#onWanted = onWanted
  }

  /** Callers that wait for a slot. */
  get waitingCount(): number {
    return this.#queue.size
  }

  /** How long the first caller in the queue has waited; 0 if the queue is empty. */
  longestWaitMs(nowMs: number): number {
    const [first] = this.#queue
    return first === undefined ? 0 : nowMs - first.sinceMs
  }

  /** Resolves when the caller has a slot. Rejects with the signal's reason. */
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

  /** Gives a slot back. The first caller in the queue gets it. */
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
