import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Cluster, connectCluster, errorCodes, specialOffsets } from 'kafkawire'
import { DeleteRecords, Fetch as PackagedFetch } from 'kafkawire/messages'
import { reuseAnswer } from 'kafkawire/records'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AnswerMemory } from '../../examples/consumer/answer-memory.ts'
import { Channel } from '../../examples/consumer/channel.ts'
import { Consumer, type ConsumerOptions } from '../../examples/consumer/consumer.ts'
import { Producer } from '../../examples/producer/producer.ts'
import { Fetch, type FetchRequestTopic } from '../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'
import { pass, useOwnClock } from '../support/process/clock.ts'
import { gate, turns, until } from '../support/process/gate.ts'
import { Random, seed } from '../support/vectors/random.ts'

const MAIN = fileURLToPath(new URL('../../examples/consumer/main.ts', import.meta.url))

let kafka: TestingCluster
let cluster: Cluster
beforeEach(async () => {
  kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3 } })
  cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
})
afterEach(async () => {
  await cluster.close()
  await kafka.close()
})

describe('examples/consumer', () => {
  test('a consumer reads each partition in order, and records that are written while it reads', async () => {
    await fill(0, 10)
    const seen = await read(30, {}, async count => {
      if (count === 10) await fill(10, 30)
    })
    for (const partition of [0, 1, 2]) {
      const own = seen.filter(each => each.partition === partition)
      expect(own.map(({ offset }) => Number(offset))).toEqual(Array.from(own, (_, i) => i))
      expect(own.map(({ value }) => value)).toEqual(Array.from(own, (_, i) => `record ${partition + 3 * i}`))
    }
  })

  test('a consumer goes on at the new leader when a partition moves', async () => {
    await fill(0, 3)
    const seen = await read(6, { partitions: [0] }, async count => {
      kafka.moveLeader('orders', 0, 1 + (count % 3))
      await fill(3 * count, 3 * count + 1)
    })
    expect(seen.map(({ value }) => value)).toEqual(['record 0', 'record 3', 'record 6', 'record 9', 'record 12', 'record 15'])
  })

  test('a consumer goes on at the first offset of the partition after OFFSET_OUT_OF_RANGE', async () => {
    await fill(0, 3)
    kafka.on(Fetch, { times: 1 }, ({ message }) => ({
      responses: message.topics.map(({ topic, partitions }) => ({
        topic: topic ?? '',
        partitions: partitions.map(({ partition }) => {
          return {
            partitionIndex: partition,
            errorCode: errorCodes.OFFSET_OUT_OF_RANGE,
            highWatermark: specialOffsets.INVALID_HIGH_WATERMARK,
            records: null
          }
        })
      }))
    }))
    expect((await read(1, { partitions: [0] })).map(({ value }) => value)).toEqual(['record 0'])
  })

  test('a consumer reads nothing twice when a broker that lags behind answers OFFSET_OUT_OF_RANGE', async () => {
    await fill(0, 9)
    let asked = 0
    kafka.on(Fetch, ({ message }, next) => {
      asked++
      const epochs = message.topics.flatMap(({ partitions }) => partitions.map(({ currentLeaderEpoch }) => currentLeaderEpoch))
      expect(epochs, 'a leader of the past refuses a newer epoch').toEqual([0])
      if (asked !== 2) return next()
      const refused = { partitionIndex: 0, errorCode: errorCodes.OFFSET_OUT_OF_RANGE, highWatermark: 0n, records: null }
      return { responses: message.topics.map(({ topic }) => ({ topic: topic ?? '', partitions: [refused] })) }
    })
    const seen = await read(6, { partitions: [0] }, async count => {
      if (count === 3) await fill(9, 18)
    })
    expect(asked).toBeGreaterThan(2)
    expect(seen.map(({ offset }) => offset)).toEqual([0n, 1n, 2n, 3n, 4n, 5n])
  })

  test("a consumer with from: 'latest' begins at the end", async () => {
    await fill(0, 3)
    const reading = read(1, { from: 'latest', partitions: [0] })
    await kafka.received(Fetch)
    await fill(3, 4)
    expect((await reading).map(({ value }) => value)).toEqual(['record 3'])
  })

  test('a consumer begins each partition at the offset that it is given, and others at their first record', async () => {
    await fill(0, 9)
    const seen = await read(4, { partitions: [0, 1], from: new Map([[0, 2n]]) })
    const offsetsOf = (partition: number) => seen.filter(each => each.partition === partition).map(({ offset }) => offset)
    expect([offsetsOf(0), offsetsOf(1)]).toEqual([[2n], [0n, 1n, 2n]])
  })

  test('a consumer ends its loop when it is closed while a Fetch is in flight', async () => {
    const consumer = new Consumer(cluster, { topic: 'orders' })
    const reading = collect(consumer, 1)
    await kafka.received(Fetch)
    consumer.close()
    expect(await reading).toEqual([])
  })

  test('a consumer reads nothing once it is closed', async () => {
    const consumer = new Consumer(cluster, { topic: 'orders' })
    consumer.close()
    expect(await collect(consumer, 1)).toEqual([])
  })

  test('a consumer gives all records of an answer at once, and begins at the offset that was asked for', async () => {
    const producer = new Producer(cluster)
    await Promise.all([0, 1, 2].map(i => producer.send({ topic: 'orders', partition: 1, value: `record ${i}` })))
    await cluster.send(DeleteRecords, { topics: [{ name: 'orders', partitions: [{ partitionIndex: 1, offset: 1n }] }], timeoutMs: 5_000 })
    await producer.close()
    const seen: (string | null)[] = []
    for await (const { partition, records } of new Consumer(cluster, { topic: 'orders' }).batches()) {
      expect(partition).toBe(1)
      for (const record of records) seen.push(record.text())
      if (seen.length === 2) break
    }
    expect(seen).toEqual(['record 1', 'record 2'])
  })

  test('a consumer reads all partitions of a broker alike, if more is left in them than fits into an answer', async () => {
    await using one = await startTestingCluster({ topics: { wide: 12 } })
    await using own = await connectCluster({ bootstrapServers: one.bootstrap })
    const value = Buffer.alloc(900_000)
    for (let i = 0; i < 36; i++) one.produce('wide', { value, partition: i % 12 })
    const seen: number[] = []
    for await (const { partition } of new Consumer(own, { topic: 'wide' })) if (seen.push(partition) === 36) break
    expect(new Set(seen.slice(0, 16)).size).toBe(12)
  })

  test('a consumer uses the memory of an answer again once all of its partitions are read, and not before', async () => {
    await using one = await startTestingCluster({ topics: { wide: 3 } })
    await using own = await connectCluster({ bootstrapServers: one.bootstrap })
    const random = new Random(seed)
    const values = Array.from({ length: 60 }, () => random.bytes(500_000))
    for (const [i, value] of values.entries()) one.produce('wide', { value, partition: i % 3 })
    const memories = new Set<ArrayBufferLike>()
    let answers = 0
    let read = 0
    for await (const { partition, records } of new Consumer(own, { topic: 'wide' }).batches()) {
      answers++
      await turns(50) // the next answers arrive
      for (const { value, offset } of records) {
        read++
        memories.add(value?.buffer ?? new ArrayBuffer(0))
        expect(values[Number(offset) * 3 + partition]?.equals(value ?? Buffer.of())).toBe(true)
      }
      if (read === 60) break
    }
    expect(answers).toBeGreaterThanOrEqual(30)
    expect(memories.size).toBeLessThanOrEqual(4) // of ten answers
  })

  test('a consumer of an unknown topic rejects with the error code of the broker', async () => {
    await expect(read(1, { topic: 'unknown' })).rejects.toMatchObject({ errorName: 'UNKNOWN_TOPIC_OR_PARTITION' })
  })

  test('the consumer example prints records from the command line', async () => {
    await fill(0, 1)
    const args = ['--bootstrap', kafka.bootstrap, '--topic', 'orders', '--count', '1']
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, ...args])
    expect(stdout).toBe('0/0 null record 0\n')
  })

  test('the consumer example refuses a count of 0', async () => {
    const args = ['--bootstrap', kafka.bootstrap, '--topic', 'orders', '--count', '0']
    const stderr = 'consumer: --count must be a whole number from 1 on, not 0\n'
    await expect(promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, ...args])).rejects.toMatchObject({ code: 1, stderr })
  })
})

describe('examples/consumer, while one of its partitions waits', () => {
  useOwnClock()

  test('a consumer has one Fetch in flight to each leader, even if one of its partitions has to wait', async () => {
    await using one = await startTestingCluster({ topics: { orders: 3 } })
    await using own = await connectCluster({ bootstrapServers: one.bootstrap, retry: { maxAttempts: 1 }, metadata: { minAgeMs: 1 } })
    await fill(0, 3, own)
    const answers = [gate(), gate()]
    const asked: number[] = []
    let [inFlight, most] = [0, 0]
    one.on(Fetch, async ({ message }, next) => {
      most = Math.max(most, ++inFlight)
      const attempt = asked.push(message.topics.flatMap(({ partitions }) => partitions).length)
      await answers[attempt - 1]?.opened
      inFlight--
      return attempt > 2 ? next() : { responses: message.topics.map(topic => withoutRecords(topic, attempt === 1)) }
    })
    const reading = collect(new Consumer(own, { topic: 'orders' }), 3)
    await until(() => asked.length === 1)
    await pass(1) // so that the cluster may ask for the leaders again at once
    answers[0]?.open()
    await until(() => asked.length === 2)
    await pass(100) // the pause of the partition that had to wait
    await turns(20)
    answers[1]?.open()
    expect(await reading).toHaveLength(3)
    expect(asked.slice(0, 3)).toEqual([3, 2, 3])
    expect(most).toBe(1)
  })

  const withoutRecords = ({ topic = '', partitions }: FetchRequestTopic, isFirstRefused: boolean) => ({
    topic,
    partitions: partitions.map(({ partition }) => ({
      partitionIndex: partition,
      errorCode: isFirstRefused && partition === 0 ? errorCodes.NOT_LEADER_OR_FOLLOWER : errorCodes.NONE,
      highWatermark: 0n,
      records: null
    }))
  })
})

describe('Channel', () => {
  test('a channel gives the items that were put in before it ended, and then rejects with the first error', async () => {
    const channel = new Channel<number>()
    channel.put(1)
    channel.end(new Error('the first'))
    channel.end(new Error('the second'))
    expect(await channel.take()).toBe(1)
    await expect(channel.take()).rejects.toThrow('the first')
  })

  test('a channel resolves a pending take with undefined when it ends', async () => {
    const channel = new Channel<number>()
    const taken = channel.take()
    channel.end()
    expect(await taken).toBeUndefined()
  })
})

describe('AnswerMemory', () => {
  test('the memory of an answer is given back when its last holder lets it go, and not before', async () => {
    await using one = await startTestingCluster({ topics: { large: 1 } })
    await using own = await connectCluster({ bootstrapServers: one.bootstrap })
    one.produce('large', { value: Buffer.alloc(900_000) })
    for (const isLast of [false, true]) {
      const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_048_576 }]
      const { responses } = await own.send(PackagedFetch, { topics: [{ topic: 'large', partitions }] })
      const records = responses[0]?.partitions[0]?.records ?? Buffer.of()
      const memory = new AnswerMemory()
      memory.hold(records)
      memory.letGo() // the reader of the first partition, before the other partitions are looked at
      if (isLast) memory.letGo() // the one who looked at all partitions
      expect(reuseAnswer(records)).toBe(!isLast)
    }
  })
})

interface Seen {
  readonly partition: number
  readonly offset: bigint
  readonly value: string
}

/** Sends `record from` to `record to - 1`. Record `i` goes to partition `i % 3`. */
async function fill(from: number, to: number, into: Cluster = cluster): Promise<void> {
  await using producer = new Producer(into)
  for (let i = from; i < to; i++) void producer.send({ topic: 'orders', partition: i % 3, value: `record ${i}` })
  await producer.flush()
}

function read(count: number, options: Partial<ConsumerOptions> = {}, each?: (count: number) => Promise<void>): Promise<Seen[]> {
  return collect(new Consumer(cluster, { topic: 'orders', ...options }), count, each)
}

async function collect(consumer: Consumer, count: number, each?: (count: number) => Promise<void>): Promise<Seen[]> {
  const seen: Seen[] = []
  for await (const { partition, record } of consumer) {
    seen.push({ partition, offset: record.offset, value: Buffer.from(record.value ?? '').toString() })
    await each?.(seen.length)
    if (seen.length === count) break
  }
  return seen
}
