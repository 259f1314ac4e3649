import { describe, expect, test } from 'vitest'
import { acks, type Cluster, connectCluster, errorCodes } from '../../../../src/index.ts'
import { CreateTopics, DeleteTopics, Fetch, type FetchRequest, Produce } from '../../../../src/messages.ts'
import { readBatches } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { until } from '../../../support/process/gate.ts'
import { batchOf } from '../../../support/vectors/records.ts'

const request: FetchRequest = {
  maxWaitMs: 50,
  minBytes: 1,
  topics: [{ topic: 'orders', partitions: [0, 1].map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 })) }]
}
const TIMED_OUT = [
  [0, errorCodes.NONE],
  [1, errorCodes.REQUEST_TIMED_OUT]
]

interface Frozen {
  readonly release: () => void
  readonly asked: () => number
}

async function fill(cluster: Cluster, values: readonly [string, string]): Promise<void> {
  const partitionData = values.map((value, index) => ({ index, records: batchOf([value]) }))
  await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] })
}

/** The leader of a partition answers no Fetch until it is released. */
async function freeze(kafka: TestingCluster, cluster: Cluster, partition: number): Promise<Frozen> {
  const { leaderId } = await cluster.partition('orders', partition)
  const releases: (() => void)[] = []
  kafka.on(Fetch, { nodeId: leaderId }, async (_, next) => {
    const answer = await next()
    await new Promise<void>(resolve => releases.push(resolve))
    return answer
  })
  const release = (): void => {
    for (const each of releases.splice(0)) each()
  }
  return { release, asked: () => releases.length }
}

const codesOf = ({ responses }: Awaited<ReturnType<typeof poll>>) =>
  responses.flatMap(({ partitions }) => partitions.map(({ partitionIndex, errorCode }) => [partitionIndex, errorCode]))
const poll = (cluster: Cluster, options = {}) => cluster.send(Fetch, request, options)

describe('a Fetch that takes over the part of an earlier one', () => {
  test('settles within its own timeoutMs, and leaves the part to the next Fetch', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await fill(cluster, ['zero', 'one'])
    const { release, asked } = await freeze(kafka, cluster, 1)
    await poll(cluster)
    const other = await freeze(kafka, cluster, 0) // now no broker answers
    const began = performance.now()
    await expect(poll(cluster, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'KAFKA_TIMEOUT', delivery: 'maybe-sent' })
    expect(performance.now() - began).toBeLessThan(1_000)
    const last = poll(cluster)
    release()
    expect(codesOf(await last)).toEqual([
      [0, errorCodes.REQUEST_TIMED_OUT],
      [1, errorCodes.NONE]
    ])
    expect(asked()).toBe(0)
    other.release()
    await until(() => other.asked() === 1)
    other.release()
  })

  test('ends with the reason of its own signal', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await fill(cluster, ['zero', 'one'])
    const { release } = await freeze(kafka, cluster, 1)
    await poll(cluster)
    const giveUp = new AbortController()
    const second = poll(cluster, { signal: giveUp.signal, timeoutMs: 20_000 })
    giveUp.abort('enough')
    await expect(second).rejects.toBe('enough')
    release()
  })

  test('is sent itself when the signal of the earlier Fetch ends the part', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await fill(cluster, ['zero', 'one'])
    const { release, asked } = await freeze(kafka, cluster, 1)
    const giveUp = new AbortController()
    expect(codesOf(await poll(cluster, { signal: giveUp.signal }))).toEqual(TIMED_OUT)
    const second = poll(cluster)
    giveUp.abort('enough')
    expect(codesOf(await second)).toEqual(TIMED_OUT)
    release() // the broker answers the first Fetch, and then reads the second
    await until(() => asked() === 1)
    const third = poll(cluster)
    release()
    expect(codesOf(await third)).toEqual([
      [0, errorCodes.NONE],
      [1, errorCodes.NONE]
    ])
  })
})

test('a Fetch does not get the records of a topic that was deleted, and created again with the same name', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  await fill(cluster, ['zero', 'one'])
  const { release } = await freeze(kafka, cluster, 1)
  expect(codesOf(await poll(cluster))).toEqual(TIMED_OUT)
  await cluster.send(DeleteTopics, { topics: [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }], timeoutMs: 1_000 })
  await cluster.send(CreateTopics, { topics: [{ name: 'orders', numPartitions: 2, replicationFactor: 1 }], timeoutMs: 1_000 })
  await cluster.refresh()
  release()
  await fill(cluster, ['new zero', 'new one'])
  const second = poll(cluster)
  const timer = setInterval(release, 10)
  const { responses } = await second
  clearInterval(timer)
  const values = responses.flatMap(({ partitions }) => partitions.flatMap(({ records }) => valuesIn(records)))
  expect(values).toEqual(['new zero', 'new one'])
})

function valuesIn(records: Uint8Array | null): string[] {
  return [...readBatches(records)].flatMap(batch => [...batch.records()].map(({ value }) => Buffer.from(value ?? []).toString()))
}
