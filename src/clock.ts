import { performance } from 'node:perf_hooks'
import * as timers from 'node:timers'

// Everything here is bound once, when the module is loaded. Test runners replace the timers, `performance` and `process.nextTick` of the program
// with fake ones, and a driver that waited for a fake timer would wait for ever.

/** Node's own timers: objects with `unref` in every environment, also where the global timers are numbers. */
export const setTimeout: typeof timers.setTimeout = timers.setTimeout
export const clearTimeout: typeof timers.clearTimeout = timers.clearTimeout
export const setImmediate: typeof timers.setImmediate = timers.setImmediate
export const clearImmediate: typeof timers.clearImmediate = timers.clearImmediate

/** Milliseconds on the monotonic clock. */
export const now: () => number = performance.now.bind(performance)

// Jest gives each test file a copy of `process`; the built-in module is the original.
const { nextTick: tick } = process.getBuiltinModule?.('node:process') ?? process

/** Calls back when the code that is running has returned, before promises and timers. */
export const nextTick: (callback: () => void) => void = tick
