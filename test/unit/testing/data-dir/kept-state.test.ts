import { pbkdf2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { connect } from '../../../../src/index.ts'
import {
  AlterClientQuotas,
  AlterShareGroupOffsets,
  AlterUserScramCredentials,
  ApiVersions,
  ConsumerGroupDescribe,
  ConsumerGroupHeartbeat,
  CreateAcls,
  CreateTopics,
  DeleteTopics,
  DescribeAcls,
  DescribeClientQuotas,
  DescribeGroups,
  DescribeShareGroupOffsets,
  IncrementalAlterConfigs,
  JoinGroup,
  Metadata,
  OffsetCommit,
  Produce,
  ShareGroupHeartbeat,
  UpdateFeatures
} from '../../../../src/messages.ts'
import {
  absentValues,
  acks,
  aclOperations,
  aclPermissions,
  configOperations,
  configResourceTypes,
  errorCodes,
  memberEpochs,
  patternTypes,
  resourceTypes,
  scramMechanisms,
  upgradeTypes
} from '../../../../src/protocol/codes/index.ts'
import { scramSha256 } from '../../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { batchOf } from '../../../support/vectors/records.ts'
import { TransactionalClient } from '../transactions/transactional-client.ts'
import { killedCopy, logsIn, newFolder } from './folders.ts'

const READERS = { groupId: 'readers' }

async function values(kafka: TestingCluster, topic: string, count: number): Promise<(string | null)[]> {
  return (await kafka.waitForRecords(topic, count)).map(({ text }) => text)
}

async function rerun(dataDir: string, options: TestingClusterOptions = {}): Promise<TestingCluster> {
  return startTestingCluster({ dataDir, ...options })
}

describe('a cluster with a data directory', () => {
  test('a second run has the cluster id, the brokers, the topics with their ids, and the records of the first', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, brokers: 3, topics: { orders: { partitions: 2, replicationFactor: 2 } } })
    first.produce('orders', [
      { value: 'a', partition: 0 },
      { value: 'b', partition: 1 }
    ])
    first.produce('orders', { value: 'c', partition: 0 })
    const described = async (kafka: TestingCluster): Promise<unknown> => {
      using client = await connectRaw(kafka.broker(1).port)
      const { clusterId, topics } = await client.call(Metadata, 12, { topics: null })
      return { clusterId, topics: topics.map(topic => ({ id: topic.topicId, replicas: topic.partitions.map(each => each.replicaNodes) })) }
    }
    const before = await described(first)
    await first.close()

    await using second = await rerun(dataDir)
    expect(second.brokers.length).toBe(3)
    expect(await described(second)).toEqual(before)
    expect(await values(second, 'orders', 3)).toEqual(['a', 'c', 'b'])
    second.produce('orders', { value: 'd', partition: 1 })
    expect((await second.waitForRecords('orders', 4)).map(({ offset }) => offset)).toEqual([0n, 1n, 0n, 1n])
  })

  test('each run begins with new leader epochs, as after the start of a broker of Kafka', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, brokers: 2, topics: { orders: 1 } })
    first.produce('orders', { value: 'a' })
    first.moveLeader('orders', 0, 2)
    await first.close()

    await using second = await rerun(dataDir)
    expect(second.snapshot().topics[0]?.partitions).toEqual([{ leaderId: 2, leaderEpoch: 2, startOffset: 0n, endOffset: 1n }])
  })

  test('a run with fewer brokers has no leader for partitions on the others, until they are back', async () => {
    const dataDir = newFolder()
    await (await startTestingCluster({ dataDir, brokers: 2, topics: { orders: 2 } })).close()
    const leaders = async (brokers?: number): Promise<unknown> => {
      await using kafka = await rerun(dataDir, { brokers })
      return kafka.snapshot().topics[0]?.partitions.map(({ leaderId }) => leaderId)
    }

    expect(await leaders(1)).toEqual([1, -1])
    expect(await leaders(2)).toEqual([1, 2])
    expect(await leaders()).toEqual([1, 2])
  })

  test('topics that were deleted, deleted records and compacted records do not come back', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { gone: 1, short: 1 } })
    using client = await connectRaw(first.broker(1).port)
    const configs = [{ name: 'cleanup.policy', value: 'compact' }]
    await client.call(CreateTopics, 5, {
      topics: [{ name: 'prices', numPartitions: 1, replicationFactor: 1, assignments: [], configs }],
      timeoutMs: 1_000
    })
    first.produce('gone', { value: 'a' })
    first.produce('prices', [{ key: 'tea', value: '3' }])
    first.produce('prices', [{ key: 'tea', value: '4' }])
    for (const value of ['old', 'new']) first.produce('short', { value })
    await client.call(DeleteTopics, 5, { topicNames: ['gone'], topics: [], timeoutMs: 1_000 })
    await first.close()
    const second = await rerun(dataDir)
    second.compact('prices')
    second.advance(8 * 86_400_000)
    second.produce('short', { value: 'newest' })
    expect(second.applyRetention('short')).toBe(2)
    await second.close()

    await using third = await rerun(dataDir)
    expect(third.snapshot().topics.map(({ name }) => name)).toEqual(['prices', 'short'])
    expect((await third.waitForRecords('prices', 1)).map(({ offset, text }) => [offset, text])).toEqual([[1n, '4']])
    expect((await third.waitForRecords('short', 1)).map(({ offset, text }) => [offset, text])).toEqual([[2n, 'newest']])
    expect(third.snapshot().topics[0]?.configs).toEqual({ 'cleanup.policy': 'compact' })
    expect(logsIn(dataDir).map(path => path.replace(/^.*-/, ''))).toEqual(expect.arrayContaining(['0.0.log', '0.1.log']))
    expect(logsIn(dataDir)).toHaveLength(2)
  })

  test('the offset after a log without records stays', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { short: 1 } })
    first.produce('short', { value: 'a', timestamp: 1n })
    expect(first.applyRetention('short')).toBe(1)
    await first.close()

    await using second = await rerun(dataDir)
    expect(second.produce('short', { value: 'b' })).toEqual([{ partition: 0, offset: 1n }])
  })

  test('the offset after records that were compacted away stays', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir })
    using client = await connectRaw(first.broker(1).port)
    const configs = Object.entries({ 'cleanup.policy': 'compact', 'delete.retention.ms': '0' }).map(([name, value]) => ({ name, value }))
    const topics = [{ name: 'prices', numPartitions: 1, replicationFactor: 1, assignments: [], configs }]
    await client.call(CreateTopics, 5, { topics, timeoutMs: 1_000 })
    for (const value of ['3', null]) first.produce('prices', { key: 'tea', value })
    for (let i = 0; i < 2; i++) first.compact('prices')
    await first.close()
    expect(logsIn(dataDir)).toEqual([])

    await using second = await rerun(dataDir)
    expect(second.produce('prices', { key: 'tea', value: '4' })).toEqual([{ partition: 0, offset: 2n }])
  })

  test('groups keep their offsets and have no members, in the generation or epoch after them', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { orders: 1 } })
    const client = await connectRaw(first.broker(1).port)
    const joining = { ...READERS, sessionTimeoutMs: 45_000, rebalanceTimeoutMs: 45_000, protocolType: 'consumer' }
    const protocols = [{ name: 'range', metadata: Buffer.alloc(6) }]
    const { generationId, memberId } = await client.call(JoinGroup, 0, { ...joining, memberId: '', protocols })
    const { memberEpoch } = await client.call(ConsumerGroupHeartbeat, 1, {
      ...{
        groupId: 'modern',
        memberId: 'm',
        memberEpoch: 0,
        rebalanceTimeoutMs: 1_000,
        subscribedTopicNames: ['orders'],
        topicPartitions: []
      }
    })
    const topics = [
      { name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 7n, committedLeaderEpoch: 0, committedMetadata: 'm' }] }
    ]
    await client.call(OffsetCommit, 8, {
      groupId: 'modern',
      generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
      memberId: '',
      topics
    })
    await client.call(OffsetCommit, 8, {
      groupId: 'plain',
      generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
      memberId: '',
      topics
    })
    client.socket.destroy()
    await first.close()

    await using second = await rerun(dataDir)
    using later = await connectRaw(second.broker(1).port)
    expect(await second.waitForCommit('plain', 'orders')).toBe(7n)
    expect(second.snapshot().groups.map(({ groupId, kind, state }) => `${groupId} ${kind} ${state}`)).toEqual([
      'modern consumer Empty',
      'plain classic Empty',
      'readers classic Empty'
    ])
    const { groups } = await later.call(DescribeGroups, 5, { groups: ['readers'] })
    expect(groups[0]).toMatchObject({ groupState: 'Empty', protocolType: 'consumer', members: [] })
    const described = await later.call(ConsumerGroupDescribe, 1, { groupIds: ['modern'] })
    expect(described.groups[0]).toMatchObject({ groupEpoch: memberEpoch + 1, members: [] })
    const again = await later.call(JoinGroup, 0, { ...joining, memberId: '', protocols })
    expect(again.memberId).not.toBe(memberId)
    expect(again.generationId).toBe(generationId + 2)
  })

  test('changes after the state was written are kept too: records, leaders, replicas in sync and configurations', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, brokers: 2, topics: { orders: { replicationFactor: 2 } } })
    using client = await connectRaw(first.broker(1).port)
    const step = async (expected: string): Promise<string> => killedCopy(dataDir, state => state.includes(expected))
    first.produce('orders', { value: 'a' })
    await step('"endOffset":1')
    await first.broker(2).stop()
    const withoutReplica = await step('"isrNodes":[1]')
    first.moveLeader('orders', 0, 1)
    const configs = [{ name: 'retention.ms', configOperation: configOperations.SET, value: '5' }]
    await client.call(IncrementalAlterConfigs, 1, {
      resources: [{ resourceType: configResourceTypes.TOPIC, resourceName: 'orders', configs }],
      validateOnly: false
    })
    await first.close()

    await using second = await rerun(dataDir)
    expect(second.snapshot().topics).toMatchObject([{ configs: { 'retention.ms': '5' }, partitions: [{ leaderEpoch: 2, endOffset: 1n }] }])
    await using third = await rerun(withoutReplica, { brokers: 1 })
    expect(third.snapshot().topics[0]?.partitions[0]).toMatchObject({ leaderId: 1, endOffset: 1n })
  })

  test('a share group keeps its position', async () => {
    const dataDir = newFolder()
    const topics = [{ topicName: 'orders', partitions: [{ partitionIndex: 0, startOffset: 2n }] }]
    const describe = { groupId: 'workers', topics: [{ topicName: 'orders', partitions: [0] }] }
    const first = await startTestingCluster({ dataDir, topics: { orders: 1 } })
    for (const value of ['a', 'b', 'c']) first.produce('orders', { value })
    using before = await connectRaw(first.broker(1).port)
    await before.call(ShareGroupHeartbeat, 1, { groupId: 'workers', memberId: 'm', memberEpoch: 0, subscribedTopicNames: ['orders'] })
    await before.call(ShareGroupHeartbeat, 1, { groupId: 'workers', memberId: 'm', memberEpoch: memberEpochs.LEAVE_GROUP })
    await before.call(AlterShareGroupOffsets, 0, { groupId: 'workers', topics })
    await first.close()

    await using second = await rerun(dataDir)
    using after = await connectRaw(second.broker(1).port)
    const { groups } = await after.call(DescribeShareGroupOffsets, 1, { groups: [describe] })
    expect(groups[0]?.topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, startOffset: 2n })
  })

  test('reset empties the folder, and the next run begins with what came after it', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { orders: 1 } })
    first.produce('orders', { value: 'old' })
    first.produce('other', { value: 'old' })
    await killedCopy(dataDir, state => state.includes('"other"'))
    await first.reset()
    first.produce('orders', { value: 'new' })
    await first.close()

    await using second = await rerun(dataDir)
    expect(second.snapshot().topics.map(({ name }) => name)).toEqual(['orders'])
    expect(await values(second, 'orders', 1)).toEqual(['new'])
    expect(logsIn(dataDir)).toHaveLength(1)
  })
})

describe('producers of a cluster with a data directory', () => {
  const send = async (kafka: TestingCluster, producerId: bigint, baseSequence: number, value: string): Promise<unknown> => {
    using client = await connectRaw(kafka.broker(1).port)
    const records = batchOf([value], { producerId, producerEpoch: 0, baseSequence })
    const topicData = [{ name: 't', partitionData: [{ index: 0, records }] }]
    const { responses } = await client.call(Produce, 11, { acks: acks.ALL, timeoutMs: 1_000, topicData })
    const { errorCode, baseOffset } = responses[0]?.partitionResponses[0] ?? {}
    return { errorCode, baseOffset }
  }

  test('a producer that goes on in a second run is judged by the batches of the first', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { t: 1 } })
    expect(await send(first, 5n, 0, 'a')).toEqual({ errorCode: 0, baseOffset: 0n })
    expect(await send(first, 5n, 1, 'b')).toEqual({ errorCode: 0, baseOffset: 1n })
    await first.close()

    await using second = await rerun(dataDir)
    expect(await send(second, 5n, 1, 'b')).toEqual({ errorCode: 0, baseOffset: 1n })
    expect(await send(second, 5n, 3, 'd')).toMatchObject({ errorCode: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER })
    expect(await send(second, 5n, 2, 'c')).toEqual({ errorCode: 0, baseOffset: 2n })
  })

  test('producer ids of a second run come from the next block of 1,000', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir })
    using before = await TransactionalClient.connect(first.broker(1).port)
    expect(await before.begin({ transactionalId: null })).toMatchObject({ producerId: 0n })
    await first.close()

    await using second = await rerun(dataDir)
    using after = await TransactionalClient.connect(second.broker(1).port)
    expect(await after.begin({ transactionalId: null })).toMatchObject({ producerId: 1_000n })
    expect(await after.begin({ transactionalId: null })).toMatchObject({ producerId: 1_001n })
  })

  test('an open transaction stays open in a second run, where it can be committed', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { t: 1 } })
    using before = await TransactionalClient.connect(first.broker(1).port)
    const producer = await before.begin()
    await before.add(producer)
    await before.produce(producer, 'a')
    await first.close()

    await using second = await rerun(dataDir)
    using after = await TransactionalClient.connect(second.broker(1).port)
    expect(await after.committed()).toEqual({ values: [], stableOffset: 0n })
    expect(await after.produce(producer, 'b', { baseSequence: 1 })).toBe(0)
    expect(await after.end(producer, true)).toMatchObject({ errorCode: 0 })
    expect(await after.committed()).toEqual({ values: ['a', 'b'], stableOffset: 3n })
  })

  test('an open transaction is fenced or timed out in a second run, and an aborted one stays aborted', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { t: 1 } })
    using before = await TransactionalClient.connect(first.broker(1).port)
    const producer = await before.begin()
    await before.add(producer)
    await before.produce(producer, 'aborted')
    await first.close()

    const second = await rerun(dataDir)
    using other = await TransactionalClient.connect(second.broker(1).port)
    second.advance(60_001)
    expect(await other.committed()).toEqual({ values: [], stableOffset: 2n })
    expect(await other.end(producer, true)).toMatchObject({ errorCode: errorCodes.PRODUCER_FENCED })
    await second.close()

    await using third = await rerun(dataDir)
    using last = await TransactionalClient.connect(third.broker(1).port)
    expect(await last.committed()).toEqual({ values: [], stableOffset: 2n })
    expect(third.snapshot().topics[0]?.partitions[0]?.endOffset).toBe(2n)
  })
})

describe('settings of a cluster with a data directory', () => {
  const salt = Buffer.from('some salt of a test')
  const upsertion = {
    ...{ name: 'carol', mechanism: scramMechanisms.SCRAM_SHA_256, iterations: 4_096, salt },
    saltedPassword: pbkdf2Sync('new', salt, 4_096, 32, 'sha256')
  }
  const creation = {
    ...{ resourceType: resourceTypes.TOPIC, resourceName: 't', resourcePatternType: patternTypes.LITERAL },
    ...{ principal: 'User:ANONYMOUS', host: '*', operation: aclOperations.READ, permissionType: aclPermissions.DENY }
  }
  const anyAcl = {
    ...{ resourceTypeFilter: resourceTypes.ANY, patternTypeFilter: patternTypes.ANY },
    ...{ operation: aclOperations.ANY, permissionType: aclPermissions.ANY }
  }
  const superUsers = ['User:ANONYMOUS']

  test('configurations, quotas and features of the first run count in the second', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { t: 1 } })
    using before = await connectRaw(first.broker(1).port)
    const configs = [{ name: 'message.max.bytes', configOperation: configOperations.SET, value: '100' }]
    await before.call(IncrementalAlterConfigs, 1, {
      resources: [{ resourceType: configResourceTypes.BROKER, resourceName: '', configs }],
      validateOnly: false
    })
    const entries = [
      { entity: [{ entityType: 'user', entityName: null }], ops: [{ key: 'producer_byte_rate', value: 1_000, remove: false }] }
    ]
    await before.call(AlterClientQuotas, 1, { entries, validateOnly: false })
    const featureUpdates = [{ feature: 'transaction.version', maxVersionLevel: 1, upgradeType: upgradeTypes.SAFE_DOWNGRADE }]
    await before.call(UpdateFeatures, 2, { timeoutMs: 1_000, featureUpdates, validateOnly: false })
    await first.close()

    await using second = await rerun(dataDir)
    using after = await connectRaw(second.broker(1).port)
    expect(() => second.produce('t', { value: 'x'.repeat(200) })).toThrow('max.message.bytes')
    const quotas = await after.call(DescribeClientQuotas, 1, { components: [], strict: false })
    expect(quotas.entries).toMatchObject([{ entity: [{ entityType: 'user', entityName: null }], values: [{ value: 1_000 }] }])
    const { finalizedFeatures } = await after.call(ApiVersions, 4, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
    expect(finalizedFeatures.find(({ name }) => name === 'transaction.version')?.maxVersionLevel).toBe(1)
  })

  test('ACLs of the first run count in the second, also if a run without the authorizer was between them', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, authorizer: { superUsers } })
    using before = await connectRaw(first.broker(1).port)
    await before.call(CreateAcls, 3, { creations: [creation] })
    await first.close()
    await (await rerun(dataDir)).close()

    await using third = await rerun(dataDir, { authorizer: { superUsers } })
    using after = await connectRaw(third.broker(1).port)
    const { resources } = await after.call(DescribeAcls, 3, anyAcl)
    expect(resources).toMatchObject([{ resourceName: 't', acls: [{ principal: 'User:ANONYMOUS', operation: aclOperations.READ }] }])
  })

  test('a SCRAM user that was added can log in to the second run, and passwords are those of its options', async () => {
    const dataDir = newFolder()
    const logIn = async (kafka: TestingCluster, username: string, password: string): Promise<void> =>
      (await connect({ host: kafka.bootstrap, sasl: scramSha256({ username, password }) })).close()
    const first = await startTestingCluster({ dataDir, sasl: { alice: 'secret' } })
    const connection = await connect({ host: first.bootstrap, sasl: scramSha256({ username: 'alice', password: 'secret' }) })
    await connection.send(AlterUserScramCredentials, { deletions: [], upsertions: [upsertion] })
    await connection.close()
    await first.close()

    await using second = await rerun(dataDir, { sasl: { alice: 'changed' } })
    await logIn(second, 'carol', 'new')
    await logIn(second, 'alice', 'changed')
    await expect(logIn(second, 'alice', 'secret')).rejects.toThrow()
  })
})
