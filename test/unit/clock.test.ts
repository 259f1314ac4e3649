import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => void vi.useRealTimers())

/** The real clock of the driver. All other tests of the project get a mock of it. */
const driversClock = (): Promise<typeof import('../../src/clock.ts')> => vi.importActual('../../src/clock.ts')

test('fake timers of the program do not stop the timers of the driver', async () => {
  const { setTimeout, setImmediate, clearTimeout, clearImmediate } = await driversClock()
  vi.useFakeTimers()
  const never = vi.fn()
  clearTimeout(setTimeout(never, 0))
  clearImmediate(setImmediate(never))
  await new Promise<void>(resolve => setTimeout(resolve, 5))
  await new Promise<void>(resolve => setImmediate(resolve))
  expect(never).not.toHaveBeenCalled()
})

test('the monotonic clock of the driver goes on when the fake clock of the program stands still', async () => {
  const { now, setTimeout } = await driversClock()
  vi.useFakeTimers({ toFake: ['performance', 'Date'] })
  const beganMs = now()
  const theirsMs = performance.now()
  await new Promise<void>(resolve => setTimeout(resolve, 20))
  expect(now() - beganMs).toBeGreaterThan(10)
  expect(performance.now()).toBe(theirsMs)
})

test('the nextTick of the driver is that of Node, even if the program has replaced it', async () => {
  const { nextTick } = await driversClock()
  const replaced = vi.spyOn(process, 'nextTick')
  let done = (): void => undefined
  const called = new Promise<void>(resolve => (done = resolve))
  nextTick(done)
  await called
  const callbacks = replaced.mock.calls.map(([callback]) => callback)
  replaced.mockRestore()
  expect(callbacks).not.toContain(done)
})

test('the driver takes the original timer beside its clock if a fake timer is in place before the driver is loaded', async () => {
  const real = process.nextTick
  process.nextTick = Object.assign((...given: Parameters<typeof real>) => real(...given), { clock: { _nextTick: real } })
  vi.resetModules()
  const { nextTick } = await driversClock().finally(() => (process.nextTick = real))
  expect(nextTick).toBe(real)
})
