import { describe, expect, test } from 'vitest'
import {
  AddPartitionsToTxn,
  type Api,
  apis,
  DeleteTopics,
  encodeRequest,
  Fetch,
  FindCoordinator,
  LeaveGroup,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  Produce,
  TxnOffsetCommit
} from '../../../src/messages.ts'
import { acks, replicaIds } from '../../../src/protocol/codes/index.ts'

const topicId = 'AAECAwQFBgcICQoLDA0ODw'
const ZERO = 'AAAAAAAAAAAAAAAAAAAAAA'

/** The lowest and the highest version that can carry a request. */
function limits<Req>(api: Api<Req, unknown>, request: Req): [number, number] {
  return [api.lowestVersionFor?.(request) ?? api.minVersion, api.highestVersionFor?.(request) ?? api.maxVersion]
}

type Topic = { name?: string; topicId?: string }
const produce = (...topics: Topic[]): [number, number] =>
  limits(Produce, { acks: acks.LEADER, timeoutMs: 1, topicData: topics.map(topic => ({ ...topic, partitionData: [] })) })
const fetch = (...topics: Topic[]): [number, number] =>
  limits(Fetch, {
    maxWaitMs: 1,
    minBytes: 1,
    topics: topics.map(({ name, ...id }) => ({ ...id, ...(name !== undefined && { topic: name }), partitions: [] }))
  })
const commit = (...topics: Topic[]): [number, number] =>
  limits(OffsetCommit, { groupId: 'g', topics: topics.map(topic => ({ ...topic, partitions: [] })) })
const fetchOffsets = (...topics: Topic[]): [number, number] =>
  limits(OffsetFetch, { groups: [{ groupId: 'g', topics: topics.map(topic => ({ ...topic, partitionIndexes: [] })) }] })
const commitInTransaction = (...topics: Topic[]): [number, number] =>
  limits(TxnOffsetCommit, {
    transactionalId: 't',
    groupId: 'g',
    producerId: 1n,
    producerEpoch: 1,
    topics: topics.map(topic => ({ ...topic, partitions: [] }))
  })

describe('the versions that can carry a request', () => {
  test.each<[string, (...topics: Topic[]) => [number, number], number, number]>([
    ['Produce', produce, 12, 13],
    ['Fetch', fetch, 12, 18],
    ['OffsetCommit', commit, 9, 10],
    ['OffsetFetch', fetchOffsets, 9, 10],
    ['TxnOffsetCommit', commitInTransaction, 5, 6]
  ])(
    'the versions that can carry a request of %s are the older ones if its topics have names, and the newer ones if they have ids',
    (_, of, lastByName, newest) => {
      expect(of({ name: 'orders' })).toEqual([0, lastByName])
      expect(of({ topicId })).toEqual([lastByName + 1, newest])
      expect(of({ name: '', topicId: ZERO })).toEqual([0, newest])
      expect(of()).toEqual([0, newest])
      // A topic with name and id is known by its name. Kafka drops the id in a version that does not
      // have it.
      expect(of({ name: 'orders', topicId })).toEqual([0, lastByName])
      // A topic by name and one by id fit no version: the lowest version is above the highest.
      expect(of({ name: 'orders' }, { topicId })).toEqual([lastByName + 1, lastByName])
      expect(of({ topicId }, { name: 'orders' })).toEqual([lastByName + 1, lastByName])
    }
  )

  test('the versions that can carry a Fetch depend also on the topics to forget and on the replica id', () => {
    const request = { maxWaitMs: 1, minBytes: 1, topics: [] }
    expect(limits(Fetch, { ...request, forgottenTopicsData: [{ topic: 'orders', partitions: [] }] })).toEqual([0, 12])
    expect(limits(Fetch, { ...request, forgottenTopicsData: [{ topicId, partitions: [] }] })).toEqual([13, 18])
    expect(limits(Fetch, { ...request, replicaId: 3 })).toEqual([0, 14])
    expect(limits(Fetch, { ...request, replicaId: replicaIds.CONSUMER })).toEqual([0, 18])
  })

  test('the versions that can carry the old form of a request end with the last version that has the form', () => {
    expect(limits(FindCoordinator, { key: 'g' })).toEqual([0, 3])
    expect(limits(FindCoordinator, { coordinatorKeys: ['g'] })).toEqual([0, 6])
    expect(limits(DeleteTopics, { topicNames: ['a'], timeoutMs: 1 })).toEqual([0, 5])
    expect(limits(DeleteTopics, { topics: [{ name: 'a', topicId: ZERO }], timeoutMs: 1 })).toEqual([0, 6])
    expect(limits(OffsetFetch, { groupId: 'g', topics: [] })).toEqual([0, 7])
    expect(limits(OffsetFetch, { groupId: 'g', topics: null })).toEqual([0, 7])
    expect(limits(LeaveGroup, { groupId: 'g', memberId: 'm' })).toEqual([0, 2])
    expect(limits(LeaveGroup, { groupId: 'g', members: [] })).toEqual([0, 5])
    expect(limits(Metadata, { topics: null, includeClusterAuthorizedOperations: true })).toEqual([0, 10])
    expect(limits(Metadata, { topics: null })).toEqual([0, 13])
    expect(limits(OffsetCommit, { groupId: 'g', retentionTimeMs: 1_000n, topics: [] })).toEqual([0, 4])
    expect(limits(AddPartitionsToTxn, { v3AndBelowTransactionalId: 't' })).toEqual([0, 3])
    expect(limits(AddPartitionsToTxn, { transactions: [] })).toEqual([0, 5])
  })

  test('the versions that can carry a request are limited for 18 APIs, and not for the others', () => {
    expect(apis.filter(api => api.highestVersionFor !== undefined)).toHaveLength(18)
    expect(apis.filter(api => api.lowestVersionFor !== undefined).map(api => api.name)).toEqual([
      'Produce',
      'Fetch',
      'OffsetCommit',
      'OffsetFetch',
      'TxnOffsetCommit',
      'AlterPartition'
    ])
  })

  test('the versions that can carry a request matter because an encoder drops a name that its version does not have, as Kafka does', () => {
    const byName = { acks: acks.LEADER, timeoutMs: 1, topicData: [{ name: 'orders', partitionData: [] }] }
    expect(Buffer.from(encodeRequest(Produce, 12, byName)).includes('orders')).toBe(true)
    expect(Buffer.from(encodeRequest(Produce, 13, byName)).includes('orders')).toBe(false)
    const byId = { acks: acks.LEADER, timeoutMs: 1, topicData: [{ topicId, partitionData: [] }] }
    expect(Buffer.from(encodeRequest(Produce, 13, byId)).includes(Buffer.from(topicId, 'base64url'))).toBe(true)
  })
})
