import { expect, test, vi } from 'vitest'
import { LatePolls } from '../../../../src/cluster/answers/late-polls.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

useOwnClock()
const request = { maxWaitMs: 1, topics: [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 5n }] }] }
const another = { maxWaitMs: 1, topics: [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 6n }] }] }

test('a late part is taken over once, and only by a poll with an equal part', () => {
  const polls = new LatePolls()
  const late = Promise.resolve([{}])
  polls.keep(request, late)
  expect(polls.take(another)).toBeUndefined()
  expect(polls.take(structuredClone(request))).toBe(late)
  expect(polls.take(request)).toBeUndefined()
})

test('a late part that fails, or is not taken over within 30 s, is dropped', async () => {
  const polls = new LatePolls()
  polls.keep(request, Promise.reject(new Error('no')))
  polls.keep(request, Promise.resolve([{ error: new Error('no') }]))
  polls.keep(another, Promise.resolve([{}]))
  await pass(29_000)
  expect(polls.size).toBe(1)
  await pass(2_000)
  expect(polls.size).toBe(0)
})

test('a late part is kept once, however often it is given back', () => {
  const polls = new LatePolls()
  const late = Promise.resolve([{}])
  polls.keep(request, late)
  polls.keep(request, late)
  expect(polls.size).toBe(1)
})

test('no more than 64 late parts are kept, the newest ones', () => {
  const polls = new LatePolls()
  for (let i = 0; i < 70; i++) polls.keep({ i }, Promise.resolve([{}]))
  expect(polls.size).toBe(64)
  expect(polls.take({ i: 5 })).toBeUndefined()
  expect(polls.take({ i: 6 })).toBeDefined()
})

test('late parts leave no timer when another cluster is there, or when the cluster is closed, and none is kept after that', () => {
  const polls = new LatePolls()
  polls.keep(request, Promise.resolve([{}]))
  polls.clear()
  expect(vi.getTimerCount()).toBe(0)
  polls.keep(request, Promise.resolve([{}]))
  polls.close()
  polls.keep(another, Promise.resolve([{}]))
  expect({ timers: vi.getTimerCount(), size: polls.size }).toEqual({ timers: 0, size: 0 })
})
