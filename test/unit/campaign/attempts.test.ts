import { describe, expect, test } from 'vitest'
import { apiKeys, errorCodes, KafkaError, type RequestTrace } from '../../../src/index.ts'
import { attemptsAreTrue, type Seen } from '../../campaign/checks/delivery/attempts.ts'
import { codesIn } from '../../campaign/checks/delivery/codes-in.ts'
import { History } from '../../campaign/checks/history.ts'

type Delivery = 'not-sent' | 'maybe-sent' | 'answered'

const HEADER = { apiKey: apiKeys.Heartbeat, apiVersion: 4, correlationId: 7, clientId: 'campaign' }
const timeout = (delivery: Delivery): KafkaError =>
  new KafkaError('KAFKA_TIMEOUT', 'too late', { phase: 'response', timeoutMs: 1, delivery })

/** A call of Heartbeat that failed, with one request whose outcome the driver knows. */
interface Case {
  readonly call: Delivery
  readonly request?: Delivery | 'answer'
  readonly isReceived?: boolean
  readonly errorCode?: number
  /** The outcomes of the parts of the call, if it was split. All of them are for broker 1. */
  readonly parts?: readonly Delivery[]
}

async function check({ call, request, isReceived = false, errorCode, parts }: Case): Promise<string[]> {
  const history = new History({ totalMs: 60_000, requestMs: 1_000, connectMs: 1_000 })
  const shards = parts?.map(delivery => ({ nodeId: 1, delivery, error: timeout(delivery) }))
  const cluster = { send: () => Promise.reject(Object.assign(timeout(call), shards && { shards })) }
  const observed = history.of('actor').observe(cluster as never)
  await observed.send({ name: 'Heartbeat' } as never, {}).catch(() => undefined)
  const trace: RequestTrace = {
    api: 'Heartbeat',
    apiVersion: 4,
    broker: { host: 'a', port: 1 },
    correlationId: 7,
    requestBytes: 30,
    error: request === 'answer' || request === undefined ? undefined : timeout(request)
  }
  const seen: Seen = {
    attempts: request === undefined ? [] : [{ trace, atMs: 0, nodeId: 1, call: history.entries[0], endedMs: 5 }],
    receipts: isReceived ? [{ atMs: 1, api: 'Heartbeat', request: { nodeId: 1, header: HEADER, message: {} } }] : [],
    answerTo: () => (errorCode === undefined ? undefined : { atMs: 2, response: { errorCode } })
  }
  return attemptsAreTrue(history, seen)
}

describe('the check of requests on the wire', () => {
  test('reports a request that a broker received although the driver believes that it was not sent', async () => {
    expect(await check({ call: 'maybe-sent', request: 'not-sent', isReceived: true })).toEqual([
      expect.stringContaining('Heartbeat v4 with id 7 to broker 1, made at 0 ms, failed as not-sent, but a broker received it')
    ])
    expect(await check({ call: 'not-sent', request: 'not-sent' })).toEqual([])
    expect(await check({ call: 'maybe-sent', request: 'maybe-sent', isReceived: true })).toEqual([])
  })

  test('reports a call that failed as not-sent although one of its requests may have been sent', async () => {
    expect(await check({ call: 'not-sent', request: 'maybe-sent' })).toEqual([expect.stringContaining('failed as not-sent, but')])
  })

  test('reports a call that failed as not-sent although a broker answered that it did something', async () => {
    const answered = { call: 'not-sent', request: 'answer', isReceived: true } as const
    expect(await check({ ...answered, errorCode: errorCodes.NONE })).toEqual([expect.stringContaining('with code 0')])
    expect(await check({ ...answered, errorCode: errorCodes.REQUEST_TIMED_OUT })).toEqual([expect.stringContaining('with code 7')])
    expect(await check({ ...answered, errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS })).toEqual([])
  })

  test('reports a call that failed as answered although none of its requests was answered', async () => {
    expect(await check({ call: 'answered', request: 'maybe-sent' })).toEqual([expect.stringContaining('none of its requests was answered')])
    expect(await check({ call: 'answered', request: 'answer', isReceived: true })).toEqual([])
  })

  test('reports a split call whose parts say something else about the delivery, or whose answered part has no answer', async () => {
    const sent = { request: 'maybe-sent', isReceived: true } as const
    expect(await check({ ...sent, call: 'maybe-sent', parts: ['not-sent', 'maybe-sent'] })).toEqual([])
    expect(await check({ call: 'maybe-sent', parts: ['not-sent', 'not-sent'] })).toEqual([expect.stringContaining('but its parts are')])
    expect(await check({ call: 'not-sent', parts: ['not-sent', 'maybe-sent'] })).toEqual([expect.stringContaining('but its parts are')])
    expect(await check({ ...sent, call: 'maybe-sent', parts: ['maybe-sent', 'answered'] })).toEqual([
      expect.stringContaining('has an answered part, but broker 1 answered none of its requests')
    ])
  })
})

test('the error codes of an answer are those of its parts, and a refusal of the whole', () => {
  const { NONE, NOT_COORDINATOR, UNKNOWN_MEMBER_ID } = errorCodes
  expect(codesIn({ errorCode: NONE, members: [{ errorCode: UNKNOWN_MEMBER_ID }, { errorCode: NONE }] })).toEqual([UNKNOWN_MEMBER_ID, NONE])
  expect(codesIn({ errorCode: NOT_COORDINATOR, members: [] })).toEqual([NOT_COORDINATOR])
  expect(codesIn({ errorCode: NONE, members: [] })).toEqual([NONE])
})
