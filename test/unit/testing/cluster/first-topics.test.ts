import { describe, expect, test } from 'vitest'
import { startTestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'

const refusal = (options: TestingClusterOptions): Promise<unknown> =>
  startTestingCluster(options).then(
    async kafka => {
      await kafka.close()
      return 'it was not refused'
    },
    error => error.message
  )

describe('the topics of the options', () => {
  test('have replicas on as many brokers as their replicationFactor says, of which another one leads after a kill', async () => {
    const topics = { orders: { partitions: 3, replicationFactor: 2 }, single: {}, short: 2 }
    await using kafka = await startTestingCluster({ brokers: 3, topics })
    const leaders = (): unknown => kafka.snapshot().topics.map(({ name, partitions }) => [name, partitions.map(({ leaderId }) => leaderId)])
    expect(leaders()).toEqual([
      ['orders', [1, 2, 3]],
      ['short', [2, 3]],
      ['single', [1]]
    ])
    await kafka.broker(1).kill()
    expect(leaders()).toEqual([
      ['orders', [2, 2, 3]],
      ['short', [2, 3]],
      ['single', [-1]]
    ])
  })

  test.each([
    [{ orders: { partitions: 0 } }, 'topics.orders.partitions must be a number of partitions, at most 100000, not 0'],
    [{ orders: { replicationFactor: 1.5 } }, 'topics.orders.replicationFactor must be a number of replicas, not 1.5'],
    [
      { orders: { replicas: 1 } },
      'topics.orders.replicas is not an option: there are topics.orders.partitions, topics.orders.replicationFactor'
    ],
    [{ orders: { replicationFactor: 2 } }, 'topics.orders: Unable to replicate the partition 2 time(s)'],
    [{ orders: '3' }, 'topics.orders must be a number of partitions, at most 100000, not a string']
  ])('are refused if they are %j', async (topics, message) => {
    expect(await refusal({ topics: topics as TestingClusterOptions['topics'] })).toContain(message)
  })
})
