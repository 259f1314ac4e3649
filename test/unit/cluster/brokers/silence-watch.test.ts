import { describe, expect, test } from 'vitest'
import { absentValues, acks, type ClusterOptions, connectCluster } from '../../../../src/index.ts'
import { Fetch, Metadata, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns } from '../../../support/process/gate.ts'

const WORLD = { brokers: 3, topics: { orders: 3 } }
const IDEMPOTENT = { producerId: 7n, producerEpoch: 0, baseSequence: 0 }

describe('a frozen leader', () => {
  useOwnClock()

  test('a frozen leader loses its idempotent batch to the new leader within 2.5 s of the election, long before the request timeout of 30 s', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka)
    const { leaderId } = await cluster.partition('orders', 0)
    await warm(cluster)
    kafka.broker(leaderId).fault({ after: { receivedBytes: 1 }, do: 'silence', times: 99 })
    const sent = settled(cluster.send(Produce, produceTo(0, IDEMPOTENT)))
    await passSlowly(9_000)
    expect(sent.outcome).toBeUndefined()
    kafka.moveLeader('orders', 0, 1 + (leaderId % 3))
    await passSlowly(2_500)
    expect(sent.outcome).toMatchObject({ responses: [{ partitionResponses: [{ errorCode: 0 }] }] })
  })

  test('a frozen leader fails a batch without a producer id with maybe-sent, and the next batch goes to the new leader', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka)
    const { leaderId } = await cluster.partition('orders', 0)
    await warm(cluster)
    kafka.broker(leaderId).fault({ after: { receivedBytes: 1 }, do: 'silence', times: 99 })
    const sent = settled(cluster.send(Produce, produceTo(0)))
    await pass(1)
    kafka.moveLeader('orders', 0, 1 + (leaderId % 3))
    await passSlowly(6_000)
    expect(sent.outcome).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout', delivery: 'maybe-sent' })
    expect((sent.outcome as Error).message).toContain(`sent nothing for at least 3000 ms, and the cluster has replaced it`)
    const next = settled(cluster.send(Produce, produceTo(0)))
    await passSlowly(500)
    // The frozen leader had written the first batch: this one has offset 1.
    expect(next.outcome).toMatchObject({ responses: [{ partitionResponses: [{ errorCode: 0, baseOffset: 1n }] }] })
  })

  test('the connection to a frozen leader is closed once the leader is not in the metadata any more', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka)
    const { leaderId } = await cluster.partition('orders', 0)
    await warm(cluster)
    kafka.broker(leaderId).fault({ after: { receivedBytes: 1 }, do: 'silence', times: 99 })
    const admin = settled(cluster.send(Produce, produceTo(0), { to: { nodeId: leaderId } }))
    await passSlowly(3_500)
    expect(admin.outcome).toBeUndefined()
    kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      return { ...answer, brokers: answer.brokers.filter(({ nodeId }) => nodeId !== leaderId) }
    })
    await passSlowly(2_000)
    expect(admin.outcome).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'timeout', delivery: 'maybe-sent' })
  })

  test('a frozen leader makes the cluster ask other brokers for metadata about once a second, and is not asked itself', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka)
    const { leaderId } = await cluster.partition('orders', 0)
    await warm(cluster)
    const asked: number[] = []
    kafka.on(Metadata, ({ nodeId }, next) => {
      asked.push(nodeId)
      return next()
    })
    kafka.broker(leaderId).fault({ after: { receivedBytes: 1 }, do: 'silence', times: 99 })
    const sent = settled(cluster.send(Produce, produceTo(0, IDEMPOTENT)))
    await passSlowly(12_000)
    expect(asked.length).toBeGreaterThanOrEqual(5)
    expect(asked.length).toBeLessThanOrEqual(14)
    expect(asked).not.toContain(leaderId)
    expect(sent.outcome).toBeUndefined()
    const closing = cluster.close({ timeoutMs: 1 }) // the batch is still in flight
    await pass(10)
    await closing
  })
})

describe('a slow broker', () => {
  useOwnClock()

  test('a slow broker keeps its connection while it is the leader of the partitions in flight', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka)
    await warm(cluster)
    kafka.on(Produce, async (_, next) => {
      await new Promise(resolve => setTimeout(resolve, 20_000))
      return next()
    })
    const sent = settled(cluster.send(Produce, produceTo(0)))
    await passSlowly(19_500)
    expect(sent.outcome).toBeUndefined()
    await passSlowly(1_000)
    expect(sent.outcome).toMatchObject({ responses: [{ partitionResponses: [{ errorCode: 0 }] }] })
  })

  test('a slow broker that waits as long as a Fetch allows causes no metadata requests', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka)
    await cluster.partition('orders', 0)
    await warm(cluster)
    let asked = 0
    kafka.on(Metadata, (_, next) => {
      asked++
      return next()
    })
    const partitions = [
      { partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000, currentLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH }
    ]
    const sent = settled(cluster.send(Fetch, { maxWaitMs: 20_000, minBytes: 1_000_000, topics: [{ topic: 'orders', partitions }] }))
    await passSlowly(20_000)
    expect(asked).toBe(0)
    await passSlowly(1_000)
    expect(sent.outcome).toMatchObject({ errorCode: 0 })
  })
})

function open(kafka: TestingCluster, options: Partial<ClusterOptions> = {}) {
  return connectCluster({ bootstrapServers: kafka.bootstrap, ...options })
}

type Opened = Awaited<ReturnType<typeof open>>

// Connects to all brokers, because these tests are about requests in flight and not about dials.
async function warm(cluster: Opened): Promise<void> {
  await cluster.pool.warmUp({ lanes: ['produce', 'fetch', 'coordination'] })
}

function settled(promise: Promise<unknown>): { outcome: unknown } {
  const settled: { outcome: unknown } = { outcome: undefined }
  const settle = (outcome: unknown): void => {
    settled.outcome = outcome
  }
  promise.then(settle, settle)
  return settled
}

async function passSlowly(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    await pass(100)
    await turns(10) // sockets are real
  }
}

function produceTo(index: number, producer?: { producerId: bigint; producerEpoch: number; baseSequence: number }) {
  const builder = batchBuilder()
  builder.append({ value: 'x' })
  return {
    acks: acks.ALL,
    timeoutMs: 25_000,
    topicData: [{ name: 'orders', partitionData: [{ index, records: builder.build(producer) }] }]
  }
}
