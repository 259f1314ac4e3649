import { describe, expect, test } from 'vitest'
import { errorCodes, KafkaError } from '../../../src/index.ts'
import { closingsHaveReasons } from '../../campaign/checks/closings.ts'
import { answersAreComplete } from '../../campaign/checks/complete-answers.ts'
import { FailedDials } from '../../campaign/checks/dials.ts'
import { type CallEntry, History } from '../../campaign/checks/history.ts'
import { gapsAreTold } from '../../campaign/checks/hopeless-sequences.ts'
import { notGivenUpEarly } from '../../campaign/checks/not-given-up.ts'
import type { Schedule } from '../../campaign/schedule/schedule.ts'
import { attemptAt, receiptOf } from './traffic/builders.ts'

const LIMITS = { totalMs: 60_000, requestMs: 1_000, connectMs: 1_000 }

function historyOf(entry: Partial<CallEntry>): History {
  const history = new History(LIMITS)
  history.began({
    actor: 'actor',
    api: 'EndTxn',
    request: {},
    beganMs: 0,
    endedMs: 500,
    limitMs: 60_000,
    isDirect: true,
    retryMs: 60_000,
    ...entry
  })
  return history
}

describe('the check that what is retried is not given up early', () => {
  const lost = new KafkaError('KAFKA_CONNECTION_CLOSED', 'lost', { reason: 'broken', delivery: 'maybe-sent' })
  const report = 'actor: EndTxn, called at 0 ms, was given up after 500 ms of 60000: KafkaError: lost'

  test('reports a call that is safe to repeat and failed before its time was over', () => {
    expect(notGivenUpEarly(historyOf({ error: lost }), 1_000)).toEqual([report])
    expect(notGivenUpEarly(historyOf({ error: lost, endedMs: 59_000 }), 1_000)).toEqual([])
  })

  test('accepts the failure of a call that may have been sent and is not safe to repeat', () => {
    expect(notGivenUpEarly(historyOf({ error: lost, api: 'CreateTopics' }), 1_000)).toEqual([])
  })

  test('accepts the failure of a call that the driver does not repeat', () => {
    expect(notGivenUpEarly(historyOf({ error: lost, retryMs: undefined }), 1_000)).toEqual([])
  })

  test('accepts the failure of a request to all brokers only if brokers leave the cluster', () => {
    const calls = historyOf({ error: lost, api: 'ListGroups' })
    expect(notGivenUpEarly(calls, 1_000, true)).toEqual([])
    expect(notGivenUpEarly(calls, 1_000)).toHaveLength(1)
  })

  test('accepts an error that another attempt cannot heal', () => {
    const error = new KafkaError('KAFKA_BROKER', 'fenced', {
      errorCode: errorCodes.PRODUCER_FENCED,
      errorName: 'PRODUCER_FENCED',
      path: '',
      retriable: false
    })
    expect(notGivenUpEarly(historyOf({ error }), 1_000)).toEqual([])
  })
})

describe('the check that answers are complete', () => {
  const topic = (name: string, ...indexes: number[]) => ({ name, partitions: indexes.map(partitionIndex => ({ partitionIndex })) })

  test('reports a partition of the request that the answer leaves out', () => {
    const call = { api: 'OffsetCommit', request: { topics: [topic('orders', 0, 1)] }, answer: { topics: [topic('orders', 1)] } }
    expect(answersAreComplete(historyOf(call))).toEqual(['actor: OffsetCommit, called at 0 ms, has an answer without orders-0'])
  })

  test('accepts an answer that has all partitions in another order', () => {
    const call = { api: 'OffsetCommit', request: { topics: [topic('orders', 0, 1)] }, answer: { topics: [topic('orders', 1, 0)] } }
    expect(answersAreComplete(historyOf(call))).toEqual([])
  })
})

describe('the check of how connections end', () => {
  const scheduleWith = (...faults: string[]): Pick<Schedule, 'faults' | 'actors' | 'settings'> => ({
    actors: [],
    faults: faults.map(fault => ({ fault, atMs: 0, forMs: 0, seed: 0 })),
    settings: { brokers: 1, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 0, requestMs: 1_000 }
  })
  const ended = (reason: 'broken' | 'out-of-sync' | 'shutdown') => [{ host: 'a', reason, cause: undefined }]

  test('reports a connection that broke although no fault of the schedule breaks connections', () => {
    expect(closingsHaveReasons(ended('broken'), scheduleWith())).toEqual([expect.stringContaining('ended as broken without a fault')])
    expect(closingsHaveReasons(ended('broken'), scheduleWith('move-leaders', 'throttle'))).toHaveLength(1)
    expect(closingsHaveReasons(ended('broken'), scheduleWith('reset'))).toEqual([])
    expect(closingsHaveReasons(ended('shutdown'), scheduleWith())).toEqual([])
  })

  test('accepts that a broker closes a connection because it cannot append a Produce with acks 0', () => {
    const actors = [{ actor: 'acks-none', name: 'acks-none-0', atMs: 0, seed: 1 }]
    expect(closingsHaveReasons(ended('broken'), { ...scheduleWith('move-leaders'), actors })).toEqual([])
    expect(closingsHaveReasons(ended('out-of-sync'), { ...scheduleWith('move-leaders'), actors })).toHaveLength(1)
  })

  test('accepts that a throttled connection breaks when its session has ended, and not without a session', () => {
    const { settings, ...schedule } = scheduleWith('throttle')
    expect(closingsHaveReasons(ended('broken'), { ...schedule, settings: { ...settings, sessionMs: 3_000 } })).toEqual([])
    expect(closingsHaveReasons(ended('broken'), { ...schedule, settings })).toHaveLength(1)
  })

  test('accepts that a session of a short token cannot be renewed, and no other end of a session', () => {
    const end = (text: string) => [{ host: 'a', reason: 'authentication' as const, cause: new Error(text) }]
    const short = 'the session lasts 1058 ms, but the broker lets it be renewed only after 1100 ms'
    const endsOf = (text: string, sessionMs: number): string[] => {
      const { settings, ...schedule } = scheduleWith()
      return closingsHaveReasons(end(text), { ...schedule, settings: { ...settings, mechanism: 'OAUTHBEARER', sessionMs } })
    }
    expect(endsOf(short, 2_000)).toEqual([])
    expect(endsOf(short, 2_500)).toHaveLength(1)
    expect(endsOf('refused', 2_000)).toHaveLength(1)
  })

  test('accepts a late answer of a broker that throttles only where something else must be waited for', () => {
    const late = (api: string) => [
      {
        host: 'a',
        reason: 'timeout' as const,
        cause: new KafkaError('KAFKA_TIMEOUT', 'late', { phase: 'response', timeoutMs: 3_000, api })
      }
    ]
    expect(closingsHaveReasons(late('Fetch'), scheduleWith()), 'long polls have their own time').toHaveLength(1)
    expect(closingsHaveReasons(late('Metadata'), scheduleWith())).toHaveLength(1)
    expect(closingsHaveReasons(late('Metadata'), scheduleWith('throttle'))).toHaveLength(1)
    expect(closingsHaveReasons(late('SyncGroup'), scheduleWith('throttle')), 'the leader is late').toEqual([])
    expect(closingsHaveReasons(late('SyncGroup'), scheduleWith())).toHaveLength(1)
    const unheard = { ...scheduleWith('quota'), actors: [{ actor: 'acks-none', name: 'a', atMs: 0, seed: 1 }] }
    expect(closingsHaveReasons(late('SaslHandshake'), unheard), 'nothing tells of the throttle').toEqual([])
    expect(closingsHaveReasons(late('SaslHandshake'), { ...unheard, faults: [] })).toHaveLength(1)
    expect(closingsHaveReasons(late('SaslHandshake'), scheduleWith('quota'))).toHaveLength(1)
    const forwarded = late('Metadata').map(closing => ({ ...closing, host: 'proxy-a' }))
    expect(closingsHaveReasons(forwarded, scheduleWith('throttle')), 'a proxy waits for its own connection').toEqual([])
    expect(closingsHaveReasons(forwarded, scheduleWith())).toHaveLength(1)
  })

  test('reports an answer at the wrong place, unless a fault has put it there', () => {
    expect(closingsHaveReasons(ended('out-of-sync'), scheduleWith('reset'))).toHaveLength(1)
    expect(closingsHaveReasons(ended('out-of-sync'), scheduleWith('answer-twice'))).toEqual([])
  })
})

describe('the check of gaps in sequence numbers', () => {
  const produce = {
    api: 'Produce',
    request: { topicData: [{ name: 'orders', partitionData: [{ index: 0 }] }], timeoutMs: 1_000 },
    answer: { responses: [{ partitionResponses: [{ errorCode: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER }] }] }
  }

  const refusedWith = (errorCode: number): object => ({ responses: [{ partitionResponses: [{ errorCode }] }] })

  /** A call that heard of the gap at `endedMs`, after one attempt that ended at 50,000 ms. */
  function problems(endedMs: number, earlier?: { readonly errorCode: number }): string[] {
    const history = historyOf({ ...produce, endedMs })
    const attempt = attemptAt(1, { call: history.entries[0], id: 1, endedMs: 50_000 })
    const answer = earlier && { atMs: 50_000, response: refusedWith(earlier.errorCode) }
    const seen = { attempts: answer ? [attempt] : [], receipts: [receiptOf(attempt)], answerTo: () => answer }
    return gapsAreTold(history, seen, LIMITS, 1_000)
  }

  test('reports a call that heard of a gap long after all earlier calls had settled', () => {
    const report = 'actor: Produce to orders-0, called at 0 ms, heard of a gap in its sequence only at 53000 ms'
    expect(problems(53_000)).toEqual([report])
    expect(problems(3_000)).toEqual([])
    expect(problems(53_000, { errorCode: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER })).toEqual([report])
  })

  test('accepts a call that was sent to brokers that do not lead before', () => {
    expect(problems(53_000, { errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER })).toEqual([])
    expect(problems(60_000, { errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER })).toHaveLength(1)
  })
})

describe('the check of dials that fail', () => {
  const settings = { brokers: 1, profile: 'kafka-4.4', security: 'PLAINTEXT', sessionMs: 0, requestMs: 1_000 } as const

  test('reports an address that was dialled again and again without pauses', async () => {
    const dials = new FailedDials()
    const dial = dials.counted(() => Promise.reject(new Error('refused')))
    const to = { host: 'a', port: 1, signal: new AbortController().signal }
    for (let i = 0; i < 20; i++) await Promise.resolve(dial(to)).catch(() => undefined)
    expect(dials.violations(settings)).toEqual(['a:1 refused 20 dials within 2000 ms: the pauses between dials do not grow'])
    expect(dials.violations({ ...settings, options: { 'pool.backoff.initialMs': 10 } })).toEqual([])
  })

  test('does not count a dial that the driver interrupted', async () => {
    const dials = new FailedDials()
    const dial = dials.counted(() => Promise.reject(new Error('interrupted')))
    const to = { host: 'a', port: 1, signal: AbortSignal.abort() }
    for (let i = 0; i < 20; i++) await Promise.resolve(dial(to)).catch(() => undefined)
    expect(dials.violations(settings)).toEqual([])
  })
})
