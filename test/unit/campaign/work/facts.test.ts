import { describe, expect, test } from 'vitest'
import type { Decoded } from '../../../../src/index.ts'
import {
  DescribeGroups,
  type DescribeGroupsResponseDescribedGroup,
  decodeResponse,
  encodeResponse,
  OffsetFetch
} from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { type Facts, falseAnswers, offsetsOfGroups, statesOfGroups } from '../../../campaign/work/callers/facts.ts'
import { Random } from '../../../support/vectors/random.ts'

const facts: Facts = { topic: 'orders', ends: [1n, 2n], groups: ['a', 'b'] }
const all = Object.assign(new Random(1), { once: () => false })
const states = statesOfGroups(facts, all)

/** An answer to DescribeGroups about these groups. */
function answer(...groups: readonly (readonly [groupId: string, groupState: string, errorCode?: number])[]): never {
  const described = groups.map(([groupId, groupState, errorCode = errorCodes.NONE]): DescribeGroupsResponseDescribedGroup => {
    return { errorCode, groupId, groupState, protocolType: '', protocolData: '', members: [] }
  })
  return decodeResponse(DescribeGroups, 5, encodeResponse(DescribeGroups, 5, { groups: described })) as never
}

/** An answer to OffsetFetch in the old form, which does not name the group. */
function oldAnswer(committedOffset: bigint): never {
  const partitions = [{ partitionIndex: 0, committedOffset, metadata: null, errorCode: errorCodes.NONE }]
  const response = { topics: [{ name: 'orders', partitions }], errorCode: errorCodes.NONE }
  return decodeResponse(OffsetFetch, 7, encodeResponse(OffsetFetch, 7, response)) as Decoded<unknown> as never
}

describe('the check of answers about known facts', () => {
  test('accepts answers that are true, and error codes in place of an answer', () => {
    expect(falseAnswers(states, [answer(['a', 'Empty'], ['b', 'Empty'])], true)).toEqual([])
    expect(falseAnswers(states, [answer(['a', '', errorCodes.NOT_COORDINATOR], ['b', 'Empty'])], true)).toEqual([])
    expect(falseAnswers(states, [answer(['b', 'Empty'])], false)).toEqual([])
  })

  test('reports what is not true, and what was not asked', () => {
    expect(falseAnswers(states, [answer(['a', 'Stable'])], false)).toEqual(['DescribeGroups says of a: Stable, not Empty'])
    expect(falseAnswers(states, [answer(['c', 'Empty'])], false)).toEqual(['DescribeGroups was not asked about c'])
  })

  test('reports a part that comes twice, and a merged answer in another order', () => {
    expect(falseAnswers(states, [answer(['a', 'Empty']), answer(['a', 'Empty'])], false)).toEqual([
      'DescribeGroups says something twice: a, a'
    ])
    expect(falseAnswers(states, [answer(['b', 'Empty'], ['a', 'Empty'])], true)).toEqual([
      'DescribeGroups was asked about a, b, and answered about b, a'
    ])
  })

  test('knows the group of an answer that does not name it by its offset', () => {
    const offsets = offsetsOfGroups(facts, all)
    expect(falseAnswers(offsets, [oldAnswer(1n), oldAnswer(0n)], false)).toEqual([])
    expect(falseAnswers(offsets, [oldAnswer(7n)], false)).toEqual(['OffsetFetch was not asked about 7'])
  })
})
