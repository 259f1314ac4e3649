import { describe, expect, test } from 'vitest'
import { deleteGroupsShards } from '../../../../../src/cluster/routing/shards/groups/delete-groups.ts'
import { describeGroupsShards } from '../../../../../src/cluster/routing/shards/groups/describe-groups.ts'
import { describeShareGroupOffsetsShards } from '../../../../../src/cluster/routing/shards/groups/describe-share-group-offsets.ts'
import { describeTypedGroupsShards } from '../../../../../src/cluster/routing/shards/groups/describe-typed-groups.ts'
import { shareGroupStateShards } from '../../../../../src/cluster/routing/shards/groups/share-group-state.ts'
import { describeTransactionsShards } from '../../../../../src/cluster/routing/shards/transactions/describe-transactions.ts'
import { errorCodes } from '../../../../../src/protocol/codes/index.ts'
import { DeleteGroups } from '../../../../../src/protocol/messages/delete-groups.ts'
import { DescribeGroups } from '../../../../../src/protocol/messages/describe-groups.ts'
import { DescribeShareGroupOffsets } from '../../../../../src/protocol/messages/describe-share-group-offsets.ts'
import { DescribeTransactions } from '../../../../../src/protocol/messages/describe-transactions.ts'
import { decoded, fixedMap } from './fixed-map.ts'

const map = fixedMap([1, 2])

describe('a request by coordinator', () => {
  test('a request by coordinator has a part for each group or transactional id', () => {
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
    expect(describeTypedGroupsShards.split({ groupIds: ['g', 'h'], ...options }, map).parts).toEqual([
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

  test('a request by coordinator with one group is not copied, and one without groups goes to any broker', () => {
    for (const [groups, to] of [[['g'], { group: 'g' }] as const, [[], 'any'] as const]) {
      const request = { groups }
      const { parts } = describeGroupsShards.split(request, map)
      expect(parts).toEqual([{ to, request }])
      expect(parts[0]?.request).toBe(request)
    }
  })

  test('a request about the state of a share group has a part for each partition', () => {
    const [A, B] = ['AAAAAAAAAAAAAAAAAAAAAQ', 'AAAAAAAAAAAAAAAAAAAAAg'] as const
    const one = { topicId: A, partitions: [{ partition: 4 }] }
    const request = { groupId: 'g', topics: [one, { topicId: B, partitions: [{ partition: 0 }, { partition: 1 }] }] }
    expect(shareGroupStateShards.topics).toBeUndefined()
    expect(shareGroupStateShards.split(request, map).parts).toEqual([
      { to: { shareKey: `g:${A}:4` }, request: { groupId: 'g', topics: [one] } },
      { to: { shareKey: `g:${B}:0` }, request: { groupId: 'g', topics: [{ topicId: B, partitions: [{ partition: 0 }] }] } },
      { to: { shareKey: `g:${B}:1` }, request: { groupId: 'g', topics: [{ topicId: B, partitions: [{ partition: 1 }] }] } }
    ])
    const moved = { results: [{ topicId: A, partitions: [{ partition: 4, errorCode: errorCodes.NOT_COORDINATOR }] }] }
    const asked = { groupId: 'g', topics: [one] }
    expect(shareGroupStateShards.sift?.(asked, moved)).toEqual({
      again: asked,
      settled: undefined,
      codes: [errorCodes.NOT_COORDINATOR],
      hints: []
    })
  })
})

describe('the answers to a request by coordinator', () => {
  const results = (...codes: [groupId: string, errorCode: number][]) =>
    decoded(DeleteGroups, 2, { throttleTimeMs: 4, results: codes.map(([groupId, errorCode]) => ({ groupId, errorCode })) })

  test('answers of coordinators are merged in the order of the request', () => {
    const answers = [results(['h', errorCodes.GROUP_ID_NOT_FOUND]), results(['g', 0])].map(response => ({
      request: { groupsNames: [] },
      response
    }))
    expect(deleteGroupsShards.merge({ groupsNames: ['g', 'h', 'lost'] }, answers)).toEqual(
      results(['g', 0], ['h', errorCodes.GROUP_ID_NOT_FOUND])
    )
    const only = results(['g', 0])
    expect(deleteGroupsShards.merge({ groupsNames: ['g'] }, [{ request: { groupsNames: ['g'] }, response: only }])).toBe(only)
  })

  test('answers about transactions and the offsets of share groups are merged in the order of the request', () => {
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

  test.each([
    ['COORDINATOR_LOAD_IN_PROGRESS', errorCodes.COORDINATOR_LOAD_IN_PROGRESS],
    ['COORDINATOR_NOT_AVAILABLE', errorCodes.COORDINATOR_NOT_AVAILABLE],
    ['NOT_COORDINATOR', errorCodes.NOT_COORDINATOR]
  ] as const)('groups with code %s are sent again, and the other groups of the answer are final', (_name, code) => {
    const request = { groupsNames: ['g', 'h', 'i'] }
    expect(deleteGroupsShards.sift?.(request, results(['g', 0], ['h', code], ['i', errorCodes.GROUP_AUTHORIZATION_FAILED]))).toEqual({
      again: { groupsNames: ['h'] },
      settled: { request: { groupsNames: ['g', 'i'] }, response: results(['g', 0], ['i', errorCodes.GROUP_AUTHORIZATION_FAILED]) },
      codes: [code],
      hints: []
    })
    const sole = { groupsNames: ['h'] }
    expect(deleteGroupsShards.sift?.(sole, results(['h', code]))).toEqual({ again: sole, settled: undefined, codes: [code], hints: [] })
    expect(deleteGroupsShards.sift?.(sole, results(['h', code]))?.again).toBe(sole)
    expect(deleteGroupsShards.sift?.(sole, results(['g', code]))).toMatchObject({ again: undefined, settled: { request: sole } })
  })

  test('groups with any other code are final', () => {
    expect(deleteGroupsShards.sift?.({ groupsNames: ['g'] }, results(['g', errorCodes.GROUP_ID_NOT_FOUND]))).toBeUndefined()
    const dead = { errorCode: 0, groupId: 'g', groupState: 'Dead', protocolType: '', protocolData: '', members: [] }
    expect(describeGroupsShards.sift?.({ groups: ['g'] }, decoded(DescribeGroups, 5, { groups: [dead] }))).toBeUndefined()
    expect(
      describeTypedGroupsShards.sift?.({ groupIds: ['g'] }, { groups: [{ groupId: 'g', errorCode: errorCodes.NOT_COORDINATOR }] })?.codes
    ).toEqual([errorCodes.NOT_COORDINATOR])
  })

  test('descriptions of classic and of new groups are merged in the order of the request', () => {
    const group = { errorCode: 0, groupState: 'Stable', protocolType: '', protocolData: '', members: [] }
    const described = (...ids: string[]) =>
      decoded(DescribeGroups, 5, { throttleTimeMs: 3, groups: ids.map(groupId => ({ ...group, groupId })) })
    const old = { groups: ['g', 'h', 'i'] }
    const oldAnswers = [described('i'), described('g'), described('h')].map(response => ({ request: old, response }))
    expect(describeGroupsShards.merge(old, oldAnswers)).toEqual(described('g', 'h', 'i'))
    const request = { groupIds: ['g', 'h'] }
    const answers = ['h', 'g'].map(groupId => ({ request, response: { groups: [{ groupId, errorCode: 0 }] } }))
    expect(describeTypedGroupsShards.merge(request, answers)).toEqual({ groups: ['g', 'h'].map(groupId => ({ groupId, errorCode: 0 })) })
  })

  test('descriptions of groups with a healable code are sent again, and the others are final', () => {
    const group = { groupState: 'Stable', protocolType: '', protocolData: '', members: [] }
    const described = (...codes: [groupId: string, errorCode: number][]) =>
      decoded(DescribeGroups, 5, { groups: codes.map(([groupId, errorCode]) => ({ ...group, groupId, errorCode })) })
    expect(describeGroupsShards.sift?.({ groups: ['g', 'h'] }, described(['g', errorCodes.NOT_COORDINATOR], ['h', 0]))).toEqual({
      again: { groups: ['g'] },
      settled: { request: { groups: ['h'] }, response: described(['h', 0]) },
      codes: [errorCodes.NOT_COORDINATOR],
      hints: []
    })
  })

  test('answers about the state of share groups are merged, and partitions with a healable code are sent again', () => {
    const topicId = 'AAAAAAAAAAAAAAAAAAAAAQ'
    const state = (...partitions: [partition: number, errorCode: number][]) => ({
      results: [{ topicId, partitions: partitions.map(([partition, errorCode]) => ({ partition, errorCode })) }]
    })
    const ask = (...partitions: number[]) => ({
      groupId: 'g',
      topics: [{ topicId, partitions: partitions.map(partition => ({ partition })) }]
    })
    expect(shareGroupStateShards.sift?.(ask(0, 1), state([0, 0], [1, errorCodes.COORDINATOR_NOT_AVAILABLE]))).toEqual({
      again: ask(1),
      settled: { request: ask(0), response: state([0, 0]) },
      codes: [errorCodes.COORDINATOR_NOT_AVAILABLE],
      hints: []
    })
    const answers = [
      { request: ask(1), response: state([1, 0]) },
      { request: ask(0), response: state([0, 0]) }
    ]
    expect(shareGroupStateShards.merge(ask(0, 1), answers)).toEqual(state([0, 0], [1, 0]))
  })
})
