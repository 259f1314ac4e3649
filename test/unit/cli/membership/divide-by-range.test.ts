import { describe, expect, test } from 'vitest'
import { assignByRange, type Subscriber } from '../../../../src/cli/membership/divide-by-range.ts'

const member = (memberId: string, topics: readonly string[], instanceId: string | null = null): Subscriber => ({
  memberId,
  instanceId,
  topics
})

const assigned = (members: readonly Subscriber[], counts: Record<string, number>): Record<string, Record<string, readonly number[]>> =>
  Object.fromEntries([...assignByRange(members, new Map(Object.entries(counts)))].map(([id, topics]) => [id, Object.fromEntries(topics)]))

// The expected values are those of RangeAssignorTest in Kafka.
describe('the range assignor', () => {
  test('the first members get one partition more, in the order of their ids', () => {
    expect(assigned([member('c2', ['t1', 't2']), member('c1', ['t1', 't2'])], { t1: 3, t2: 3 })).toEqual({
      c1: { t1: [0, 1], t2: [0, 1] },
      c2: { t1: [2], t2: [2] }
    })
  })

  test('a topic is divided among the members that subscribe to it', () => {
    const members = [member('c1', ['t1']), member('c2', ['t1', 't2']), member('c3', ['t1'])]
    expect(assigned(members, { t1: 3, t2: 2 })).toEqual({ c1: { t1: [0] }, c2: { t1: [1], t2: [0, 1] }, c3: { t1: [2] } })
  })

  test('a member without partitions is in the assignment all the same', () => {
    expect(assigned([member('c1', ['t1']), member('c2', ['t1'])], { t1: 1 })).toEqual({ c1: { t1: [0] }, c2: {} })
  })

  test('static members come first, in the order of their static ids', () => {
    const members = [member('a', ['t1']), member('z', ['t1'], 'i1'), member('b', ['t1'], 'i2')]
    expect(assigned(members, { t1: 3 })).toEqual({ z: { t1: [0] }, b: { t1: [1] }, a: { t1: [2] } })
  })
})
