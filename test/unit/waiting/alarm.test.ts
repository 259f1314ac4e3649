import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Alarm } from '../../../src/waiting/alarm.ts'

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

describe('an alarm', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    await turn()
  }

  test('an alarm rings once, not before its time', async () => {
    const rings: number[] = []
    const alarm = new Alarm(nowMs => rings.push(nowMs))
    alarm.set(performance.now() + 100)
    await pass(100)
    expect(rings).toEqual([])
    await pass(1)
    expect(rings).toHaveLength(1)
    expect(rings[0]).toBeGreaterThanOrEqual(100)
    await pass(10_000)
    expect(rings).toHaveLength(1)
  })

  test('an alarm that has ended does not ring, whatever it is set to afterwards', async () => {
    const ring = vi.fn<(nowMs: number) => void>()
    const alarm = new Alarm(ring)
    alarm.set(performance.now() + 100)
    alarm.end()
    alarm.set(performance.now() + 50)
    expect(vi.getTimerCount()).toBe(0)
    await pass(200)
    expect(ring).not.toHaveBeenCalled()
  })

  test('an alarm has one timer, and rings at the earliest of the times that were set', async () => {
    const ring = vi.fn<(nowMs: number) => void>()
    const alarm = new Alarm(ring)
    for (const ms of [500, 300, 400, 300]) alarm.set(performance.now() + ms)
    expect(vi.getTimerCount()).toBe(1)
    await pass(301)
    expect(ring).toHaveBeenCalledTimes(1)
    await pass(1_000)
    expect(ring).toHaveBeenCalledTimes(1)
  })

  test('an alarm rings again if it is set again while it rings', async () => {
    const times: number[] = []
    const alarm = new Alarm(nowMs => {
      times.push(nowMs)
      if (times.length < 3) alarm.set(nowMs + 100)
    })
    alarm.set(100)
    for (let i = 0; i < 3; i++) await pass(101)
    expect(times).toHaveLength(3)
  })

  test('an alarm rings at once for a time that has passed', async () => {
    const ring = vi.fn<(nowMs: number) => void>()
    new Alarm(ring).set(performance.now() - 5_000)
    await pass(1)
    expect(ring).toHaveBeenCalledTimes(1)
  })

  test('an alarm that is cleared does not ring, and can be set again', async () => {
    const ring = vi.fn<(nowMs: number) => void>()
    const alarm = new Alarm(ring)
    alarm.set(performance.now() + 100)
    alarm.clear()
    expect(vi.getTimerCount()).toBe(0)
    await pass(1_000)
    expect(ring).not.toHaveBeenCalled()
    alarm.set(performance.now() + 100)
    await pass(101)
    expect(ring).toHaveBeenCalledTimes(1)
  })

  test('an alarm does not ring if it is cleared in the turn between its timer and its ring', async () => {
    const ring = vi.fn<(nowMs: number) => void>()
    const alarm = new Alarm(ring)
    alarm.set(performance.now() + 100)
    vi.advanceTimersByTime(101)
    alarm.clear()
    await turn()
    await turn()
    expect(ring).not.toHaveBeenCalled()
  })

  test('an alarm that is set to an earlier time in the turn before its ring rings then', async () => {
    const ring = vi.fn<(nowMs: number) => void>()
    const alarm = new Alarm(ring)
    alarm.set(performance.now() + 100)
    vi.advanceTimersByTime(101)
    alarm.set(performance.now() - 50)
    await pass(1)
    expect(ring).toHaveBeenCalledTimes(1)
  })

  test('an alarm for a time beyond the longest delay of setTimeout does not ring at once', async () => {
    const ring = vi.fn<(nowMs: number) => void>()
    const alarm = new Alarm(ring)
    alarm.set(performance.now() + 2 ** 31 + 1_000)
    await pass(1_000)
    expect(ring).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(1)
  })

  test('an alarm that is set to Infinity has no timer', () => {
    new Alarm(() => undefined).set(Number.POSITIVE_INFINITY)
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('an alarm keeps no process alive', () => {
  const before = process.getActiveResourcesInfo().length
  const alarm = new Alarm(() => undefined)
  alarm.set(performance.now() + 60_000)
  expect(process.getActiveResourcesInfo()).toHaveLength(before)
  alarm.clear()
})
