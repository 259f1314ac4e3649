import { describe, expect, test } from 'vitest'
import { Call } from '../../../../src/cluster/call.ts'
import type { ClusterSendOptions } from '../../../../src/cluster/cluster-send-options.ts'
import { type AttemptState, FIRST_ATTEMPT } from '../../../../src/cluster/retry/attempts.ts'
import { decideAfterCodes, decideAfterError, decideWithoutLeader, type EndedAttempt } from '../../../../src/cluster/retry/policy.ts'
import type { Route } from '../../../../src/cluster/routing/route.ts'
import { routeOf } from '../../../../src/cluster/routing/routing-table.ts'
import { type CloseReason, type Delivery, KafkaError } from '../../../../src/errors.ts'
import { CreateTopics, Fetch, ListOffsets } from '../../../../src/messages.ts'
import type { Api, ApiInfo } from '../../../../src/protocol/api.ts'
import { replicaIds, specialTimestamps } from '../../../../src/protocol/codes/index.ts'
import { fixedMap } from '../routing/shards/fixed-map.ts'

const LIMITS = { maxAttempts: Number.POSITIVE_INFINITY, totalMs: 60_000, initialMs: 100, maxMs: 1_000 }
const REQUEST = {
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
}
const LED_BY_1 = fixedMap([1, 2], [{ name: 'orders', leaders: [1] }])
const LED_BY_2 = fixedMap([1, 2], [{ name: 'orders', leaders: [2] }])
const UNKNOWN_TOPIC = 3
const NOT_LEADER = 6
const NOT_AUTHORIZED = 29

function anyApi(api: ApiInfo): Api<never, unknown> {
  return api as Api<never, unknown>
}

/** An attempt at broker 1 that has ended, of ListOffsets unless another API is given. */
function ended(
  given: { attempts?: Partial<AttemptState>; isBehind?: boolean; api?: Api<never, unknown>; options?: ClusterSendOptions } = {}
): EndedAttempt<never, unknown> {
  const { attempts, isBehind = false, api = anyApi(ListOffsets), options = {} } = given
  const call = new Call(api, routeOf(api) as Route<never, unknown>, 'lane', options, {
    limits: LIMITS,
    attemptMs: 1_000,
    map: { clusterId: null }
  })
  const request = (api.name === 'ListOffsets' ? REQUEST : {}) as never
  return { call, request, to: { nodeId: 1 }, attempts: { ...FIRST_ATTEMPT, ...attempts }, nodeId: 1, isBehind }
}

const closed = (reason: CloseReason, delivery: Delivery): KafkaError =>
  new KafkaError('KAFKA_CONNECTION_CLOSED', 'the connection has ended', { reason, delivery })
const BROKEN = closed('broken', 'not-sent')
const CREATE_TOPICS = anyApi(CreateTopics)
const FETCH = anyApi(Fetch)

const between = (from: number, to: number) =>
  expect.toSatisfy((value: unknown) => typeof value === 'number' && value >= from && value <= to)

describe('after an error', () => {
  test('after an error, a request is sent again after a pause if a broken connection kept it from being sent', () => {
    expect(decideAfterError(ended(), BROKEN, LED_BY_1)).toEqual(between(80, 120))
  })

  test('after an error, the pause doubles with each failure in a row at one broker, up to maxMs, and starts again at another broker', () => {
    const third = { attempt: 3, failures: 2, nodeId: 1 }
    expect(decideAfterError(ended({ attempts: third }), BROKEN, LED_BY_1)).toEqual(between(320, 480))
    expect(decideAfterError(ended({ attempts: { ...third, failures: 5_000 } }), BROKEN, LED_BY_1)).toEqual(between(800, 1_000))
    expect(decideAfterError(ended({ attempts: { ...third, nodeId: 2 } }), BROKEN, LED_BY_1)).toEqual(between(80, 120))
  })

  test('after an error, a request is not sent again if the error is not retriable or is not of the driver', () => {
    const refused = new KafkaError('KAFKA_AUTHENTICATION', 'no', { mechanism: 'PLAIN', delivery: 'not-sent' } as never)
    expect(decideAfterError(ended(), refused, LED_BY_1)).toBe('no')
    expect(decideAfterError(ended(), new Error('aborted'), LED_BY_1)).toBe('no')
  })

  test('after an error, a request is not sent again if the queue of its connection is full', () => {
    const full = new KafkaError('KAFKA_QUEUE_FULL', 'full', { queuedBytes: 2, maxQueuedBytes: 1, delivery: 'not-sent', retriable: true })
    expect(decideAfterError(ended(), full, LED_BY_1)).toBe('no')
  })

  test('after an error, a request that may have been processed is sent again only if its API may be repeated', () => {
    const lost = closed('broken', 'maybe-sent')
    expect(decideAfterError(ended(), lost, LED_BY_1)).toEqual(between(80, 120))
    expect(decideAfterError(ended({ api: CREATE_TOPICS }), lost, LED_BY_1)).toBe('no')
    expect(decideAfterError(ended({ api: CREATE_TOPICS }), BROKEN, LED_BY_1)).toEqual(between(80, 120))
  })

  test('after an error, a request to a broker that the caller named is not sent a fourth time if that broker has left the cluster', () => {
    const options = { to: { nodeId: 1 } }
    const gone = fixedMap([2])
    expect(decideAfterError(ended({ options, attempts: { attempt: 2 } }), BROKEN, gone)).toEqual(between(80, 120))
    expect(decideAfterError(ended({ options, attempts: { attempt: 3 } }), BROKEN, gone)).toBe('no')
    expect(decideAfterError(ended({ options, attempts: { attempt: 3 } }), BROKEN, LED_BY_1)).toEqual(between(80, 120))
  })

  test('after an error, a request is sent again without a pause after each of the first three connections that were closed on purpose', () => {
    const idle = closed('idle', 'not-sent')
    expect(decideAfterError(ended({ attempts: { attempt: 3 } }), idle, LED_BY_1)).toBe('now')
    expect(decideAfterError(ended({ attempts: { attempt: 4 } }), idle, LED_BY_1)).toEqual(between(80, 120))
  })

  test('after an error, a request is sent again without a pause if all of it now goes to another leader, or if an earlier request makes the pause', () => {
    expect(decideAfterError(ended(), BROKEN, LED_BY_2)).toBe('now')
    expect(decideAfterError(ended({ isBehind: true }), BROKEN, LED_BY_1)).toBe('now')
    expect(decideAfterError({ ...ended(), nodeId: -1 }, BROKEN, LED_BY_2)).toEqual(between(80, 120))
  })

  test('after an error, a request is not sent again if maxAttempts is reached, or if the pause would outlast the time for the call', () => {
    expect(decideAfterError(ended({ options: { maxAttempts: 2 } }), BROKEN, LED_BY_1)).toEqual(between(80, 120))
    expect(decideAfterError(ended({ options: { maxAttempts: 2 }, attempts: { attempt: 2 } }), BROKEN, LED_BY_1)).toBe('no')
    expect(decideAfterError(ended({ options: { timeoutMs: 50 } }), BROKEN, LED_BY_1)).toBe('no')
    expect(decideAfterError(ended({ options: { timeoutMs: 0 }, isBehind: true }), BROKEN, LED_BY_1)).toBe('no')
  })
})

describe('after an answer with error codes', () => {
  test('after an answer with error codes, a request is sent again after a pause', () => {
    expect(decideAfterCodes(ended(), [NOT_LEADER], false)).toEqual(between(80, 120))
  })

  test('after an answer with error codes, a request is sent to a leader that the answer named without a pause, up to five times', () => {
    expect(decideAfterCodes(ended({ attempts: { attempt: 5 } }), [NOT_LEADER], true)).toBe('now')
    expect(decideAfterCodes(ended({ attempts: { attempt: 6 } }), [NOT_LEADER], true)).toEqual(between(80, 120))
  })

  test('after an answer with error codes, a request that waits behind an earlier one is sent again without a pause', () => {
    expect(decideAfterCodes(ended({ isBehind: true }), [NOT_LEADER], false)).toBe('now')
  })

  test('after an answer with error codes, an unknown topic is asked for five times, unless another code came with it', () => {
    expect(decideAfterCodes(ended({ attempts: { attempt: 4 } }), [UNKNOWN_TOPIC], false)).toEqual(between(80, 120))
    expect(decideAfterCodes(ended({ attempts: { attempt: 5 } }), [UNKNOWN_TOPIC], false)).toBe('no')
    expect(decideAfterCodes(ended({ attempts: { attempt: 5 } }), [UNKNOWN_TOPIC, NOT_LEADER], false)).toEqual(between(80, 120))
  })

  test('after an answer with error codes, a request is not sent again if maxAttempts is reached', () => {
    expect(decideAfterCodes(ended({ options: { maxAttempts: 1 } }), [NOT_LEADER], true)).toBe('no')
  })
})

describe('without a leader', () => {
  test('partitions without a leader are routed again after a pause if one of the codes may go away', () => {
    expect(decideWithoutLeader(ended(), [NOT_AUTHORIZED, NOT_LEADER], true)).toEqual(between(80, 120))
    expect(decideWithoutLeader(ended(), [NOT_AUTHORIZED], true)).toBe('no')
  })

  test('partitions without a leader in a long poll are not routed again if other partitions of it have leaders', () => {
    expect(decideWithoutLeader(ended({ api: FETCH }), [NOT_LEADER], true)).toBe('no')
    expect(decideWithoutLeader(ended({ api: FETCH }), [NOT_LEADER], false)).toEqual(between(80, 120))
  })
})
