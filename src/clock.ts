import { performance } from 'node:perf_hooks'
import * as timers from 'node:timers'

// Everything here is bound once, when the module is loaded. Test runners replace the timers, `performance` and `process.nextTick` of the program
// with fake ones, and a driver that waited for a fake timer would wait for ever.

/** Node's own timers: objects with `unref` in every environment, also where the global timers are numbers. */
export const setTimeout: typeof timers.setTimeout = original('setTimeout', timers.setTimeout)
export const clearTimeout: typeof timers.clearTimeout = original('clearTimeout', timers.clearTimeout)
export const setImmediate: typeof timers.setImmediate = original('setImmediate', timers.setImmediate)
export const clearImmediate: typeof timers.clearImmediate = original('clearImmediate', timers.clearImmediate)

/** The longest delay of a timer, 24.8 days: `setTimeout` with a longer delay fires at once. */
export const LONGEST_DELAY_MS = 0x7fff_ffff

/** Milliseconds on the monotonic clock. */
export const now: () => number = performance.now.bind(performance)

/** Calls back when the code that is running has returned, before promises and timers. */
export const nextTick: (callback: () => void) => void = original('nextTick', process.nextTick)

// Jest can have its fake timers in place before anything is loaded. Those of Jest, Vitest and Sinon keep what they replace beside their clock.
function original<T extends object>(name: string, found: T): T {
  const { clock } = found as { readonly clock?: Readonly<Record<string, T | undefined>> }
  return clock?.[`_${name}`] ?? found
}
