import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { momentNow, restartMoments } from '../../../campaign/traffic/moment.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('a million events of one moment keep their order, and come before the next millisecond', () => {
  const from = performance.now()
  let last = Number.NEGATIVE_INFINITY
  let isInOrder = true
  for (let i = 0; i < 1_000_000; i++) {
    const moment = momentNow()
    isInOrder &&= moment > last
    last = moment
  }
  expect([isInOrder, last < from + 1]).toEqual([true, true])
})

test('the moments of a run do not depend on the runs before it', () => {
  restartMoments()
  const first = momentNow()
  momentNow()
  restartMoments()
  expect(momentNow()).toBe(first)
})
