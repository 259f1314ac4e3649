import { describe, expect, test } from 'vitest'
import {
  absentValues,
  acks,
  type ClusterOptions,
  configResourceTypes,
  connectCluster,
  errorCodes,
  type RetryEvent,
  specialOffsets
} from '../../../../src/index.ts'
import {
  CreateTopics,
  DescribeCluster,
  DescribeConfigs,
  Fetch,
  type FetchRequest,
  Heartbeat,
  InitProducerId,
  ListGroups,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  Produce,
  type ProduceRequest,
  TxnOffsetCommit
} from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns, until } from '../../../support/process/gate.ts'

const RETRY = { initialMs: 1, maxMs: 4 }
const open = (kafka: TestingCluster, options: Partial<ClusterOptions> = {}) =>
  connectCluster({ bootstrapServers: kafka.bootstrap, retry: RETRY, metadata: { minAgeMs: 1 }, ...options })
const beat = { groupId: 'g', generationId: 1, memberId: 'm' }

function produceTo(...partitions: number[]): ProduceRequest {
  const partitionData = partitions.map(index => {
    const builder = batchBuilder()
    builder.append({ value: `to ${index}` })
    return { index, records: builder.build() }
  })
  return { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] }
}

function fetchFrom(...partitions: number[]): FetchRequest {
  const asked = partitions.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 }))
  return { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', partitions: asked }] }
}

type Produced = { readonly responses: readonly { readonly partitionResponses: readonly { readonly errorCode: number }[] }[] }
const codesOf = ({ responses }: Produced) =>
  responses.flatMap(({ partitionResponses }) => partitionResponses.map(({ errorCode }) => errorCode))

describe('an answer with a retriable error code', () => {
  test('a retriable error code is retried for an InitProducerId that any broker can answer, but not if the caller says any broker', async () => {
    await using kafka = await startTestingCluster()
    kafka.on(InitProducerId, { times: 2 }, () => ({
      errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS,
      producerId: absentValues.NO_PRODUCER_ID,
      producerEpoch: absentValues.NO_PRODUCER_EPOCH,
      throttleTimeMs: 0
    }))
    await using cluster = await open(kafka)
    const request = { transactionalId: null, transactionTimeoutMs: 1_000 }
    expect(await cluster.send(InitProducerId, request)).toMatchObject({ errorCode: 0 })
    kafka.on(InitProducerId, { times: 1 }, () => ({
      errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS,
      producerId: absentValues.NO_PRODUCER_ID,
      producerEpoch: absentValues.NO_PRODUCER_EPOCH,
      throttleTimeMs: 0
    }))
    expect(await cluster.send(InitProducerId, request, { to: 'any' })).toMatchObject({ errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS })
  })

  test('REQUEST_TIMED_OUT, which old coordinators answer while their replicas are late, is retried for commits and producer ids', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const timedOut = errorCodes.REQUEST_TIMED_OUT
    const refusal = { throttleTimeMs: 0, topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, errorCode: timedOut }] }] }
    kafka.on(OffsetCommit, { times: 1 }, () => refusal)
    kafka.on(TxnOffsetCommit, { times: 1 }, () => refusal)
    kafka.on(InitProducerId, { times: 1 }, () => ({
      errorCode: timedOut,
      producerId: absentValues.NO_PRODUCER_ID,
      producerEpoch: absentValues.NO_PRODUCER_EPOCH,
      throttleTimeMs: 0
    }))
    await using cluster = await open(kafka)
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 7n, committedMetadata: null }] }]
    const done = { topics: [{ partitions: [{ errorCode: 0 }] }] }
    expect(await cluster.send(OffsetCommit, { groupId: 'g', topics })).toMatchObject(done)
    const { producerId, producerEpoch, errorCode } = await cluster.send(InitProducerId, {
      transactionalId: 't',
      transactionTimeoutMs: 1_000
    })
    expect(errorCode).toBe(0)
    const inTransaction = { transactionalId: 't', groupId: 'g', producerId, producerEpoch, topics }
    expect(await cluster.send(TxnOffsetCommit, inTransaction)).toMatchObject(done)
  })

  test('UNKNOWN_LEADER_EPOCH leads to a metadata refresh, because the epochs of the cluster may have gone backwards', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    await cluster.partition('orders', 0)
    let refreshes = 0
    kafka.on(Metadata, (_, next) => {
      refreshes++
      return next()
    })
    const partitions = [{ partition: 0, currentLeaderEpoch: 7, fetchOffset: 0n, partitionMaxBytes: 1_000 }]
    const request = { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', partitions }] }
    const answer = await cluster.send(Fetch, request, { maxAttempts: 3 })
    expect(answer.responses[0]?.partitions[0]?.errorCode).toBe(errorCodes.UNKNOWN_LEADER_EPOCH)
    expect(refreshes).toBeGreaterThan(0)
  })

  test('REQUEST_TIMED_OUT goes to the caller of a request that must not be done twice', async () => {
    await using kafka = await startTestingCluster()
    let asked = 0
    kafka.on(CreateTopics, () => {
      asked++
      return { throttleTimeMs: 0, topics: [{ name: 'orders', errorCode: errorCodes.REQUEST_TIMED_OUT, errorMessage: null }] }
    })
    await using cluster = await open(kafka)
    const topics = [{ name: 'orders', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
    const answer = await cluster.send(CreateTopics, { topics, timeoutMs: 1_000 })
    expect(answer).toMatchObject({ topics: [{ errorCode: errorCodes.REQUEST_TIMED_OUT }] })
    expect(asked).toBe(1)
  })

  test('a retriable error code leads to a metadata refresh if its leader hint is older than the map, as after a topic was created again', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    await using cluster = await open(kafka)
    const { leaderId } = await cluster.partition('orders', 0)
    kafka.moveLeader('orders', 0, 3 - leaderId)
    kafka.moveLeader('orders', 0, leaderId)
    await cluster.refresh()
    kafka.moveLeader('orders', 0, 3 - leaderId)
    kafka.on(Produce, { nodeId: leaderId }, async (_, next) => {
      const answer = await next()
      const currentLeader = { leaderId: 3 - leaderId, leaderEpoch: 0 }
      return {
        ...answer,
        responses: answer.responses.map(topic => ({
          ...topic,
          partitionResponses: topic.partitionResponses.map(partition => ({ ...partition, currentLeader }))
        }))
      }
    })
    expect(codesOf(await cluster.send(Produce, produceTo(0)))).toEqual([0])
  })

  test('a retriable error code goes to the caller at once if maxAttempts is 1 or the caller names the broker, and its leader hint is used', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    const retries: RetryEvent[] = []
    await using cluster = await open(kafka, { observe: { retry: event => retries.push(event) } })
    const { leaderId } = await cluster.partition('orders', 0)
    for (const options of [{ maxAttempts: 1 }, { to: { nodeId: leaderId } }]) {
      kafka.moveLeader('orders', 0, 3 - leaderId)
      expect(codesOf(await cluster.send(Produce, produceTo(0), options))).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER])
      expect(cluster.map.partition({ name: 'orders' }, 0)?.leaderId).toBe(3 - leaderId)
      kafka.moveLeader('orders', 0, leaderId)
      await cluster.refresh()
    }
    expect(retries).toEqual([])
    for (const maxAttempts of [0, -1, Number.NaN, '1']) {
      expect(await rejectionOf(cluster.send(Produce, produceTo(0), { maxAttempts } as object))).toMatchObject({
        code: 'KAFKA_CONFIGURATION'
      })
    }
  })

  test('a retriable error code for one partition of a long poll does not delay the records of the others', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 4 } })
    await using cluster = await open(kafka, { retry: { initialMs: 60_000, maxMs: 60_000, totalMs: 600_000 } })
    await cluster.send(Produce, produceTo(0, 1, 2, 3))
    kafka.on(Fetch, async (_, next) => {
      const answer = await next()
      const gone = { errorCode: errorCodes.REPLICA_NOT_AVAILABLE, highWatermark: specialOffsets.INVALID_HIGH_WATERMARK, records: null }
      const responses = answer.responses.map(topic => ({
        ...topic,
        partitions: topic.partitions.map(partition => (partition.partitionIndex === 2 ? { partitionIndex: 2, ...gone } : partition))
      }))
      return { ...answer, responses }
    })
    const { responses } = await cluster.send(Fetch, fetchFrom(0, 1, 2))
    expect(
      responses[0]?.partitions.map(({ errorCode, records }) => [errorCode, records?.length !== undefined && records.length > 0])
    ).toEqual([
      [0, true],
      [0, true],
      [errorCodes.REPLICA_NOT_AVAILABLE, false]
    ])
    // Neither does a partition that does not exist.
    const wider = await cluster.send(Fetch, fetchFrom(0, 99))
    expect(wider.responses[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([
      errorCodes.NONE,
      errorCodes.UNKNOWN_TOPIC_OR_PARTITION
    ])
  })
})

describe('a request without a broker', () => {
  test('a request without a broker gets UNKNOWN_TOPIC_OR_PARTITION after a few refreshes, and an authorization error at once', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    let asked = 0
    await using cluster = await open(kafka)
    await cluster.partition('orders', 0)
    kafka.on(Metadata, async (_, next) => {
      asked++
      return next()
    })
    expect(codesOf(await cluster.send(Produce, produceTo(99)))).toEqual([errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
    expect(asked).toBeLessThanOrEqual(6)
    kafka.on(Metadata, async ({ message }, next) => {
      const answer = await next()
      const topics = answer.topics.map(topic => ({ ...topic, errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, partitions: [] }))
      return message.topics === null || message.topics.length === 0 ? answer : { ...answer, topics }
    })
    await using another = await open(kafka, { retry: { initialMs: 60_000, maxMs: 60_000, totalMs: 600_000 } })
    expect(codesOf(await another.send(Produce, produceTo(0)))).toEqual([errorCodes.TOPIC_AUTHORIZATION_FAILED])
  })

  test('a post without a broker rejects, because no answer could carry the error code', async () => {
    await using kafka = await startTestingCluster()
    await using cluster = await open(kafka)
    const refused = await rejectionOf(cluster.post(Produce, { ...produceTo(0), acks: acks.NONE }))
    expect(refused).toMatchObject({ code: 'KAFKA_BROKER', errorName: 'UNKNOWN_TOPIC_OR_PARTITION', delivery: 'not-sent' })
  })

  test('a request for a broker that has left the cluster fails after a few refreshes', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using cluster = await open(kafka)
    const nowhere = await rejectionOf(cluster.send(Heartbeat, beat, { to: { nodeId: 99 } }))
    expect(nowhere).toMatchObject({ code: 'KAFKA_CONNECT', delivery: 'not-sent' })
    kafka.on(ListGroups, ({ nodeId }) => {
      if (nodeId === 2) throw new Error('dies')
      return { errorCode: 0, groups: [] }
    })
    kafka.on(Metadata, { nodeId: 1 }, async (_, next) => {
      const answer = await next()
      return { ...answer, brokers: answer.brokers.filter(({ nodeId }) => nodeId === 1) }
    })
    const shards = await cluster.sendSharded(ListGroups, {})
    expect(shards.map(({ error }) => error === undefined).toSorted()).toEqual([false, true])
    expect(await cluster.sendSharded(ListGroups, {})).toHaveLength(1)
  })
})

describe('a pinned version', () => {
  test('a pinned version that carries one group sends an OffsetFetch of several groups as one request per group', async () => {
    await using kafka = await startTestingCluster()
    const asked: unknown[] = []
    kafka.on(OffsetFetch, ({ header, message }) => {
      asked.push([header.apiVersion, message.groupId])
      return { errorCode: 0, topics: [] }
    })
    await using cluster = await open(kafka)
    const groups = ['a', 'b'].map(groupId => ({ groupId, topics: null }))
    const answer = await cluster.send(OffsetFetch, { groups }, { version: 7 })
    expect(answer.groups.map(({ groupId }) => groupId)).toEqual(['a', 'b'])
    expect(asked).toEqual(
      expect.arrayContaining([
        [7, 'a'],
        [7, 'b']
      ])
    )
  })
})

describe('brokers that close idle connections', () => {
  useOwnClock()

  test('brokers that close idle connections are not dialled again', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await cluster.pool.warmUp()
    await pass(2_000)
    await kafka.close()
    await until(() => cluster.pool.snapshot().connections.every(({ state }) => state === 'closed'))
    for (let i = 0; i < 5; i++) {
      await pass(1_000)
      await turns(20)
    }
    expect(cluster.pool.snapshot().totals.failed).toEqual({})
  })
})

describe('a throttled call', () => {
  useOwnClock()
  const ASK = { includeClusterAuthorizedOperations: false }
  const NODE = { clusterId: 'c', controllerId: 1, brokers: [], errorCode: 0 }
  const TO = { to: { nodeId: 1 } } as const

  test('a throttled call waits longer if another answer extends the throttle meanwhile', async () => {
    await using kafka = await startTestingCluster({ maxInFlight: 10 })
    const gates: (() => void)[] = []
    kafka.on(DescribeCluster, async () => {
      const turn = gates.length
      if (turn === 1) await new Promise<void>(resolve => gates.push(resolve))
      else gates.push(() => undefined)
      return { ...NODE, throttleTimeMs: turn < 2 ? 1_000 : 0 }
    })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const both = [cluster.send(DescribeCluster, ASK, TO), cluster.send(DescribeCluster, ASK, TO)]
    await both[0]
    await until(() => gates.length === 2)
    const third = cluster.send(DescribeCluster, ASK, TO)
    await turns(5)
    await pass(900)
    gates[1]?.()
    await both[1]
    await turns(5)
    await pass(500)
    await turns(20)
    expect(gates).toHaveLength(2)
    await pass(600)
    await third
  })

  test('a throttled call waits no longer than retry.totalMs', async () => {
    await using kafka = await startTestingCluster()
    kafka.on(DescribeCluster, () => ({ ...NODE, throttleTimeMs: 60_000 }))
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { totalMs: 1_000 } })
    await cluster.send(DescribeCluster, ASK, TO)
    const late = rejectionOf(cluster.send(DescribeCluster, ASK, TO))
    await pass(1_001)
    expect(await late).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'throttle', timeoutMs: 1_000 })
  })
})

test('cluster.close refuses a timeoutMs of 0, and closes nothing', async () => {
  await using kafka = await startTestingCluster()
  await using cluster = await open(kafka)
  expect(await rejectionOf(cluster.close({ timeoutMs: 0 }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  await cluster.refresh()
})

test('DescribeConfigs is sent again if the broker does not know a topic that was just created', async () => {
  await using kafka = await startTestingCluster()
  let asked = 0
  const answer = (errorCode: number) => ({
    throttleTimeMs: 0,
    results: [{ errorCode, errorMessage: null, resourceType: configResourceTypes.TOPIC, resourceName: 'new', configs: [] }]
  })
  kafka.on(DescribeConfigs, () => answer(asked++ < 2 ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : errorCodes.NONE))
  await using cluster = await open(kafka)
  const request = { resources: [{ resourceType: configResourceTypes.TOPIC, resourceName: 'new', configurationKeys: null }] }
  expect(await cluster.send(DescribeConfigs, request)).toMatchObject({ results: [{ errorCode: 0 }] })
  kafka.on(DescribeConfigs, () => answer(errorCodes.UNKNOWN_TOPIC_OR_PARTITION))
  expect(await cluster.send(DescribeConfigs, request)).toMatchObject({ results: [{ errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }] })
})
