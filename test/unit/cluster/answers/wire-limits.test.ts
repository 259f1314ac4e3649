import { once } from 'node:events'
import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { acks, type Cluster, connectCluster, replicaIds, specialTimestamps } from '../../../../src/index.ts'
import { Fetch, ListOffsets, Produce } from '../../../../src/messages.ts'
import { type BatchBuilder, batchBuilder, readBatches } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

const produce = (name: string, records: Uint8Array) => ({
  acks: acks.ALL,
  timeoutMs: 5_000,
  topicData: [{ name, partitionData: [{ index: 0, records }] }]
})
const fetch = (topic: string, fetchOffset = 0n) => ({
  maxWaitMs: 10,
  minBytes: 1,
  topics: [{ topic, partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }] }]
})

describe('an answer larger than maxFrameBytes', () => {
  test('an answer larger than maxFrameBytes is not requested again, its error names the option, and other requests on the connection are answered', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { limits: { maxFrameBytes: 100_000 } } })
    const builder = batchBuilder()
    builder.append({ value: Buffer.alloc(200_000) })
    await cluster.send(Produce, produce('t', builder.build()))
    let fetches = 0
    kafka.on(Fetch, (_, next) => {
      fetches++
      return next()
    })
    const fetched = rejectionOf(cluster.send(Fetch, fetch('t'), { lane: 'all' }))
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
    const listed = cluster.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics }, { lane: 'all' })
    const error = await fetched
    expect(error).toMatchObject({ code: 'KAFKA_PROTOCOL', retriable: false, delivery: 'answered', api: 'Fetch' })
    expect(error).toHaveProperty('message', expect.stringMatching(/has 200\d{3} bytes, and limits\.maxFrameBytes is 100000/))
    expect((await listed).topics[0]?.partitions[0]?.offset).toBe(1n)
    expect(fetches).toBe(1)
    expect(cluster.pool.snapshot().connections.filter(({ lane }) => lane === 'all')).toHaveLength(1)
  })
})

/** A proxy before a broker that can stop to pass bytes to it. */
async function startStallingProxy(port: number) {
  const clients: Socket[] = []
  let isStalled = false
  const server = createServer(client => {
    const broker = connectSocket(port, '127.0.0.1')
    clients.push(client)
    client.on('data', bytes => {
      broker.write(bytes)
      if (isStalled) client.pause()
    })
    broker.pipe(client)
    client.on('error', () => broker.destroy()).on('close', () => broker.destroy())
    broker.on('error', () => client.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stall() {
      isStalled = true
      for (const client of clients) client.pause()
    },
    flow() {
      isStalled = false
      for (const client of clients) client.resume()
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

const build = (builder: BatchBuilder, letter: string): Uint8Array => {
  builder.append({ value: Buffer.alloc(90_000, letter), timestamp: 1n })
  return builder.build()
}

async function lettersOf(cluster: Cluster, topic: string): Promise<string[]> {
  const letters: string[] = []
  for (let next = 0n; ; ) {
    const { responses } = await cluster.send(Fetch, fetch(topic, next))
    const batches = [...readBatches(responses[0]?.partitions[0]?.records ?? null)]
    if (batches.length === 0) return letters
    for (const batch of batches) {
      for (const { value } of batch.records()) letters.push(String.fromCharCode(value?.[0] ?? 0))
      next = batch.lastOffset + 1n
    }
  }
}

test('memory of batches whose Produce has timed out is not used again before the socket has written them', async () => {
  await using kafka = await startTestingCluster({ topics: { a: 1, b: 1 } })
  await using proxy = await startStallingProxy(kafka.broker(1).port)
  const rewriteAddress = () => ({ host: '127.0.0.1', port: proxy.port })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, rewriteAddress })
  const builder = batchBuilder({ maxBytes: Infinity })
  for (const [topic, letter] of [
    ['a', 'a'],
    ['b', 'b']
  ] as const)
    await cluster.send(Produce, produce(topic, build(builder, letter)))
  proxy.stall()
  const batches = Array.from({ length: 120 }, () => build(builder, 'a'))
  const errors = await Promise.all(batches.map(records => rejectionOf(cluster.send(Produce, produce('a', records), { timeoutMs: 300 }))))
  const sent = batches.filter((_, i) => (errors[i] as { delivery: string }).delivery === 'maybe-sent')
  expect(sent.length).toBeGreaterThan(10)
  const taken = new Set(sent.filter(batch => builder.reuse(batch)).map(({ buffer }) => buffer))
  expect(taken.size).toBeLessThan(sent.length)
  // The memory that the builder got back is filled with records of another topic.
  for (const batch of sent) void (build(builder, 'b').buffer === batch.buffer)
  proxy.flow()
  await cluster.send(Produce, produce('a', build(builder, 'a')))
  expect(new Set(await lettersOf(cluster, 'a'))).toEqual(new Set(['a']))
  await cluster.close({ timeoutMs: 100 })
})
