import type { Cluster } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import { describe, expect, test } from 'vitest'
import { errorCodes, KafkaError } from '../../../src/index.ts'
import { History } from '../../campaign/checks/history.ts'
import { mustSucceed, recoveryMs, worksAgain } from '../../campaign/checks/recovery.ts'
import type { Settings } from '../../campaign/schedule/schedule.ts'

const settings: Settings = { brokers: 1, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 0, requestMs: 1_000 }
const timeout = new KafkaError('KAFKA_TIMEOUT', 'too late', { phase: 'dial', timeoutMs: 1 })
const { NOT_COORDINATOR } = errorCodes
const refusal = new KafkaError('KAFKA_BROKER', 'no', { errorCode: NOT_COORDINATOR, errorName: 'NOT_COORDINATOR', path: '' })

const NONE = { askedMs: 0, throttleMs: 0 }

async function historyOf(error: unknown, limitMs = 60_000): Promise<History> {
  const history = new History({ totalMs: 60_000, requestMs: 1_000, connectMs: 1_000 })
  await history
    .of('reader-after')
    .record('Fetch', {}, limitMs, () => Promise.reject(error))
    .catch(() => undefined)
  return history
}

describe('the check that everything works again', () => {
  test('reports a call of the actor that began after the recovery and failed', async () => {
    const history = await historyOf(timeout)
    expect(worksAgain(history, 'reader-after', {})).toEqual([expect.stringContaining('fails although all faults have ended')])
    expect(worksAgain(history, 'another', {})).toEqual([])
  })

  test('accepts a refusal by a broker, and a call with a short limit of its own', async () => {
    expect(worksAgain(await historyOf(refusal), 'reader-after', {})).toEqual([])
    expect(worksAgain(await historyOf(timeout, 250), 'reader-after', {})).toEqual([])
    const patient = await historyOf(timeout, 5_000)
    expect(worksAgain(patient, 'reader-after', {})).toHaveLength(1)
    expect(worksAgain(patient, 'reader-after', { options: { 'retry.maxMs': 5_000 } }), 'refreshes are 5 s apart').toEqual([])
  })

  test('accepts that a driver hears of another cluster, if the driver went to one', async () => {
    const changed = new KafkaError('KAFKA_CLUSTER_CHANGED', 'another', { expected: 'a', actual: 'b' } as never)
    expect(worksAgain(await historyOf(changed), 'reader-after', {}, true)).toEqual([])
    expect(worksAgain(await historyOf(changed), 'reader-after', {})).toHaveLength(1)
  })

  test('accepts a call that ended while it waited for a deleted topic, and not for a leader', async () => {
    const late = (errorCode: number) =>
      new KafkaError('KAFKA_TIMEOUT', 'late', {
        phase: 'dial',
        timeoutMs: 1,
        cause: new KafkaError('KAFKA_BROKER', 'no', { errorCode, errorName: '', path: '' })
      })
    expect(worksAgain(await historyOf(late(errorCodes.UNKNOWN_TOPIC_ID)), 'reader-after', {})).toEqual([])
    expect(worksAgain(await historyOf(late(errorCodes.NOT_LEADER_OR_FOLLOWER)), 'reader-after', {})).toHaveLength(1)
    const divided = new KafkaError('KAFKA_TIMEOUT', 'a part', { phase: 'dial', timeoutMs: 1, cause: late(errorCodes.UNKNOWN_TOPIC_ID) })
    expect(worksAgain(await historyOf(divided), 'reader-after', {})).toEqual([])
  })

  test('accepts a call whose attempts end early because of the options, although one attempt may take long', async () => {
    const history = new History({ totalMs: 2_000, requestMs: 30_000, connectMs: 10_000 })
    const failing = { send: () => Promise.reject(timeout) } as unknown as Cluster
    const cluster = history.of('reader-after').observe(failing)
    await cluster.send(Fetch, { topics: [] }).catch(() => undefined)
    await cluster.send(Fetch, { topics: [] }, { timeoutMs: 5_000 }).catch(() => undefined)
    await cluster.send(Fetch, { topics: [] }, { timeoutMs: 5_000, maxAttempts: 1 }).catch(() => undefined)
    expect(worksAgain(history, 'reader-after', { options: { 'retry.totalMs': 2_000 } })).toHaveLength(1)
  })

  test('waits longer for a driver that pauses longer, and asks nothing of one that gives up at once', () => {
    const slow = { ...settings, options: { 'pool.breaker.openMs': 5_000 } }
    expect(recoveryMs(slow, NONE)).toBeGreaterThan(recoveryMs(settings, NONE))
    expect([settings, slow, { ...settings, options: { 'retry.maxAttempts': 1 } }].map(mustSucceed)).toEqual([true, true, false])
  })
  test('waits longer if a broker was asked to wait, or told the driver to', async () => {
    const history = new History({ totalMs: 60_000, requestMs: 1_000, connectMs: 1_000 })
    const calls = history.of('reader')
    for (const maxWaitMs of [2_000, 500]) await calls.record('Fetch', { maxWaitMs }, 1, () => Promise.resolve())
    expect(history.longestAskedMs).toBe(2_000)
    expect(recoveryMs(settings, { askedMs: 2_000, throttleMs: 300 })).toBe(recoveryMs(settings, NONE) + 2_300)
  })
})
