// Takes the place of `src/clock.ts` in a simulation. The original binds Node's functions when it is
// loaded, so that the fake timers of a user's test runner do not reach the driver. A simulation
// wants the opposite: each function is looked up when it is called.

export const LONGEST_DELAY_MS = 0x7fff_ffff

export const setTimeout = (...given: Parameters<typeof globalThis.setTimeout>): NodeJS.Timeout => globalThis.setTimeout(...given)

export const clearTimeout = (...given: Parameters<typeof globalThis.clearTimeout>): void => globalThis.clearTimeout(...given)

export const setImmediate = (callback: () => void): NodeJS.Immediate => globalThis.setImmediate(callback)

export const clearImmediate = (...given: Parameters<typeof globalThis.clearImmediate>): void => globalThis.clearImmediate(...given)

export const nextTick = (callback: () => void): void => process.nextTick(callback)

export const now = (): number => performance.now()
