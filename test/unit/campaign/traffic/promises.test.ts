import { describe, expect, test } from 'vitest'
import { errorCodes, KafkaError } from '../../../../src/index.ts'
import { incompleteHasReasons } from '../../../campaign/checks/complete-answers.ts'
import { type CallEntry, History } from '../../../campaign/checks/history.ts'
import { coordinatorsAreLookedUp } from '../../../campaign/checks/traffic/coordinators.ts'
import { outagesAreNotSleptThrough, rightBrokersAreFound } from '../../../campaign/checks/traffic/outages.ts'
import { pollsDoNotWait } from '../../../campaign/checks/traffic/polls.ts'
import { protocolsAreNotMixed } from '../../../campaign/checks/traffic/protocols.ts'
import { renewalsLoseNothing } from '../../../campaign/checks/traffic/renewals.ts'
import { silentServersHoldUpNobody } from '../../../campaign/checks/traffic/servers.ts'
import { Throttled } from '../../../campaign/checks/traffic/throttled.ts'
import type { FaultStep, Schedule } from '../../../campaign/schedule/schedule.ts'
import { momentNow } from '../../../campaign/traffic/moment.ts'
import type { Attempt } from '../../../campaign/traffic/traffic.ts'
import { attemptAt, callOf, closedError, connectionTo, receiptOf } from './builders.ts'

const settings = { options: {} }
const stepOf = (fault: string): FaultStep => ({ fault, atMs: 0, forMs: 0, seed: 1 })
const scheduleOf = (...faults: readonly string[]): Pick<Schedule, 'faults' | 'settings'> => ({
  faults: faults.map(stepOf),
  settings: { brokers: 3, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 0, requestMs: 1_000 }
})
const historyOf = (...entries: readonly CallEntry[]): History => {
  const history = new History({ totalMs: 60_000, requestMs: 1_000, connectMs: 1_000 })
  history.entries.push(...entries)
  return history
}

describe('the check of coordinators', () => {
  const call = callOf('OffsetCommit', { groupId: 'g', topics: [] }, 0)
  const first = attemptAt(1, { call, id: 1, endedMs: 5 })
  const again = attemptAt(100, { call, id: 2, endedMs: 105 })
  const seenWith = (...more: readonly Attempt[]): Parameters<typeof coordinatorsAreLookedUp>[0] => ({
    attempts: [first, ...more, again],
    receipts: [receiptOf(first)],
    answerTo: () => ({ atMs: 2, response: { errorCode: errorCodes.NOT_COORDINATOR } })
  })

  test('reports a broker that is asked again after it said that it is not the coordinator', () => {
    expect(coordinatorsAreLookedUp(seenWith())).toEqual([
      'actor: OffsetCommit, called at 0 ms, was sent to broker 1 again at 100 ms, which had said that it is not the coordinator'
    ])
  })

  test('accepts the same broker after a look-up', () => {
    expect(coordinatorsAreLookedUp(seenWith(attemptAt(50, { api: 'FindCoordinator', nodeId: 2, endedMs: 60 })))).toEqual([])
  })
})

describe('the check of throttled connections', () => {
  test('reports a request that is sent before the throttle time is over', () => {
    const throttled = new Throttled()
    const broker = connectionTo(1)
    const fromMs = momentNow()
    throttled.observedBy({}).throttle?.({ api: 'Produce', broker, throttleTimeMs: 500 })
    const violations = (afterMs: number, to = broker): string[] =>
      throttled.violations({ attempts: [attemptAt(fromMs + afterMs, { call: callOf('Produce', {}, 0), broker: to })] }, settings)
    expect(violations(100)).toEqual([expect.stringContaining('although the broker throttles its connection')])
    expect(violations(600)).toEqual([])
    expect(violations(100, connectionTo(2))).toEqual([])
  })
})

describe('the check of polls', () => {
  const poll = (endedMs: number, world?: Parameters<typeof pollsDoNotWait>[2], errorCode?: number): string[] => {
    const call = callOf('Fetch', { maxWaitMs: 500 }, 0, { endedMs, answer: {} })
    const attempts = [{ ...attemptAt(1, { call, id: 1, endedMs: 300 }), errorCode }, attemptAt(1, { call, id: 2, nodeId: 2 })]
    const [answered] = attempts
    const receipts = answered === undefined ? [] : [receiptOf(answered)]
    return pollsDoNotWait(historyOf(call), { attempts, receipts, answerTo: () => ({ atMs: 2, response: { errorCode: 0 } }) }, world)
  }

  test('reports a Fetch that waits for a slow broker although another one has answered', () => {
    expect(poll(2_000)).toEqual([
      'actor: Fetch, called at 0 ms with maxWaitMs 500, had an answer at 300 ms, and waited for other brokers until 2000 ms'
    ])
    expect(poll(760)).toEqual([])
  })

  test('does not take an answer for one that a fault has made a refusal', () => {
    expect(poll(2_000, undefined, errorCodes.NOT_LEADER_OR_FOLLOWER)).toEqual([])
  })

  test('does not count the time in which the process was blocked', () => {
    expect(poll(2_000, { leaps: [{ beganMs: 310, ms: 1_500 }], isVirtual: true })).toEqual([])
    expect(poll(2_000, { leaps: [{ beganMs: 310, ms: 500 }], isVirtual: true })).toHaveLength(1)
  })
})

describe('the check of transaction protocols', () => {
  const received = (api: string, apiVersion: number, producerEpoch = 3): ReturnType<typeof receiptOf> => {
    const receipt = receiptOf(attemptAt(1, { api }), { transactionalId: 'x', producerId: 1n, producerEpoch })
    return { ...receipt, request: { ...receipt.request, header: { ...receipt.request.header, apiVersion } } }
  }

  test('reports an epoch with requests of both protocols', () => {
    expect(protocolsAreNotMixed({ receipts: [received('TxnOffsetCommit', 4), received('EndTxn', 5)] })).toEqual([
      'x with producer 1, epoch 3, sent TxnOffsetCommit v4 and EndTxn v5, which belong to different transaction protocols'
    ])
    expect(protocolsAreNotMixed({ receipts: [received('TxnOffsetCommit', 5), received('EndTxn', 5)] })).toEqual([])
    expect(protocolsAreNotMixed({ receipts: [received('EndTxn', 4), received('EndTxn', 5, 4)] })).toEqual([])
  })
})

describe('the check of SASL sessions', () => {
  const lost = (actor: string, reason: 'broken' | 'authentication'): string[] =>
    renewalsLoseNothing({
      attempts: [
        attemptAt(1, {
          call: callOf('Fetch', {}, 0, { actor }),
          error: closedError('maybe-sent', reason, new Error('the session was not renewed: 5 ms passed'))
        })
      ]
    })

  test('reports a request in flight that was given up because of a renewal', () => {
    expect(lost('reader-0', 'authentication')).toEqual([expect.stringContaining('was given up because its session was not renewed')])
    expect(lost('reader-0', 'broken')).toEqual([])
    expect(lost('closing-0', 'authentication')).toEqual([])
  })
})

describe('the check of silent servers', () => {
  const asked = attemptAt(100, { api: 'Metadata' })
  const answered = attemptAt(200, { api: 'Produce', nodeId: 2, endedMs: 210 })
  const check = (...attempts: readonly Attempt[]): string[] => silentServersHoldUpNobody({ attempts: [...attempts] }, scheduleOf('freeze'))

  test('reports a question to a silent server while another one, which answers, is not asked', () => {
    expect(check(asked, answered)).toEqual([expect.stringContaining('no other broker was asked, although broker 2 answers')])
    expect(check(asked, answered, attemptAt(350, { api: 'Metadata', nodeId: 2, endedMs: 360 }))).toEqual([])
    expect(check(attemptAt(100, { api: 'Metadata', endedMs: 300 }), answered)).toEqual([])
    expect(check(asked)).toEqual([])
  })
})

describe('the checks after the last fault', () => {
  const [healedMs, call] = [1_000, callOf('Produce', { topicData: [{ name: 't' }] }, 100, { endedMs: 9_000 })]
  const failed = attemptAt(200, { call, endedMs: 300, error: closedError('not-sent') })
  const sleeps = (attempts: readonly Attempt[], ...faults: readonly string[]): string[] =>
    outagesAreNotSleptThrough(historyOf(call), { attempts: [...attempts] }, scheduleOf(...faults), healedMs)

  test('report a call that does not go on after the end of an outage', () => {
    expect(sleeps([failed], 'kill')).toEqual(['actor: Produce, called at 100 ms, did not go on within 3500 ms after the outage'])
    expect(sleeps([failed, attemptAt(1_900, { call })], 'kill')).toEqual([])
    expect(sleeps([attemptAt(900, { call })], 'kill')).toEqual([])
    expect(sleeps([failed], 'kill', 'black-hole')).toEqual([])
  })

  test('report an answer of a wrong broker long after the last fault', () => {
    const answer = { errorCode: errorCodes.NOT_COORDINATOR }
    const found = (endedMs: number, more: Partial<CallEntry> = {}): string[] =>
      rightBrokersAreFound(historyOf(callOf('OffsetCommit', {}, 30_000, { endedMs, answer, ...more })), settings, healedMs)
    expect(found(60_000)).toEqual([expect.stringContaining('was answered with code 16 at 60000 ms')])
    expect(found(5_000)).toEqual([])
    expect(found(60_000, { answer: { errorCode: errorCodes.NONE } })).toEqual([])
    expect(found(60_000, { retryMs: undefined })).toEqual([])
    expect(found(60_000, { retryMs: 30_500 }), 'no time is left for another attempt').toEqual([])
  })
})

describe('the check of incomplete answers', () => {
  test('reports a complete answer that counts as incomplete, unless a fault leaves something out', () => {
    const error = new KafkaError('KAFKA_PROTOCOL', 'The answer to Fetch says nothing about t', { api: 'Fetch', delivery: 'answered' })
    const history = historyOf(callOf('Fetch', {}, 0, { error }))
    expect(incompleteHasReasons(history, scheduleOf('quota'))).toEqual([expect.stringContaining('has no answer that lacks something')])
    expect(incompleteHasReasons(history, scheduleOf('partition-left-out'))).toEqual([])
  })
})
