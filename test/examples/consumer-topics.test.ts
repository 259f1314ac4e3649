import { type Cluster, connectCluster, errorCodes, specialOffsets } from 'kafkawire'
import { CreateTopics, DeleteTopics } from 'kafkawire/messages'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Consumer, type ConsumerOptions } from '../../examples/consumer/consumer.ts'
import { Producer } from '../../examples/producer/producer.ts'
import { Fetch, Metadata } from '../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'
import { gate } from '../support/process/gate.ts'

const RETRY = { initialMs: 1, maxMs: 4 }
const CLIENT_ID = 'under-test'
const SOON = { discoverEveryMs: 5, goneAfterMs: 50 }

let kafka: TestingCluster
let cluster: Cluster
beforeEach(async () => {
  kafka = await startTestingCluster({ brokers: 2, topics: { orders: 3, quiet: 1 } })
  const options = { retry: RETRY, metadata: { maxAgeMs: 10, minAgeMs: 1 }, connection: { clientId: CLIENT_ID } }
  cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, ...options })
})
afterEach(async () => {
  await cluster.close()
  await kafka.close()
})

describe('examples/consumer, with another consumer on the same cluster', () => {
  test('a consumer reads while a broker holds the Fetch of another consumer', async () => {
    const [asked, kept] = [gate(), gate()]
    kafka.on(Fetch, async ({ message }, next) => {
      if (message.topics.some(({ topic }) => topic === 'quiet')) {
        asked.open()
        await kept.opened
      }
      return next()
    })
    using other = new Consumer(cluster, { topic: 'quiet' })
    const reading = read(other, 1)
    await asked.opened
    for (const partition of [0, 1, 2]) await send(partition, `to ${partition}`)
    expect(await read(new Consumer(cluster, { topic: 'orders' }), 3)).toHaveLength(3)
    kept.open()
    other.close()
    await reading
  })

  test('a consumer that ends leaves its lane to the next consumer', async () => {
    const lanes = () => new Set(cluster.pool.snapshot().connections.map(({ lane }) => lane))
    await send(0, 'first')
    await read(new Consumer(cluster, { topic: 'orders' }), 1)
    const before = [...lanes()].sort()
    for (let i = 0; i < 5; i++) await read(new Consumer(cluster, { topic: 'orders' }), 1)
    expect([...lanes()].sort()).toEqual(before)
  })
})

describe('examples/consumer, when its topic changes', () => {
  test('a consumer of a deleted topic rejects after goneAfterMs, and names the partition and the time', async () => {
    await send(0, 'last')
    const reading = read(consumer(), 2)
    await kafka.received(Fetch)
    await cluster.send(DeleteTopics, { topicNames: ['orders'], timeoutMs: 1_000 })
    await expect(reading).rejects.toMatchObject({
      code: 'KAFKA_BROKER',
      errorName: 'UNKNOWN_TOPIC_OR_PARTITION',
      retriable: false,
      message: expect.stringMatching(/^the only answer about partition \d of topic orders was 3 UNKNOWN_TOPIC_OR_PARTITION for \d+ ms: /)
    })
  })

  test('a consumer goes on if brokers did not know the topic for a moment only', async () => {
    const reading = read(consumer({ goneAfterMs: 60_000 }), 1)
    await kafka.received(Fetch)
    const [forgotten, refuse] = [
      gate(),
      { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, highWatermark: specialOffsets.INVALID_HIGH_WATERMARK, records: null }
    ]
    let refused = 0
    const remember = kafka.on(Fetch, ({ message }) => {
      if (++refused === 20) forgotten.open()
      const responses = message.topics.map(({ topic, partitions }) => {
        return { topic: topic ?? '', partitions: partitions.map(({ partition }) => ({ partitionIndex: partition, ...refuse })) }
      })
      return { throttleTimeMs: 0, responses }
    })
    await forgotten.opened
    remember()
    await send(0, 'after')
    expect(await reading).toEqual(['after'])
  })

  test('a consumer rejects if its topic was deleted and created again, because its offsets are those of the old topic', async () => {
    const reading = read(consumer({ goneAfterMs: 60_000 }), 1)
    await kafka.received(Fetch)
    await cluster.send(DeleteTopics, { topicNames: ['orders'], timeoutMs: 1_000 })
    const topics = [{ name: 'orders', numPartitions: 3, replicationFactor: 1, assignments: [], configs: [] }]
    await cluster.send(CreateTopics, { topics, timeoutMs: 1_000 })
    await expect(reading).rejects.toThrow(/^topic orders was deleted and created again: its id was \S+ and is \S+$/)
  })

  test('a consumer reads new partitions of its topic from their first record on, also if it began at the end of the others', async () => {
    const grow = showOnly(1)
    const reading = read(consumer({ from: 'latest' }), 3)
    await kafka.received(Fetch)
    for (const partition of [1, 2]) await send(partition, `to ${partition}`)
    grow()
    await send(0, 'to 0')
    expect((await reading).sort()).toEqual(['to 0', 'to 1', 'to 2'])
  })

  test('a consumer with given partitions reads no new partitions', async () => {
    const grow = showOnly(1)
    const reading = read(consumer({ partitions: [0] }), 1)
    await kafka.received(Fetch)
    for (const partition of [1, 2]) await send(partition, `to ${partition}`)
    grow()
    await cluster.refresh()
    for (let i = 0; i < 3; i++) await kafka.received(Fetch)
    await send(0, 'to 0')
    expect(await reading).toEqual(['to 0'])
  })
})

describe('examples/consumer, when a broker throttles', () => {
  test('a consumer takes a throttled answer without partitions as one without records, and goes on after the throttle time', async () => {
    await send(0, 'after the throttle')
    kafka.on(Fetch, { times: 2 }, () => ({ throttleTimeMs: 20, responses: [] }))
    const beganMs = performance.now()
    expect(await read(consumer({ partitions: [0] }), 1)).toEqual(['after the throttle'])
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(35)
  })

  test('a consumer rejects if an answer lacks a partition and was not throttled', async () => {
    kafka.on(Fetch, () => ({ throttleTimeMs: 0, responses: [] }))
    await expect(read(consumer({ partitions: [0] }), 1)).rejects.toThrow(/orders/)
  })
})

describe('examples/producer, when its topic gets more partitions', () => {
  test('a producer spreads messages without a key over new partitions too', async () => {
    const grow = showOnly(1)
    await using producer = new Producer(cluster)
    for (let i = 0; i < 3; i++) await producer.send({ topic: 'orders', value: `early ${i}` })
    grow()
    await cluster.refresh()
    for (let i = 0; i < 6; i++) await producer.send({ topic: 'orders', value: `late ${i}` })
    await producer.flush()
    const counts = [0, 1, 2].map(async partition => (await read(consumer({ partitions: [partition] }), partition === 0 ? 5 : 2)).length)
    expect(await Promise.all(counts)).toEqual([5, 2, 2])
  })
})

// Makes brokers name only so many partitions of each topic, until the returned function is called.
function showOnly(count: number): () => void {
  return kafka.on(Metadata, async ({ header }, next) => {
    const answer = await next()
    if (header.clientId !== CLIENT_ID) return answer
    return { ...answer, topics: answer.topics.map(topic => ({ ...topic, partitions: topic.partitions.slice(0, count) })) }
  })
}

function consumer(options: Partial<ConsumerOptions> = {}): Consumer {
  return new Consumer(cluster, { topic: 'orders', ...SOON, ...options })
}

async function send(partition: number, value: string): Promise<void> {
  await using direct = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: RETRY })
  await using producer = new Producer(direct)
  await producer.send({ topic: 'orders', partition, value })
}

async function read(consumer: Consumer, count: number): Promise<string[]> {
  const values: string[] = []
  for await (const { record } of consumer) {
    values.push(Buffer.from(record.value ?? '').toString())
    if (values.length === count) break
  }
  return values
}
