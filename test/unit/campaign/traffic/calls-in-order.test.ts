import { describe, expect, test } from 'vitest'
import type { CallEntry } from '../../../campaign/checks/history.ts'
import { callsAreInOrder } from '../../../campaign/checks/traffic/calls-in-order.ts'
import type { Attempt } from '../../../campaign/traffic/traffic.ts'
import { attemptAt, callOf, closedError, connectionTo } from './builders.ts'

const produce = (beganMs: number, endedMs: number, partitions: readonly number[] = [0]): CallEntry =>
  callOf('Produce', { topicData: [{ name: 't', partitionData: partitions.map(index => ({ index, records: null })) }] }, beganMs, {
    endedMs
  })
const commit = (beganMs: number, endedMs: number): CallEntry => callOf('OffsetCommit', { groupId: 'g', topics: [] }, beganMs, { endedMs })

const check = (entries: readonly CallEntry[], attempts: readonly Attempt[]): string[] =>
  callsAreInOrder({ entries: [...entries] }, { attempts: [...attempts] })

const [ONE, OTHER] = [connectionTo(1), connectionTo(2)]
const overtaken = [expect.stringContaining('while an earlier call, of 0 ms, was waiting to be sent')]

describe('the check of the order of calls', () => {
  test('reports a Produce that is sent before an earlier one for its partition', () => {
    const [first, second] = [produce(0, 90), produce(1, 20)]
    const later = attemptAt(50, { call: first, broker: ONE, endedMs: 90 })
    expect(check([first, second], [attemptAt(10, { call: second, broker: ONE, endedMs: 20 }), later])).toEqual(overtaken)
    expect(
      check([first, second], [attemptAt(5, { call: first, broker: ONE, endedMs: 90 }), attemptAt(10, { call: second, broker: ONE })])
    ).toEqual([])
  })

  test('reports a Produce that is sent while an earlier one waits to be sent again', () => {
    const [first, second] = [produce(0, 90), produce(20, 40)]
    const attempts = [
      attemptAt(1, { call: first, broker: ONE, endedMs: 10, error: closedError('not-sent') }),
      attemptAt(30, { call: second, broker: ONE, endedMs: 40 }),
      attemptAt(80, { call: first, broker: ONE, endedMs: 90 })
    ]
    expect(check([first, second], attempts)).toEqual(overtaken)
  })

  test('reports a Produce on another connection than that of an earlier one in flight', () => {
    const [first, second] = [produce(0, 90), produce(20, 40)]
    const inFlight = attemptAt(1, { call: first, broker: ONE, endedMs: 90 })
    expect(check([first, second], [inFlight, attemptAt(30, { call: second, broker: OTHER, endedMs: 40 })])).toEqual(overtaken)
  })

  test('accepts a call after one that has settled, and one for another partition', () => {
    const [first, second] = [produce(0, 9), produce(1, 20)]
    expect(check([first, second], [attemptAt(10, { call: second, endedMs: 20 })])).toEqual([])
    const other = produce(1, 20, [1])
    expect(check([produce(0, 90), other], [attemptAt(10, { call: other, endedMs: 20 })])).toEqual([])
  })

  test('accepts a Produce after one for several partitions, because some of them may be done', () => {
    const [first, second] = [produce(0, 90, [0, 1]), produce(1, 20)]
    expect(check([first, second], [attemptAt(10, { call: second, endedMs: 20 })])).toEqual([])
  })

  test('reports a commit that is sent before an earlier one of its group has settled', () => {
    const [first, second] = [commit(0, 90), commit(1, 40)]
    const inFlight = attemptAt(1, { call: first, broker: ONE, endedMs: 90 })
    expect(check([first, second], [inFlight, attemptAt(30, { call: second, broker: ONE, endedMs: 40 })])).toEqual(overtaken)
  })
})
