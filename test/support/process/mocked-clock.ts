import { vi } from 'vitest'

// The driver binds its timers when it is loaded, so fake timers do not reach it. In the tests of the
// project they must reach it: there `src/clock.ts` looks up each function when it is called.
vi.mock('../../../src/clock.ts', () => ({
  setTimeout: (...given: Parameters<typeof setTimeout>) => globalThis.setTimeout(...given),
  clearTimeout: (...given: Parameters<typeof clearTimeout>) => globalThis.clearTimeout(...given),
  setImmediate: (...given: Parameters<typeof setImmediate>) => globalThis.setImmediate(...given),
  clearImmediate: (...given: Parameters<typeof clearImmediate>) => globalThis.clearImmediate(...given),
  nextTick: (...given: Parameters<typeof process.nextTick>) => process.nextTick(...given),
  now: () => performance.now(),
  LONGEST_DELAY_MS: 0x7fff_ffff
}))
