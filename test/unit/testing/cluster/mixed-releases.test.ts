import { describe, expect, test } from 'vitest'
import { acks, connect, connectCluster, errorCodes, upgradeTypes } from '../../../../src/index.ts'
import { ApiVersions, type ApiVersionsResponse, Metadata, Produce, UpdateFeatures } from '../../../../src/messages.ts'
import { type ClusterProfile, startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { batchOf } from '../../../support/vectors/records.ts'

const TOPIC = 'orders'

async function versionsOf(kafka: TestingCluster, nodeId: number): Promise<ApiVersionsResponse> {
  using client = await connectRaw(kafka.broker(nodeId).port)
  return await client.call(ApiVersions, 3, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
}

const maxOf = ({ apiKeys }: ApiVersionsResponse, { key }: { readonly key: number }): number | undefined =>
  apiKeys.find(({ apiKey }) => apiKey === key)?.maxVersion

async function upgrade(kafka: TestingCluster, maxVersionLevel: number): Promise<string | null | undefined> {
  using client = await connectRaw(kafka.broker(1).port)
  const featureUpdates = [{ feature: 'metadata.version', maxVersionLevel, upgradeType: upgradeTypes.UPGRADE }]
  return (await client.call(UpdateFeatures, 1, { timeoutMs: 1_000, featureUpdates })).errorMessage
}

const [LEVEL_3_9, LEVEL_4_4] = [21, 33]

describe('a broker that restarts with another profile', () => {
  test('offers the APIs and features of that profile, and the other brokers do not', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, profile: 'kafka-3.9' })
    await kafka.broker(2).restart({ profile: 'kafka-4.4' })
    const [old, upgraded] = [await versionsOf(kafka, 1), await versionsOf(kafka, 2)]

    expect([maxOf(old, Produce), maxOf(upgraded, Produce)]).toEqual([11, 13])
    const maxLevel = ({ supportedFeatures = [] }: ApiVersionsResponse): unknown =>
      supportedFeatures.find(({ name }) => name === 'metadata.version')?.maxVersion
    expect([maxLevel(old), maxLevel(upgraded)]).toEqual([LEVEL_3_9, LEVEL_4_4])
    expect(upgraded.finalizedFeatures).toEqual(old.finalizedFeatures)
  })

  test('refuses versions that it does not offer any more', async () => {
    await using kafka = await startTestingCluster({ profile: 'kafka-3.9' })
    await kafka.broker(1).restart({ profile: 'kafka-4.4' })
    await kafka.broker(1).restart({ profile: 'kafka-3.9' })
    using client = await connectRaw(kafka.broker(1).port)

    await expect(client.call(Metadata, 13, { topics: null })).rejects.toThrow()
  })

  test('keeps its records, its port and, in later restarts, its profile', async () => {
    await using kafka = await startTestingCluster({ profile: 'kafka-3.9', topics: { [TOPIC]: 1 } })
    kafka.produce(TOPIC, { value: 'kept' })
    const { port } = kafka.broker(1)
    await kafka.broker(1).restart({ profile: 'kafka-4.4' })
    await kafka.broker(1).restart()

    expect(kafka.broker(1).port).toBe(port)
    expect(maxOf(await versionsOf(kafka, 1), Produce)).toBe(13)
    expect(await kafka.waitForRecords(TOPIC, 1)).toHaveLength(1)
  })

  test('has its first profile again after a reset of the cluster', async () => {
    await using kafka = await startTestingCluster({ profile: 'kafka-3.9' })
    await kafka.broker(1).restart({ profile: 'kafka-4.4' })
    await kafka.reset()

    expect(maxOf(await versionsOf(kafka, 1), Produce)).toBe(11)
  })

  test('does not give its profile to a broker that gets its node id later', async () => {
    await using kafka = await startTestingCluster({ profile: 'kafka-3.9' })
    const { nodeId } = await kafka.addBroker()
    await kafka.broker(nodeId).restart({ profile: 'kafka-4.4' })
    await kafka.removeBroker(nodeId)
    expect((await kafka.addBroker()).nodeId).toBe(nodeId)

    expect(maxOf(await versionsOf(kafka, nodeId), Produce)).toBe(11)
  })

  test('offers what hooks and the option versions add, as the other brokers do', async () => {
    await using kafka = await startTestingCluster({ profile: 'kafka-3.9', versions: { Produce: [3, 8] } })
    await kafka.broker(1).restart({ profile: 'kafka-4.4' })

    expect(maxOf(await versionsOf(kafka, 1), Produce)).toBe(8)
  })

  test.each<[ClusterProfile, string]>([
    ['kafka-3.9', 'broker 1 cannot run kafka-3.9: the cluster has finalized group.version at level 1, which it does not support'],
    ['kafka-2.8', 'broker 1 cannot run kafka-2.8: the cluster has finalized group.version at level 1, which it does not support'],
    ['single-address', 'broker 1 cannot run single-address: all brokers of such a cluster have one address'],
    ['kafka-1.0' as ClusterProfile, 'profile must be one of kafka-2.8, kafka-3.9, kafka-4.4']
  ])('is refused with %s and goes on if it cannot run it in its cluster', async (profile, problem) => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    await expect(kafka.broker(1).restart({ profile })).rejects.toThrow(problem)
    expect((await client.call(Metadata, 12, { topics: null })).brokers).toHaveLength(1)
  })
})

describe('a cluster of mixed releases', () => {
  test('finalizes a level only when all its brokers support it', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, profile: 'kafka-3.9' })
    await kafka.broker(1).restart({ profile: 'kafka-4.4' })
    expect(await upgrade(kafka, LEVEL_4_4)).toContain('Broker 2 only supports versions 1-21')
    await kafka.broker(2).restart({ profile: 'kafka-4.4' })

    expect(await upgrade(kafka, LEVEL_4_4)).toBeNull()
    await expect(kafka.broker(2).restart({ profile: 'kafka-3.9' })).rejects.toThrow('finalized metadata.version at level 33')
  })

  test('serves one client, which speaks the versions of each broker', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, profile: 'kafka-2.8', topics: { [TOPIC]: 2 } })
    kafka.moveLeader(TOPIC, 0, 1)
    kafka.moveLeader(TOPIC, 1, 2)
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const produce = async (index: number): Promise<number | undefined> => {
      const topicData = [{ name: TOPIC, partitionData: [{ index, records: batchOf(['value']) }] }]
      const { responses } = await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData })
      return responses[0]?.partitionResponses[0]?.errorCode
    }
    expect([await produce(0), await produce(1)]).toEqual([errorCodes.NONE, errorCodes.NONE])
    await kafka.broker(2).restart({ profile: 'kafka-4.4' })
    kafka.moveLeader(TOPIC, 1, 2)

    expect([await produce(0), await produce(1)]).toEqual([errorCodes.NONE, errorCodes.NONE])
    const requests = await Promise.all(Array.from({ length: 4 }, () => kafka.received(Produce)))
    expect(requests.map(({ nodeId, header }) => [nodeId, header.apiVersion])).toEqual([
      [1, 9],
      [2, 9],
      [1, 9],
      [2, 12] // the last version that names topics
    ])
  })

  test('shows a client the release of a broker when it connects again', async () => {
    await using kafka = await startTestingCluster({ profile: 'kafka-2.8' })
    const { host, port } = kafka.broker(1)
    await using before = await connect({ host, port })
    await kafka.broker(1).restart({ profile: 'kafka-3.9' })
    await using after = await connect({ host, port })

    expect([before, after].map(each => each.versions.of(Produce)?.max)).toEqual([9, 11])
  })
})
