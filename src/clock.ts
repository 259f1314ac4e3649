import { performance } from 'node:perf_hooks'
import * as timers from 'node:timers'

// All functions are taken once, when this module is loaded. Test runners replace the timers,
// `performance` and `process.nextTick` of a program with fakes, and a driver that waits for a fake
// timer waits for ever.

/**
 * Node's `setTimeout`: its timers are objects with `unref`, even where global timers are numbers.
 */
export const setTimeout: typeof timers.setTimeout = original('setTimeout', timers.setTimeout)
export const clearTimeout: typeof timers.clearTimeout = original('clearTimeout', timers.clearTimeout)
export const setImmediate: typeof timers.setImmediate = original('setImmediate', timers.setImmediate)
export const clearImmediate: typeof timers.clearImmediate = original('clearImmediate', timers.clearImmediate)

/** The longest delay of a timer, 24.8 days: a longer one fires at once. */
export const LONGEST_DELAY_MS = 0x7fff_ffff

/** The time of the monotonic clock, in milliseconds with a fraction. */
export const now: () => number = performance.now.bind(performance)

/**
 * Calls back when the running code has returned, before timers fire. If the running code is the
 * callback of a promise, all promise callbacks that are queued run before.
 */
export const nextTick: (callback: () => void) => void = original('nextTick', process.nextTick)

// Jest may have replaced the timers before this module is loaded. The fakes of Jest, Vitest and
// Sinon keep the original function beside their clock.
function original<T extends object>(name: string, found: T): T {
  const { clock } = found as { readonly clock?: Readonly<Record<string, T | undefined>> }
  return clock?.[`_${name}`] ?? found
}
