import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connect, connectCluster, endpointTypes, errorCodes, throwIfError } from '../../../src/index.ts'
import {
  CreateTopics,
  DescribeCluster,
  DescribeConfigs,
  DescribeQuorum,
  Fetch,
  ListGroups,
  ListPartitionReassignments,
  Metadata,
  Vote
} from '../../../src/messages.ts'
import { plain } from '../../../src/sasl/index.ts'
import { isControllerApi } from '../../../src/testing/apis/controller-apis.ts'
import { apiHandlers } from '../../../src/testing/apis/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'

const UNKNOWN_TYPE = 7
const QUICK = { retry: { initialMs: 1, maxMs: 20 }, metadata: { minAgeMs: 1 } }
const TOPICS = { topics: [{ name: 'orders', numPartitions: 1, replicationFactor: 1 }] }

const start = (options: TestingClusterOptions = {}): Promise<TestingCluster> =>
  startTestingCluster({ controllers: true, transport: 'memory', brokers: 3, ...options })

const admin = ({ bootstrapControllers = '', dial, tls }: TestingCluster, connection = {}) =>
  connectCluster({
    bootstrapServers: bootstrapControllers,
    endpointType: 'controller',
    connection: { dial, tls: tls && { ca: tls.ca }, ...connection },
    ...QUICK
  })

const toController = ({ bootstrapControllers = '', dial }: TestingCluster, nodeId: number) =>
  connect({ host: bootstrapControllers.split(',')[nodeId - 1] ?? '', dial })

describe('the controllers of a testing cluster', () => {
  test('Without the option there are no controllers to connect to', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory' })
    expect(kafka.bootstrapControllers).toBeUndefined()
    expect(kafka.broker(1).controllerPort).toBeUndefined()
  })

  test.each(['memory', 'tcp'] as const)('A cluster of controllers creates topics, over %s', async transport => {
    await using kafka = await start({ transport })
    await using cluster = await admin(kafka)

    throwIfError(await cluster.send(CreateTopics, TOPICS))

    const addresses = [...cluster.map.brokers.values()].map(({ host, port }) => `${host}:${port}`)
    expect(addresses.join(',')).toBe(kafka.bootstrapControllers)
    expect(kafka.bootstrap).not.toContain(addresses[0])
    await using clients = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { dial: kafka.dial } })
    const { topics } = await clients.send(Metadata, { topics: null })
    expect(topics.map(({ name }) => name)).toEqual(['orders'])
    expect(clients.map.clusterId).toBe(cluster.map.clusterId)
  })

  test('They offer the APIs that Kafka has at a listener of controllers, and those by which it is known', async () => {
    await using kafka = await start()
    await using connection = await toController(kafka, 1)
    for (const api of [Metadata, Fetch, ListGroups]) expect(connection.versions.of(api)).toBeUndefined()
    for (const api of [CreateTopics, DescribeCluster, Vote]) expect(connection.versions.of(api)).toBeDefined()

    const folder = join(import.meta.dirname, '../../../schemas')
    const definitions = readdirSync(folder)
      .filter(file => file.endsWith('Request.json'))
      .map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { apiKey: number; listeners?: readonly string[] })
    const atControllers = definitions.filter(({ listeners }) => listeners?.includes('controller')).map(({ apiKey }) => apiKey)
    const answered = apiHandlers.map(({ api }) => api.key).filter(key => key !== Fetch.key)
    expect(answered.filter(isControllerApi)).toEqual(answered.filter(key => atControllers.includes(key)))
  })

  test('A request that is for brokers alone ends the connection', async () => {
    await using kafka = await start()
    const { host, port } = kafka.broker(1)
    await using broker = await connect({ host, port, dial: kafka.dial })
    expect((await broker.send(ListGroups, {})).groups).toEqual([])
    const apiVersions = { ApiVersions: [0, 4], ListGroups: [0, 4], Vote: [0, 1] } as const
    const [address = ''] = kafka.bootstrapControllers?.split(',') ?? []
    await using controller = await connect({ host: address, dial: kafka.dial, apiVersions })
    expect(await rejectionOf(controller.send(ListGroups, {}))).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED' })
  })

  test('A controller tells of controllers and a broker of brokers, and each refuses to tell of the others', async () => {
    await using kafka = await start()
    await using controller = await toController(kafka, 2)
    const { host, port } = kafka.broker(2)
    await using broker = await connect({ host, port, dial: kafka.dial })

    const controllers = await controller.send(DescribeCluster, { endpointType: endpointTypes.CONTROLLER })
    expect(controllers).toMatchObject({ endpointType: endpointTypes.CONTROLLER, controllerId: 1, clusterId: kafka.clusterId })
    expect(controllers.brokers.map(({ brokerId }) => brokerId)).toEqual([1, 2, 3])
    expect(await broker.send(DescribeCluster, {})).toMatchObject({ endpointType: endpointTypes.BROKER, errorCode: errorCodes.NONE })

    const mismatched = { errorCode: errorCodes.MISMATCHED_ENDPOINT_TYPE, brokers: [] }
    expect(await controller.send(DescribeCluster, {})).toMatchObject({
      ...mismatched,
      errorMessage: 'The request was sent to an endpoint of type CONTROLLER, but we wanted an endpoint of type BROKER'
    })
    expect(await broker.send(DescribeCluster, { endpointType: endpointTypes.CONTROLLER })).toMatchObject({
      ...mismatched,
      errorMessage: 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER'
    })
    for (const connection of [controller, broker])
      expect(await connection.send(DescribeCluster, { endpointType: UNKNOWN_TYPE as never })).toMatchObject({
        errorCode: errorCodes.UNSUPPORTED_ENDPOINT_TYPE,
        errorMessage: 'Unsupported endpoint type 7'
      })
    // Version 0 cannot ask for an endpoint, and has an older error code.
    expect(await controller.send(DescribeCluster, {}, { version: 0 })).toMatchObject({ errorCode: errorCodes.INVALID_REQUEST })
  })

  test('A client that has the wrong kind of server is refused with advice, in both directions', async () => {
    await using kafka = await start()
    const { bootstrap, bootstrapControllers = '', dial } = kafka
    const broker = await rejectionOf(connectCluster({ bootstrapServers: bootstrap, endpointType: 'controller', connection: { dial } }))
    expect(broker).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false })
    expect(String(broker)).toContain('leave endpointType out if they are brokers')
    const controller = await rejectionOf(connectCluster({ bootstrapServers: bootstrapControllers, connection: { dial } }))
    expect(controller).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false })
    expect(String(controller)).toContain("set endpointType: 'controller' of connectCluster")
  })

  test('A controller that is not active refuses changes, and a client follows the active one', async () => {
    await using kafka = await start()
    await using cluster = await admin(kafka)
    await using inactive = await toController(kafka, 3)
    const refused = await inactive.send(CreateTopics, TOPICS)
    expect(refused.topics).toMatchObject([{ name: 'orders', errorCode: errorCodes.NOT_CONTROLLER }])
    expect((await inactive.send(DescribeConfigs, { resources: [] })).results).toEqual([])

    kafka.moveController(3)
    throwIfError(await cluster.send(CreateTopics, TOPICS))
    await kafka.broker(3).stop()
    throwIfError(await cluster.send(ListPartitionReassignments, { topics: null }))

    expect(cluster.map.controllerId).toBe(1)
  })

  test('A node stops, starts and fails with both of its listeners', async () => {
    await using kafka = await start({ transport: 'tcp' })
    const node = kafka.broker(2)
    const { port, controllerPort } = node
    await using connection = await toController(kafka, 2)
    expect(node.connections).toBe(1)

    await node.kill()
    await connection.closed
    expect(await rejectionOf(toController(kafka, 2))).toMatchObject({ code: 'KAFKA_CONNECT' })
    await node.start()

    expect([node.port, node.controllerPort]).toEqual([port, controllerPort])
    await using again = await toController(kafka, 2)
    const { nodes } = await again.send(DescribeQuorum, {
      topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
    })
    expect(nodes[1]).toMatchObject({ nodeId: 2, listeners: [{ name: 'CONTROLLER', port: controllerPort }] })
  })

  test('TLS and SASL are those of the brokers', async () => {
    await using kafka = await start({ tls: true, sasl: { alice: 'secret' } })
    await using cluster = await admin(kafka, { sasl: plain({ username: 'alice', password: 'secret' }) })
    throwIfError(await cluster.send(CreateTopics, TOPICS))
    const wrong = await rejectionOf(admin(kafka, { sasl: plain({ username: 'alice', password: 'canary' }) }))
    expect(wrong).toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
  })
})
