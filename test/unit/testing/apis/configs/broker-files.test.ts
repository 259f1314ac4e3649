import { describe, expect, test } from 'vitest'
import { DescribeConfigs } from '../../../../../src/messages.ts'
import { configResourceTypes, configSources } from '../../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../../src/testing/index.ts'
import { connectRaw } from '../../../../support/brokers/raw-client.ts'

describe('Configurations that the brokers start with', () => {
  test('They count for brokers, topics and groups, and are shown as static configurations of the broker', async () => {
    await using kafka = await startTestingCluster({
      topics: { orders: 1 },
      configs: { 'group.consumer.session.timeout.ms': '50000', 'log.retention.ms': '60000' }
    })
    using client = await connectRaw(kafka.broker(1).port)
    const resource = (resourceType: number, resourceName: string, key: string) => ({ resourceType, resourceName, configurationKeys: [key] })

    const { results } = await client.call(DescribeConfigs, 4, {
      resources: [
        resource(configResourceTypes.BROKER, '1', 'group.consumer.session.timeout.ms'),
        resource(configResourceTypes.GROUP, 'g', 'consumer.session.timeout.ms'),
        resource(configResourceTypes.TOPIC, 'orders', 'retention.ms')
      ]
    })

    const configSource = configSources.STATIC_BROKER_CONFIG
    expect(results.map(({ configs }) => configs[0])).toMatchObject([
      { value: '50000', configSource },
      { value: '50000', configSource },
      { value: '60000', configSource }
    ])
    kafka.produce('orders', { value: 'old' })
    kafka.advance(60_001)
    expect(kafka.applyRetention('orders')).toBe(1)
  })

  test.each([
    [{ 'no.such.config': '1' }, "configs has 'no.such.config', which is no configuration of Kafka's brokers"],
    [{ 'node.id': '7' }, "configs has 'node.id', which the cluster sets by itself"],
    [{ 'log.retention.ms': 60_000 }, "configs['log.retention.ms'] must be a string, not a number"],
    [{ 'log.retention.ms': 'long' }, 'configs: Invalid value long for configuration log.retention.ms: Not a number of type LONG'],
    ['all', 'configs must be an object of configurations by name, not a string']
  ])('%j is refused', async (configs, problem) => {
    const started = startTestingCluster({ configs: configs as never })

    await expect(started).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [expect.stringContaining(problem)] })
  })
})
