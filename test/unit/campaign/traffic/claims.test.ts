import { describe, expect, test } from 'vitest'
import { errorCodes, type KafkaError, specialOffsets } from '../../../../src/index.ts'
import { attemptsAreTrue } from '../../../campaign/checks/delivery/attempts.ts'
import type { CallEntry } from '../../../campaign/checks/history.ts'
import { History } from '../../../campaign/checks/history.ts'
import type { Attempt } from '../../../campaign/traffic/traffic.ts'
import { attemptAt, callOf, closedError, receiptOf } from './builders.ts'

const answerOf = (errorCode: number, baseOffset: bigint = specialOffsets.INVALID_OFFSET): unknown => ({
  responses: [{ name: 't', partitionResponses: [{ index: 0, errorCode, baseOffset }] }]
})

/** A Produce that ended so, its requests, and what the brokers themselves answered. */
function check(outcome: Partial<CallEntry>, attempts: (call: CallEntry) => readonly (readonly [Attempt, unknown?])[]): string[] {
  const call = callOf('Produce', { topicData: [] }, 0, { endedMs: 90, ...outcome })
  const history = new History({ totalMs: 60_000, requestMs: 1_000, connectMs: 1_000 })
  history.entries.push(call)
  const all = attempts(call)
  const received = all.filter(([, response]) => response !== undefined)
  const receipts = received.map(([attempt]) => receiptOf(attempt))
  const answers = received.map(([, response]) => ({ atMs: 1, response }))
  return attemptsAreTrue(history, {
    attempts: all.map(([attempt]) => attempt),
    receipts,
    answerTo: receipt => answers[receipts.indexOf(receipt)]
  })
}

const refused = answerOf(errorCodes.NOT_ENOUGH_REPLICAS)

describe('the check of an answer that says that nothing was done', () => {
  test('reports an earlier attempt that a broker may have done', () => {
    const attempts = (call: CallEntry): readonly (readonly [Attempt, unknown])[] => [
      [attemptAt(1, { call, id: 1, endedMs: 5 }), answerOf(errorCodes.NONE, 3n)],
      [attemptAt(10, { call, id: 2, endedMs: 20 }), refused]
    ]
    expect(check({ answer: refused }, attempts)).toEqual([
      expect.stringContaining('was answered with code 19, but the broker may have done Produce v4 with id 1 to broker 1')
    ])
    expect(check({ answer: answerOf(errorCodes.REQUEST_TIMED_OUT) }, attempts)).toEqual([])
    expect(check({ answer: answerOf(errorCodes.NOT_LEADER_OR_FOLLOWER, 3n) }, attempts)).toEqual([])
  })

  test('reports an earlier attempt without an answer', () => {
    const lost = closedError('maybe-sent')
    expect(
      check({ answer: refused }, call => [
        [attemptAt(1, { call, id: 1, endedMs: 5, error: lost })],
        [attemptAt(10, { call, id: 2, endedMs: 20 }), refused]
      ])
    ).toEqual([expect.stringContaining('was answered with code 19, but Produce v4 with id 1 to broker 1 may have been done')])
  })

  test('accepts attempts that were refused or not sent', () => {
    const unsent = closedError('not-sent')
    expect(
      check({ answer: refused }, call => [
        [attemptAt(1, { call, id: 1, endedMs: 5, error: unsent })],
        [attemptAt(10, { call, id: 2, endedMs: 20 }), refused]
      ])
    ).toEqual([])
  })

  test('does not take the answer to another request with the same correlation id for that of an unsent one', () => {
    const unsent = closedError('not-sent')
    const other = callOf('Produce', { topicData: [] }, 0, { endedMs: 1, answer: answerOf(errorCodes.NONE, 3n) })
    expect(
      check({ answer: refused }, call => [
        [attemptAt(0, { call: other, id: 1, endedMs: 1 }), answerOf(errorCodes.NONE, 3n)],
        [attemptAt(2, { call, id: 1, endedMs: 5, error: unsent })],
        [attemptAt(10, { call, id: 2, endedMs: 20 }), refused]
      ])
    ).toEqual([])
  })
})

describe('the check of a part that may have been sent', () => {
  const failed = (delivery: 'not-sent' | 'maybe-sent'): KafkaError => {
    const shards = [
      { nodeId: 1, response: answerOf(errorCodes.NONE, 3n), delivery: 'answered' },
      { nodeId: 2, error: closedError(delivery), delivery }
    ]
    return Object.assign(closedError('maybe-sent'), { shards })
  }

  test('reports a part of which no request was sent', () => {
    const attempts = (call: CallEntry): readonly (readonly [Attempt, unknown])[] => [
      [attemptAt(1, { call, endedMs: 5 }), answerOf(errorCodes.NONE, 3n)]
    ]
    expect(check({ error: failed('maybe-sent') }, attempts)).toEqual([
      expect.stringContaining('has a part that is maybe-sent, but no request for broker 2 was sent')
    ])
    expect(check({ error: failed('not-sent') }, attempts)).toEqual([])
  })

  test('accepts a part whose request had no answer', () => {
    const attempts = (call: CallEntry): readonly (readonly [Attempt, unknown?])[] => [
      [attemptAt(1, { call, id: 1, endedMs: 5 }), answerOf(errorCodes.NONE, 3n)],
      [attemptAt(1, { call, id: 2, nodeId: 2, endedMs: 5, error: closedError('maybe-sent') })]
    ]
    expect(check({ error: failed('maybe-sent') }, attempts)).toEqual([])
  })

  test('accepts a part that the broker of another part refused before', () => {
    const attempts = (call: CallEntry): readonly (readonly [Attempt, unknown])[] => [
      [attemptAt(1, { call, endedMs: 5 }), answerOf(errorCodes.NOT_LEADER_OR_FOLLOWER)]
    ]
    expect(check({ error: failed('maybe-sent') }, attempts)).toEqual([])
  })
})

describe('the check of not-sent after an error code', () => {
  const problemsOf = (api: string): string[] =>
    check({ api, error: closedError('not-sent') }, call => [
      [attemptAt(1, { call, id: 1, endedMs: 5 }), { errorCode: errorCodes.NOT_COORDINATOR }]
    ])

  test('accepts it for a request that only asks, and reports it for a change', () => {
    expect(problemsOf('OffsetCommit')).toEqual([expect.stringContaining('failed as not-sent, but the broker answered')])
    expect(problemsOf('DescribeGroups')).toEqual([])
  })
})
