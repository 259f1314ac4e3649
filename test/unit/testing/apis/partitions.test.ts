import { describe, expect, test } from 'vitest'
import {
  AlterPartitionReassignments,
  CreatePartitions,
  DeleteTopics,
  DescribeTopicPartitions,
  ElectLeaders,
  ListPartitionReassignments,
  Metadata
} from '../../../../src/messages.ts'
import { electionTypes, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

async function partitionsOf(client: RawClient, name: string): Promise<unknown> {
  const { topics } = await client.call(Metadata, 12, { topics: [{ name }] })
  return topics[0]?.partitions.map(({ leaderId, leaderEpoch, replicaNodes }) => ({ leaderId, leaderEpoch, replicaNodes }))
}

describe('CreatePartitions', () => {
  test.each([0, 3])('v%i adds partitions that all brokers know', async version => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const grow = async (count: number, assignments: { brokerIds: number[] }[] | null, validateOnly = false): Promise<unknown> =>
      (await client.call(CreatePartitions, version, { topics: [{ name: 'orders', count, assignments }], validateOnly })).results[0]

    const added = await grow(2, [{ brokerIds: [2] }])
    const checked = await grow(5, null, true)

    expect([added, checked]).toMatchObject([{ errorCode: 0 }, { errorCode: 0 }])
    expect(await partitionsOf(client, 'orders')).toMatchObject([{ leaderId: 1 }, { leaderId: 2 }])
  })

  test.each<[string, string, number, number[][] | null, number]>([
    ['the number of partitions that there are', 'orders', 2, null, errorCodes.INVALID_PARTITIONS],
    ['fewer partitions', 'orders', 1, null, errorCodes.INVALID_PARTITIONS],
    ['far too many partitions', 'orders', 20_000, null, errorCodes.POLICY_VIOLATION],
    ['a topic that does not exist', 'nope', 3, null, errorCodes.UNKNOWN_TOPIC_OR_PARTITION],
    ['too few assignments', 'orders', 4, [[1]], errorCodes.INVALID_REPLICA_ASSIGNMENT],
    ['an unknown broker', 'orders', 3, [[9]], errorCodes.INVALID_REPLICA_ASSIGNMENT],
    ['a broker that is assigned twice', 'orders', 3, [[1, 1]], errorCodes.INVALID_REPLICA_ASSIGNMENT],
    ['another replication factor', 'orders', 3, [[1, 2]], errorCodes.INVALID_REPLICA_ASSIGNMENT]
  ])('refuses %s', async (_, name, count, replicas, errorCode) => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    using client = await connectRaw(kafka.broker(1).port)

    const assignments = replicas?.map(brokerIds => ({ brokerIds }))
    const { results } = await client.call(CreatePartitions, 3, { topics: [{ name, count, assignments }] })

    expect(results).toMatchObject([{ name, errorCode }])
  })
})

describe('DescribeTopicPartitions', () => {
  const ask = async (client: RawClient, names: string[], responsePartitionLimit: number, cursor: [string, number] | null = null) =>
    client.call(DescribeTopicPartitions, 0, {
      topics: names.map(name => ({ name })),
      responsePartitionLimit,
      cursor: cursor && { topicName: cursor[0], partitionIndex: cursor[1] }
    })

  test('describes topics by name, page by page', async () => {
    await using kafka = await startTestingCluster({ topics: { b: 2, a: 3 } })
    using client = await connectRaw(kafka.broker(1).port)
    const pages: unknown[] = []
    let cursor: [string, number] | null = null
    do {
      const { topics, nextCursor }: Awaited<ReturnType<typeof ask>> = await ask(client, [], 2, cursor)
      pages.push(topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)]))
      cursor = nextCursor && [nextCursor.topicName, nextCursor.partitionIndex]
    } while (cursor !== null)

    expect(pages).toEqual([
      [['a', [0, 1]]],
      [
        ['a', [2]],
        ['b', [0]]
      ],
      [['b', [1]]]
    ])
  })

  test('says of each unknown topic that it does not exist', async () => {
    await using kafka = await startTestingCluster({ topics: { a: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    const { topics } = await ask(client, ['nope', 'a', 'a/b'], 10)

    expect(topics).toMatchObject([
      { name: 'a', errorCode: 0, topicAuthorizedOperations: 3576, partitions: [{ eligibleLeaderReplicas: [], offlineReplicas: [] }] },
      { name: 'a/b', errorCode: errorCodes.INVALID_TOPIC_EXCEPTION },
      { name: 'nope', errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }
    ])
  })

  test('fails for each topic, as Kafka does, if one of them has the empty name and there is no cursor', async () => {
    await using kafka = await startTestingCluster({ topics: { a: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    const { topics } = await ask(client, ['a', '', 'a'], 10)

    const { UNKNOWN_SERVER_ERROR } = errorCodes
    expect(topics.map(({ name, errorCode }) => [name, errorCode])).toEqual(['a', '', 'a'].map(name => [name, UNKNOWN_SERVER_ERROR]))
  })

  test.each<[string, [string, number]]>([
    ['before the first partition', ['a', -1]],
    ['at a topic that is not asked for', ['b', 0]]
  ])('refuses a cursor %s', async (_, cursor) => {
    await using kafka = await startTestingCluster({ topics: { a: 1, b: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    expect(await ask(client, ['a'], 10, cursor)).toMatchObject({
      topics: [{ name: 'a', errorCode: errorCodes.INVALID_REQUEST }],
      nextCursor: null
    })
  })
})

describe('ElectLeaders', () => {
  test.each([0, 2])('v%i makes the preferred replica the leader, in the next epoch', async version => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    using client = await connectRaw(kafka.broker(1).port)
    const replicas = [{ partitionIndex: 0, replicas: [1, 2] }]
    await client.call(AlterPartitionReassignments, 1, { topics: [{ name: 'orders', partitions: replicas }] })
    kafka.moveLeader('orders', 0, 2)

    const elect = async (topicPartitions: { topic: string; partitions: number[] }[] | null): Promise<unknown> =>
      (await client.call(ElectLeaders, version, { topicPartitions })).replicaElectionResults
    const some = await elect([{ topic: 'orders', partitions: [0, 1, 9] }])

    expect(some).toMatchObject([
      {
        topic: 'orders',
        partitionResult: [
          { partitionId: 0, errorCode: 0 },
          { partitionId: 1, errorCode: errorCodes.ELECTION_NOT_NEEDED },
          { partitionId: 9, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }
        ]
      }
    ])
    expect(await partitionsOf(client, 'orders')).toMatchObject([{ leaderId: 1, leaderEpoch: 2 }, { leaderId: 2 }])
    expect(await elect(null)).toMatchObject([{ topic: 'orders', partitionResult: [] }])
  })

  test('refuses an unclean election while the leader runs, and an unknown type of election', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const elect = async (electionType: number) =>
      client.call(ElectLeaders, 2, { electionType: electionType as 0, topicPartitions: [{ topic: 'orders', partitions: [0] }] })

    expect(await elect(electionTypes.UNCLEAN)).toMatchObject({
      replicaElectionResults: [{ partitionResult: [{ errorCode: errorCodes.ELECTION_NOT_NEEDED }] }]
    })
    expect(await elect(9)).toMatchObject({ errorCode: errorCodes.INVALID_REQUEST })
  })
})

describe('AlterPartitionReassignments', () => {
  test('gives a partition other replicas, and a leader among them, at once', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    const reassign = async (replicas: number[] | null, version: number, more = {}): Promise<unknown> =>
      (
        await client.call(AlterPartitionReassignments, version, {
          topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, replicas }] }],
          ...more
        })
      ).responses[0]?.partitions[0]?.errorCode

    expect(await reassign([3, 2], 0)).toBe(0)
    expect(await partitionsOf(client, 'orders')).toEqual([{ leaderId: 3, leaderEpoch: 1, replicaNodes: [3, 2] }])
    expect(await reassign([9], 1)).toBe(errorCodes.INVALID_REPLICA_ASSIGNMENT)
    expect(await reassign(null, 1)).toBe(errorCodes.NO_REASSIGNMENT_IN_PROGRESS)
    expect(await reassign([1], 1, { allowReplicationFactorChange: false })).toBe(errorCodes.INVALID_REPLICATION_FACTOR)
    expect(await client.call(ListPartitionReassignments, 0, { topics: null })).toMatchObject({ errorCode: 0, topics: [] })
  })
})

describe('DeleteTopics', () => {
  test('refuses a name that is given twice, and a topic without a name and an id', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    const topicId = 'AAAAAAAAAAAAAAAAAAAAAA'
    const named = await client.call(DeleteTopics, 5, { topicNames: ['orders', 'orders'] })
    const unnamed = await client.call(DeleteTopics, 6, { topics: [{ name: null, topicId }] })

    expect(named.responses).toMatchObject([{ name: 'orders', errorCode: errorCodes.INVALID_REQUEST }])
    expect(unnamed.responses).toMatchObject([{ name: null, errorCode: errorCodes.INVALID_REQUEST }])
  })
})
