import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { TimeLimit } from '../../../src/waiting/time-limit.ts'
import { pass, useOwnClock } from '../../support/process/clock.ts'
import { turns } from '../../support/process/gate.ts'
import { collectGarbage } from '../../support/process/heap.ts'

useOwnClock()

test('the signal aborts when the time has passed, though nobody keeps the limit', async () => {
  const reasons: unknown[] = []
  const listen = (): void => {
    const { signal } = new TimeLimit(1_000, new AbortController().signal)
    signal.addEventListener('abort', () => reasons.push(signal.reason))
  }
  listen()
  await pass(999)
  collectGarbage()
  expect(reasons).toEqual([])
  await pass(2)
  expect(reasons).toEqual([expect.objectContaining({ code: 'ETIMEDOUT', message: 'not done after 1000 ms' })])
})

test('the signal aborts with the reason of the caller, and the time is not over then', async () => {
  const caller = new AbortController()
  const limit = new TimeLimit(1_000, caller.signal)
  caller.abort('enough')
  await pass(1_001)
  expect([limit.signal.aborted, limit.signal.reason, limit.isOver]).toEqual([true, 'enough', false])
  expect(new TimeLimit(1_000, caller.signal).signal.reason).toBe('enough')
})

test('after the end neither the time nor the caller aborts the signal, and nothing is left', async () => {
  const caller = new AbortController()
  const limit = new TimeLimit(1_000, caller.signal)
  expect(getEventListeners(caller.signal, 'abort')).toHaveLength(1)
  limit.end()
  expect(getEventListeners(caller.signal, 'abort')).toHaveLength(0)
  await pass(1_001)
  caller.abort()
  expect([limit.signal.aborted, limit.isOver]).toEqual([false, false])
})

test('a time that is over tells so, and a limit of more than 24.8 days does not pass at once', async () => {
  const caller = new AbortController().signal
  const [short, long] = [new TimeLimit(1_000, caller), new TimeLimit(2 ** 40, caller)]
  await pass(1_001)
  expect([short.isOver, long.isOver]).toEqual([true, false])
})

test('twelve limits of one caller bring no warning of a leak', async () => {
  const warnings: Error[] = []
  const note = (warning: Error): void => void warnings.push(warning)
  process.on('warning', note)
  const { signal } = new AbortController()
  const limits = Array.from({ length: 12 }, () => new TimeLimit(1_000, signal))
  await turns(2)
  for (const limit of limits) limit.end()
  process.off('warning', note)
  expect(warnings).toEqual([])
})
