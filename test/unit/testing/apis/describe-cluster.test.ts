import { describe, expect, test } from 'vitest'
import { AlterReplicaLogDirs, DescribeCluster, DescribeLogDirs, Metadata } from '../../../../src/messages.ts'
import { absentValues, endpointTypes, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'

describe('DescribeCluster', () => {
  test.each([0, 2])('v%i lists the brokers, and what the client may do if it asks', async version => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    using client = await connectRaw(kafka.broker(2).port)

    const plain = await client.call(DescribeCluster, version, {})
    const asked = await client.call(DescribeCluster, version, { includeClusterAuthorizedOperations: true })

    expect(plain).toMatchObject({ errorCode: 0, clusterId: kafka.clusterId, controllerId: 1 })
    expect(plain.brokers.map(({ brokerId, port }) => [brokerId, port])).toEqual(kafka.brokers.map(({ nodeId, port }) => [nodeId, port]))
    expect(plain.clusterAuthorizedOperations).toBe(absentValues.AUTHORIZED_OPERATIONS_OMITTED)
    expect(asked.clusterAuthorizedOperations).toBe(8096)
  })

  test('refuses to list controllers, and types that it does not know', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const ask = async (endpointType: number): Promise<number> =>
      (await client.call(DescribeCluster, 1, { endpointType: endpointType as 1 })).errorCode

    expect(await ask(endpointTypes.CONTROLLER)).toBe(errorCodes.MISMATCHED_ENDPOINT_TYPE)
    expect(await ask(7)).toBe(errorCodes.UNSUPPORTED_ENDPOINT_TYPE)
  })
})

describe('Metadata', () => {
  test.each([8, 10])('v%i says what the client may do if it asks (KIP-430)', async version => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topics = [{ name: 'orders' }]

    const asked = await client.call(Metadata, version, {
      ...{ topics, includeTopicAuthorizedOperations: true, includeClusterAuthorizedOperations: true }
    })
    const plain = await client.call(Metadata, version, { topics })

    expect(asked).toMatchObject({ clusterAuthorizedOperations: 8096, topics: [{ topicAuthorizedOperations: 3576 }] })
    expect(plain).toMatchObject({
      clusterAuthorizedOperations: absentValues.AUTHORIZED_OPERATIONS_OMITTED,
      topics: [{ topicAuthorizedOperations: absentValues.AUTHORIZED_OPERATIONS_OMITTED }]
    })
  })
})

describe('DescribeLogDirs', () => {
  test.each([1, 5])('v%i lists the replicas of this broker with the bytes of their logs', async version => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    using client = await connectRaw(kafka.broker(2).port)
    await kafka.produce('orders', [{ value: 'one', partition: 1 }])

    const all = await client.call(DescribeLogDirs, version, { topics: null })
    const one = await client.call(DescribeLogDirs, version, { topics: [{ topic: 'orders', partitions: [0] }] })

    expect(all.results).toMatchObject([{ errorCode: 0, topics: [{ name: 'orders', partitions: [{ partitionIndex: 1, offsetLag: 0n }] }] }])
    expect(all.results[0]?.topics[0]?.partitions[0]?.partitionSize).toBeGreaterThan(60n)
    expect(one.results).toMatchObject([{ topics: [] }])
    if (version >= 4) expect(all.results[0]?.usableBytes).toBeLessThan(all.results[0]?.totalBytes ?? 0n)
  })
})

describe('AlterReplicaLogDirs', () => {
  test('lets a replica stay in the one log directory, and knows no other', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const path = (await client.call(DescribeLogDirs, 5, { topics: null })).results[0]?.logDir ?? ''
    const move = async (to: string): Promise<unknown> =>
      (await client.call(AlterReplicaLogDirs, 2, { dirs: [{ path: to, topics: [{ name: 'orders', partitions: [0, 9] }] }] })).results[0]
        ?.partitions

    expect(await move(path)).toMatchObject([{ errorCode: 0 }, { errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }])
    expect(await move('/elsewhere')).toMatchObject([
      { errorCode: errorCodes.LOG_DIR_NOT_FOUND },
      { errorCode: errorCodes.LOG_DIR_NOT_FOUND }
    ])
  })
})
