import { clearTimeout, setTimeout } from '../clock.ts'
import { inMs } from '../errors.ts'
import { allowManyListeners } from './many-listeners.ts'
import { timerDelay } from './timer-delay.ts'

/**
 * Limits a piece of work by a time and by the caller's signal. It takes the place of
 * `AbortSignal.any([signal, AbortSignal.timeout(ms)])`: there Node 20 may collect the timeout as
 * garbage before it has aborted, and then the work waits for ever.
 */
export class TimeLimit {
  /** Whether the time passed before `end` was called and before the caller aborted. */
  isOver = false
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #onCallerAbort = (): void => this.#controller.abort(this.#caller.reason)

  /** Begins to run. The timer keeps the process alive, because a caller waits. */
  constructor(ms: number, caller: AbortSignal) {
    this.#caller = caller
    this.#timer = setTimeout(() => {
      this.isOver = !this.signal.aborted
      this.#controller.abort(Object.assign(new Error(`not done after ${inMs(ms)}`), { code: 'ETIMEDOUT' }))
    }, timerDelay(ms))
    if (caller.aborted) this.#onCallerAbort()
    allowManyListeners(caller)
    caller.addEventListener('abort', this.#onCallerAbort, { once: true })
  }

  /** Aborts with the caller's reason, or with an error with the code `ETIMEDOUT`. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** The work has ended, with or without success. */
  end(): void {
    clearTimeout(this.#timer)
    this.#caller.removeEventListener('abort', this.#onCallerAbort)
  }
}
