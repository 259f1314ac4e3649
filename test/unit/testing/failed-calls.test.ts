import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../src/errors.ts'
import { startTestingCluster, type TestingClusterOptions } from '../../../src/testing/index.ts'
import { startControlled } from './control/controlled.ts'

const refused = expect.objectContaining({ code: 'KAFKA_CONFIGURATION' })

describe('what a failed call leaves behind', () => {
  test.each([
    ['a value of a wrong type', { value: 5 }],
    ['a partition that does not exist', { value: 'a', partition: 1 }],
    ['a partition that is the name of a property', { value: 'a', partition: 'length' }]
  ])('produce of %s creates no topic', async (_, record) => {
    await using kafka = await startTestingCluster()

    expect(() => kafka.produce('orders', record as never)).toThrow()
    expect(kafka.snapshot().topics).toEqual([])
  })

  test('produce writes none of its records if a later one is too large', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    const records = [
      { value: 'small', partition: 0 },
      { value: 'x'.repeat(2_000_000), partition: 1 }
    ]

    expect(() => kafka.produce('orders', records)).toThrow(refused)
    expect(kafka.snapshot().topics[0]?.partitions.map(({ endOffset }) => endOffset)).toEqual([0n, 0n])
  })

  test('after a restart on a port that is in use, a broker starts again on its own port', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const [first, second] = [kafka.broker(1), kafka.broker(2)]
    const { port } = first

    await expect(first.restart({ port: second.port })).rejects.toEqual(refused)
    await kafka.reset()
    expect([first.isRunning, first.port]).toEqual([true, port])
  })

  test('a control that begins to listen while its cluster is closed stops listening', async () => {
    const kafka = await startTestingCluster()
    const control = kafka.listenControl()
    await kafka.close()
    const url = await control.then(
      server => server.url,
      (error: unknown) => isKafkaError(error, 'KAFKA_CONFIGURATION') && undefined
    )

    if (url) await expect(fetch(`${url}/brokers`)).rejects.toThrow()
  })

  test('a broker that is added while the cluster is reset does not stay', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const adding = kafka.addBroker()
    await Promise.allSettled([adding, kafka.reset()])

    const added = await adding.catch(() => undefined)
    expect(added?.isRunning ?? false).toBe(false)
    expect(kafka.brokers.map(({ nodeId }) => nodeId)).toEqual([1, 2])
  })

  test.each<[string, TestingClusterOptions]>([
    ['brokers', { brokers: 1e9 }],
    ['topics.orders', { topics: { orders: 1e9 } }],
    ['tls.hosts', { tls: { hosts: [5] as never } }],
    ['dataDir', { dataDir: 'a\0b' }]
  ])('startTestingCluster refuses a value of %s that no machine can serve', async (option, options) => {
    await expect(startTestingCluster(options)).rejects.toEqual(
      expect.objectContaining({ code: 'KAFKA_CONFIGURATION', message: expect.stringContaining(`${option} must be`) })
    )
  })
})

describe('requests to the control that make no sense', () => {
  test.each([
    ['GET', '/topics/orders/records?partition=2', undefined, 'records: topic "orders" has no partition 2: it has 2'],
    ['GET', '/topics/orders/records?partition=0&partition=1', undefined, 'the query has "partition" more than once'],
    ['POST', '/reset', { hard: true }, 'reset: hard is not an option: there are none'],
    [
      'POST',
      '/topics/orders/records',
      { records: [{ value: { base64: 'A' } }] },
      'produce: records[0].value must be text, null, or an object with base64, not an object'
    ]
  ])('%s %s with the body %o is refused', async (method, path, body, error) => {
    await using control = await startControlled({ topics: { orders: 2 } })

    expect(await control.error(method, path, body)).toBe(error)
  })
})
