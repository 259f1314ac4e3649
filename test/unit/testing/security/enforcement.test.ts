import { describe, expect, test } from 'vitest'
import { CreateTopics, DeleteTopics, FindCoordinator, InitProducerId, ListOffsets, Metadata, Produce } from '../../../../src/messages.ts'
import {
  absentValues,
  acks,
  aclOperations,
  coordinatorTypes,
  errorCodes,
  resourceTypes,
  specialTimestamps
} from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { rejectionOf } from '../../../support/process/exchange.ts'
import { batchOf } from '../../../support/vectors/records.ts'
import { acl, add, as, startSecured } from './secured.ts'

const { ALTER_CONFIGS, CREATE, DELETE, DESCRIBE, DESCRIBE_CONFIGS, READ, WRITE } = aclOperations
const { GROUP_AUTHORIZATION_FAILED, TOPIC_AUTHORIZATION_FAILED, TRANSACTIONAL_ID_AUTHORIZATION_FAILED } = errorCodes
const CLUSTER = { resourceType: resourceTypes.CLUSTER, resourceName: 'kafka-cluster' }
const bits = (...operations: number[]): number => operations.reduce((sum, operation) => sum | (1 << operation), 0)

describe('Metadata with an authorizer', () => {
  test.each([1, 8, 13])('version %i lists only the topics that the user may describe', async version => {
    await using kafka = await startSecured({ topics: { t: 1, hidden: 1 } })
    await add(kafka, acl())
    using alice = await as(kafka, 'alice')
    const all = await alice.call(Metadata, version, { topics: null })
    const named = await alice.call(Metadata, version, { topics: [{ name: 'hidden' }, { name: 't' }] })

    expect(all.topics.map(({ name }) => name)).toEqual(['t'])
    expect(named.topics).toMatchObject([
      { name: 'hidden', errorCode: TOPIC_AUTHORIZATION_FAILED, partitions: [] },
      { name: 't', errorCode: 0 }
    ])
  })

  test('a topic that does not exist is not told from a forbidden one, and its name is not told for an id', async () => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    using admin = await as(kafka, 'admin')
    const topicId = (await admin.call(Metadata, 13, { topics: [{ name: 't' }] })).topics[0]?.topicId ?? ''
    const asked = [{ name: 'missing' }, { name: null, topicId }]
    const answers = await Promise.all(asked.map(topic => alice.call(Metadata, 13, { topics: [topic] })))
    const topics = answers.flatMap(answer => answer.topics)

    expect(topics).toMatchObject([
      { name: 'missing', errorCode: TOPIC_AUTHORIZATION_FAILED },
      { name: null, topicId, errorCode: TOPIC_AUTHORIZATION_FAILED }
    ])
    expect((await admin.call(Metadata, 13, { topics: null })).topics).toHaveLength(1)
  })

  test('a topic is created only for a user who may create it', async () => {
    await using kafka = await startSecured()
    await add(kafka, acl({ resourceName: 'new', operation: WRITE }))
    using alice = await as(kafka, 'alice')
    const ask = async (): Promise<number | undefined> => (await alice.call(Metadata, 8, { topics: [{ name: 'new' }] })).topics[0]?.errorCode

    expect(await ask()).toBe(TOPIC_AUTHORIZATION_FAILED)
    await add(kafka, acl({ resourceName: 'new', operation: CREATE }))
    expect([await ask(), await ask()]).toEqual([errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 0])
  })

  test('the authorized operations are those of the user', async () => {
    await using kafka = await startSecured()
    await add(kafka, acl({ operation: WRITE }), acl({ operation: ALTER_CONFIGS }), acl({ ...CLUSTER, operation: DESCRIBE }))
    const request = { topics: [{ name: 't' }], includeTopicAuthorizedOperations: true, includeClusterAuthorizedOperations: true }
    using alice = await as(kafka, 'alice')
    using bob = await as(kafka, 'bob')
    const seen = await alice.call(Metadata, 8, request)

    expect(seen.topics[0]?.topicAuthorizedOperations).toBe(bits(WRITE, DESCRIBE, ALTER_CONFIGS, DESCRIBE_CONFIGS))
    expect(seen.clusterAuthorizedOperations).toBe(bits(DESCRIBE))
    expect((await bob.call(Metadata, 8, request)).clusterAuthorizedOperations).toBe(0)
  })

  test('without an authorizer, all operations are authorized', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const request = { topics: null, includeTopicAuthorizedOperations: true }
    const { topics } = await client.call(Metadata, 13, request)

    // Kafka's own answer: 3 to 8, 10 and 11.
    expect(topics[0]?.topicAuthorizedOperations).toBe(0b1101_1111_1000)
  })
})

describe('records with an authorizer', () => {
  const request = (name: string) => ({
    ...{ acks: acks.ALL, timeoutMs: 1_000 },
    topicData: [{ name, partitionData: [{ index: 0, records: batchOf(['x']) }] }]
  })

  test.each([3, 12])('Produce version %i needs WRITE on the topic', async version => {
    await using kafka = await startSecured()
    await add(kafka, acl())
    using alice = await as(kafka, 'alice')
    const produce = async (name = 't'): Promise<number | undefined> =>
      (await alice.call(Produce, version, request(name))).responses[0]?.partitionResponses[0]?.errorCode

    expect([await produce(), await produce('missing')]).toEqual([TOPIC_AUTHORIZATION_FAILED, TOPIC_AUTHORIZATION_FAILED])
    await add(kafka, acl({ operation: WRITE }))
    expect(await produce()).toBe(0)
  })

  test('Produce without answers closes the connection of a user who may not write', async () => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    alice.send(Produce, 12, { ...request('t'), acks: acks.NONE })

    expect(await alice.frame()).toBeUndefined()
  })

  test.each([1, 11])('ListOffsets version %i needs DESCRIBE on the topic', async version => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    const list = async (): Promise<number | undefined> => {
      const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
      return (await alice.call(ListOffsets, version, { topics })).topics[0]?.partitions[0]?.errorCode
    }

    expect(await list()).toBe(TOPIC_AUTHORIZATION_FAILED)
    await add(kafka, acl({ operation: DESCRIBE }))
    expect(await list()).toBe(0)
  })
})

describe('InitProducerId with an authorizer', () => {
  test.each([0, 5])('version %i gives a producer id to a user who may write to some topic (KIP-679)', async version => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    const ask = async (): Promise<number> =>
      (await alice.call(InitProducerId, version, { transactionalId: null, transactionTimeoutMs: 1_000 })).errorCode

    expect(await ask()).toBe(errorCodes.CLUSTER_AUTHORIZATION_FAILED)
    await add(kafka, acl({ resourceName: 'any', operation: WRITE }))
    expect(await ask()).toBe(0)
  })
})

describe('topics with an authorizer', () => {
  const topic = (name: string) => ({ name, numPartitions: 3, replicationFactor: 1, assignments: [], configs: [] })

  test.each([2, 5, 7])('CreateTopics version %i needs CREATE on the topic or on the cluster', async version => {
    await using kafka = await startSecured()
    await add(kafka, acl({ resourceName: 'mine', operation: CREATE }), acl({ ...CLUSTER, principal: 'User:bob', operation: CREATE }))
    using alice = await as(kafka, 'alice')
    using bob = await as(kafka, 'bob')
    const forAlice = await alice.call(CreateTopics, version, { topics: [topic('mine'), topic('other')], timeoutMs: 1_000 })
    const forBob = await bob.call(CreateTopics, version, { topics: [topic('other')], timeoutMs: 1_000 })

    expect(forAlice.topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([
      ['mine', 0],
      ['other', TOPIC_AUTHORIZATION_FAILED]
    ])
    expect(forBob.topics).toMatchObject([{ name: 'other', errorCode: 0 }])
    // The configs are told only to a user who may describe them (KIP-525).
    if (version >= 5)
      expect(forBob.topics[0]).toMatchObject({
        topicConfigErrorCode: TOPIC_AUTHORIZATION_FAILED,
        numPartitions: absentValues.NO_NUM_PARTITIONS,
        configs: []
      })
  })

  test('DeleteTopics needs DELETE, and tells no name for an id that the user may not describe', async () => {
    await using kafka = await startSecured({ topics: { t: 1, other: 1 } })
    using alice = await as(kafka, 'alice')
    using admin = await as(kafka, 'admin')
    const topicId = (await admin.call(Metadata, 13, { topics: [{ name: 'other' }] })).topics[0]?.topicId ?? ''
    const byName = async (): Promise<number[]> =>
      (await alice.call(DeleteTopics, 1, { topicNames: ['t', 'missing'], timeoutMs: 1_000 })).responses.map(({ errorCode }) => errorCode)
    const byId = () => alice.call(DeleteTopics, 6, { topics: [{ name: null, topicId }], timeoutMs: 1_000 })

    expect(await byName()).toEqual([TOPIC_AUTHORIZATION_FAILED, TOPIC_AUTHORIZATION_FAILED])
    expect((await byId()).responses).toMatchObject([{ name: null, topicId, errorCode: TOPIC_AUTHORIZATION_FAILED }])
    await add(kafka, acl({ resourceName: 'other' }), acl({ operation: DELETE }))
    expect((await byId()).responses).toMatchObject([{ name: 'other', topicId, errorCode: TOPIC_AUTHORIZATION_FAILED }])
    expect(await byName()).toEqual([0, TOPIC_AUTHORIZATION_FAILED])
  })
})

describe('FindCoordinator with an authorizer', () => {
  test.each([
    [coordinatorTypes.GROUP, resourceTypes.GROUP, GROUP_AUTHORIZATION_FAILED],
    [coordinatorTypes.TRANSACTION, resourceTypes.TRANSACTIONAL_ID, TRANSACTIONAL_ID_AUTHORIZATION_FAILED]
  ])('a coordinator of type %i is told to a user who may describe the resource of type %i', async (keyType, resourceType, errorCode) => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    const oldest = await alice.call(FindCoordinator, 1, { key: 'x', keyType })
    const newest = await alice.call(FindCoordinator, 6, { keyType, coordinatorKeys: ['x', 'y'] })
    await add(kafka, acl({ resourceType, resourceName: 'x', operation: DESCRIBE }))
    const later = await alice.call(FindCoordinator, 6, { keyType, coordinatorKeys: ['x', 'y'] })

    expect(oldest).toMatchObject({ errorCode, nodeId: -1 })
    expect(newest.coordinators.map(each => each.errorCode)).toEqual([errorCode, errorCode])
    expect(later.coordinators).toMatchObject([
      { key: 'x', errorCode: 0, nodeId: 1 },
      { key: 'y', errorCode, nodeId: -1 }
    ])
  })
})

describe('the option authorizer', () => {
  test('clients that need not authenticate are User:ANONYMOUS', async () => {
    await using open = await startTestingCluster({ authorizer: { superUsers: ['User:ANONYMOUS'] }, topics: { t: 1 } })
    await using shut = await startTestingCluster({ authorizer: true, topics: { t: 1 } })
    using allowed = await connectRaw(open.broker(1).port)
    using refused = await connectRaw(shut.broker(1).port)

    expect((await allowed.call(Metadata, 8, { topics: null })).topics).toHaveLength(1)
    expect((await refused.call(Metadata, 8, { topics: null })).topics).toHaveLength(0)
  })

  test('with allowEveryoneIfNoAcls, only resources with ACLs are protected', async () => {
    await using kafka = await startSecured({
      authorizer: { superUsers: ['User:admin'], allowEveryoneIfNoAcls: true },
      topics: { t: 1, free: 1 }
    })
    await add(kafka, acl({ principal: 'User:bob', operation: READ }))
    using alice = await as(kafka, 'alice')

    expect((await alice.call(Metadata, 8, { topics: null })).topics.map(({ name }) => name)).toEqual(['free'])
  })

  test.each([
    [{ authorizer: 'yes' }, 'authorizer must be true, false, or an object of options, not a string'],
    [{ authorizer: { superUsers: 'User:admin' } }, 'authorizer.superUsers must be an array of principals, not a string'],
    [{ authorizer: { superUsers: ['User:a', 'admin'] } }, 'authorizer.superUsers[1] must be a principal such as User:admin, not "admin"'],
    [{ authorizer: { users: [] } }, 'authorizer.users is not an option: there are authorizer.superUsers, authorizer.allowEveryoneIfNoAcls']
  ])('the options %j are refused', async (options, problem) => {
    const failure = await rejectionOf(startTestingCluster(options as unknown as TestingClusterOptions))

    expect(failure).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [problem] })
  })
})
