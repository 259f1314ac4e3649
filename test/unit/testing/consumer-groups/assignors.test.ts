import { describe, expect, test } from 'vitest'
import type { AssignableMember, Assignor } from '../../../../src/testing/groups/assignors/assignment.ts'
import { rangeAssignor } from '../../../../src/testing/groups/assignors/range-assignor.ts'
import { uniformAssignor } from '../../../../src/testing/groups/assignors/uniform-assignor.ts'

type Member = readonly [memberId: string, topics: string, assigned?: string, instanceId?: string]

// Members are written as 'a b', their partitions as 'a:0,1 b:2'.
function assign(assignor: Assignor, counts: Record<string, number>, members: readonly Member[]): string[] {
  const assigned = assignor({ members: members.map(toMember), partitionCounts: new Map(Object.entries(counts)) })
  return [...assigned].map(([memberId, topics]) => `${memberId} ${[...topics].map(([id, each]) => `${id}:${[...each].sort()}`).join(' ')}`)
}

function toMember([memberId, topics, assigned = '', instanceId]: Member): AssignableMember {
  const parts = assigned.split(' ').filter(Boolean)
  const partitions = parts.map(part => [part.split(':')[0] ?? '', new Set(part.split(':')[1]?.split(',').map(Number))] as const)
  return { memberId, instanceId: instanceId ?? null, topicIds: new Set(topics.split(' ')), assigned: new Map(partitions) }
}

describe('The assignor range', () => {
  test('Members get ranges of each topic in the order of their ids, static members first', () => {
    const members: Member[] = [
      ['m2', 'a b'],
      ['m1', 'a b'],
      ['m3', 'a b', '', 'i']
    ]

    expect(assign(rangeAssignor, { a: 5, b: 2 }, members)).toEqual(['m3 a:0,1 b:0', 'm1 a:2,3 b:1', 'm2 a:4'])
  })

  test('A topic is shared only by its subscribers', () => {
    const members: Member[] = [
      ['m1', 'a'],
      ['m2', 'a b']
    ]

    expect(assign(rangeAssignor, { a: 3, b: 2 }, members)).toEqual(['m1 a:0,1', 'm2 a:2 b:0,1'])
  })
})

describe('The assignor uniform', () => {
  test('Members of one subscription get equally many partitions, and keep what they have', () => {
    const members: Member[] = [
      ['m1', 'a b', 'a:0,1,2,3 b:0,1'],
      ['m2', 'a b'],
      ['m3', 'a b', 'c:0']
    ]

    expect(assign(uniformAssignor, { a: 4, b: 2 }, members)).toEqual(['m1 a:0,1', 'm2 a:2,3', 'm3 b:0,1'])
  })

  test('Members get partitions in the order in which a HashMap of Java lists their ids', () => {
    const members: Member[] = ['m17', 'm1', 'b', 'a', 'm16'].map(memberId => [memberId, 't'])

    expect(assign(uniformAssignor, { t: 5 }, members).sort()).toEqual(['a t:0', 'b t:2', 'm1 t:4', 'm16 t:3', 'm17 t:1'])
  })

  test('A partition that cannot be shared evenly stays where it is', () => {
    const members: Member[] = [
      ['m1', 't', 't:0'],
      ['m2', 't', 't:1,2']
    ]

    expect(assign(uniformAssignor, { t: 3 }, members)).toEqual(['m1 t:0', 'm2 t:1,2'])
  })

  test('Members of different subscriptions are balanced as far as these allow it', () => {
    const members: Member[] = [
      ['m1', 'a b', 'a:0,1,2,3'],
      ['m2', 'a'],
      ['m3', 'b']
    ]

    expect(assign(uniformAssignor, { a: 4, b: 3 }, members)).toEqual(['m1 a:0,1', 'm2 a:2,3', 'm3 b:0,1,2'])
  })

  test('A group without topics gets nothing', () => {
    expect(assign(uniformAssignor, {}, [['m1', 'a']])).toEqual(['m1 '])
  })

  test.each([1, 2, 3, 4, 5])('Each partition of random groups has exactly one member (seed %i)', seed => {
    let state = seed * 7_919
    const random = (below: number): number => {
      state = (state * 48_271) % 0x7f_ff_ff_ff
      return state % below
    }
    const counts = Object.fromEntries(Array.from({ length: 1 + random(5) }, (_, index) => [`t${index}`, 1 + random(9)]))
    const all = Object.keys(counts)
    const topics = (): string => [...new Set([all[0], ...all.filter(() => random(2) === 0)])].join(' ')
    const members = Array.from({ length: 1 + random(8) }, (_, index): Member => [`m${index}`, topics()])
    const assigned = assign(uniformAssignor, counts, members).map(line => line.split(' ').slice(1).filter(Boolean))
    const pairs = assigned.flatMap(parts =>
      parts.flatMap(part => (part.split(':')[1] ?? '').split(',').map(each => `${part.split(':')[0]}:${each}`))
    )

    expect(new Set(pairs).size).toBe(pairs.length)
    const subscribed = new Set(members.flatMap(([, each]) => each.split(' ')))
    expect(pairs.length).toBe([...subscribed].reduce((sum, topic) => sum + (counts[topic] ?? 0), 0))
  })
})
