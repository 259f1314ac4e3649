import { describe, expect, test } from 'vitest'
import {
  AlterConfigs,
  CreateTopics,
  DescribeConfigs,
  IncrementalAlterConfigs,
  ListClientMetricsResources,
  ListConfigResources
} from '../../../../../src/messages.ts'
import { configOperations, configResourceTypes, configSources, errorCodes } from '../../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../../support/brokers/raw-client.ts'

const { TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP } = configResourceTypes
const { SET, DELETE, APPEND, SUBTRACT } = configOperations
type Change = readonly [name: string, operation: number, value: string | null]

interface Opened extends AsyncDisposable {
  readonly kafka: TestingCluster
  readonly client: RawClient
}

async function open(): Promise<Opened> {
  const kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 }, versions: { DescribeConfigs: [0, 4] } })
  const client = await connectRaw(kafka.broker(1).port)
  return {
    kafka,
    client,
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]()
      await kafka.close()
    }
  }
}

async function alter(client: RawClient, resourceType: number, resourceName: string, changes: readonly Change[], version = 1) {
  const configs = changes.map(([name, configOperation, value]) => ({ name, configOperation: configOperation as 0, value }))
  const { responses } = await client.call(IncrementalAlterConfigs, version, { resources: [{ resourceType, resourceName, configs }] })
  return { errorCode: responses[0]?.errorCode, errorMessage: responses[0]?.errorMessage }
}

async function read(client: RawClient, resourceType: number, resourceName: string, key: string, version = 4) {
  const resource = { resourceType, resourceName, configurationKeys: [key] }
  const { results } = await client.call(DescribeConfigs, version, { resources: [resource], ...(version > 0 && { includeSynonyms: true }) })
  return results[0]?.configs[0]
}

describe('DescribeConfigs', () => {
  test('describes all 37 configurations of a topic and all of a broker, with their sources', async () => {
    await using opened = await open()
    const resource = (resourceType: number, resourceName: string) => ({ resourceType, resourceName, configurationKeys: null })

    const { results } = await opened.client.call(DescribeConfigs, 4, { resources: [resource(TOPIC, 'orders'), resource(BROKER, '1')] })

    expect(results[0]?.configs.map(({ name }) => name)).toEqual(expect.arrayContaining(['cleanup.policy', 'retention.ms', 'segment.ms']))
    expect(results[0]?.configs).toHaveLength(37)
    expect(results[1]?.configs).toHaveLength(350)
    expect(results[1]?.configs.find(({ name }) => name === 'node.id')).toMatchObject({
      ...{ value: '1', readOnly: true, configSource: configSources.STATIC_BROKER_CONFIG }
    })
    expect(results[1]?.configs.find(({ name }) => name === 'ssl.keystore.password')).toMatchObject({ value: null, isSensitive: true })
  })

  test('says in v0 whether a value is the default, and in v4 where it comes from', async () => {
    await using opened = await open()
    await alter(opened.client, TOPIC, 'orders', [['max.message.bytes', SET, '500']], 0)

    expect(await read(opened.client, TOPIC, 'orders', 'max.message.bytes', 0)).toMatchObject({ value: '500', isDefault: false })
    expect(await read(opened.client, TOPIC, 'orders', 'retention.ms', 0)).toMatchObject({ value: '604800000', isDefault: true })
    expect(await read(opened.client, TOPIC, 'orders', 'max.message.bytes')).toMatchObject({
      value: '500',
      configSource: configSources.TOPIC_CONFIG,
      synonyms: [
        { name: 'max.message.bytes', value: '500', source: configSources.TOPIC_CONFIG },
        { name: 'message.max.bytes', value: '1048588', source: configSources.DEFAULT_CONFIG }
      ]
    })
  })

  test('adds the address of the documentation if it is asked for', async () => {
    await using opened = await open()
    const resources = [{ resourceType: TOPIC, resourceName: 'orders', configurationKeys: ['retention.ms'] }]

    const [found, without] = await Promise.all(
      [true, false].map(async includeDocumentation => {
        using client = await connectRaw(opened.kafka.broker(1).port)
        return (await client.call(DescribeConfigs, 3, { resources, includeDocumentation })).results[0]?.configs[0]
      })
    )

    expect(found?.documentation).toBe('https://kafka.apache.org/documentation/#topicconfigs_retention.ms')
    expect(without?.documentation).toBeNull()
  })

  test.each<[string, number, string, number]>([
    ['a topic that does not exist', TOPIC, 'nope', errorCodes.UNKNOWN_TOPIC_OR_PARTITION],
    ['an illegal name of a topic', TOPIC, 'a/b', errorCodes.INVALID_TOPIC_EXCEPTION],
    ['another broker', BROKER, '2', errorCodes.INVALID_REQUEST],
    ['a broker with a name', BROKER, 'abc', errorCodes.INVALID_REQUEST],
    ['the loggers of all brokers', BROKER_LOGGER, '', errorCodes.INVALID_REQUEST],
    ['a group without a name', GROUP, '', errorCodes.INVALID_REQUEST],
    ['a subscription without a name', CLIENT_METRICS, '', errorCodes.INVALID_REQUEST],
    ['an unknown type', 77, 'orders', errorCodes.INVALID_REQUEST]
  ])('refuses %s', async (_, resourceType, resourceName, errorCode) => {
    await using opened = await open()

    const { results } = await opened.client.call(DescribeConfigs, 1, {
      resources: [{ resourceType, resourceName, configurationKeys: null }]
    })

    expect(results).toMatchObject([{ errorCode, resourceType, resourceName, configs: [] }])
  })
})

describe('IncrementalAlterConfigs', () => {
  test.each([0, 1])('v%i sets, appends, subtracts and deletes', async version => {
    await using opened = await open()
    const policy = async (...changes: Change[]): Promise<unknown> => {
      expect(await alter(opened.client, TOPIC, 'orders', changes, version)).toEqual({ errorCode: 0, errorMessage: null })
      return (await read(opened.client, TOPIC, 'orders', 'cleanup.policy'))?.value
    }

    expect(await policy(['cleanup.policy', APPEND, 'compact'])).toBe('delete,compact')
    expect(await policy(['cleanup.policy', SUBTRACT, 'delete'])).toBe('compact')
    expect(await policy(['cleanup.policy', SET, 'delete'], ['retention.ms', SET, '5'])).toBe('delete')
    expect(await policy(['cleanup.policy', SUBTRACT, 'delete'])).toBe('')
    expect(await policy(['cleanup.policy', DELETE, null])).toBe('delete')
    expect((await read(opened.client, TOPIC, 'orders', 'retention.ms'))?.value).toBe('5')
  })

  test('with validateOnly changes nothing', async () => {
    await using opened = await open()
    const configs = [{ name: 'retention.ms', configOperation: SET, value: '5' }]

    const resources = [{ resourceType: TOPIC, resourceName: 'orders', configs }]
    const { responses } = await opened.client.call(IncrementalAlterConfigs, 1, { resources, validateOnly: true })

    expect(responses).toMatchObject([{ errorCode: 0 }])
    expect((await read(opened.client, TOPIC, 'orders', 'retention.ms'))?.value).toBe('604800000')
  })

  test('of all brokers gives topics their defaults, with those of a single broker first', async () => {
    await using opened = await open()
    using other = await connectRaw(opened.kafka.broker(2).port)
    await alter(opened.client, BROKER, '', [['message.max.bytes', SET, '900']])
    await alter(opened.client, BROKER, '1', [['message.max.bytes', SET, '800']])

    expect(await read(opened.client, TOPIC, 'orders', 'max.message.bytes')).toMatchObject({
      ...{ value: '800', configSource: configSources.DYNAMIC_BROKER_CONFIG }
    })
    expect(await read(other, TOPIC, 'orders', 'max.message.bytes')).toMatchObject({
      ...{ value: '900', configSource: configSources.DYNAMIC_DEFAULT_BROKER_CONFIG }
    })
    expect(await read(opened.client, BROKER, '1', 'message.max.bytes')).toMatchObject({
      synonyms: [{ value: '800' }, { value: '900' }, { value: '1048588' }]
    })
  })

  test.each<[string, number, string, Change, number, string]>([
    ['an unknown name', TOPIC, 'orders', ['nope', SET, '1'], errorCodes.INVALID_CONFIG, 'Unknown topic config name: nope'],
    [
      'a value that is no number',
      ...([TOPIC, 'orders', ['retention.ms', SET, 'x'], errorCodes.INVALID_CONFIG] as const),
      'Invalid value x for configuration retention.ms: Not a number of type LONG'
    ],
    [
      'a value that is out of range',
      ...([TOPIC, 'orders', ['min.insync.replicas', SET, '0'], errorCodes.INVALID_CONFIG] as const),
      'Invalid value 0 for configuration min.insync.replicas: Value must be at least 1'
    ],
    [
      'a value that is not in a list',
      ...([TOPIC, 'orders', ['cleanup.policy', APPEND, 'foo'], errorCodes.INVALID_CONFIG] as const),
      'Invalid value foo for configuration cleanup.policy: String must be one of: compact, delete'
    ],
    [
      'an element for a configuration that is no list',
      ...([TOPIC, 'orders', ['retention.ms', APPEND, '5'], errorCodes.INVALID_CONFIG] as const),
      "Can't APPEND to key retention.ms because its type is not LIST."
    ],
    ['null', TOPIC, 'orders', ['retention.ms', SET, null], errorCodes.INVALID_REQUEST, 'Null value not supported for : retention.ms'],
    ['a topic that does not exist', TOPIC, 'nope', ['retention.ms', SET, '1'], 3, "The topic 'nope' does not exist."],
    [
      'a wrong value for a topic that does not exist',
      ...([TOPIC, 'nope', ['retention.ms', SET, 'x'], errorCodes.INVALID_CONFIG] as const),
      'Invalid value x for configuration retention.ms: Not a number of type LONG'
    ],
    [
      'an empty element of a list',
      ...([TOPIC, 'orders', ['cleanup.policy', APPEND, ''], errorCodes.INVALID_CONFIG] as const),
      "Configuration 'cleanup.policy' values must not be empty."
    ],
    [
      'a fraction above 1',
      ...([TOPIC, 'orders', ['min.cleanable.dirty.ratio', SET, '2'], errorCodes.INVALID_CONFIG] as const),
      'Invalid value 2.0 for configuration min.cleanable.dirty.ratio: Value must be no more than 1'
    ],
    [
      'a configuration that needs a restart',
      ...([BROKER, '1', ['num.partitions', SET, '2'], errorCodes.INVALID_REQUEST] as const),
      'Cannot update these configs dynamically: [num.partitions]'
    ],
    [
      'a session timeout of a group below the limit',
      ...([GROUP, 'billing', ['consumer.session.timeout.ms', SET, '5'], errorCodes.INVALID_CONFIG] as const),
      'consumer.session.timeout.ms must be in the range 45000 to 60000 inclusive.'
    ],
    [
      'an element for a configuration of client metrics, none of which Kafka takes for a list',
      ...([CLIENT_METRICS, '', ['match', APPEND, 'client_id=a'], errorCodes.INVALID_CONFIG] as const),
      "Can't APPEND to key match because its type is not LIST."
    ],
    [
      'an element for a configuration of a group that is no list, before a name that is empty',
      ...([GROUP, '', ['no.such.config', APPEND, '1'], errorCodes.INVALID_CONFIG] as const),
      "Can't APPEND to key no.such.config because its type is not LIST."
    ],
    [
      'a pattern of clients that is not one',
      ...([CLIENT_METRICS, 'all', ['match', SET, 'foo=5'], errorCodes.INVALID_CONFIG] as const),
      'Illegal client matching pattern: foo=5'
    ],
    [
      'the deletion of the root logger',
      ...([BROKER_LOGGER, '1', ['root', DELETE, null], errorCodes.INVALID_REQUEST] as const),
      'Removing the log level of the root logger is not allowed'
    ]
  ])('refuses %s', async (_, resourceType, resourceName, change, errorCode, errorMessage) => {
    await using opened = await open()

    expect(await alter(opened.client, resourceType, resourceName, [change])).toEqual({ errorCode, errorMessage })
  })

  test('refuses a resource, and a name, that is in the request twice', async () => {
    await using opened = await open()
    const twice = await opened.client.call(IncrementalAlterConfigs, 1, {
      resources: ['orders', 'orders'].map(resourceName => ({ resourceType: TOPIC, resourceName, configs: [] }))
    })

    expect(twice.responses.map(({ errorCode }) => errorCode)).toEqual([errorCodes.INVALID_REQUEST, errorCodes.INVALID_REQUEST])
    expect(
      await alter(opened.client, TOPIC, 'orders', [
        ['retention.ms', SET, '5'],
        ['retention.ms', DELETE, null]
      ])
    ).toMatchObject({
      errorMessage: 'Error due to duplicate config keys'
    })
  })
})

describe('AlterConfigs', () => {
  test.each([0, 2])('v%i replaces all configurations of a topic', async version => {
    await using opened = await open()
    const replace = async (...names: string[]): Promise<unknown> => {
      const configs = names.map(name => ({ name, value: '5000' }))
      const resources = [{ resourceType: TOPIC, resourceName: 'orders', configs }]
      return (await opened.client.call(AlterConfigs, version, { resources })).responses[0]?.errorCode
    }

    expect([await replace('retention.ms', 'segment.ms'), await replace('segment.ms'), await replace('nope')]).toEqual([0, 0, 40])

    expect((await read(opened.client, TOPIC, 'orders', 'retention.ms'))?.value).toBe('604800000')
    expect((await read(opened.client, TOPIC, 'orders', 'segment.ms'))?.value).toBe('5000')
  })
})

describe('ListConfigResources', () => {
  test('lists topics, brokers, and the groups and subscriptions that have configurations', async () => {
    await using opened = await open()
    await alter(opened.client, GROUP, 'billing', [['share.auto.offset.reset', SET, 'earliest']])
    await alter(opened.client, CLIENT_METRICS, 'all', [['metrics', SET, '']])

    const all = await opened.client.call(ListConfigResources, 1, {})
    const old = await opened.client.call(ListClientMetricsResources, 0, {})
    const wrong = await opened.client.call(ListConfigResources, 1, { resourceTypes: [99] })

    expect(all.configResources.map(({ resourceType, resourceName }) => [resourceType, resourceName])).toEqual([
      [GROUP, 'billing'],
      [CLIENT_METRICS, 'all'],
      ...[BROKER_LOGGER, BROKER].flatMap(type => ['1', '2'].map(name => [type, name])),
      [TOPIC, 'orders']
    ])
    expect(old.clientMetricsResources).toMatchObject([{ name: 'all' }])
    expect(wrong).toMatchObject({ errorCode: errorCodes.UNSUPPORTED_VERSION, configResources: [] })
  })
})

describe('CreateTopics', () => {
  test('lists all configurations from v5 on, and refuses those that Kafka refuses', async () => {
    await using opened = await open()
    const create = async (name: string, config: string, value: string | null) =>
      (
        await opened.client.call(CreateTopics, 5, {
          topics: [{ name, numPartitions: 1, replicationFactor: 1, configs: [{ name: config, value }] }]
        })
      ).topics[0]

    const made = await create('made', 'retention.ms', '5')

    expect(made?.configs).toHaveLength(37)
    expect(made?.configs?.find(({ name }) => name === 'retention.ms')).toMatchObject({
      value: '5',
      configSource: configSources.TOPIC_CONFIG
    })
    expect(await create('other', 'nope', '5')).toMatchObject({ errorCode: errorCodes.INVALID_CONFIG })
    expect(await create('other', 'retention.ms', null)).toMatchObject({
      ...{ errorCode: errorCodes.INVALID_CONFIG, errorMessage: 'Null value not supported for topic configs: retention.ms' }
    })
    expect(await create('ord.ers', 'retention.ms', '5')).toMatchObject({ errorCode: 0 })
    expect(await create('ord_ers', 'retention.ms', '5')).toMatchObject({ errorCode: errorCodes.INVALID_TOPIC_EXCEPTION })
  })
})
