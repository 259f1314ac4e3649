import { describe, expect, test } from 'vitest'
import {
  absentValues,
  aclOperations,
  aclPermissions,
  type ClusterOptions,
  configResourceTypes,
  connectCluster,
  endpointTypes,
  errorCodes,
  patternTypes,
  resourceTypes
} from '../../../../src/index.ts'
import {
  CreateTopics,
  DescribeAcls,
  type DescribeAclsRequest,
  DescribeCluster,
  DescribeConfigs,
  ListGroups,
  Produce
} from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

// The APIs that tell a controller of Kafka from a broker: it has no Metadata and
// no Produce, and it has Vote.
const OF_CONTROLLERS: NonNullable<TestingClusterOptions['versions']> = { Metadata: null, Produce: null, ListGroups: null, Vote: [0, 2] }
const QUICK: Partial<ClusterOptions> = { retry: { initialMs: 1, maxMs: 20 }, metadata: { minAgeMs: 1 } }
const TOPICS = { topics: [{ name: 'orders', numPartitions: 1, replicationFactor: 1 }] }
const ANY_ACL: DescribeAclsRequest = {
  resourceTypeFilter: resourceTypes.ANY,
  patternTypeFilter: patternTypes.ANY,
  operation: aclOperations.ANY,
  permissionType: aclPermissions.ANY
}

/** Three servers that answer as the controllers of a KRaft cluster. The first active one is 2. */
async function startControllers({ versions, ...more }: TestingClusterOptions = {}) {
  const kafka = await startTestingCluster({ brokers: 3, versions: { ...OF_CONTROLLERS, ...versions }, ...more })
  const state = { activeId: 2, described: 0, receivedBy: [] as number[] }
  kafka.on(DescribeCluster, ({ message }) => {
    state.described++
    expect(message.endpointType).toBe(endpointTypes.CONTROLLER)
    return listOf(kafka, state.activeId)
  })
  for (const api of [CreateTopics, DescribeAcls, DescribeConfigs])
    kafka.on(api as typeof CreateTopics, ({ nodeId }, next) => {
      state.receivedBy.push(nodeId)
      return next()
    })
  return { kafka, state, connect: (options: Partial<ClusterOptions> = {}) => connectTo(kafka, options) }
}

// Controller 1 is the bootstrap server. The others are found through it.
const connectTo = ({ brokers }: TestingCluster, options: Partial<ClusterOptions> = {}) =>
  connectCluster({
    bootstrapServers: brokers.slice(0, 1).map(({ host, port }) => `${host}:${port}`),
    endpointType: 'controller',
    ...QUICK,
    ...options
  })

function listOf({ clusterId, brokers }: TestingCluster, controllerId: number, id = clusterId) {
  const nodes = brokers.map(({ nodeId: brokerId, host, port }) => ({ brokerId, host, port, rack: null }))
  return {
    errorCode: errorCodes.NONE,
    errorMessage: null,
    endpointType: endpointTypes.CONTROLLER,
    clusterId: id,
    controllerId,
    brokers: nodes
  }
}

describe('a cluster of controllers', () => {
  test.each([1, 2, 3])('lists the controllers, and sends all requests whole to the active one, %i', async activeId => {
    const controllers = await startControllers()
    controllers.state.activeId = activeId
    await using kafka = controllers.kafka
    await using cluster = await controllers.connect()
    expect(cluster.map).toMatchObject({ clusterId: kafka.clusterId, controllerId: activeId })
    expect([...cluster.map.brokers.values()]).toEqual(kafka.brokers.map(({ nodeId, host, port }) => ({ nodeId, host, port, rack: null })))
    await cluster.send(CreateTopics, TOPICS)
    await cluster.send(DescribeAcls, ANY_ACL)
    const resources = ['1', '3'].map(resourceName => ({ resourceType: configResourceTypes.BROKER, resourceName }))
    const shards = await cluster.sendSharded(DescribeConfigs, { resources })
    expect(shards.map(({ nodeId }) => nodeId)).toEqual([activeId])
    expect(controllers.state.receivedBy).toEqual([activeId, activeId, activeId])
  })

  test('sends a request to the controller that the option to names', async () => {
    const { kafka, state, connect } = await startControllers()
    await using _ = kafka
    await using cluster = await connect()
    await cluster.send(DescribeConfigs, { resources: [] }, { to: { nodeId: 3 } })
    expect(state.receivedBy).toEqual([3])
  })

  test('finds the new active controller when the old one answers NOT_CONTROLLER', async () => {
    const { kafka, state, connect } = await startControllers()
    await using _ = kafka
    await using cluster = await connect()
    kafka.on(CreateTopics, { nodeId: 2 }, ({ nodeId }) => {
      state.receivedBy.push(nodeId)
      state.activeId = 3
      return { topics: [{ name: 'orders', errorCode: errorCodes.NOT_CONTROLLER, errorMessage: null }] }
    })
    const { topics } = await cluster.send(CreateTopics, TOPICS)
    expect(topics).toMatchObject([{ name: 'orders', errorCode: errorCodes.NONE }])
    expect(state.receivedBy).toEqual([2, 3])
    expect(cluster.map.controllerId).toBe(3)
  })

  test('asks any controller while no active one is known', async () => {
    const { kafka, state, connect } = await startControllers()
    await using _ = kafka
    state.activeId = absentValues.NO_CONTROLLER_ID
    await using cluster = await connect()
    await cluster.send(DescribeAcls, ANY_ACL)
    expect(state.receivedBy).toHaveLength(1)
  })

  test('refuses a controller before Kafka 4.4 that belongs to another cluster', async () => {
    const { kafka, connect } = await startControllers({ versions: { ApiVersions: [0, 4] } })
    await using _ = kafka
    kafka.on(DescribeCluster, { nodeId: 3 }, () => listOf(kafka, 2, 'other'))
    await using cluster = await connect()
    const error = await rejectionOf(cluster.send(DescribeAcls, ANY_ACL, { to: { nodeId: 3 }, maxAttempts: 1 }))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', delivery: 'not-sent' })
    expect(String(error)).toContain('belongs to cluster other')
  })

  test('tells nothing about topics and leaders, and says so', async () => {
    const { kafka, state, connect } = await startControllers()
    await using _ = kafka
    await using cluster = await connect()
    const { described } = state
    for (const work of [cluster.topic('orders'), cluster.partition('orders', 0)])
      expect(await rejectionOf(work)).toMatchObject({
        code: 'KAFKA_CONFIGURATION',
        problems: [expect.stringMatching(/^controllers tell nothing about topics and leaders/)]
      })
    expect(state.described).toBe(described)
  })

  test.each([Produce, ListGroups])('refuses $name, which only brokers have, and says to ask a broker', async api => {
    const { kafka, connect } = await startControllers()
    await using _ = kafka
    await using cluster = await connect()
    const error = await rejectionOf(cluster.send(api as typeof ListGroups, {}))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', retriable: false, delivery: 'not-sent' })
    expect(String(error)).toMatch(/does not offer it at all; it is a controller, not a broker: send this request to a broker$/)
  })
})

describe('a bootstrap server of the other kind', () => {
  test('a controller in place of a broker is an error that names endpointType', async () => {
    const { kafka, connect } = await startControllers()
    await using _ = kafka
    const error = await rejectionOf(connect({ bootstrapServers: kafka.bootstrap, endpointType: 'broker' }))
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false, causes: Array(3).fill({ code: 'KAFKA_UNSUPPORTED_VERSION' }) })
    expect(String(error)).toContain("it is a controller, not a broker: give the addresses of brokers, or set endpointType: 'controller'")
  })

  test('a broker in place of a controller is an error that says to leave endpointType out', async () => {
    await using kafka = await startTestingCluster()
    const error = await rejectionOf(connectTo(kafka))
    const cause = { code: 'KAFKA_BROKER', errorCode: errorCodes.MISMATCHED_ENDPOINT_TYPE, broker: { port: kafka.broker(1).port } }
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false, causes: [cause] })
    expect(String(error)).toMatch(/DescribeCluster: .* endpoint of type CONTROLLER"\. With endpointType: .*; leave endpointType out/)
  })

  test.each([
    ['a broker before Kafka 3.7, which cannot list controllers', { DescribeCluster: [0, 0] }, 'endpointType'],
    ['a controller before Kafka 3.7, which cannot be described', { ...OF_CONTROLLERS, DescribeCluster: null }, 'at all']
  ] as const)('%s, is an error with the release that is needed', async (_, versions, says) => {
    await using kafka = await startTestingCluster({ versions })
    const error = await rejectionOf(connectTo(kafka))
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false, causes: [{ code: 'KAFKA_UNSUPPORTED_VERSION' }] })
    expect(String(error)).toMatch(new RegExp(`${says}.*must be controllers of Kafka 3\\.7 or newer`))
    expect(String(error)).not.toContain('it is a controller')
  })

  test('an answer without a single controller is an error that may pass', async () => {
    await using kafka = await startTestingCluster()
    kafka.on(DescribeCluster, () => ({ ...listOf(kafka, absentValues.NO_CONTROLLER_ID), brokers: [] }))
    const error = await rejectionOf(connectTo(kafka))
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: true })
    expect(String(error)).toContain('answered DescribeCluster without a single controller')
  })
})
