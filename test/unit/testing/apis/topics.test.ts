import { describe, expect, test } from 'vitest'
import { CreateTopics, type CreateTopicsRequestCreatableTopic, DeleteTopics, Metadata } from '../../../../src/messages.ts'
import { absentValues, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'

const versions = (min: number, max: number): number[] => Array.from({ length: max - min + 1 }, (_, i) => min + i)
const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const topic = (fields: Partial<CreateTopicsRequestCreatableTopic>): CreateTopicsRequestCreatableTopic => ({
  ...{ name: 'new', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] },
  ...fields
})

describe('Metadata', () => {
  test.each(versions(0, 13))('Metadata v%i lists brokers and topics, with leaders spread over the brokers', async version => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 4 } })
    using client = await connectRaw(kafka.broker(2).port)

    const answer = await client.call(Metadata, version, { topics: [{ name: 'orders' }] })

    expect(answer.brokers.map(({ nodeId, host, port }) => ({ nodeId, host, port }))).toEqual(
      [1, 2, 3].map(nodeId => ({ nodeId, host: '127.0.0.1', port: kafka.broker(nodeId).port }))
    )
    expect(kafka.bootstrap).toBe(answer.brokers.map(({ host, port }) => `${host}:${port}`).join(','))
    expect(answer.topics[0]).toMatchObject({ errorCode: 0, name: 'orders' })
    expect(answer.topics[0]?.partitions.map(({ leaderId }) => leaderId)).toEqual([1, 2, 3, 1])
    if (version >= 1) expect(answer.controllerId).toBe(1)
    if (version >= 2) expect(answer.clusterId).toBe(kafka.clusterId)
  })

  test('Metadata lists all topics for an empty list in v0 and for null from v1 on, and no topics for an empty list from v1 on', async () => {
    await using kafka = await startTestingCluster({ topics: { a: 1, b: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const names = async (version: number, topics: [] | null): Promise<unknown> =>
      (await client.call(Metadata, version, { topics })).topics.map(({ name }) => name)

    expect(await names(0, [])).toEqual(['a', 'b'])
    expect(await names(1, [])).toEqual([])
    expect(await names(1, null)).toEqual(['a', 'b'])
  })

  test.each(versions(12, 13))('Metadata v%i finds topics by id', async version => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topicId = (await client.call(Metadata, version, { topics: null })).topics[0]?.topicId ?? ''
    const unknown = 'abcdefghijklmnopqrstuA'

    const { topics } = await client.call(Metadata, version, {
      topics: [topicId, unknown, topicId].map(id => ({ name: null, topicId: id }))
    })

    expect(topics[0]).toMatchObject({ errorCode: 0, name: 'orders', topicId })
    expect(topics[1]).toMatchObject({
      errorCode: errorCodes.UNKNOWN_TOPIC_ID,
      name: null,
      topicId: unknown,
      partitions: []
    })
    expect(topics, 'each topic is answered once').toHaveLength(2)
    const mixed = await client.call(Metadata, version, { topics: [{ name: 'orders' }, { name: null, topicId: unknown }] })
    expect(
      mixed.topics.map(({ errorCode }) => errorCode),
      'names do not count beside ids'
    ).toEqual([errorCodes.UNKNOWN_TOPIC_ID])
  })

  test('Metadata fails as a whole for ids before v12, and for a topic with neither a name nor an id', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const codes = async (version: number, topic: { name: string | null; topicId?: string }): Promise<unknown> => {
      const { topics, brokers } = await client.call(Metadata, version, { topics: [topic, { name: 'orders' }] })
      return [brokers.length, ...topics.map(({ errorCode }) => errorCode)]
    }
    const { INVALID_REQUEST, UNKNOWN_SERVER_ERROR } = errorCodes

    expect(await codes(11, { name: '', topicId: 'abcdefghijklmnopqrstuA' })).toEqual([0, INVALID_REQUEST, INVALID_REQUEST])
    expect(await codes(12, { name: null })).toEqual([0, UNKNOWN_SERVER_ERROR, UNKNOWN_SERVER_ERROR])
    expect(await codes(13, { name: null })).toEqual([0, UNKNOWN_SERVER_ERROR, UNKNOWN_SERVER_ERROR])
  })

  test('Metadata gives the allowed operations of a topic that does not exist, too', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const topics = [{ name: 'missing' }]
    const operations = async (isWanted: boolean): Promise<unknown> =>
      (await client.call(Metadata, 10, { topics, allowAutoTopicCreation: false, includeTopicAuthorizedOperations: isWanted })).topics[0]
        ?.topicAuthorizedOperations

    expect(await operations(false)).toBe(absentValues.AUTHORIZED_OPERATIONS_OMITTED)
    expect(await operations(true)).toBeGreaterThan(0)
  })

  test('Metadata creates a topic that does not exist, and finds it at the next request', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const ask = async (allowAutoTopicCreation: boolean): Promise<unknown> =>
      (await client.call(Metadata, 4, { topics: [{ name: 'fresh' }], allowAutoTopicCreation })).topics[0]?.errorCode

    expect([await ask(false), await ask(false), await ask(true), await ask(false)]).toEqual([3, 3, 3, 0])
  })

  test('Metadata creates no topic if autoCreateTopics is false or the name is illegal', async () => {
    await using kafka = await startTestingCluster({ autoCreateTopics: false })
    using client = await connectRaw(kafka.broker(1).port)
    const ask = async (name: string): Promise<unknown> => (await client.call(Metadata, 4, { topics: [{ name }] })).topics[0]?.errorCode

    expect([await ask('fresh'), await ask('fresh'), await ask('..'), await ask('a b')]).toEqual([3, 3, 17, 17])
  })
})

describe('CreateTopics', () => {
  test.each(versions(2, 7))('CreateTopics v%i creates a topic that all brokers know', async version => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    using client = await connectRaw(kafka.broker(1).port)
    using other = await connectRaw(kafka.broker(3).port)

    const { topics } = await client.call(CreateTopics, version, { topics: [topic({ numPartitions: 2, replicationFactor: 3 })] })
    const [found] = (await other.call(Metadata, 13, { topics: [{ name: 'new' }] })).topics

    expect(topics).toMatchObject([{ name: 'new', errorCode: 0 }])
    if (version >= 5) expect(topics).toMatchObject([{ numPartitions: 2, replicationFactor: 3 }])
    if (version >= 7) expect(topics).toMatchObject([{ topicId: found?.topicId }])
    expect(found?.partitions).toMatchObject([
      { replicaNodes: [1, 2, 3], leaderId: 1 },
      { replicaNodes: [2, 3, 1], leaderId: 2 }
    ])
  })

  test('CreateTopics refuses all topics of a request for more than 10,000 partitions, and creates none', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const create = (...counts: readonly number[]): Promise<{ topics: readonly { errorCode: number }[] }> =>
      client.call(CreateTopics, 7, { topics: counts.map((numPartitions, i) => topic({ name: `t${counts.length}-${i}`, numPartitions })) })

    for (const counts of [[100_000], [0x7fff_ffff], [5_000, 5_000, 1]]) {
      const { topics } = await create(...counts)
      expect(topics.map(({ errorCode }) => errorCode)).toEqual(counts.map(() => errorCodes.POLICY_VIOLATION))
    }
    expect(kafka.snapshot().topics).toEqual([])
    expect((await create(5_000, 5_000)).topics.map(({ errorCode }) => errorCode)).toEqual([errorCodes.NONE, errorCodes.NONE])
  })

  test('CreateTopics answers with a shortened message if it names a topic of 32 KiB', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    const { topics } = await client.call(CreateTopics, 2, { topics: [topic({ name: 'x'.repeat(32_767) })] })

    expect(topics[0]).toMatchObject({ errorCode: errorCodes.INVALID_TOPIC_EXCEPTION, name: 'x'.repeat(32_767) })
    expect(topics[0]?.errorMessage).toHaveLength(10_000)
  })

  test.each<[string, Partial<CreateTopicsRequestCreatableTopic>, number]>([
    ['a topic that is there', { name: 'there' }, errorCodes.TOPIC_ALREADY_EXISTS],
    ['an illegal name', { name: 'a/b' }, errorCodes.INVALID_TOPIC_EXCEPTION],
    ['no partitions', { numPartitions: 0 }, errorCodes.INVALID_PARTITIONS],
    ['a replication factor of 0', { replicationFactor: 0 }, errorCodes.INVALID_REPLICATION_FACTOR],
    ['a replication factor above the number of brokers', { replicationFactor: 3 }, errorCodes.INVALID_REPLICATION_FACTOR],
    [
      'assigned replicas beside a number of partitions',
      { assignments: [{ partitionIndex: 0, brokerIds: [1] }] },
      errorCodes.INVALID_REQUEST
    ],
    [
      'an unknown broker',
      {
        numPartitions: absentValues.NO_NUM_PARTITIONS,
        replicationFactor: absentValues.NO_REPLICATION_FACTOR,
        assignments: [{ partitionIndex: 0, brokerIds: [9] }]
      },
      errorCodes.INVALID_REPLICA_ASSIGNMENT
    ],
    [
      'a gap',
      {
        numPartitions: absentValues.NO_NUM_PARTITIONS,
        replicationFactor: absentValues.NO_REPLICATION_FACTOR,
        assignments: [{ partitionIndex: 1, brokerIds: [1] }]
      },
      errorCodes.INVALID_REPLICA_ASSIGNMENT
    ],
    [
      'nothing, if the defaults are asked for',
      { numPartitions: absentValues.NO_NUM_PARTITIONS, replicationFactor: absentValues.NO_REPLICATION_FACTOR },
      0
    ],
    [
      'nothing, if replicas are assigned',
      {
        numPartitions: absentValues.NO_NUM_PARTITIONS,
        replicationFactor: absentValues.NO_REPLICATION_FACTOR,
        assignments: [{ partitionIndex: 0, brokerIds: [2] }]
      },
      0
    ]
  ])('CreateTopics refuses %s', async (_, fields, errorCode) => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { there: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    const { topics } = await client.call(CreateTopics, 7, { topics: [topic(fields)] })

    expect(topics[0]?.errorCode).toBe(errorCode)
    expect(topics[0]?.errorMessage === null).toBe(errorCode === 0)
  })

  test('CreateTopics refuses a name that is in the request twice, and creates the other topics', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    const { topics } = await client.call(CreateTopics, 7, { topics: [topic({}), topic({ name: 'other' }), topic({})] })

    expect(topics.map(({ errorCode }) => errorCode)).toEqual([0, errorCodes.INVALID_REQUEST])
  })

  test('CreateTopics compares names with the topics before the request alone', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const topics = [topic({ name: 'a.b' }), topic({ name: 'a_b' })]
    const codes = async (): Promise<unknown> => (await client.call(CreateTopics, 7, { topics })).topics.map(({ errorCode }) => errorCode)

    expect(await codes()).toEqual([0, 0])
    expect(await codes()).toEqual([errorCodes.TOPIC_ALREADY_EXISTS, errorCodes.TOPIC_ALREADY_EXISTS])
  })

  test('CreateTopics only checks the request if validateOnly is true', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    const [checked] = (await client.call(CreateTopics, 7, { topics: [topic({})], validateOnly: true })).topics
    expect(checked?.errorCode).toBe(0)
    expect(checked?.topicId, 'as in Kafka, an id that no topic gets').not.toBe(ZERO_UUID)
    expect((await client.call(Metadata, 13, { topics: null })).topics).toEqual([])
  })
})

describe('DeleteTopics', () => {
  test.each(versions(1, 6))('DeleteTopics v%i deletes a topic by name', async version => {
    await using kafka = await startTestingCluster({ topics: { old: 1, kept: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const wanted = version < 6 ? { topicNames: ['old', 'never'] } : { topics: ['old', 'never'].map(name => ({ name, topicId: ZERO_UUID })) }

    const { responses } = await client.call(DeleteTopics, version, { ...wanted, timeoutMs: 1_000 })

    expect(responses.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ['old', 0],
      ['never', 3]
    ])
    expect((await client.call(Metadata, 1, { topics: null })).topics.map(({ name }) => name)).toEqual(['kept'])
  })

  test('DeleteTopics v6 deletes a topic by id', async () => {
    await using kafka = await startTestingCluster({ topics: { old: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topicId = (await client.call(Metadata, 12, { topics: null })).topics[0]?.topicId ?? ''
    const remove = async (name: string | null): Promise<unknown> =>
      (await client.call(DeleteTopics, 6, { topics: [{ name, topicId }], timeoutMs: 1_000 })).responses

    expect(await remove('old')).toMatchObject([{ errorCode: errorCodes.INVALID_REQUEST }])
    expect(await remove(null)).toMatchObject([{ name: 'old', topicId, errorCode: 0 }])
    expect(await remove(null)).toMatchObject([{ name: null, topicId, errorCode: errorCodes.UNKNOWN_TOPIC_ID }])
  })
  test('DeleteTopics refuses an id or a name that comes twice, and a name whose id comes too, and deletes none of them', async () => {
    await using kafka = await startTestingCluster({ topics: { a: 1, b: 1, c: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const known = (await client.call(Metadata, 12, { topics: null })).topics
    const idOf = (name: string): string => known.find(each => each.name === name)?.topicId ?? ''
    const [a, b] = [
      { name: null, topicId: idOf('a') },
      { name: 'b', topicId: ZERO_UUID }
    ]
    const c = { name: 'c', topicId: ZERO_UUID }

    const { responses } = await client.call(DeleteTopics, 6, { topics: [a, a, b, b, c, { name: null, topicId: idOf('c') }] })

    expect(responses.map(({ name, topicId, errorMessage }) => [name, topicId, errorMessage])).toEqual([
      [null, idOf('a'), 'Duplicate topic id.'],
      ['b', ZERO_UUID, 'Duplicate topic name.'],
      ['c', idOf('c'), 'The provided topic name maps to an ID that was already supplied.']
    ])
    expect((await client.call(Metadata, 12, { topics: null })).topics).toHaveLength(3)
  })
})
