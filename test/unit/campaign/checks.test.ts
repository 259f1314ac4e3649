import { describe, expect, test } from 'vitest'
import { KafkaError } from '../../../src/index.ts'
import { deliveryIsTrue } from '../../campaign/checks/delivery/delivery.ts'
import { History } from '../../campaign/checks/history.ts'
import { LiveCalls } from '../../campaign/checks/live-calls.ts'
import { settledInTime } from '../../campaign/checks/settled-in-time.ts'
import { textOf } from '../../campaign/report.ts'
import { randomSchedule } from '../../campaign/schedule/random-schedule.ts'

const LIMITS = { totalMs: 60_000, requestMs: 1_000, connectMs: 1_000 }
const commit = { groupId: 'billing', topics: [{ partitions: [{ committedOffset: 7n }] }] }

async function historyOf(entry: { readonly beganMs?: number; readonly endedMs?: number; readonly error?: unknown }): Promise<History> {
  const history = new History(LIMITS)
  await history.of('actor').record('OffsetCommit', commit, 1_000, async () => undefined)
  Object.assign(history.entries[0] ?? {}, { beganMs: 0, endedMs: 500, ...entry })
  return history
}

describe('the check that calls settle in time', () => {
  test('accepts a call that settles within its limit and 100 ms', async () => {
    expect(settledInTime(await historyOf({ endedMs: 1_100 }))).toEqual([])
  })

  test('reports a call that settles later', async () => {
    expect(settledInTime(await historyOf({ endedMs: 1_101 }))).toEqual([
      'OffsetCommit, called at 0 ms, settled after 1101 ms; its limit is 1000 ms'
    ])
  })

  test.each([
    ['accepts a poll that settles later by what other polls beside it asked for together', 1_500, 1_400, []],
    ['reports a poll that settles still later', 1_501, 1_400, [expect.stringContaining('settled after 1501 ms')]],
    ['counts a poll that was given up for as long as its broker may keep it', 1_500, 900, []],
    ['does not add up polls that came one after the other', 1_500, 0, [expect.stringContaining('settled after 1500 ms')]]
  ])('%s', async (_, endedMs, otherEndedMs, problems) => {
    const history = new History(LIMITS)
    const recorder = history.of('reader')
    for (const beganMs of [0, 100, 1_000]) {
      await recorder.record('Fetch', { maxWaitMs: 200 }, 1_000, async () => undefined)
      Object.assign(history.entries.at(-1) ?? {}, { beganMs, endedMs: beganMs === 0 ? endedMs : Math.max(otherEndedMs, beganMs + 100) })
    }
    expect(settledInTime(history)).toEqual(problems)
  })

  test('gives a call that is no poll no more time for polls beside it', async () => {
    const history = await historyOf({ endedMs: 1_101 })
    await history.of('reader').record('Fetch', { maxWaitMs: 200 }, 1_000, async () => undefined)
    Object.assign(history.entries.at(-1) ?? {}, { beganMs: 0, endedMs: 1_000 })
    expect(settledInTime(history)).toEqual([expect.stringContaining('OffsetCommit, called at 0 ms, settled after 1101 ms')])
  })

  test('reports a call that has not settled', async () => {
    const history = new History(LIMITS)
    void history.of('actor').record('Fetch', {}, 1_000, () => new Promise(() => undefined))
    expect(settledInTime(history)).toEqual([expect.stringMatching(/^Fetch, called at \d+ ms, has not settled$/)])
  })
})

describe('the check of what an error says about the delivery', () => {
  const nothing = { received: new Set<string>(), done: new Set<string>() }
  const all = { received: new Set(['billing 7']), done: new Set(['billing 7']) }
  const error = (delivery: 'not-sent' | 'maybe-sent' | 'answered'): KafkaError =>
    new KafkaError('KAFKA_TIMEOUT', 'too late', { phase: 'response', timeoutMs: 1, delivery })

  test('reports a request that failed as not-sent although a broker did it', async () => {
    const history = await historyOf({ error: error('not-sent') })
    expect(deliveryIsTrue(history, all)).toEqual([expect.stringContaining('failed as not-sent, but a broker did it')])
    expect(deliveryIsTrue(history, nothing)).toEqual([])
  })

  test('accepts a not-sent request whose records the program has sent again by another call', async () => {
    const history = await historyOf({ error: error('not-sent') })
    const [first] = history.entries
    if (first !== undefined) history.entries.push({ ...first, error: undefined, answer: {} })
    expect(deliveryIsTrue(history, all)).toEqual([])
  })

  test('reports a request that failed as answered although no broker received it', async () => {
    const history = await historyOf({ error: error('answered') })
    expect(deliveryIsTrue(history, nothing)).toEqual([expect.stringContaining('failed as answered, but no broker received it')])
    expect(deliveryIsTrue(history, all)).toEqual([])
  })

  test('accepts every outcome of a request that failed as maybe-sent', async () => {
    const history = await historyOf({ error: error('maybe-sent') })
    expect([...deliveryIsTrue(history, all), ...deliveryIsTrue(history, nothing)]).toEqual([])
  })
})

describe('the calls of a run in real time', () => {
  test('are counted, and those that have ended are forgotten', async () => {
    const calls = new LiveCalls(LIMITS)
    await calls.of('reader').record('Fetch', {}, 1_000, async () => undefined)
    await expect(calls.of('reader').record('Fetch', {}, 1_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(calls).toMatchObject({ calls: 2, failures: 1, late: 0, violations: [] })
  })

  test('are reported if they settle too late or not at all', async () => {
    const calls = new LiveCalls(LIMITS)
    await calls.of('reader').record('Fetch', {}, -6_000, async () => undefined)
    void calls.of('writer').record('Produce', {}, 1_000, () => new Promise(() => undefined))
    expect(calls.violations).toEqual([
      expect.stringMatching(/^reader: Fetch, called at \d+ ms, settled after \d+ ms; its limit is -6000 ms$/),
      expect.stringMatching(/^writer: Produce, called at \d+ ms, has not settled$/)
    ])
  })
})

describe('the report of a failed schedule', () => {
  const schedule = randomSchedule(7)
  const failure = { schedule, smallest: schedule, all: ['a record was lost', 'a call is late'], traffic: ['0.0 > broker 1'] }

  test('tells what the whole schedule broke, and what its smallest part broke', () => {
    const text = textOf({ ...failure, violations: ['a record was lost'] })
    expect(text).toContain(
      'seed 7 broke 2 promises:\n  a record was lost\n  a call is late\nits smallest part broke 1:\n  a record was lost\n'
    )
    expect(text).toContain('again: npm run campaign -- --replay campaign-7.json')
  })

  test('says so if the smallest part broke nothing when it ran again', () => {
    const text = textOf({ ...failure, violations: [] })
    expect(text).toContain('  a call is late\nits smallest part broke 0 when it ran again: it has not always the same outcome\n')
  })
})
