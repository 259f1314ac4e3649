import { expect, test } from 'vitest'
import { LONGEST_DELAY_MS } from '../../../src/clock.ts'
import { timerDelay } from '../../../src/waiting/timer-delay.ts'

test('the delay of a timer is whole, not below 0, and not above 24.8 days', () => {
  expect([1.2, 0, -0.5, -7, LONGEST_DELAY_MS + 1, Number.POSITIVE_INFINITY].map(timerDelay)).toEqual([
    2,
    0,
    0,
    0,
    LONGEST_DELAY_MS,
    LONGEST_DELAY_MS
  ])
})
