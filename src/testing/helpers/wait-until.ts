import { now, setTimeout } from '../../clock.ts'
import { inMs } from '../../errors.ts'
import { LIMIT, type OptionRule } from '../../options.ts'
import { isAbortSignal } from '../../type-checks.ts'

/** The options of the functions that wait, such as `waitForRecords`. */
export interface TestWaitOptions {
  /** The longest time to wait, in real milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined
  /** Ends the wait: the promise rejects with the reason of the signal. Default: none. */
  readonly signal?: AbortSignal | undefined
}

const DEFAULT_TIMEOUT_MS = 10_000
const CHECK_EVERY_MS = 5
/** The rules of {@link TestWaitOptions}. */
export const WAIT_RULES: Record<keyof TestWaitOptions, OptionRule> = {
  timeoutMs: LIMIT,
  signal: ['an AbortSignal', isAbortSignal]
}

const timeouts = new WeakSet<object>()

/** Whether a caught value is the error of {@link waitUntil} after its time. */
export const isWaitTimeout = (error: unknown): boolean => typeof error === 'object' && error !== null && timeouts.has(error)

/**
 * Checks again and again until the result is not undefined, and returns it. After the time it
 * rejects with an `Error` that says what is there instead.
 *
 * @param name the name of the calling function, which has checked the options
 * @param describe says what was waited for, and what is there
 */
export async function waitUntil<T>(
  name: string,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: TestWaitOptions,
  check: () => T | undefined,
  describe: () => string
): Promise<T> {
  const deadlineMs = now() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const result = check()
    if (result !== undefined) return result
    // A plain Error, as a failed assertion: an expectation of the test was not met.
    if (now() >= deadlineMs) throw timeout(`${name} waited for ${inMs(timeoutMs)}: ${describe()}`)
    await new Promise(resolve => setTimeout(resolve, CHECK_EVERY_MS))
  }
}

function timeout(message: string): Error {
  const error = new Error(message)
  timeouts.add(error)
  return error
}
