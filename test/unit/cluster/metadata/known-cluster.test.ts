import { describe, expect, test } from 'vitest'
import type { ClusterBroker, LeaderHint, PartitionState } from '../../../../src/cluster/metadata/cluster-map.ts'
import { KnownCluster } from '../../../../src/cluster/metadata/known-cluster.ts'
import type { Decoded, MetadataResponse, MetadataResponsePartition, MetadataResponseTopic } from '../../../../src/messages.ts'
import { absentValues, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'

useOwnClock()

type AnsweredTopic = Decoded<MetadataResponseTopic>
type AnsweredPartition = Decoded<MetadataResponsePartition>

const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const ID = 'qHN2DcPhQkGOVEzfOV6iSQ'
const OTHER_ID = 'CkcUC9dPSbqJwdP1HS5ckw'
const ORDERS = { name: 'orders' }

const broker = (nodeId: number, host = `broker-${nodeId}`): ClusterBroker => ({ nodeId, host, port: 9092, rack: null })

const partition = (partitionIndex: number, leaderId: number, leaderEpoch: number, errorCode = 0): AnsweredPartition => ({
  errorCode,
  partitionIndex,
  leaderId,
  leaderEpoch,
  replicaNodes: [1, 2],
  isrNodes: [1, 2],
  offlineReplicas: []
})

const topic = (partitions: AnsweredPartition[], more: Partial<AnsweredTopic> = {}): AnsweredTopic => ({
  errorCode: 0,
  name: 'orders',
  topicId: ID,
  isInternal: false,
  partitions,
  topicAuthorizedOperations: -2_147_483_648,
  ...more
})

const answer = (topics: AnsweredTopic[], more: Partial<Decoded<MetadataResponse>> = {}): Decoded<MetadataResponse> => ({
  throttleTimeMs: 0,
  brokers: [broker(1), broker(2)],
  clusterId: 'cluster',
  controllerId: 1,
  topics,
  clusterAuthorizedOperations: -2_147_483_648,
  errorCode: 0,
  ...more
})

const mapOf = (...topics: AnsweredTopic[]): KnownCluster => {
  const map = new KnownCluster()
  map.applyMetadata(answer(topics))
  return map
}

const leaderOf = (map: KnownCluster, partitionIndex = 0): Partial<PartitionState> => {
  const { leaderId, leaderEpoch } = map.partition(ORDERS, partitionIndex) ?? {}
  return { ...(leaderId === undefined ? {} : { leaderId }), ...(leaderEpoch === undefined ? {} : { leaderEpoch }) }
}

describe('a topic', () => {
  test('a topic is found by its name and by its id, and the zero id finds no topic (KIP-516)', () => {
    const map = mapOf(topic([partition(0, 1, 5)]), topic([partition(0, 2, 1)], { name: 'old', topicId: ZERO_UUID }))
    expect(map.topic({ topicId: ID })).toBe(map.topic(ORDERS))
    expect(map.topic({ name: 'old', topicId: ZERO_UUID })).toMatchObject({ name: 'old' })
    expect(map.topic({ topicId: ZERO_UUID })).toBeUndefined()
    expect(map.topic({ name: 'orders', topicId: OTHER_ID })).toBeUndefined()
    expect(map.topic({})).toBeUndefined()
  })

  test.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', errorCodes.UNKNOWN_TOPIC_OR_PARTITION],
    ['UNKNOWN_TOPIC_ID', errorCodes.UNKNOWN_TOPIC_ID]
  ] as const)('a topic is removed if a broker answers error code %s, which says that it does not exist', (_name, errorCode) => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    const name = errorCode === errorCodes.UNKNOWN_TOPIC_ID ? null : 'orders'
    expect(map.applyMetadata(answer([topic([], { errorCode, name })])).topics).toEqual(['orders'])
    expect(map.topic(ORDERS)).toBeUndefined()
    expect(map.topic({ topicId: ID })).toBeUndefined()
  })

  test('a topic stays in the map if an answer does not name it', () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    expect(map.applyMetadata(answer([]))).toEqual({ brokers: false, controller: false, topics: [] })
    expect(leaderOf(map)).toEqual({ leaderId: 1, leaderEpoch: 5 })
  })

  test.each([
    ['LEADER_NOT_AVAILABLE', errorCodes.LEADER_NOT_AVAILABLE],
    ['NOT_LEADER_OR_FOLLOWER', errorCodes.NOT_LEADER_OR_FOLLOWER],
    ['REQUEST_TIMED_OUT', errorCodes.REQUEST_TIMED_OUT],
    ['REPLICA_NOT_AVAILABLE', errorCodes.REPLICA_NOT_AVAILABLE]
  ] as const)('a topic keeps its known state through the passing error code %s', (_name, errorCode) => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    const { generation } = map
    map.applyMetadata(answer([topic([], { errorCode, topicId: ZERO_UUID })]))
    expect(map.topic(ORDERS)).toMatchObject({ errorCode: 0, topicId: ID })
    expect(map.generation).toBe(generation)
  })

  test.each([
    ['TOPIC_AUTHORIZATION_FAILED', errorCodes.TOPIC_AUTHORIZATION_FAILED],
    ['INVALID_TOPIC_EXCEPTION', errorCodes.INVALID_TOPIC_EXCEPTION]
  ] as const)('a topic is replaced by the lasting error code %s, and comes back when the error is gone', (_name, errorCode) => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    map.applyMetadata(answer([topic([], { errorCode, topicId: ZERO_UUID })]))
    expect(map.topic(ORDERS)).toMatchObject({ errorCode, partitions: new Map() })
    const { generation } = map
    map.applyMetadata(answer([topic([], { errorCode, topicId: ZERO_UUID })]))
    expect(map.generation).toBe(generation)
    map.applyMetadata(answer([topic([partition(0, 2, 6)])]))
    expect(map.topic(ORDERS)?.errorCode).toBe(0)
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 6 })
  })

  test('a topic that was deleted and created again replaces the old one, whatever its epochs are', () => {
    const map = mapOf(topic([partition(0, 1, 5), partition(1, 2, 9)]))
    map.applyMetadata(answer([topic([partition(0, 2, 0)], { topicId: OTHER_ID })]))
    expect(map.topic(ORDERS)?.partitions.size).toBe(1)
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 0 })
    expect(map.topic({ topicId: ID })).toBeUndefined()
    expect(map.topic({ topicId: OTHER_ID })).toBe(map.topic(ORDERS))
  })

  test('a topic keeps its id if a broker without topic ids answers', () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    map.applyMetadata(answer([topic([partition(0, 2, 6)], { topicId: ZERO_UUID })]))
    expect(map.topic({ topicId: ID })).toBe(map.topic(ORDERS))
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 6 })
  })

  test('a topic keeps its name if it was asked for by its id', () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    map.applyMetadata(answer([topic([partition(0, 2, 6)], { name: null })]))
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 6 })
  })

  test('a topic stays in the map while its name or its id is in use', () => {
    const none = new Set<string>()
    const map = mapOf(topic([partition(0, 1, 0)]), topic([partition(0, 1, 0)], { name: null, topicId: OTHER_ID }))
    map.retainTopics(new Set(['orders']), new Set([OTHER_ID]))
    expect([map.topic(ORDERS), map.topic({ topicId: ID }), map.topic({ topicId: OTHER_ID })]).not.toContain(undefined)
    map.retainTopics(none, new Set([OTHER_ID]))
    expect([map.topic(ORDERS), map.topic({ topicId: ID })]).toEqual([undefined, undefined])
    expect(map.topic({ topicId: OTHER_ID })).toBeDefined()
    map.retainTopics(none, none)
    expect(map.topic({ topicId: OTHER_ID })).toBeUndefined()
  })

  test('a topic keeps a partition that a broker does not know yet', () => {
    const map = mapOf(topic([partition(0, 1, 5), partition(1, 2, 0)]))
    map.applyMetadata(answer([topic([partition(0, 2, 6)])]))
    expect(leaderOf(map, 1)).toEqual({ leaderId: 2, leaderEpoch: 0 })
    const withoutIds = mapOf(topic([partition(0, 1, 5), partition(1, 2, 0)], { topicId: ZERO_UUID }))
    withoutIds.applyMetadata(answer([topic([partition(0, 2, 6)], { topicId: ZERO_UUID })]))
    expect(leaderOf(withoutIds, 1)).toEqual({})
  })
})

describe('a leader epoch', () => {
  test('a leader epoch does not go backwards because of one late answer (KIP-320)', () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    map.applyMetadata(answer([topic([partition(0, 2, 4)])]))
    expect(leaderOf(map)).toEqual({ leaderId: 1, leaderEpoch: 5 })
    map.applyMetadata(answer([topic([partition(0, 2, 6)])]))
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 6 })
  })

  test('an old leader epoch of one partition does not hide a change of another partition', () => {
    const map = mapOf(topic([partition(0, 1, 5), partition(1, 1, 5)]))
    map.applyMetadata(answer([topic([partition(0, 2, 4), partition(1, 2, 6)])]))
    expect([leaderOf(map, 0).leaderId, leaderOf(map, 1).leaderId]).toEqual([1, 2])
  })

  test('a leader epoch is kept while the partition has no leader', () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    map.applyMetadata(answer([topic([partition(0, -1, -1, errorCodes.LEADER_NOT_AVAILABLE)])]))
    expect(map.partition(ORDERS, 0)).toMatchObject({
      leaderId: absentValues.NO_LEADER_ID,
      leaderEpoch: 5,
      errorCode: errorCodes.LEADER_NOT_AVAILABLE
    })
    map.applyMetadata(answer([topic([partition(0, 2, 4)])]))
    expect(leaderOf(map).leaderId).toBe(absentValues.NO_LEADER_ID)
    map.applyMetadata(answer([topic([partition(0, 2, 6)])]))
    expect(leaderOf(map).leaderId).toBe(2)
  })

  // Each answer comes 2.5 s after the one before.
  const applyLate = async (map: KnownCluster, ...answers: readonly Decoded<MetadataResponse>[]): Promise<void> => {
    for (const each of answers) {
      map.applyMetadata(each)
      await pass(2_500)
    }
  }

  test('a leader epoch that went backwards for good is accepted once five answers in a row agree for 10 s', async () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    const older = answer([topic([partition(0, 2, 3)])])
    await applyLate(map, older, older, older, older)
    expect(leaderOf(map)).toEqual({ leaderId: 1, leaderEpoch: 5 })
    expect(map.applyMetadata(older).topics).toEqual(['orders'])
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 3 })
    map.applyMetadata(answer([topic([partition(0, 1, 4)])]))
    expect(leaderOf(map)).toEqual({ leaderId: 1, leaderEpoch: 4 })
  })

  test('a leader epoch that a broker reports while it lags behind is not accepted, however often it is asked', async () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    const older = answer([topic([partition(0, 2, 3)])])
    for (let i = 0; i < 50; i++) map.applyMetadata(older)
    await pass(9_999)
    map.applyMetadata(older)
    expect(leaderOf(map)).toEqual({ leaderId: 1, leaderEpoch: 5 })
  })

  test.each([
    ['confirms the known leader', partition(0, 1, 5)],
    ['names another leader in the older epoch', partition(0, 3, 3)],
    ['names another older epoch', partition(0, 2, 4)]
  ])('a leader epoch that went backwards is not accepted if an answer in between %s', async (_, between) => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    const older = answer([topic([partition(0, 2, 3)])])
    await applyLate(map, older, older, older, older, answer([topic([between])]), older, older, older, older)
    expect(leaderOf(map)).toEqual({ leaderId: 1, leaderEpoch: 5 })
    map.applyMetadata(older)
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 3 })
  })

  test('a leader epoch is kept if a broker reports a leader without an epoch, and an older one is ignored after that', () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    map.applyMetadata(answer([topic([partition(0, 2, -1)])]))
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 5 })
    map.applyMetadata(answer([topic([partition(0, 1, 4)])]))
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: 5 })
  })

  test('leaders are followed without epochs if brokers report none (before Kafka 2.1)', () => {
    const map = mapOf(topic([partition(0, 1, -1)]))
    map.applyMetadata(answer([topic([partition(0, 2, -1)])]))
    expect(leaderOf(map)).toEqual({ leaderId: 2, leaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH })
  })
})

describe('the brokers', () => {
  test('the brokers of the map are those of the last answer, by node id', () => {
    const map = mapOf()
    expect(map.applyMetadata(answer([], { brokers: [broker(2, 'elsewhere'), broker(3)] })).brokers).toBe(true)
    expect([...map.brokers.values()]).toEqual([broker(2, 'elsewhere'), broker(3)])
  })

  test('the generation does not grow for the same brokers, or for another controller alone', () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    const { generation } = map
    map.applyMetadata(answer([topic([partition(0, 1, 5)])]))
    expect(map.generation).toBe(generation)
    expect(map.applyMetadata(answer([], { controllerId: 2 })).controller).toBe(true)
    expect(map.generation).toBe(generation)
    expect(map.controllerId).toBe(2)
  })
})

describe('a leader that an answer names (KIP-951)', () => {
  const hint = (leaderId: number, leaderEpoch: number, more: Partial<LeaderHint> = {}): LeaderHint => ({
    topic: ORDERS,
    partitionIndex: 0,
    leaderId,
    leaderEpoch,
    brokers: [broker(leaderId)],
    ...more
  })

  test('a hint with a newer leader epoch changes the leader and adds the broker that it names', () => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    const { generation } = map
    expect(map.applyHints([hint(3, 6)])).toEqual({ brokers: true, controller: false, topics: ['orders'] })
    expect(leaderOf(map)).toEqual({ leaderId: 3, leaderEpoch: 6 })
    expect(map.topic({ topicId: ID })).toBe(map.topic(ORDERS))
    expect(map.brokers.get(3)).toEqual(broker(3))
    expect(map.generation).toBe(generation + 1)
  })

  test.each([
    ['of the same epoch', hint(2, 5)],
    ['of an older epoch', hint(2, 4)],
    ['without a leader', hint(-1, 6)],
    ['to a broker without a known address', hint(7, 6, { brokers: [] })],
    ['for a partition that is not known', hint(2, 6, { partitionIndex: 1 })],
    ['for another topic of the same name', hint(2, 6, { topic: { topicId: OTHER_ID } })]
  ])('a hint %s is ignored', (_, bad) => {
    const map = mapOf(topic([partition(0, 1, 5)]))
    const { generation } = map
    expect(map.applyHints([bad]).topics).toEqual([])
    expect(leaderOf(map)).toEqual({ leaderId: 1, leaderEpoch: 5 })
    expect(map.generation).toBe(generation)
  })
})
