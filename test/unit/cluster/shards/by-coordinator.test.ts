import { describe, expect, it } from 'vitest'
import { deleteGroupsShards } from '../../../../src/cluster/shards/delete-groups.ts'
import { describeGroupsShards } from '../../../../src/cluster/shards/describe-groups.ts'
import { describeShareGroupOffsetsShards } from '../../../../src/cluster/shards/describe-share-group-offsets.ts'
import { describeTransactionsShards } from '../../../../src/cluster/shards/describe-transactions.ts'
import { groupDescribeShards } from '../../../../src/cluster/shards/group-describe.ts'
import { shareGroupStateShards } from '../../../../src/cluster/shards/share-group-state.ts'
import { DeleteGroups } from '../../../../src/protocol/messages/delete-groups.ts'
import { DescribeGroups } from '../../../../src/protocol/messages/describe-groups.ts'
import { DescribeShareGroupOffsets } from '../../../../src/protocol/messages/describe-share-group-offsets.ts'
import { DescribeTransactions } from '../../../../src/protocol/messages/describe-transactions.ts'
import { decoded, fixedMap } from './fixed-map.ts'

const map = fixedMap([1, 2])

describe('a request by coordinator', () => {
  it('has a part for each group or transaction', () => {
    const options = { includeAuthorizedOperations: true }
    expect(describeGroupsShards.split({ groups: ['g', 'h'], ...options }, map)).toEqual({
      parts: [
        { to: { group: 'g' }, request: { groups: ['g'], ...options } },
        { to: { group: 'h' }, request: { groups: ['h'], ...options } }
      ],
      unrouted: undefined
    })
    expect(deleteGroupsShards.split({ groupsNames: ['g', 'h'] }, map).parts).toEqual([
      { to: { group: 'g' }, request: { groupsNames: ['g'] } },
      { to: { group: 'h' }, request: { groupsNames: ['h'] } }
    ])
    expect(groupDescribeShards.split({ groupIds: ['g', 'h'], ...options }, map).parts).toEqual([
      { to: { group: 'g' }, request: { groupIds: ['g'], ...options } },
      { to: { group: 'h' }, request: { groupIds: ['h'], ...options } }
    ])
    const [g, h] = ['g', 'h'].map(groupId => ({ groupId, topics: null }))
    expect(describeShareGroupOffsetsShards.split({ groups: [g, h].flatMap(group => group ?? []) }, map).parts).toEqual([
      { to: { group: 'g' }, request: { groups: [g] } },
      { to: { group: 'h' }, request: { groups: [h] } }
    ])
    expect(describeTransactionsShards.split({ transactionalIds: ['t', 'u'] }, map).parts).toEqual([
      { to: { transactionalId: 't' }, request: { transactionalIds: ['t'] } },
      { to: { transactionalId: 'u' }, request: { transactionalIds: ['u'] } }
    ])
  })

  it('passes as it is with one group, and goes to anyone with none', () => {
    for (const [groups, to] of [[['g'], { group: 'g' }] as const, [[], 'any'] as const]) {
      const request = { groups }
      const { parts } = describeGroupsShards.split(request, map)
      expect(parts).toEqual([{ to, request }])
      expect(parts[0]?.request).toBe(request)
    }
  })

  it('has a part for each partition whose state a share coordinator keeps', () => {
    const [A, B] = ['AAAAAAAAAAAAAAAAAAAAAQ', 'AAAAAAAAAAAAAAAAAAAAAg'] as const
    const one = { topicId: A, partitions: [{ partition: 4 }] }
    const request = { groupId: 'g', topics: [one, { topicId: B, partitions: [{ partition: 0 }, { partition: 1 }] }] }
    expect(shareGroupStateShards.topics).toBeUndefined()
    expect(shareGroupStateShards.split(request, map).parts).toEqual([
      { to: { shareKey: `g:${A}:4` }, request: { groupId: 'g', topics: [one] } },
      { to: { shareKey: `g:${B}:0` }, request: { groupId: 'g', topics: [{ topicId: B, partitions: [{ partition: 0 }] }] } },
      { to: { shareKey: `g:${B}:1` }, request: { groupId: 'g', topics: [{ topicId: B, partitions: [{ partition: 1 }] }] } }
    ])
    const moved = { results: [{ topicId: A, partitions: [{ partition: 4, errorCode: 16 }] }] }
    const asked = { groupId: 'g', topics: [one] }
    expect(shareGroupStateShards.sift?.(asked, moved)).toEqual({ again: asked, settled: undefined, codes: [16], hints: [] })
  })
})

describe('its answers', () => {
  const results = (...codes: [groupId: string, errorCode: number][]) =>
    decoded(DeleteGroups, 2, { throttleTimeMs: 4, results: codes.map(([groupId, errorCode]) => ({ groupId, errorCode })) })

  it('come together in the order of the request', () => {
    const answers = [results(['h', 69]), results(['g', 0])].map(response => ({ request: { groupsNames: [] }, response }))
    expect(deleteGroupsShards.merge({ groupsNames: ['g', 'h', 'lost'] }, answers)).toEqual(results(['g', 0], ['h', 69]))
    const only = results(['g', 0])
    expect(deleteGroupsShards.merge({ groupsNames: ['g'] }, [{ request: { groupsNames: ['g'] }, response: only }])).toBe(only)
  })

  it('come together for transactions and the offsets of share groups too', () => {
    const state = {
      transactionState: 'Empty',
      transactionTimeoutMs: 1,
      transactionStartTimeMs: 0n,
      producerId: 1n,
      producerEpoch: 0,
      topics: []
    }
    const transactions = (...ids: string[]) =>
      decoded(DescribeTransactions, 0, {
        throttleTimeMs: 0,
        transactionStates: ids.map(transactionalId => ({ ...state, errorCode: 0, transactionalId }))
      })
    const asked = { transactionalIds: ['t', 'u'] }
    const answers = [transactions('u'), transactions('t')].map(response => ({ request: asked, response }))
    expect(describeTransactionsShards.merge(asked, answers)).toEqual(transactions('t', 'u'))
    const offsets = (...ids: string[]) =>
      decoded(DescribeShareGroupOffsets, 0, { throttleTimeMs: 0, groups: ids.map(groupId => ({ groupId, topics: [], errorCode: 0 })) })
    const groups = { groups: ['g', 'h'].map(groupId => ({ groupId, topics: null })) }
    const parts = [offsets('h'), offsets('g')].map(response => ({ request: groups, response }))
    expect(describeShareGroupOffsetsShards.merge(groups, parts)).toEqual(offsets('g', 'h'))
  })

  it.each([14, 15, 16])('with code %i have groups that are asked about again, and others that are settled', code => {
    const request = { groupsNames: ['g', 'h', 'i'] }
    expect(deleteGroupsShards.sift?.(request, results(['g', 0], ['h', code], ['i', 30]))).toEqual({
      again: { groupsNames: ['h'] },
      settled: { request: { groupsNames: ['g', 'i'] }, response: results(['g', 0], ['i', 30]) },
      codes: [code],
      hints: []
    })
    const sole = { groupsNames: ['h'] }
    expect(deleteGroupsShards.sift?.(sole, results(['h', code]))).toEqual({ again: sole, settled: undefined, codes: [code], hints: [] })
    expect(deleteGroupsShards.sift?.(sole, results(['h', code]))?.again).toBe(sole)
    expect(deleteGroupsShards.sift?.(sole, results(['g', code]))).toMatchObject({ again: undefined, settled: { request: sole } })
  })

  it('are final with every other code', () => {
    expect(deleteGroupsShards.sift?.({ groupsNames: ['g'] }, results(['g', 69]))).toBeUndefined()
    const dead = { errorCode: 0, groupId: 'g', groupState: 'Dead', protocolType: '', protocolData: '', members: [] }
    expect(describeGroupsShards.sift?.({ groups: ['g'] }, decoded(DescribeGroups, 5, { groups: [dead] }))).toBeUndefined()
    expect(groupDescribeShards.sift?.({ groupIds: ['g'] }, { groups: [{ groupId: 'g', errorCode: 16 }] })?.codes).toEqual([16])
  })
})
