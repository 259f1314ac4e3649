import { clearTimeout, setTimeout } from '../clock.ts'
import { AbortListeners } from './abort-listeners.ts'
import { timerDelay } from './timer-delay.ts'

type Fail = (error: unknown) => void

/**
 * Pauses of calls that can all be ended at once. A caller waits for each of them, so their timers
 * keep the process alive.
 */
export class PauseGroup {
  readonly #waiting = new Set<Fail>()
  readonly #aborts = new AbortListeners<Fail>((fail, reason) => fail(reason))
  #makeError: (() => unknown) | undefined

  /** Resolves after `ms` milliseconds. Rejects with the reason of the signal, or at {@link end}. */
  async pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    await this.race(undefined, ms, signal)
  }

  /**
   * Waits for work, but no longer than `ms` milliseconds. Resolves with whether the time was over
   * first. Rejects if the work does, with the reason of the signal, or at {@link end}.
   */
  race(work: Promise<unknown> | undefined, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      if (this.#makeError !== undefined) throw this.#makeError()
      const leave = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(fail)
        if (signal !== undefined) this.#aborts.unwatch(signal, fail)
      }
      const fail = (error: unknown): void => {
        leave()
        reject(error)
      }
      const pass = (isOver: boolean): void => {
        leave()
        resolve(isOver)
      }
      work?.then(() => pass(false), fail)
      const timer = setTimeout(() => pass(true), timerDelay(ms))
      this.#waiting.add(fail)
      if (signal !== undefined) this.#aborts.watch(signal, fail)
    })
  }

  /** Rejects all pauses, those to come included, each with an error of its own. */
  end(makeError: () => unknown): void {
    this.#makeError = makeError
    for (const fail of [...this.#waiting]) fail(makeError())
  }
}
