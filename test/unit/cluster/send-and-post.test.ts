import { describe, expect, test } from 'vitest'
import {
  acks,
  connect,
  coordinatorTypes,
  errorCodes,
  type RetryEvent,
  replicaIds,
  specialOffsets,
  specialTimestamps
} from '../../../src/index.ts'
import { Fetch, FindCoordinator, Heartbeat, ListGroups, ListOffsets, Produce, WriteTxnMarkers } from '../../../src/messages.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { open, produceTo, RETRY } from './orders.ts'

describe('send', () => {
  test('send refuses wrong options, and requests whose broker the caller has to name', async () => {
    await using kafka = await startTestingCluster()
    await using cluster = await open(kafka)
    const refused = await rejectionOf(cluster.send(WriteTxnMarkers, { markers: [] }))
    expect(refused).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [expect.stringContaining('WriteTxnMarkers is for one broker')] })
    for (const options of [
      { to: { nodeId: '1' } },
      { to: 'leader' },
      { to: {} },
      { to: { shareKey: 's' } },
      { to: { group: 7 } },
      { to: { transactionalId: null } },
      { to: { nodeId: 1, group: 'g' } },
      { lane: 7 },
      { timeoutMs: 0 },
      { unknown: 1 }
    ]) {
      expect(await rejectionOf(cluster.send(ListGroups, {}, options as object)), JSON.stringify(options)).toMatchObject({
        code: 'KAFKA_CONFIGURATION'
      })
    }
    const to = await rejectionOf(cluster.send(ListGroups, {}, { to: 'leader' } as never))
    expect(to).toMatchObject({ problems: [expect.stringMatching(/^to must be 'any'.*, not "leader"$/)] })
  })

  test('send says what its first argument must be', async () => {
    await using kafka = await startTestingCluster()
    await using cluster = await open(kafka)
    const connection = await connect({ host: kafka.bootstrap })
    for (const [api, shown] of [
      ['Produce', 'the first argument must be an API of kafkawire/messages, such as Metadata, not "Produce"'],
      [{ name: 'Metadata' }, expect.stringMatching(/such as Metadata, not an object$/)],
      [undefined, 'the first argument is required: it must be an API of kafkawire/messages, such as Metadata']
    ]) {
      const refused = { code: 'KAFKA_CONFIGURATION', delivery: 'not-sent', problems: [shown] }
      expect(await rejectionOf(cluster.send(api as never, {}))).toMatchObject(refused)
      expect(await rejectionOf(cluster.sendSharded(api as never, {}))).toMatchObject(refused)
      expect(await rejectionOf(connection.send(api as never, {}))).toMatchObject(refused)
      expect(await rejectionOf(connection.post(api as never, {}))).toMatchObject(refused)
    }
    await connection.close()
  })

  test('a broker that is not in the cluster is named beside those that are', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using cluster = await open(kafka)
    const error = await rejectionOf(cluster.send(ListGroups, {}, { to: { nodeId: 3 }, maxAttempts: 1 }))
    expect(error).toMatchObject({
      code: 'KAFKA_CONNECT',
      message: expect.stringContaining('has no broker 3 (it has 1, 2): it may have left')
    })
  })

  test('send goes to another broker if the first one cannot be reached', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using cluster = await open(kafka)
    kafka.broker(1).fault({ after: { receivedBytes: 1 }, do: 'reset', times: Number.POSITIVE_INFINITY })
    kafka.broker(2).fault({ after: { receivedBytes: 1 }, do: 'reset', times: Number.POSITIVE_INFINITY })
    const { coordinators } = await cluster.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['a', 'b'] })
    expect(coordinators.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  test('send goes to another broker than the one that just failed, even if that one has other connections', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using cluster = await open(kafka)
    await cluster.pool.acquire(2, 'produce')
    const asked: number[] = []
    kafka.on(FindCoordinator, async ({ nodeId }, next) => {
      asked.push(nodeId)
      if (nodeId === 2) throw new Error('dies')
      return next()
    })
    await cluster.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['a'] })
    expect(asked).toEqual([2, expect.not.toSatisfy(nodeId => nodeId === 2)])
  })

  test('send converts the old form of an answer to the new one, for an old broker', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, versions: { FindCoordinator: [0, 3] } })
    await using cluster = await open(kafka)
    for (const coordinatorKeys of [['a'], ['a', 'b', 'c']]) {
      for (const options of [{}, { to: { nodeId: 2 } }]) {
        const { coordinators } = await cluster.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys }, options)
        expect(coordinators.map(({ key }) => key)).toEqual(coordinatorKeys)
      }
    }
  })

  test('send uses the leader hint in an answer that is final', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    await using cluster = await open(kafka)
    const { leaderId, leaderEpoch } = await cluster.partition('orders', 0)
    // A Fetch within a session (KIP-227) is not sent again: its caller holds the session.
    const currentLeader = { leaderId: 3 - leaderId, leaderEpoch: leaderEpoch + 1 }
    const moved = {
      partitionIndex: 0,
      errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
      highWatermark: specialOffsets.INVALID_HIGH_WATERMARK,
      currentLeader,
      records: null
    }
    kafka.on(Fetch, { times: 1 }, () => ({ sessionId: 7, responses: [{ topic: 'orders', partitions: [moved] }] }))
    const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }]
    const topics = [{ topic: 'orders', partitions }]
    const answer = await cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, sessionId: 7, sessionEpoch: 1, topics })
    expect(answer.responses[0]?.partitions[0]?.errorCode).toBe(errorCodes.NOT_LEADER_OR_FOLLOWER)
    expect(cluster.map.partition({ name: 'orders' }, 0)?.leaderId).toBe(3 - leaderId)
  })

  test('send opens one connection per lane and broker for many requests', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 4 } })
    await using cluster = await open(kafka, { connection: { limits: { maxInFlight: 1_000 } } })
    await cluster.partition('orders', 0)
    const { opened } = cluster.pool.snapshot().totals
    const topics = [
      { name: 'orders', partitions: [0, 1, 2, 3].map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST })) }
    ]
    const answers = await Promise.all(
      Array.from({ length: 2_000 }, () => cluster.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics }))
    )
    expect(answers.every(({ topics }) => topics[0]?.partitions.length === 4)).toBe(true)
    expect(cluster.pool.snapshot().totals.opened).toBeLessThanOrEqual(opened + 2)
  })

  test('send rejects at once when its signal is aborted in a pause', async () => {
    await using kafka = await startTestingCluster()
    const retried: RetryEvent[] = []
    const stop = new AbortController()
    const retry = (event: RetryEvent): void => {
      retried.push(event)
      queueMicrotask(() => stop.abort('enough'))
    }
    await using cluster = await open(kafka, { observe: { retry }, retry: { initialMs: 60_000, maxMs: 60_000, totalMs: 600_000 } })
    kafka.on(Heartbeat, () => ({ errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS }))
    expect(await rejectionOf(cluster.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' }, { signal: stop.signal }))).toBe(
      'enough'
    )
    expect(retried).toHaveLength(1)
  })

  test('send returns the last answer when the time for attempts is over', async () => {
    await using kafka = await startTestingCluster()
    kafka.on(Heartbeat, () => ({ errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS }))
    await using cluster = await open(kafka, { retry: { ...RETRY, totalMs: 50 } })
    expect(await cluster.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' })).toMatchObject({
      errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS
    })
  })

  test('send rejects when the cluster is closed, and nothing is sent after that', async () => {
    await using kafka = await startTestingCluster()
    let close = (): unknown => undefined
    const cluster = await open(kafka, { observe: { retry: () => close() }, retry: { initialMs: 60_000, maxMs: 60_000, totalMs: 600_000 } })
    close = () => queueMicrotask(() => void cluster.close())
    kafka.on(Heartbeat, () => ({ errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS }))
    const beat = { groupId: 'g', generationId: 1, memberId: 'm' }
    expect(await rejectionOf(cluster.send(Heartbeat, beat))).toMatchObject({ code: 'KAFKA_POOL_CLOSED', retriable: false })
    expect(await rejectionOf(cluster.send(Heartbeat, beat))).toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
    expect(await rejectionOf(cluster.partition('orders', 0))).toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
    await cluster.close()
  })
})

describe('post', () => {
  test('post sends Produce with acks 0 to the leaders', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3 } })
    await using cluster = await open(kafka)
    await cluster.post(Produce, { ...produceTo([0, 1, 2]), acks: acks.NONE })
    for (let i = 0; i < 3; i++) await kafka.received(Produce)
    expect(await rejectionOf(cluster.send(Produce, { ...produceTo([0]), acks: acks.NONE }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(await rejectionOf(cluster.post(Produce, produceTo([0])))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })
})
