import { connectCluster } from 'kafkawire'
import { describe, expect, test } from 'vitest'
import { Consumer } from '../../examples/consumer/consumer.ts'
import { Producer } from '../../examples/producer/producer.ts'
import { transactionalProducer } from '../../examples/transaction/transactional-producer.ts'
import { Fetch, InitProducerId, Produce } from '../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'
import { rejectionOf } from '../support/brokers/link.ts'
import { follows, Network } from '../support/brokers/movable-network.ts'

const WORLD = { brokers: 2, topics: { orders: 1 } }
const message = (value: string) => ({ topic: 'orders', partition: 0, value })

describe('the addresses lead to another cluster', () => {
  test('a producer asks the other cluster for a producer id of its own', async () => {
    await using first = await startTestingCluster(WORLD)
    await using second = await startTestingCluster(WORLD)
    await using network = new Network(first)
    await using cluster = await connectCluster(network.options)
    await using producer = new Producer(cluster)
    await producer.send(message('a'))
    let asked = 0
    second.on(InitProducerId, (_, next) => {
      asked++
      return next()
    })
    await lead(network, second)
    await follows(cluster, second)
    // Both clusters give out the same first producer id. A batch with it and the next sequence number
    // would be refused by the second cluster, and one with a known number would be dropped.
    expect(await producer.send(message('b'))).toBe(0n)
    expect(asked).toBe(1)
  })

  test('a producer sends no batch to the other cluster that it began to send to the first one', async () => {
    await using first = await startTestingCluster(WORLD)
    await using second = await startTestingCluster(WORLD)
    await using network = new Network(first)
    await using cluster = await connectCluster(network.options)
    await using producer = new Producer(cluster)
    await producer.send(message('a'))
    let received = 0
    second.on(Produce, (_, next) => {
      received++
      return next()
    })
    // The producer pauses because the answer is lost. The clusters are swapped meanwhile.
    const waiting: Promise<unknown>[] = []
    first.on(Produce, { times: 1 }, async () => {
      waiting.push(rejectionOf(producer.send(message('c'))))
      await lead(network, second)
      await follows(cluster, second)
      return new Promise<never>(() => undefined)
    })
    expect(await rejectionOf(producer.send(message('b')))).toMatchObject({ delivery: 'maybe-sent' })
    const changed = { expectedClusterId: first.clusterId, clusterId: second.clusterId, delivery: 'not-sent' }
    expect(await waiting[0]).toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED', ...changed })
    expect(received).toBe(0)
    expect(await producer.send(message('d'))).toBe(0n)
  })

  test('a transaction that began in the first cluster writes nothing to the other one', async () => {
    await using first = await startTestingCluster(WORLD)
    await using second = await startTestingCluster(WORLD)
    await using network = new Network(first)
    await using cluster = await connectCluster(network.options)
    // Both clusters give out the same first producer id: the other cluster takes this one for its own.
    await using other = await connectCluster({ bootstrapServers: second.bootstrap })
    await transactionalProducer(other, 'copier')
    const producer = await transactionalProducer(cluster, 'copier')
    let received = 0
    second.on(Produce, (_, next) => {
      received++
      return next()
    })
    await lead(network, second)
    await follows(cluster, second)
    const changed = { code: 'KAFKA_CLUSTER_CHANGED', expectedClusterId: first.clusterId, clusterId: second.clusterId }
    expect(await rejectionOf(producer.send('orders', 0, [{ value: 'a' }]))).toMatchObject(changed)
    expect(await rejectionOf(producer.abort())).toMatchObject(changed)
    expect(received).toBe(0)
    const another = await transactionalProducer(cluster, 'copier')
    await another.send('orders', 0, [{ value: 'b' }])
    await another.commit()
    expect(received).toBe(1)
  })

  test('a consumer ends, and reads nothing from the other cluster at offsets of the first one', async () => {
    await using first = await startTestingCluster(WORLD)
    await using second = await startTestingCluster(WORLD)
    for (const value of ['a', 'b', 'c']) first.produce('orders', { value })
    for (const value of ['d', 'e', 'f', 'g']) second.produce('orders', { value })
    await using network = new Network(first)
    await using cluster = await connectCluster(network.options)
    using consumer = new Consumer(cluster, { topic: 'orders' })
    const values: string[] = []
    // The consumer pauses after an answer with a throttle time. The clusters are swapped meanwhile.
    first.on(Fetch, (_, next) => {
      if (values.length < 3) return next()
      setTimeout(() => void lead(network, second).then(() => follows(cluster, second)), 50)
      return { throttleTimeMs: 500, responses: [] }
    })
    const read = async (): Promise<void> => {
      for await (const { record } of consumer) if (values.push(String(record.text())) > 3) break
      throw new Error('the consumer read from the other cluster')
    }
    expect(await rejectionOf(read())).toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED' })
    expect(values).toEqual(['a', 'b', 'c'])
  })
})

async function lead(network: Network, kafka: TestingCluster): Promise<void> {
  await network.cut()
  network.lead(kafka)
}
