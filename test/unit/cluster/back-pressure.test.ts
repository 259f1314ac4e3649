import { expect, test } from 'vitest'
import { absentValues, acks, type Cluster, connectCluster, errorCodes, specialOffsets } from '../../../src/index.ts'
import { Fetch, Metadata, OffsetCommit, Produce, type ProduceRequest } from '../../../src/messages.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { turns } from '../../support/process/gate.ts'

const MEGABYTE = 1_000_000

function produceTo(index: number, valueBytes = 10): ProduceRequest {
  const builder = batchBuilder({ maxBytes: 2 * MEGABYTE })
  builder.append({ value: Buffer.alloc(valueBytes) })
  return { acks: acks.ALL, timeoutMs: 5_000, topicData: [{ name: 'orders', partitionData: [{ index, records: builder.build() }] }] }
}

// This loop is in docs/cluster.md.
async function sendAll(cluster: Cluster, requests: readonly ProduceRequest[]): Promise<PromiseSettledResult<unknown>[]> {
  const sent: Promise<unknown>[] = []
  for (const request of requests) {
    if (!cluster.writable(Produce, request)) await cluster.drained(Produce, request)
    sent.push(cluster.send(Produce, request))
  }
  return Promise.allSettled(sent)
}

test('a cluster is writable for a request once its broker is known and connected', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const request = produceTo(0)
  expect(cluster.writable(Produce, request)).toBe(false)
  let sent = 0
  kafka.on(Produce, (_, next) => {
    sent++
    return next()
  })
  await cluster.drained(Produce, request)
  expect(cluster.writable(Produce, request)).toBe(true)
  expect(sent).toBe(0)
  await cluster.drained(Metadata, { topics: [] })
  expect(cluster.writable(Metadata, { topics: [] })).toBe(true)
  expect(
    cluster.writable(OffsetCommit, {
      groupId: 'g',
      generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
      memberId: '',
      topics: []
    })
  ).toBe(false)
})

test('senders that wait for drained never get KAFKA_QUEUE_FULL, and all of them go on', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 }, maxInFlight: 100 })
  await using cluster = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    connection: { limits: { maxQueuedBytes: 4 * MEGABYTE } }
  })
  const request = produceTo(0, MEGABYTE)
  const one = async (): Promise<unknown> => {
    if (!cluster.writable(Produce, request)) await cluster.drained(Produce, request)
    return cluster.send(Produce, request)
  }
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, one))
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([])
  expect((await sendAll(cluster, Array<ProduceRequest>(40).fill(request))).filter(({ status }) => status === 'rejected')).toEqual([])
})

test('a broker that reads nothing makes its own requests wait, but not those to other brokers', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 }, maxInFlight: 1 })
  await using cluster = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    connection: { limits: { maxQueuedBytes: 2 * MEGABYTE } }
  })
  const [slow, quick] = await Promise.all([0, 1].map(index => cluster.partition('orders', index)))
  let release: () => void = () => undefined
  const held = new Promise<void>(resolve => (release = resolve))
  kafka.on(Produce, { nodeId: slow?.leaderId ?? absentValues.NO_LEADER_ID }, async (_, next) => {
    await held
    return next()
  })
  await Promise.all([0, 1].map(index => cluster.drained(Produce, produceTo(index))))
  const sent: Promise<unknown>[] = []
  const large = produceTo(0, MEGABYTE)
  for (let i = 0; i < 50 && cluster.writable(Produce, large); i++) {
    sent.push(cluster.send(Produce, large))
    await turns(2)
  }
  expect(sent.length).toBeLessThan(50)
  const late = await rejectionOf(cluster.drained(Produce, large, { timeoutMs: 50 }))
  expect(late).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'drain', delivery: 'not-sent' })
  expect(cluster.writable(Produce, produceTo(1))).toBe(true)
  expect(quick?.leaderId).not.toBe(slow?.leaderId)
  await cluster.send(Produce, produceTo(1))
  release()
  await cluster.drained(Produce, large)
  await Promise.all(sent)
})

test('a request whose partition waits for an earlier one is not writable', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { initialMs: 200, maxMs: 200 } })
  await cluster.drained(Produce, produceTo(0))
  kafka.on(Produce, { times: 1 }, ({ message }) => ({
    responses: message.topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index }) => ({
        index,
        errorCode: errorCodes.NOT_ENOUGH_REPLICAS,
        baseOffset: specialOffsets.INVALID_OFFSET
      }))
    }))
  }))
  let retried: () => void = () => undefined
  const refused = new Promise<void>(resolve => (retried = resolve))
  await using watched = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    retry: { initialMs: 200, maxMs: 200 },
    observe: { retry: () => retried() }
  })
  await watched.drained(Produce, produceTo(0))
  const first = watched.send(Produce, produceTo(0))
  await refused
  expect(watched.writable(Produce, produceTo(0))).toBe(false)
  expect(watched.writable(Produce, produceTo(1))).toBe(true)
  await watched.drained(Produce, produceTo(0))
  expect(watched.writable(Produce, produceTo(0))).toBe(true)
  await first
})

test('drained sends no Fetch, and rejects if no broker can be reached', async () => {
  const kafka = await startTestingCluster({ topics: { orders: 1 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  let fetches = 0
  kafka.on(Fetch, (_, next) => {
    fetches++
    return next()
  })
  const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }]
  await cluster.drained(Fetch, { maxWaitMs: 10, minBytes: 1, topics: [{ topic: 'orders', partitions }] })
  expect(fetches).toBe(0)
  await kafka.close()
  await turns(3)
  const error = await rejectionOf(cluster.drained(Produce, produceTo(0), { timeoutMs: 300 }))
  expect(error).toMatchObject({ delivery: 'not-sent', retriable: true })
})
