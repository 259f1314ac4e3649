import { describe, expect, test } from 'vitest'
import {
  acks,
  type ClusterOptions,
  configResourceTypes,
  connectCluster,
  coordinatorTypes,
  replicaIds,
  specialTimestamps
} from '../../../src/index.ts'
import { DescribeConfigs, Fetch, FindCoordinator, Heartbeat, ListOffsets, Metadata, Produce } from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { gate, turns, until } from '../../support/process/gate.ts'

const BEAT = { groupId: 'g', generationId: 1, memberId: 'm' }
const open = (kafka: TestingCluster, options: Partial<ClusterOptions> = {}) =>
  connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 1, maxMs: 4 }, metadata: { minAgeMs: 1 }, ...options })

const endsOf = (partitions: readonly number[]) => ({
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: partitions.map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST })) }]
})

const fetchOf = (partitions: readonly number[]) => ({
  maxWaitMs: 0,
  minBytes: 0,
  topics: [{ topic: 'orders', partitions: partitions.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 })) }]
})

function produceTo(index: number, value: string | Buffer) {
  const builder = batchBuilder()
  builder.append({ value })
  return { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData: [{ index, records: builder.build() }] }] }
}

describe('requests that are sent before there is a connection', () => {
  test('requests that are sent before there is a connection dial once per lane, and go out in the order of their calls, also 10,000 of them', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const opened: number[] = []
    await using cluster = await open(kafka, { observe: { open: ({ broker }) => opened.push(broker.nodeId ?? -1) } })
    await cluster.partition('orders', 0)
    for (const { nodeId, lane } of cluster.pool.connections()) cluster.pool.retire(nodeId, lane)
    await until(() => kafka.broker(1).connections === 0)
    opened.length = 0
    const arrived: number[] = []
    kafka.on(Heartbeat, ({ message }) => {
      arrived.push(message.generationId)
      return { errorCode: 0 }
    })
    const described = { errorCode: 0, errorMessage: null, resourceType: configResourceTypes.BROKER, resourceName: '1', configs: [] }
    kafka.on(DescribeConfigs, () => ({ throttleTimeMs: 0, results: [described] }))
    const sent = Array.from({ length: 10_000 }, (_, i) => [
      cluster.send(Heartbeat, { ...BEAT, generationId: i }, { to: { nodeId: 1 } }),
      i % 100 === 0
        ? cluster.send(DescribeConfigs, {
            resources: [{ resourceType: configResourceTypes.BROKER, resourceName: '1', configurationKeys: null }]
          })
        : undefined
    ])
    await Promise.all(sent.flat())
    expect(opened).toHaveLength(2)
    expect(arrived).toEqual(Array.from({ length: 10_000 }, (_, i) => i))
  })
})

describe('one cluster', () => {
  test('one cluster sends 10,000 requests of 50 users by one socket per lane and broker, and one for bootstrap', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 6 } })
    kafka.on(Heartbeat, () => ({ errorCode: 0 }))
    const opened: number[] = []
    await using cluster = await open(kafka, { observe: { open: ({ broker }) => opened.push(broker.nodeId ?? -1) } })
    const work = [
      (i: number) => cluster.send(ListOffsets, endsOf([i % 6])),
      (i: number) => cluster.send(Heartbeat, { ...BEAT, groupId: `g${i % 7}` }),
      (i: number) => cluster.send(Fetch, fetchOf([i % 6])),
      (i: number) => cluster.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: [`k${i % 5}`] }),
      (i: number) => cluster.send(Produce, produceTo(i % 6, 'x'))
    ]
    const user = async (_: unknown, number: number): Promise<void> => {
      for (let i = 0; i < 200; i++) await work[(i + number) % work.length]?.(i)
    }
    await Promise.all(Array.from({ length: 50 }, user))
    expect(opened.length).toBeLessThanOrEqual(4 * 3 + 1)
    expect(cluster.pool.snapshot().totals).toMatchObject({ opened: opened.length, failed: {}, retries: 0 })
  })

  test('one cluster gets the answers to a Heartbeat, a Produce and a Metadata while a Fetch waits on the same broker', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    kafka.on(Heartbeat, () => ({ errorCode: 0 }))
    const parked = gate()
    let isParked = false
    kafka.on(Fetch, async (_, next) => {
      isParked = true
      await parked.opened
      return next()
    })
    await using cluster = await open(kafka)
    const fetched = cluster.send(Fetch, fetchOf([0]))
    await until(() => isParked)
    expect(await cluster.send(Heartbeat, BEAT)).toMatchObject({ errorCode: 0 })
    expect(await cluster.send(Produce, produceTo(0, 'x'))).toMatchObject({ responses: [{ partitionResponses: [{ errorCode: 0 }] }] })
    await cluster.refresh()
    parked.open()
    expect(await fetched).toMatchObject({ responses: [{ partitions: [{ errorCode: 0 }] }] })
  })

  test('one cluster refuses requests beyond the limits of a connection that stalls, not sent, and takes more once there is room', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const held = gate()
    kafka.on(Produce, async (_, next) => {
      await held.opened
      return next()
    })
    await using cluster = await open(kafka, { connection: { limits: { maxInFlight: 2, maxQueuedBytes: 4_096 } } })
    await cluster.partition('orders', 0)
    const sent = Array.from({ length: 20 }, () => cluster.send(Produce, produceTo(0, Buffer.alloc(500))))
    const refused = (await Promise.all(sent.map(each => Promise.race([rejectionOf(each).catch(() => undefined), turns(200)])))).filter(
      Boolean
    )
    expect(refused.length).toBeGreaterThan(8)
    for (const error of refused) expect(error).toMatchObject({ code: 'KAFKA_QUEUE_FULL', delivery: 'not-sent' })
    held.open()
    const outcomes = await Promise.allSettled(sent)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(refused.length)
    expect(await cluster.send(Produce, produceTo(0, Buffer.alloc(500)))).toMatchObject({
      responses: [{ partitionResponses: [{ errorCode: 0 }] }]
    })
  })
})

describe('several node ids at one address, as behind a proxy', () => {
  // A client cannot tell brokers before 4.4 which broker it means.
  test('several node ids at one address have a connection each, which refreshes do not close', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 3 }, versions: { ApiVersions: [0, 4] } })
    const { host, port } = kafka.broker(1)
    kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      const led = (partitions: (typeof answer.topics)[number]['partitions']) =>
        partitions.map(partition => ({ ...partition, leaderId: partition.partitionIndex + 1 }))
      return {
        ...answer,
        brokers: [1, 2, 3].map(nodeId => ({ nodeId, host, port })),
        topics: answer.topics.map(topic => ({ ...topic, partitions: led(topic.partitions) }))
      }
    })
    const ends: string[] = []
    await using cluster = await open(kafka, { observe: { close: (_, reason) => ends.push(reason) } })
    for (let round = 0; round < 20; round++) {
      expect(await cluster.send(ListOffsets, endsOf([0, 1, 2]))).toMatchObject({ topics: [{ partitions: [{}, {}, {}] }] })
      await cluster.refresh()
    }
    expect([...cluster.pool.connections()].map(({ nodeId, lane }) => [nodeId, lane])).toEqual(
      [1, 2, 3].map(nodeId => [nodeId, 'coordination'])
    )
    expect(kafka.broker(1).connections).toBe(3)
    expect(ends).toEqual(['superseded']) // the one of bootstrap
    expect(cluster.pool.snapshot().totals.opened).toBe(4)
    expect([0, 1, 2].map(index => cluster.map.partition({ name: 'orders' }, index)?.leaderId)).toEqual([1, 2, 3])
  })
})
