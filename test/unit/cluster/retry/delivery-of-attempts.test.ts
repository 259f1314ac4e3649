import { describe, expect, test } from 'vitest'
import { type Acks, acks, type Cluster, connectCluster, replicaIds, specialTimestamps } from '../../../../src/index.ts'
import { ListOffsets, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { until } from '../../../support/process/gate.ts'

const ENDS = {
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
}

function produceTo(required: Acks) {
  const builder = batchBuilder()
  builder.append({ value: 'x' })
  const producer = required === acks.NONE ? undefined : { producerId: 0n, producerEpoch: 0, baseSequence: 0 }
  return {
    acks: required,
    timeoutMs: 1_000,
    topicData: [{ name: 'orders', partitionData: [{ index: 0, records: builder.build(producer) }] }]
  }
}

async function open(kafka: TestingCluster, totalMs: number): Promise<Cluster> {
  const cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 50, totalMs }, metadata: { minAgeMs: 1 } })
  await cluster.partition('orders', 0, { timeoutMs: 30_000 })
  return cluster
}

describe('the error of an idempotent Produce that one attempt may have written', () => {
  // The broker writes the record, and after that no broker answers.
  function die(kafka: TestingCluster): { readonly hasDied: () => boolean } {
    let hasDied = false
    kafka.on(Produce, async (_, next) => {
      await next()
      hasDied = true
      for (const broker of kafka.brokers) broker.fault({ after: { receivedBytes: 0 }, do: 'reset', times: Number.POSITIVE_INFINITY })
      throw new Error('dies')
    })
    return { hasDied: () => hasDied }
  }

  test('the error of an idempotent Produce that one attempt may have written says maybe-sent when the time for further attempts is over', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await open(kafka, 400)
    die(kafka)
    expect(await rejectionOf(cluster.send(Produce, produceTo(acks.ALL)))).toMatchObject({ delivery: 'maybe-sent' })
  })

  test('the error of an idempotent Produce that one attempt may have written says maybe-sent when the cluster is closed', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const cluster = await open(kafka, 60_000)
    const { hasDied } = die(kafka)
    const lost = rejectionOf(cluster.send(Produce, produceTo(acks.ALL)))
    await until(hasDied)
    await cluster.close({ timeoutMs: 20 })
    expect(await lost).toMatchObject({ code: 'KAFKA_POOL_CLOSED', delivery: 'maybe-sent' })
  })
})

describe('Produce with acks 0', () => {
  test('Produce with acks 0 goes to the new leader after the old one has closed the connection, which is its only sign', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    const ends: string[] = []
    await using cluster = await connectCluster({
      bootstrapServers: kafka.bootstrap,
      metadata: { minAgeMs: 1 },
      observe: { close: (_, reason) => ends.push(reason) }
    })
    const { leaderId } = await cluster.partition('orders', 0)
    await cluster.post(Produce, produceTo(acks.NONE))
    await kafka.received(Produce)
    kafka.moveLeader('orders', 0, 3 - leaderId)
    await cluster.post(Produce, produceTo(acks.NONE)) // the old leader reads it and closes the connection
    await until(() => ends.includes('broken'))
    for (let i = 0; i < 10; i++) await cluster.post(Produce, produceTo(acks.NONE))
    for (let i = 0; i < 11; i++) await kafka.received(Produce)
    const { topics } = await cluster.send(ListOffsets, ENDS)
    expect(topics[0]?.partitions).toMatchObject([{ errorCode: 0, offset: 11n }])
    expect(ends.filter(reason => reason === 'broken')).toHaveLength(1)
  })
})
