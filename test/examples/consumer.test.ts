import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Cluster, connectCluster, errorCodes, specialOffsets } from 'kafkawire'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Channel } from '../../examples/consumer/channel.ts'
import { Consumer, type ConsumerOptions } from '../../examples/consumer/consumer.ts'
import { Producer } from '../../examples/producer/producer.ts'
import { Fetch } from '../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'

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
  test('reads each partition in order, and what comes while it reads', async () => {
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

  test('has one Fetch on its way to each leader, though one of its partitions had to wait', async () => {
    await using one = await startTestingCluster({ topics: { orders: 3 } })
    await using impatient = await connectCluster({ bootstrapServers: one.bootstrap, retry: { maxAttempts: 1 } })
    const asked: number[] = []
    let [out, most] = [0, 0]
    one.on(Fetch, async ({ message }, next) => {
      most = Math.max(most, ++out)
      asked.push(message.topics.flatMap(({ partitions }) => partitions).length)
      const answer = await next()
      out--
      if (asked.length > 1) return answer
      const responses = answer.responses.map(topic => {
        const partitions = topic.partitions.map(each =>
          each.partitionIndex === 0 ? { ...each, errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER } : each
        )
        return { ...topic, partitions }
      })
      return { ...answer, responses }
    })
    const reading = collect(new Consumer(impatient, { topic: 'orders' }), 3)
    await one.received(Fetch)
    await fill(0, 1, impatient)
    for (let more = 0; more < 2; more++) await one.received(Fetch)
    await fill(1, 3, impatient)
    await reading
    expect(asked.slice(0, 3)).toEqual([3, 2, 3])
    expect(most).toBe(1)
  })

  test('goes on at another leader when a partition moves', async () => {
    await fill(0, 3)
    const seen = await read(6, { partitions: [0] }, async count => {
      kafka.moveLeader('orders', 0, 1 + (count % 3))
      await fill(3 * count, 3 * count + 1)
    })
    expect(seen.map(({ value }) => value)).toEqual(['record 0', 'record 3', 'record 6', 'record 9', 'record 12', 'record 15'])
  })

  test('begins where the partition does if its offset is gone', async () => {
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

  test('begins at the end if it is told to', async () => {
    await fill(0, 3)
    const reading = read(1, { from: 'latest', partitions: [0] })
    await kafka.received(Fetch)
    await fill(3, 4)
    expect((await reading).map(({ value }) => value)).toEqual(['record 3'])
  })

  test('ends its loop when it is closed, whatever is on its way', async () => {
    const consumer = new Consumer(cluster, { topic: 'orders' })
    const reading = collect(consumer, 1)
    await kafka.received(Fetch)
    consumer.close()
    expect(await reading).toEqual([])
  })

  test('reads nothing once it is closed', async () => {
    const consumer = new Consumer(cluster, { topic: 'orders' })
    consumer.close()
    expect(await collect(consumer, 1)).toEqual([])
  })

  test('fails with what a broker has against it', async () => {
    await expect(read(1, { topic: 'unknown' })).rejects.toMatchObject({ errorName: 'UNKNOWN_TOPIC_OR_PARTITION' })
  })

  test('prints records from the command line', async () => {
    await fill(0, 1)
    const args = ['--bootstrap', kafka.bootstrap, '--topic', 'orders', '--count', '1']
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, ...args])
    expect(stdout).toBe('0/0 null record 0\n')
  })
})

describe('Channel', () => {
  test('gives what was put in before it ended, and then the error', async () => {
    const channel = new Channel<number>()
    channel.put(1)
    channel.end(new Error('the first'))
    channel.end(new Error('the second'))
    expect(await channel.take()).toBe(1)
    await expect(channel.take()).rejects.toThrow('the first')
  })

  test('has those who wait hear of the end', async () => {
    const channel = new Channel<number>()
    const taken = channel.take()
    channel.end()
    expect(await taken).toBeUndefined()
  })
})

interface Seen {
  readonly partition: number
  readonly offset: bigint
  readonly value: string
}

/** Sends `record from` to `record to - 1`, each to the partition of its number modulo three. */
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
