import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, configOperations, configResourceTypes, connectCluster, endpointTypes, throwIfError } from '../../../src/index.ts'
import {
  CreateTopics,
  DeleteTopics,
  DescribeCluster,
  DescribeConfigs,
  IncrementalAlterConfigs,
  ListGroups,
  Metadata
} from '../../../src/messages.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { loadCluster } from '../harness/cluster/cluster.ts'
import { portOf } from '../harness/listeners.ts'
import { type Broker, brokers } from '../support/brokers.ts'
import { eventually } from '../support/eventually.ts'
import { uniqueName } from '../support/topics.ts'

/** The address of the controller of a cluster that the tests started. */
const controllerOf = ({ dir = '' }: Broker): string => `127.0.0.1:${portOf(loadCluster(dir).basePort, 1, 'CONTROLLER')}`

describe.each(brokers())('the controller of $name as a bootstrap server (KIP-919)', broker => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await connectCluster({ bootstrapServers: controllerOf(broker), endpointType: 'controller' })
  })
  afterAll(async () => {
    await cluster?.close()
  })

  test('the map has the controllers in place of brokers', async () => {
    const [host, port] = controllerOf(broker).split(':')
    const controllers = [...cluster.map.brokers.values()]
    expect(controllers).toEqual([{ nodeId: cluster.map.controllerId, host, port: Number(port), rack: null }])
    const answer = throwIfError(await cluster.send(DescribeCluster, { endpointType: endpointTypes.CONTROLLER }))
    expect(answer).toMatchObject({ clusterId: cluster.map.clusterId, endpointType: endpointTypes.CONTROLLER })
    await using other = await connectCluster({ bootstrapServers: broker.bootstrap })
    expect(other.map.clusterId).toBe(cluster.map.clusterId)
  })

  test('a topic is created, configured and deleted without a broker', async () => {
    const name = uniqueName()
    const resource = { resourceType: configResourceTypes.TOPIC, resourceName: name }
    throwIfError(await cluster.send(CreateTopics, { topics: [{ name, numPartitions: 2, replicationFactor: 1 }] }))
    const configs = [{ name: 'retention.ms', configOperation: configOperations.SET, value: '86400000' }]
    throwIfError(await cluster.send(IncrementalAlterConfigs, { resources: [{ ...resource, configs }] }))
    const asked = { resources: [{ ...resource, configurationKeys: ['retention.ms'] }] }
    // The part of a controller that describes learns of a change a little later.
    await eventually(async () => {
      const { results } = throwIfError(await cluster.send(DescribeConfigs, asked))
      expect(results[0]?.configs).toMatchObject([{ name: 'retention.ms', value: '86400000' }])
    })
    throwIfError(await cluster.send(DeleteTopics, { topicNames: [name] }))
  })

  test('a request for brokers alone is refused before it is sent', async () => {
    expect(await cluster.versions(Metadata)).toBeUndefined()
    const error = await rejectionOf(cluster.send(ListGroups, {}))
    expect(error).toMatchObject({ code: 'KAFKA_UNSUPPORTED_VERSION', delivery: 'not-sent' })
    expect(String(error)).toContain('it is a controller, not a broker')
  })

  test('a server of the other kind is refused with advice, in both directions', async () => {
    const controller = rejectionOf(connectCluster({ bootstrapServers: controllerOf(broker) }))
    const member = rejectionOf(connectCluster({ bootstrapServers: broker.bootstrap, endpointType: 'controller' }))
    expect(await controller).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false })
    expect(String(await controller)).toContain("set endpointType: 'controller' of connectCluster")
    expect(await member).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false })
    expect(String(await member)).toContain('leave endpointType out if they are brokers')
  })
})
