import { describe, expect, test } from 'vitest'
import { type Cluster, type Connection, errorCodes, type RetryEvent, replicaIds, specialTimestamps } from '../../../src/index.ts'
import { CreateTopics, FindCoordinator, Heartbeat, ListGroups, ListOffsets, Metadata, Produce } from '../../../src/messages.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { until } from '../../support/process/gate.ts'
import { errorCodesOf, open, produceTo, RETRY } from './orders.ts'

describe('a request for leaders', () => {
  test('a request for leaders is split by leader, and its answers are merged in the order of the request', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 6 } })
    const asked: number[] = []
    kafka.on(Produce, async ({ nodeId }, next) => {
      asked.push(nodeId)
      return next()
    })
    await using cluster = await open(kafka)
    const answer = await cluster.send(Produce, produceTo([5, 0, 3, 1, 4, 2]))
    expect(errorCodesOf(answer)).toEqual([5, 0, 3, 1, 4, 2].map(index => [index, 0]))
    expect(asked.toSorted()).toEqual([1, 2, 3])
  })

  test('a request for leaders is sent again only for the partition whose leader has moved, to the leader that the answer names', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 3 } })
    const retries: RetryEvent[] = []
    await using cluster = await open(kafka, { observe: { retry: event => retries.push(event) } })
    const { leaderId } = await cluster.partition('orders', 0)
    await cluster.partition('orders', 1)
    kafka.moveLeader('orders', 0, 3 - leaderId)
    const asked: unknown[] = []
    kafka.on(Produce, async ({ nodeId, message }, next) => {
      asked.push([nodeId, message.topicData.flatMap(({ partitionData }) => partitionData.map(({ index }) => index))])
      return next()
    })
    let refreshes = 0
    kafka.on(Metadata, async (_, next) => {
      refreshes++
      return next()
    })
    expect((await cluster.partition('orders', 2)).leaderId).toBe(leaderId)
    expect(errorCodesOf(await cluster.send(Produce, produceTo([0, 2, 1])))).toEqual([
      [0, 0],
      [2, 0],
      [1, 0]
    ])
    expect(asked).toHaveLength(3)
    expect(asked).toContainEqual([3 - leaderId, [0]])
    expect(retries).toMatchObject([{ api: 'Produce', attempt: 1, delayMs: 0, error: { errorName: 'NOT_LEADER_OR_FOLLOWER' } }])
    expect(refreshes).toBe(0)
    expect((await cluster.partition('orders', 0)).leaderId).toBe(3 - leaderId)
  })

  test('a request for leaders goes to the new leader at once when the old one fails while it is dialled', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    let hung = -1
    const onFresh = ({ broker }: Connection): unknown => (broker.nodeId === hung ? new Promise(() => undefined) : undefined)
    await using cluster = await open(kafka, { onFresh, retry: { initialMs: 60_000, maxMs: 60_000, totalMs: 600_000 } })
    const { leaderId } = await cluster.partition('orders', 0)
    await Promise.all([1, 2].map(nodeId => cluster.pool.acquire(nodeId, 'coordination')))
    hung = leaderId
    const produced = cluster.send(Produce, produceTo([0]))
    await until(() =>
      cluster.pool.snapshot().connections.some(({ nodeId, lane, waiting }) => nodeId === leaderId && lane === 'produce' && waiting > 0)
    )
    kafka.moveLeader('orders', 0, 3 - leaderId)
    kafka.on(Metadata, { nodeId: 3 - leaderId }, async (_, next) => {
      const answer = await next()
      return { ...answer, brokers: answer.brokers.filter(({ nodeId }) => nodeId !== leaderId) }
    })
    await cluster.refresh()
    expect(errorCodesOf(await produced)).toEqual([[0, 0]])
  })

  test('a request for leaders returns the error code of the brokers when a topic stays unknown', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using cluster = await open(kafka)
    expect(errorCodesOf(await cluster.send(Produce, produceTo([0])))).toEqual([[0, 3]])
    const refused = await rejectionOf(cluster.partition('orders', 0))
    expect(refused).toMatchObject({ code: 'KAFKA_BROKER', errorName: 'UNKNOWN_TOPIC_OR_PARTITION', delivery: 'not-sent', retriable: true })
  })

  test('a request for leaders goes whole to the broker that the caller names, whose answer is final', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await using cluster = await open(kafka)
    const { leaderId } = await cluster.partition('orders', 0)
    const answer = await cluster.send(Produce, produceTo([0, 1]), { to: { nodeId: leaderId } })
    expect(errorCodesOf(answer)).toEqual([
      [0, 0],
      [1, 6]
    ])
  })
})

describe('a request that may have been processed', () => {
  // The broker processes a request, and dies before it answers.
  const dieBeforeAnswering = async (_: unknown, next: () => Promise<unknown>): Promise<never> => {
    await next()
    throw new Error('dies')
  }
  const idempotent = { producerId: 0n, producerEpoch: 0, baseSequence: 0 }

  test('an idempotent Produce that may have been processed is sent again, and the broker keeps one copy', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    kafka.on(Produce, { times: 1 }, dieBeforeAnswering)
    expect(errorCodesOf(await cluster.send(Produce, produceTo([0], idempotent)))).toEqual([[0, 0]])
    expect(await endOf(cluster, 'orders')).toBe(1n)
  })

  test('a Produce without a producer id that may have been processed is not sent again', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka)
    kafka.on(Produce, { times: 1 }, dieBeforeAnswering)
    const lost = await rejectionOf(cluster.send(Produce, produceTo([0])))
    expect(lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', delivery: 'maybe-sent', api: 'Produce' })
    expect(await endOf(cluster, 'orders')).toBe(1n)
  })

  test('a Heartbeat that may have been processed is sent again, and a CreateTopics is not', async () => {
    await using kafka = await startTestingCluster()
    await using cluster = await open(kafka)
    kafka.on(Heartbeat, () => ({ errorCode: 0 }))
    kafka.on(Heartbeat, { times: 1 }, () => {
      throw new Error('dies')
    })
    expect(await cluster.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' })).toMatchObject({ errorCode: 0 })
    kafka.on(CreateTopics, { times: 1 }, dieBeforeAnswering)
    const topics = [{ name: 'made', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
    const lost = await rejectionOf(cluster.send(CreateTopics, { topics }))
    expect(lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', delivery: 'maybe-sent', api: 'CreateTopics' })
    expect((await cluster.partition('made', 0)).leaderId).toBe(1)
  })
})

describe('a coordinator', () => {
  test('a coordinator that answers NOT_COORDINATOR is looked up again', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    const asked: number[] = []
    kafka.on(Heartbeat, ({ nodeId }) => {
      asked.push(nodeId)
      return { errorCode: nodeId === 3 ? 0 : errorCodes.NOT_COORDINATOR }
    })
    let named = 2
    kafka.on(FindCoordinator, ({ message }) => {
      const broker = kafka.broker(named++)
      const [key = ''] = message.coordinatorKeys
      return { coordinators: [{ key, nodeId: broker.nodeId, host: broker.host, port: broker.port, errorCode: 0, errorMessage: null }] }
    })
    await using cluster = await open(kafka)
    const beat = { groupId: 'g', generationId: 1, memberId: 'm' }
    expect(await cluster.send(Heartbeat, beat)).toMatchObject({ errorCode: 0 })
    expect(await cluster.send(Heartbeat, beat)).toMatchObject({ errorCode: 0 })
    expect([asked, named]).toEqual([[2, 3, 3], 4])
  })

  test('a coordinator that is still loading is asked again, without a look-up', async () => {
    await using kafka = await startTestingCluster()
    let lookups = 0
    kafka.on(FindCoordinator, async (_, next) => {
      lookups++
      return next()
    })
    kafka.on(Heartbeat, () => ({ errorCode: 0 }))
    kafka.on(Heartbeat, { times: 2 }, () => ({ errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS }))
    await using cluster = await open(kafka)
    expect(await cluster.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' })).toMatchObject({ errorCode: 0 })
    expect(lookups).toBe(1)
  })

  test('a coordinator that dies without an answer is looked up again', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    let lookups = 0
    kafka.on(FindCoordinator, async (_, next) => {
      lookups++
      return next()
    })
    kafka.on(Heartbeat, () => ({ errorCode: 0 }))
    kafka.on(Heartbeat, { times: 1 }, () => {
      throw new Error('dies')
    })
    await using cluster = await open(kafka)
    expect(await cluster.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' })).toMatchObject({ errorCode: 0 })
    expect(lookups).toBe(2)
  })
})

describe('a controller', () => {
  test('a controller that answers NOT_CONTROLLER is found by a metadata refresh', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    let controllerId = 2
    kafka.on(Metadata, async (_, next) => ({ ...(await next()), controllerId }))
    const asked: number[] = []
    kafka.on(CreateTopics, async ({ nodeId }) => {
      asked.push(nodeId)
      controllerId = 3
      return { topics: [{ name: 'made', errorCode: nodeId === 3 ? 0 : errorCodes.NOT_CONTROLLER }] }
    })
    await using cluster = await open(kafka)
    const topics = [{ name: 'made', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
    expect(await cluster.send(CreateTopics, { topics })).toMatchObject({ topics: [{ errorCode: 0 }] })
    expect(asked).toEqual([2, 3])
  })
})

describe('a request for every broker', () => {
  test('a request for every broker has the outcome of each broker by sendSharded, and rejects with the worst error by send', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    kafka.on(ListGroups, ({ nodeId }) => {
      if (nodeId === 2) throw new Error('dies')
      return { errorCode: 0, groups: [{ groupId: `of ${nodeId}`, protocolType: 'consumer' }] }
    })
    await using cluster = await open(kafka, { retry: { ...RETRY, maxAttempts: 2 } })
    const shards = await cluster.sendSharded(ListGroups, {})
    expect(shards.toSorted((a, b) => a.nodeId - b.nodeId)).toMatchObject([
      { nodeId: 1, response: { groups: [{ groupId: 'of 1' }] } },
      { nodeId: 2, error: { code: 'KAFKA_CONNECTION_CLOSED', api: 'ListGroups' } },
      { nodeId: 3, response: { groups: [{ groupId: 'of 3' }] } }
    ])
    const error = await rejectionOf(cluster.send(ListGroups, {}))
    const part = expect.objectContaining({ code: 'KAFKA_CONNECTION_CLOSED', delivery: 'maybe-sent' })
    expect(error).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', message: expect.stringContaining('1 of 3 parts of ListGroups failed') })
    expect((error as { shards?: unknown }).shards).toContainEqual({ nodeId: 2, error: part, delivery: 'maybe-sent' })
    expect(JSON.stringify(error)).toContain('KAFKA_CONNECTION_CLOSED') // it does not hold itself
  })
})

async function endOf(cluster: Cluster, name: string): Promise<bigint | undefined> {
  const { topics } = await cluster.send(ListOffsets, {
    replicaId: replicaIds.CONSUMER,
    topics: [{ name, partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
  })
  return topics[0]?.partitions[0]?.offset
}
