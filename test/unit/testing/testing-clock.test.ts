import { expect, test, vi } from 'vitest'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { TestingClock } from '../../../src/testing/testing-clock.ts'
import { failureOf } from '../../support/process/failure.ts'

test('advance fires the timers that become due, in their order, each at its own time', () => {
  const clock = new TestingClock()
  const startMs = clock.nowMs
  const fired: string[] = []
  const note = (name: string) => () => fired.push(`${name} at ${Math.round((clock.nowMs - startMs) / 1_000)} s`)
  clock.schedule(note('second'), 20_000)
  clock.schedule(() => {
    note('first')()
    clock.schedule(note('set by the first'), 5_000)
  }, 10_000)
  const cancel = clock.schedule(note('cancelled'), 12_000)
  cancel()
  clock.schedule(note('later'), 60_000)
  clock.advance(30_000)
  expect(fired).toEqual(['first at 10 s', 'set by the first at 15 s', 'second at 20 s'])
  clock.close()
})

test('a timer of the testing clock fires by itself when its time has come', async () => {
  const clock = new TestingClock()
  const fired = new Promise(resolve => clock.schedule(() => resolve('fired'), 5))
  await expect(fired).resolves.toBe('fired')
})

test('the time of day of the testing clock is the time of the machine plus what it was put forward', () => {
  const clock = new TestingClock()
  expect(Math.abs(clock.timeMs - Date.now())).toBeLessThan(1_000)
  clock.advance(3_600_000)
  expect(Math.abs(clock.timeMs - Date.now() - 3_600_000)).toBeLessThan(1_000)
})

test('advance puts the time of day forward by the whole time, also if it takes a part of a millisecond itself', () => {
  const clock = new TestingClock()
  let monotonicMs = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => (monotonicMs += 0.1))
  vi.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000)
  try {
    const startMs = clock.timeMs
    clock.advance(60_000)
    expect(clock.timeMs - startMs).toBe(60_000)
  } finally {
    vi.restoreAllMocks()
  }
})

test('advance of a testing cluster refuses what is not a number of milliseconds', async () => {
  await using kafka = await startTestingCluster()
  for (const wrong of [-1, Number.NaN, '5', Number.POSITIVE_INFINITY]) {
    expect(failureOf(() => kafka.advance(wrong as number))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  }
})
