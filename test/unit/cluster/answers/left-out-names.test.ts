import { describe, expect, test } from 'vitest'
import { leftOutNames } from '../../../../src/cluster/answers/left-out-names.ts'
import { absentValues, acks, connectCluster, errorCodes, replicaIds, specialTimestamps, throwIfError } from '../../../../src/index.ts'
import {
  CreateTopics,
  DescribeGroups,
  Fetch,
  FindCoordinator,
  ListOffsets,
  OffsetCommit,
  OffsetFetch,
  Produce
} from '../../../../src/messages.ts'
import { apiInfos } from '../../../../src/protocol/messages/infos.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { batchOf } from '../../../support/vectors/records.ts'

const produceTo = (...partitions: number[]) => ({
  acks: acks.ALL,
  timeoutMs: 1_000,
  topicData: [{ name: 'orders', partitionData: partitions.map(index => ({ index, records: batchOf(['v']) })) }]
})
const fetchFrom = (...partitions: number[]) => ({
  maxWaitMs: 10,
  minBytes: 0,
  topics: [{ topic: 'orders', partitions: partitions.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 })) }]
})
const coordinate = (kafka: TestingCluster): void => {
  kafka.on(FindCoordinator, ({ message }) => {
    const { nodeId, host, port } = kafka.broker(1)
    return {
      errorCode: 0,
      coordinators: message.coordinatorKeys.map(key => ({ key, nodeId, host, port, errorCode: 0, errorMessage: null }))
    }
  })
}

describe('an answer that leaves out an entry of its request', () => {
  test('an answer without an entry is an error that names the partitions, and sendSharded keeps the answer of another broker', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const { leaderId } = await cluster.partition('orders', 1)
    kafka.on(Produce, { nodeId: leaderId }, async (_, next) => ({ ...(await next()), responses: [] }))
    const error = await rejectionOf(cluster.send(Produce, produceTo(0, 1)))
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', delivery: 'maybe-sent', message: expect.stringContaining('orders-1') })
    expect((error as { shards: object[] }).shards).toContainEqual(
      expect.objectContaining({ nodeId: 3 - leaderId, response: expect.anything() })
    )
    const alone = await rejectionOf(cluster.send(Produce, produceTo(1)))
    expect(alone).toMatchObject({ code: 'KAFKA_PROTOCOL', delivery: 'maybe-sent', retriable: false })
  })

  test('an answer without a partition is an error for that partition, if a broker answers for others', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 3 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    kafka.on(ListOffsets, async (_, next) => {
      const answer = await next()
      return { ...answer, topics: answer.topics.map(topic => ({ ...topic, partitions: topic.partitions.slice(0, 2) })) }
    })
    const partitions = [0, 1, 2].map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
    const request = { replicaId: replicaIds.CONSUMER, topics: [{ name: 'orders', partitions }] }
    const error = await rejectionOf(cluster.send(ListOffsets, request))
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', delivery: 'maybe-sent', message: expect.stringContaining('orders-2') })
    const shards = await cluster.sendSharded(ListOffsets, request)
    expect(shards.map(({ delivery }) => delivery)).toEqual(['answered', 'answered'])
  })

  test('an answer without an entry is an error also for requests that go to one broker as a whole, and for groups', async () => {
    await using kafka = await startTestingCluster()
    coordinate(kafka)
    kafka.on(OffsetFetch, () => ({ groups: [{ groupId: 'g', topics: [], errorCode: 0 }] }))
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    kafka.on(OffsetCommit, () => ({ throttleTimeMs: 0, topics: [] }))
    const commit = { partitionIndex: 4, committedOffset: 1n, committedMetadata: '' }
    const request = {
      groupId: 'g',
      generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
      memberId: '',
      topics: [{ name: 't', partitions: [commit] }]
    }
    const error = await rejectionOf(cluster.send(OffsetCommit, request))
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', delivery: 'maybe-sent', message: expect.stringContaining('t-4') })
    kafka.on(DescribeGroups, () => ({ groups: [] }))
    expect(await rejectionOf(cluster.send(DescribeGroups, { groups: ['g'] }))).toMatchObject({
      code: 'KAFKA_PROTOCOL',
      delivery: 'answered'
    })
    const groups = [{ groupId: 'g', topics: [{ name: 't', partitionIndexes: [4] }] }]
    expect(await rejectionOf(cluster.send(OffsetFetch, { groups }))).toMatchObject({ message: expect.stringContaining('g t-4') })
    kafka.on(CreateTopics, () => ({ topics: [] }))
    const topics = [{ name: 'made', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
    expect(await rejectionOf(cluster.send(CreateTopics, { topics }))).toMatchObject({ message: expect.stringContaining('made') })
  })

  test('a throttled Fetch answer without partitions is no error, because it stands for no records', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    kafka.on(Fetch, { times: 1 }, () => ({ throttleTimeMs: 5, errorCode: 0, responses: [] }))
    expect(throwIfError(await cluster.send(Fetch, fetchFrom(0))).responses).toEqual([])
    kafka.on(Fetch, { times: 1 }, () => ({ throttleTimeMs: 0, errorCode: 0, responses: [] }))
    expect(await rejectionOf(cluster.send(Fetch, fetchFrom(0)))).toMatchObject({ code: 'KAFKA_PROTOCOL' })
  })
})

describe('leftOutNames', () => {
  const partitions = [{ partitionIndex: 0 }, { partitionIndex: 1 }]
  const rows: [name: string, request: object, response: object, names: string[]][] = [
    ['OffsetCommit', { topics: [{ name: 't', partitions }] }, { topics: [{ name: 't', partitions: partitions.slice(1) }] }, ['t-0']],
    ['TxnOffsetCommit', { topics: [{ name: 't', partitions }] }, { topics: [] }, ['t-0', 't-1']],
    ['OffsetDelete', { topics: [{ name: 't', partitions }] }, { errorCode: 0, topics: [] }, ['t-0', 't-1']],
    ['OffsetDelete', { topics: [{ name: 't', partitions }] }, { errorCode: errorCodes.GROUP_ID_NOT_FOUND, topics: [] }, []],
    ['CreatePartitions', { topics: [{ name: 'a' }, { name: 'b' }] }, { results: [{ name: 'b' }] }, ['a']],
    ['DeleteTopics', { topicNames: ['a', 'b'] }, { responses: [{ name: 'a', topicId: 'i' }] }, ['b']],
    ['DeleteTopics', { topics: [{ name: null, topicId: 'i' }] }, { responses: [{ name: null, topicId: 'i' }] }, []],
    ['CreateAcls', { creations: [{}, {}] }, { results: [{}] }, ['entry 1']],
    ['DeleteAcls', { filters: [{}, {}] }, { filterResults: [{}, {}] }, []],
    ['ElectLeaders', { topicPartitions: null }, { errorCode: 0, replicaElectionResults: [] }, []],
    ['ElectLeaders', { topicPartitions: [{ topic: 't', partitions: [3] }] }, { errorCode: 0, replicaElectionResults: [] }, ['t-3']],
    ['AlterPartitionReassignments', { topics: [{ name: 't', partitions }] }, { errorCode: 0, responses: [] }, ['t-0', 't-1']],
    ['AlterUserScramCredentials', { deletions: [{ name: 'u' }], upsertions: [{ name: 'v' }] }, { results: [{ user: 'v' }] }, ['u']],
    [
      'AddPartitionsToTxn',
      { v3AndBelowTopics: [{ name: 't', partitions: [0, 1] }] },
      { errorCode: 0, resultsByTopicV3AndBelow: [{ name: 't', resultsByPartition: [{ partitionIndex: 1 }] }] },
      ['t-0']
    ],
    ['OffsetFetch', { groupId: 'g', topics: [{ name: 't', partitionIndexes: [0] }] }, { errorCode: 0, groups: [], topics: [] }, ['t-0']],
    ['OffsetFetch', { groups: [{ groupId: 'g', topics: null }] }, { errorCode: 0, topics: [], groups: [] }, []],
    ['Heartbeat', {}, {}, []]
  ]

  test.each(rows)('leftOutNames finds the entries that an answer to %s leaves out', (name, request, response, names) => {
    const api = apiInfos.find(each => each.name === name)
    expect(api && leftOutNames(api, request, response)).toEqual(names)
  })
})
