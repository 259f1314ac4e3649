import { describe, expect, test } from 'vitest'
import {
  AlterShareGroupOffsets,
  ConsumerGroupDescribe,
  ConsumerGroupHeartbeat,
  CreateTopics,
  DeleteTopics,
  DescribeGroups,
  DescribeShareGroupOffsets,
  IncrementalAlterConfigs,
  JoinGroup,
  Metadata,
  OffsetCommit,
  ShareGroupHeartbeat
} from '../../../../src/messages.ts'
import { absentValues, configOperations, configResourceTypes, memberEpochs } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
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
