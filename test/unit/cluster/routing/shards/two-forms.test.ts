import { describe, expect, test } from 'vitest'
import { findCoordinatorShards } from '../../../../../src/cluster/routing/shards/groups/find-coordinator.ts'
import { offsetFetchShards } from '../../../../../src/cluster/routing/shards/groups/offset-fetch.ts'
import { addPartitionsToTxnShards } from '../../../../../src/cluster/routing/shards/transactions/add-partitions-to-txn.ts'
import type { VersionRange } from '../../../../../src/errors.ts'
import { coordinatorTypes, errorCodes } from '../../../../../src/protocol/codes/index.ts'
import { AddPartitionsToTxn, type AddPartitionsToTxnRequest } from '../../../../../src/protocol/messages/add-partitions-to-txn.ts'
import { FindCoordinator, type FindCoordinatorRequest } from '../../../../../src/protocol/messages/find-coordinator.ts'
import { OffsetFetch, type OffsetFetchRequest } from '../../../../../src/protocol/messages/offset-fetch.ts'
import { decoded, fixedMap } from './fixed-map.ts'

const map = fixedMap([1, 2])
const upTo = (max: number): VersionRange => ({ min: 0, max })

describe('FindCoordinator', () => {
  const request: FindCoordinatorRequest = { keyType: coordinatorTypes.TRANSACTION, coordinatorKeys: ['t', 'u'] }
  const found = (key: string, nodeId: number, errorCode = 0) => ({ key, nodeId, host: 'h', port: 9092, errorCode, errorMessage: null })

  test('FindCoordinator of both forms goes to any broker without a copy', () => {
    for (const one of [request, { key: 'g' }, {}]) {
      expect(findCoordinatorShards.split(one, map)).toEqual({ parts: [{ to: 'any', request: one }], unrouted: undefined })
      expect(findCoordinatorShards.split(one, map).parts[0]?.request).toBe(one)
    }
  })

  test('FindCoordinator is translated to one request for each key if the broker speaks no lists', () => {
    expect(findCoordinatorShards.splitFurther?.(request, upTo(3))).toEqual([
      { keyType: coordinatorTypes.TRANSACTION, key: 't' },
      { keyType: coordinatorTypes.TRANSACTION, key: 'u' }
    ])
    expect(findCoordinatorShards.splitFurther?.(request, upTo(4))).toBeUndefined()
    expect(findCoordinatorShards.splitFurther?.({ key: 'g' }, upTo(3))).toBeUndefined()
  })

  test('answers to single keys are merged like those to a list of keys', () => {
    const single = (key: string, nodeId: number, errorCode = 0) => ({
      request: { keyType: coordinatorTypes.TRANSACTION, key },
      response: decoded(FindCoordinator, 3, { throttleTimeMs: 6, nodeId, host: 'h', port: 9092, errorCode, errorMessage: null })
    })
    const list = (...coordinators: ReturnType<typeof found>[]) => ({
      ...decoded(FindCoordinator, 4, { throttleTimeMs: 6, coordinators }),
      errorMessage: null
    })
    expect(findCoordinatorShards.merge(request, [single('u', 2), single('t', 1)])).toEqual(list(found('t', 1), found('u', 2)))
    expect(
      findCoordinatorShards.merge({ ...request, coordinatorKeys: ['t'] }, [single('t', -1, errorCodes.COORDINATOR_NOT_AVAILABLE)])
    ).toEqual(list(found('t', -1, errorCodes.COORDINATOR_NOT_AVAILABLE)))
    const asked = single('t', 1)
    expect(findCoordinatorShards.merge({ key: 't' }, [asked])).toBe(asked.response)
  })

  test('FindCoordinator is sent again for keys with COORDINATOR_NOT_AVAILABLE', () => {
    const coordinators = [found('t', -1, errorCodes.COORDINATOR_NOT_AVAILABLE), found('u', 2)]
    expect(findCoordinatorShards.sift?.(request, decoded(FindCoordinator, 4, { coordinators }))).toEqual({
      again: { keyType: coordinatorTypes.TRANSACTION, coordinatorKeys: ['t'] },
      settled: {
        request: { keyType: coordinatorTypes.TRANSACTION, coordinatorKeys: ['u'] },
        response: decoded(FindCoordinator, 4, { coordinators: [found('u', 2)] })
      },
      codes: [errorCodes.COORDINATOR_NOT_AVAILABLE],
      hints: []
    })
    const old = { key: 'g' }
    expect(findCoordinatorShards.sift?.(old, decoded(FindCoordinator, 3, { errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE }))).toEqual({
      again: old,
      settled: undefined,
      codes: [errorCodes.COORDINATOR_NOT_AVAILABLE],
      hints: []
    })
    expect(
      findCoordinatorShards.sift?.(old, decoded(FindCoordinator, 3, { errorCode: errorCodes.GROUP_AUTHORIZATION_FAILED }))
    ).toBeUndefined()
  })
})

describe('OffsetFetch', () => {
  const topics = [{ name: 'a', partitionIndexes: [0] }]
  const request: OffsetFetchRequest = {
    groups: [
      { groupId: 'g', topics },
      { groupId: 'h', topics: null }
    ],
    requireStable: true
  }
  const partition = (errorCode = 0) => ({ partitionIndex: 0, committedOffset: 5n, metadata: '', errorCode })

  test('OffsetFetch goes to the coordinator of each group', () => {
    expect(offsetFetchShards.split(request, map).parts.map(({ to }) => to)).toEqual([{ group: 'g' }, { group: 'h' }])
    const old = { groupId: 'i', topics }
    expect(offsetFetchShards.split(old, map)).toEqual({ parts: [{ to: { group: 'i' }, request: old }], unrouted: undefined })
  })

  test('OffsetFetch is translated to one request for each group if the broker speaks no lists, unless it names topics by id', () => {
    expect(offsetFetchShards.splitFurther?.(request, upTo(7))).toEqual([
      { groupId: 'g', topics, requireStable: true },
      { groupId: 'h', topics: null, requireStable: true }
    ])
    expect(offsetFetchShards.splitFurther?.(request, upTo(8))).toBeUndefined()
    const byId = { groups: [{ groupId: 'g', topics: [{ topicId: 'AAAAAAAAAAAAAAAAAAAAAQ', partitionIndexes: [0] }] }] }
    expect(offsetFetchShards.splitFurther?.(byId, upTo(7))).toBeUndefined()
  })

  test('answers to single groups are merged like those to a list of groups', () => {
    const single = (groupId: string, errorCode: number) => ({
      request: { groupId, topics: null },
      response: decoded(OffsetFetch, 7, { errorCode, topics: [{ name: 'a', partitions: [partition()] }] })
    })
    const group = (groupId: string, errorCode: number) => ({ groupId, errorCode, topics: [{ name: 'a', partitions: [partition()] }] })
    expect(offsetFetchShards.merge(request, [single('h', errorCodes.GROUP_AUTHORIZATION_FAILED), single('g', 0)])).toEqual(
      decoded(OffsetFetch, 8, { groups: [group('g', 0), group('h', errorCodes.GROUP_AUTHORIZATION_FAILED)] })
    )
  })

  test('OffsetFetch is sent again after NOT_COORDINATOR, wherever its version has the code', () => {
    const old = { groupId: 'g', topics }
    const again = { again: old, settled: undefined, codes: [errorCodes.NOT_COORDINATOR], hints: [] }
    expect(offsetFetchShards.sift?.(old, decoded(OffsetFetch, 7, { errorCode: errorCodes.NOT_COORDINATOR, topics: [] }))).toEqual(again)
    expect(
      offsetFetchShards.sift?.(
        old,
        decoded(OffsetFetch, 1, { topics: [{ name: 'a', partitions: [partition(errorCodes.NOT_COORDINATOR)] }] })
      )
    ).toEqual(again)
    expect(offsetFetchShards.sift?.(old, decoded(OffsetFetch, 7, { topics: [] }))).toBeUndefined()
    const lists = decoded(OffsetFetch, 8, {
      groups: ['g', 'h'].map(groupId => ({ groupId, errorCode: groupId === 'h' ? errorCodes.COORDINATOR_LOAD_IN_PROGRESS : 0, topics: [] }))
    })
    expect(offsetFetchShards.sift?.(request, lists)?.again).toEqual({ ...request, groups: request.groups?.slice(1) })
  })
})

describe('AddPartitionsToTxn', () => {
  const topics = [{ name: 'a', partitions: [0] }]
  const transaction = (transactionalId: string) => ({ transactionalId, producerId: 5n, producerEpoch: 1, topics })
  const request: AddPartitionsToTxnRequest = { transactions: [transaction('t'), transaction('u')] }
  const old = (id: string): AddPartitionsToTxnRequest => ({
    v3AndBelowTransactionalId: id,
    v3AndBelowProducerId: 5n,
    v3AndBelowProducerEpoch: 1,
    v3AndBelowTopics: topics
  })
  const results = (partitionErrorCode: number) => [{ name: 'a', resultsByPartition: [{ partitionIndex: 0, partitionErrorCode }] }]

  test('AddPartitionsToTxn goes to the coordinator of each transaction', () => {
    expect(addPartitionsToTxnShards.split(request, map).parts.map(({ to }) => to)).toEqual([
      { transactionalId: 't' },
      { transactionalId: 'u' }
    ])
    expect(addPartitionsToTxnShards.split(old('t'), map).parts).toEqual([{ to: { transactionalId: 't' }, request: old('t') }])
  })

  test('AddPartitionsToTxn is translated to one request for each transaction if the broker speaks no lists, unless it has verifyOnly', () => {
    expect(addPartitionsToTxnShards.splitFurther?.(request, upTo(3))).toEqual([old('t'), old('u')])
    expect(addPartitionsToTxnShards.splitFurther?.(request, upTo(4))).toBeUndefined()
    const asking = { transactions: [{ ...transaction('t'), verifyOnly: true }] }
    expect(addPartitionsToTxnShards.splitFurther?.(asking, upTo(3))).toBeUndefined()
  })

  test('answers to single transactions are merged like those to a list of transactions', () => {
    const single = (id: string, code: number) => ({
      request: old(id),
      response: decoded(AddPartitionsToTxn, 3, { throttleTimeMs: 1, resultsByTopicV3AndBelow: results(code) })
    })
    expect(addPartitionsToTxnShards.merge(request, [single('u', errorCodes.INVALID_TXN_STATE), single('t', 0)])).toEqual(
      decoded(AddPartitionsToTxn, 4, {
        throttleTimeMs: 1,
        resultsByTransaction: [
          { transactionalId: 't', topicResults: results(0) },
          { transactionalId: 'u', topicResults: results(errorCodes.INVALID_TXN_STATE) }
        ]
      })
    )
  })

  test('AddPartitionsToTxn is sent again after NOT_COORDINATOR', () => {
    const answer = decoded(AddPartitionsToTxn, 3, { throttleTimeMs: 0, resultsByTopicV3AndBelow: results(errorCodes.NOT_COORDINATOR) })
    expect(addPartitionsToTxnShards.sift?.(old('t'), answer)?.again).toEqual(old('t'))
    const list = decoded(AddPartitionsToTxn, 4, {
      throttleTimeMs: 0,
      resultsByTransaction: [
        { transactionalId: 't', topicResults: results(0) },
        { transactionalId: 'u', topicResults: results(errorCodes.COORDINATOR_NOT_AVAILABLE) }
      ]
    })
    expect(addPartitionsToTxnShards.sift?.(request, list)?.again).toEqual({ transactions: [transaction('u')] })
  })
})
