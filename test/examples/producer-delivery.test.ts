import { type Cluster, connectCluster, errorCodes, specialOffsets } from 'kafkawire'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Producer, type ProducerOptions } from '../../examples/producer/producer.ts'
import { ProducerIds } from '../../examples/producer/producer-id.ts'
import { InitProducerId, Metadata, Produce } from '../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'
import { pass, useOwnClock } from '../support/process/clock.ts'
import { gate, turns, until } from '../support/process/gate.ts'

const FOREVER = { totalMs: Number.POSITIVE_INFINITY, maxAttempts: Number.POSITIVE_INFINITY }

let kafka: TestingCluster
let cluster: Cluster
beforeEach(async () => {
  kafka = await startTestingCluster({ brokers: 2, topics: { orders: 4 } })
  for (const partition of [0, 1, 2, 3]) kafka.moveLeader('orders', partition, 1)
  cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: FOREVER })
})
afterEach(async () => {
  await kafka.close()
  await cluster.close()
})

describe('examples/producer, before it knows how many partitions a topic has', () => {
  test.each([
    ['the topic', () => cluster.topic('orders')],
    ['a partition', () => cluster.partition('orders', 0)]
  ])('a producer keeps the order of a key, also if another caller that waits for %s resolves first', async (_, hear) => {
    const producer = new Producer(cluster)
    const first = producer.send({ topic: 'orders', key: 'k', value: 'first' })
    const second = hear().then(() => producer.send({ topic: 'orders', key: 'k', value: 'second' }))
    expect([await first, await second]).toEqual([0n, 1n])
  })

  test('a producer keeps the order of messages with a key and messages with a partition', async () => {
    await using one = await startTestingCluster({ topics: { orders: 1 } })
    await using alone = await connectCluster({ bootstrapServers: one.bootstrap })
    const producer = new Producer(alone)
    const first = producer.send({ topic: 'orders', key: 'k', value: 'first' })
    const second = producer.send({ topic: 'orders', partition: 0, value: 'second' })
    expect([await first, await second]).toEqual([0n, 1n])
  })
})

describe('examples/producer, where one partition has too few replicas', () => {
  useOwnClock()

  test('a producer resolves messages of other partitions of the leader, even if the repeated batch is never answered', async () => {
    const [producer, repeat] = [new Producer(cluster), gate()]
    const asked = refuse(1, errorCodes.NOT_ENOUGH_REPLICAS, attempt => (attempt === 1 ? undefined : repeat.opened))
    const refused = outcomeOf(send(producer, 1))
    expect(await send(producer, 0)).toBe(0n)
    await until(() => asked.length === 1)
    await pass(100)
    await until(() => asked.length === 2)
    expect(refused.settled).toBe(false)
    repeat.open()
  })

  test('a producer sends a refused batch again, with the same bytes, after 100 ms, and then after twice as long each time, up to a second', async () => {
    const producer = new Producer(cluster)
    const asked = refuse(1, errorCodes.NOT_ENOUGH_REPLICAS)
    const refused = outcomeOf(send(producer, 1))
    await until(() => asked.length === 1)
    for (const [i, pauseMs] of [100, 200, 400, 800, 1_000, 1_000].entries()) {
      await settled()
      await pass(pauseMs - 1)
      await settled()
      expect(asked.length).toBe(i + 1)
      await pass(1)
      await until(() => asked.length === i + 2)
    }
    expect(new Set(asked.map(({ records }) => records)).size).toBe(1)
    expect(refused.settled).toBe(false)
  })

  test('a producer sends batches that were refused together again in one request, and no others', async () => {
    const producer = new Producer(cluster)
    const requests: number[][] = []
    kafka.on(Produce, ({ message }, next) => {
      requests.push(message.topicData.flatMap(({ partitionData }) => partitionData.map(({ index }) => index)))
      return next()
    })
    const [one, two] = [refuse(1, errorCodes.NOT_ENOUGH_REPLICAS), refuse(2, errorCodes.NOT_ENOUGH_REPLICAS)]
    for (const partition of [0, 1, 2]) outcomeOf(send(producer, partition))
    await until(() => one.length === 1)
    await settled()
    await pass(100)
    await until(() => two.length === 2)
    expect(requests).toEqual([
      [0, 1, 2],
      [1, 2]
    ])
  })

  test('a producer keeps the order of the messages of a partition whose batches are refused', async () => {
    const producer = new Producer(cluster)
    const asked = refuse(1, errorCodes.NOT_ENOUGH_REPLICAS, attempt => (attempt > 2 ? 'accept' : undefined))
    const first = send(producer, 1)
    await until(() => asked.length === 1)
    const second = send(producer, 1)
    for (const pauseMs of [100, 200]) {
      await settled()
      await pass(pauseMs)
    }
    expect([await first, await second]).toEqual([0n, 1n])
  })

  test('a producer rejects messages after deliveryTimeoutMs with the last error', async () => {
    const producer = new Producer(cluster, { deliveryTimeoutMs: 500 })
    const asked = refuse(1, errorCodes.NOT_ENOUGH_REPLICAS)
    const refused = outcomeOf(send(producer, 1))
    for (const [i, pauseMs] of [100, 200].entries()) {
      await until(() => asked.length === i + 1)
      await settled()
      await pass(pauseMs)
    }
    await until(() => refused.settled)
    expect(refused.error).toMatchObject({ errorName: 'NOT_ENOUGH_REPLICAS' })
    expect(asked.length).toBe(3)
  })
})

describe('examples/producer, where a leader has moved', () => {
  useOwnClock()

  test('a producer sends a batch to the new leader without a pause if the old leader names the new one', async () => {
    const producer = new Producer(cluster)
    await send(producer, 0)
    kafka.moveLeader('orders', 0, 2)
    const asked: number[] = []
    kafka.on(Produce, ({ nodeId }, next) => {
      asked.push(nodeId)
      return next()
    })
    const moved = send(producer, 0)
    await until(() => asked.length === 1)
    await settled()
    await pass(1)
    expect(await moved).toBe(1n)
    expect(asked).toEqual([1, 2])
  })
})

describe('examples/producer, when the time of a message is over', () => {
  const options: ProducerOptions = { deliveryTimeoutMs: 200 }

  test.each([
    ['with a partition', 0],
    ['without a partition', undefined]
  ])('a producer rejects a message %s to a topic that gets no leaders', async (_, partition) => {
    const producer = new Producer(cluster, options)
    kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      const topics = answer.topics.map(topic => ({ ...topic, errorCode: errorCodes.LEADER_NOT_AVAILABLE, partitions: [] }))
      return { ...answer, topics }
    })
    await expect(producer.send({ topic: 'orders', partition, value: 'x' })).rejects.toMatchObject({ delivery: 'not-sent' })
  })

  test('a producer rejects a message if no broker gives a producer id in time', async () => {
    const [producer, answer] = [new Producer(cluster, options), gate()]
    kafka.on(InitProducerId, (_, next) => answer.opened.then(next))
    await expect(send(producer, 0)).rejects.toMatchObject({ code: 'KAFKA_TIMEOUT', delivery: 'not-sent' })
    answer.open()
    expect(await send(producer, 0)).toBe(0n)
  })

  test('callers that share the request for a producer id wait for their own time each', async () => {
    const [ids, answer] = [new ProducerIds(cluster), gate()]
    kafka.on(InitProducerId, (_, next) => answer.opened.then(next))
    const patient = ids.current(Number.POSITIVE_INFINITY)
    await expect(ids.current(50)).rejects.toMatchObject({ code: 'KAFKA_TIMEOUT', timeoutMs: 50 })
    answer.open()
    expect((await patient).producerEpoch).toBe(0)
  })

  test('a producer rejects with maybe-sent if an earlier attempt may have arrived, even if the last one was not sent', async () => {
    const producer = new Producer(cluster, { deliveryTimeoutMs: 500 })
    kafka.on(Produce, async (_, next) => {
      await next()
      await kafka.close()
      return undefined
    })
    await expect(send(producer, 0)).rejects.toMatchObject({ delivery: 'maybe-sent' })
  })
})

const send = (producer: Producer, partition: number): Promise<bigint> => producer.send({ topic: 'orders', partition, value: 'x' })

/** Waits until the answer of a broker has arrived and was handled. */
const settled = (): Promise<void> => turns(20)

interface Outcome {
  settled: boolean
  error: unknown
}

function outcomeOf(promise: Promise<unknown>): Outcome {
  const outcome: Outcome = { settled: false, error: undefined }
  promise.then(
    () => Object.assign(outcome, { settled: true }),
    error => Object.assign(outcome, { settled: true, error })
  )
  return outcome
}

/**
 * Answers each Produce for one partition with an error code, unless `how` accepts the attempt. Waits
 * for the promise of `how` first.
 */
function refuse(partition: number, errorCode: number, how: (attempt: number) => Promise<void> | 'accept' | undefined = () => undefined) {
  const asked: { readonly records: string }[] = []
  kafka.on(Produce, async ({ message }, next) => {
    const own = message.topicData.flatMap(({ partitionData }) => partitionData).find(({ index }) => index === partition)
    if (own === undefined) return next()
    asked.push({ records: Buffer.from(own.records ?? []).toString('hex') })
    const first = how(asked.length)
    if (first === 'accept') return next()
    await first
    const answer = await next()
    const responses = answer.responses.map(topic => {
      const partitionResponses = topic.partitionResponses.map(each =>
        each.index === partition ? { index: partition, errorCode, baseOffset: specialOffsets.INVALID_OFFSET } : each
      )
      return { ...topic, partitionResponses }
    })
    return { ...answer, responses }
  })
  return asked
}
