import { describe, expect, test } from 'vitest'
import { absentValues, errorCodes } from '../../../../src/index.ts'
import { CreateTopics, type Decoded, FindCoordinator, Metadata, type MetadataResponse } from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

const everything = { topics: null }

async function startReplicated(brokers: number): Promise<TestingCluster> {
  const kafka = await startTestingCluster({ brokers })
  using client = await connectRaw(kafka.broker(1).port)
  const assignments = [{ partitionIndex: 0, brokerIds: Array.from({ length: brokers }, (_, index) => index + 1) }]
  await client.call(CreateTopics, 5, { topics: [{ name: 'orders', assignments }] })
  return kafka
}

async function metadataFrom(kafka: TestingCluster, nodeId: number, version = 12): Promise<Decoded<MetadataResponse>> {
  using client = await connectRaw(kafka.broker(nodeId).port)
  return await client.call(Metadata, version, everything)
}

describe('a broker that stops', () => {
  test.each(['stop', 'kill'] as const)('by %s loses its leaders to other replicas, and is in sync again after its start', async how => {
    await using kafka = await startReplicated(3)
    using client = await connectRaw(kafka.broker(1).port)
    const { port } = kafka.broker(1)
    await kafka.broker(1)[how]()

    expect(await client.closed).toBe(how === 'kill')
    expect([kafka.broker(1).isRunning, kafka.broker(1).connections]).toEqual([false, 0])
    const { brokers, topics, controllerId } = await metadataFrom(kafka, 2)
    expect(brokers.map(({ nodeId }) => nodeId)).toEqual([2, 3])
    expect(controllerId).toBe(2)
    expect(topics[0]?.partitions[0]).toMatchObject({
      ...{ errorCode: errorCodes.NONE, leaderId: 2, leaderEpoch: 1 },
      ...{ replicaNodes: [1, 2, 3], isrNodes: [2, 3], offlineReplicas: [1] }
    })

    await kafka.broker(1).start()
    expect(kafka.broker(1).port).toBe(port)
    const back = await metadataFrom(kafka, 1)
    expect(back.topics[0]?.partitions[0]).toMatchObject({ leaderId: 2, leaderEpoch: 1, isrNodes: [1, 2, 3], offlineReplicas: [] })
  })

  test('leads the partitions of a broker that was removed meanwhile, when it is started again', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    kafka.produce('orders', { value: 'kept', partition: 1 })
    await kafka.broker(1).stop()
    await kafka.removeBroker(2)
    await kafka.broker(1).start()
    const { topics } = await metadataFrom(kafka, 1)
    expect(topics[0]?.partitions.map(({ leaderId, replicaNodes }) => [leaderId, replicaNodes])).toEqual([
      [1, [1]],
      [1, [1]]
    ])
    expect(await kafka.waitForRecords('orders', 1)).toHaveLength(1)
  })

  test.each([0, 13])('leaves a partition without a leader if there is no other replica, in Metadata v%i', async version => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    kafka.produce('orders', { value: 'kept' })
    await kafka.broker(1).stop()
    const partitions = async (): Promise<unknown> => {
      using client = await connectRaw(kafka.broker(2).port)
      return (await client.call(Metadata, version, { topics: version === 0 ? [] : null })).topics[0]?.partitions
    }
    expect(await partitions()).toMatchObject([
      { errorCode: errorCodes.LEADER_NOT_AVAILABLE, leaderId: absentValues.NO_LEADER_ID, isrNodes: [1] }
    ])
    await kafka.broker(1).start()
    expect(await partitions()).toMatchObject([{ errorCode: errorCodes.NONE, leaderId: 1, isrNodes: [1] }])
    expect(await kafka.waitForRecords('orders', 1)).toHaveLength(1)
  })

  test('the last replica in sync leads again, and not one that stopped before', async () => {
    await using kafka = await startReplicated(2)
    await kafka.broker(2).stop()
    await kafka.broker(1).stop()
    await kafka.broker(2).start()
    expect((await metadataFrom(kafka, 2)).topics[0]?.partitions[0]).toMatchObject({ leaderId: absentValues.NO_LEADER_ID, isrNodes: [1] })
    await kafka.broker(1).start()
    expect((await metadataFrom(kafka, 2)).topics[0]?.partitions[0]).toMatchObject({ leaderId: 1, isrNodes: [1, 2] })
  })

  test('can come back at another port', async () => {
    await using kafka = await startTestingCluster()
    const before = kafka.broker(1).port
    await kafka.broker(1).restart({ port: 0 })
    const { brokers } = await metadataFrom(kafka, 1)
    expect(brokers).toMatchObject([{ nodeId: 1, port: kafka.broker(1).port }])
    expect(kafka.bootstrap).toBe(`127.0.0.1:${kafka.broker(1).port}`)
    await kafka.broker(1).restart({ port: before })
    expect(kafka.broker(1).port).toBe(before)
  })

  test('restarts once after the other, however many are asked for, and is on the port of the last', async () => {
    await using kafka = await startTestingCluster({ brokers: 1 })
    const broker = kafka.broker(1)
    const before = broker.port
    await broker.restart({ port: 0 })
    await Promise.all([broker.restart({ port: before }), broker.restart({ port: 0 }), broker.restart({ port: before })])
    expect([broker.port, broker.isRunning]).toEqual([before, true])
    expect((await metadataFrom(kafka, 1)).brokers).toMatchObject([{ nodeId: 1, port: before }])
  })

  test('keeps its port if something else starts it while it restarts', async () => {
    await using kafka = await startTestingCluster({ brokers: 1, transport: 'memory' })
    const broker = kafka.broker(1)
    const { port } = broker
    const restarted = broker.restart({ port: 0 })
    while (broker.isRunning) await Promise.resolve()
    await broker.start()
    await expect(restarted).rejects.toThrow('restart: broker 1 runs already')
    expect([broker.port, broker.isRunning]).toEqual([port, true])
  })

  test('cannot be started twice, after its removal, or after the end of the cluster', async () => {
    const kafka = await startTestingCluster({ brokers: 2 })
    const second = kafka.broker(2)
    await expect(second.start()).rejects.toThrow('start: broker 2 runs already')
    await expect(second.restart({ port: 70_000 })).rejects.toThrow('restart: port must be an integer from 0 to 65535, not 70000')
    await kafka.removeBroker(2)
    await expect(second.start()).rejects.toThrow('start: broker 2 was removed, or its cluster is closed')
    await kafka.close()
    await expect(kafka.broker(1).start()).rejects.toThrow('start: broker 1 was removed, or its cluster is closed')
    await expect(kafka.addBroker()).rejects.toThrow('addBroker: the testing cluster is closed')
  })
})

describe('the brokers of a cluster', () => {
  test('run from the moment on when they have a port', async () => {
    await using kafka = await startTestingCluster({ brokers: 1, transport: 'memory' })
    const added = kafka.addBroker()
    while (kafka.brokers.length === 1) await Promise.resolve()
    const broker = kafka.broker(2)
    while (!broker.isRunning) await Promise.resolve()
    expect(broker.port).toBeGreaterThan(0)
    expect(await added).toBe(broker)
  })

  test('can be added: a new broker has no partition until one is moved to it', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    const added = await kafka.addBroker()
    expect([added.nodeId, kafka.brokers.length]).toEqual([3, 3])
    kafka.moveLeader('orders', 0, 3)
    const { brokers, topics } = await metadataFrom(kafka, 3)
    expect(brokers.map(({ nodeId }) => nodeId)).toEqual([1, 2, 3])
    expect(topics[0]?.partitions).toMatchObject([
      { leaderId: 3, replicaNodes: [1], isrNodes: [1] },
      { leaderId: 2, replicaNodes: [2], isrNodes: [2] }
    ])
  })

  test('can be removed: others take over their replicas', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    kafka.moveLeader('orders', 0, 2) // without a replica
    await kafka.removeBroker(2)
    const { brokers, topics } = await metadataFrom(kafka, 1)
    expect(brokers.map(({ nodeId }) => nodeId)).toEqual([1])
    expect(topics[0]?.partitions.map(({ leaderId }) => leaderId)).toEqual([1, 1])
    expect(() => kafka.broker(2)).toThrow('There is no broker 2: there are 1')
    await expect(kafka.removeBroker(1)).rejects.toThrow('removeBroker: broker 1 is the last one: close the cluster instead')
  })
})

describe('a coordinator', () => {
  const coordinatorAt = async (client: RawClient, key: string): Promise<number | undefined> =>
    (await client.call(FindCoordinator, 4, { coordinatorKeys: [key] })).coordinators[0]?.nodeId

  test('can be moved, moves away from a stopped broker, and stays when brokers are added', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    using client = await connectRaw(kafka.broker(1).port)
    kafka.moveCoordinator('billing', 3)
    expect(await coordinatorAt(client, 'billing')).toBe(3)
    kafka.moveCoordinator('billing', 2)
    expect(await coordinatorAt(client, 'billing')).toBe(2)
    await kafka.broker(2).stop()
    expect(await coordinatorAt(client, 'billing')).toBe(3)
    expect(() => kafka.moveCoordinator('billing', 2)).toThrow('moveCoordinator: broker 2 does not run')
    const keys = Array.from({ length: 20 }, (_, index) => `group-${index}`)
    const before = await Promise.all(keys.map(key => coordinatorAt(client, key)))
    await kafka.addBroker()
    expect(await Promise.all(keys.map(key => coordinatorAt(client, key)))).toEqual(before)
  })
})

test('the controller can be moved', async () => {
  await using kafka = await startTestingCluster({ brokers: 2 })
  kafka.moveController(2)
  expect((await metadataFrom(kafka, 1)).controllerId).toBe(2)
  await kafka.broker(2).stop()
  expect((await metadataFrom(kafka, 1)).controllerId).toBe(1)
  expect(() => kafka.moveController(3)).toThrow('There is no broker 3: there are 1, 2')
})

test('fenceMember refuses a group that does not exist', async () => {
  await using kafka = await startTestingCluster()
  expect(() => kafka.fenceMember('billing', 'm')).toThrow('fenceMember: there is no group "billing"')
})
