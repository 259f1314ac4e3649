import { describe, expect, test } from 'vitest'
import { acks, connect, connectCluster, errorCodes } from '../../../../src/index.ts'
import { ApiVersions, Fetch, FindCoordinator, Metadata, Produce } from '../../../../src/messages.ts'
import { apiInfos } from '../../../../src/protocol/messages/infos.ts'
import { apiHandlers } from '../../../../src/testing/apis/index.ts'
import { type ClusterProfile, clusterProfiles, startTestingCluster } from '../../../../src/testing/index.ts'
import { brokerProfiles } from '../../../../src/testing/profiles/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { batchOf, recordsIn } from '../../../support/vectors/records.ts'
import { TransactionalClient } from '../transactions/transactional-client.ts'

// Produce, Fetch, Metadata, JoinGroup, EndTxn and ApiVersions of each profile, from its source.
const KNOWN: Readonly<Record<ClusterProfile, readonly (readonly [number, number] | undefined)[]>> = {
  'kafka-2.8': [
    [3, 9],
    [4, 12],
    [0, 11],
    [0, 7],
    [0, 3],
    [0, 3]
  ],
  'kafka-3.9': [
    [3, 11],
    [4, 17],
    [0, 12],
    [0, 9],
    [0, 4],
    [0, 4]
  ],
  'kafka-4.4': [
    [0, 13],
    [4, 18],
    [0, 13],
    [0, 9],
    [0, 5],
    [0, 5]
  ],
  'event-hubs': [[3, 7], [4, 6], [0, 5], [0, 9], undefined, [0, 3]],
  'msk-serverless': [
    [7, 9],
    [10, 12],
    [7, 11],
    [4, 7],
    [0, 3],
    [2, 3]
  ],
  'confluent-cloud': [
    [3, 12],
    [4, 17],
    [0, 12],
    [0, 9],
    [0, 5],
    [0, 4]
  ],
  redpanda: [
    [3, 7],
    [4, 11],
    [0, 8],
    [0, 6],
    [0, 3],
    [0, 3]
  ],
  warpstream: [
    [3, 11],
    [4, 17],
    [0, 12],
    [0, 9],
    [0, 4],
    [0, 4]
  ],
  'single-address': [
    [0, 13],
    [4, 18],
    [0, 13],
    [0, 9],
    [0, 5],
    [0, 5]
  ]
}
const NAMES = ['Produce', 'Fetch', 'Metadata', 'JoinGroup', 'EndTxn', 'ApiVersions']

async function rangesIn(client: RawClient, version: number): Promise<Map<string, readonly [number, number]>> {
  const { apiKeys } = await client.call(ApiVersions, version, { clientSoftwareName: 'raw', clientSoftwareVersion: '1' })
  return new Map(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [nameOf(apiKey), [minVersion, maxVersion] as const]))
}
const nameOf = (key: number): string => apiInfos.findLast(api => api.key === key)?.name ?? String(key)

describe.each(clusterProfiles)('a cluster with profile %s', profile => {
  test('a cluster lists exactly the APIs of its profile, cut to the versions that it serves', async () => {
    await using kafka = await startTestingCluster({ profile })
    using client = await connectRaw(kafka.broker(1).port)
    const ranges = await rangesIn(client, 3)
    const { ranges: wanted } = brokerProfiles[profile]
    const expected = apiHandlers.flatMap(({ api, advertised, served }) => {
      if (wanted === undefined) return [[api.name, [advertised.min, advertised.max]]] as const
      const range = wanted[api.name]
      return range ? ([[api.name, [Math.max(range[0], served.min), Math.min(range[1], served.max)]]] as const) : []
    })
    expect(Object.fromEntries(ranges)).toEqual(Object.fromEntries(expected))
    expect(NAMES.map(name => ranges.get(name))).toEqual(KNOWN[profile])
    expect(Object.keys(wanted ?? {}).filter(name => !apiInfos.some(api => api.name === name))).toEqual([])
  })

  test('a cluster takes and returns records of a driver that is connected to all its brokers', async () => {
    await using kafka = await startTestingCluster({ profile, brokers: 3, topics: { orders: 3 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const partitionData = [0, 1, 2].map(index => ({ index, records: batchOf([`of ${index}`]) }))
    await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] })
    const partitions = [0, 1, 2].map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 }))
    const { responses } = await cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', partitions }] })
    const fetched = responses[0]?.partitions.map(({ partitionIndex, records }) => [partitionIndex, recordsIn(records)])
    expect(fetched).toEqual([0, 1, 2].map(index => [index, [[0n, `of ${index}`]]]))
  })
})

test.each<[ClusterProfile, Record<string, number>, boolean]>([
  ['kafka-2.8', {}, false],
  ['kafka-3.9', { 'metadata.version': 21 }, false],
  ['confluent-cloud', {}, false],
  ['kafka-4.4', expect.objectContaining({ 'transaction.version': 2, 'metadata.version': 33 }), true]
])('a cluster with profile %s commits a transaction and finalizes the features of its profile', async (profile, levels, hasFeature) => {
  await using kafka = await startTestingCluster({ profile, topics: { t: 1 } })
  using client = await TransactionalClient.connect(kafka.broker(1).port)
  const answer = await client.raw.call(ApiVersions, 3, { clientSoftwareName: 'raw', clientSoftwareVersion: '1' })
  expect(Object.fromEntries(answer.finalizedFeatures.map(each => [each.name, each.maxVersionLevel]))).toEqual(levels)
  const producer = await client.begin({}, 3)
  await client.add(producer)
  expect(await client.produce(producer, 'a', { version: 9 })).toBe(errorCodes.NONE)
  expect((await client.end(producer, true, 3)).errorCode).toBe(errorCodes.NONE)
  // Since transaction.version 2 the producer of a transaction that took too long may go on (KIP-890).
  await client.add(producer)
  kafka.advance(120_000)
  expect((await client.init(producer, 5 - (hasFeature ? 0 : 1))).errorCode).toBe(hasFeature ? errorCodes.NONE : errorCodes.PRODUCER_FENCED)
  await using connection = await connect({ host: '127.0.0.1', port: kafka.broker(1).port })
  expect(connection.features.has('transaction.version')).toBe(hasFeature)
})

test.each<[ClusterProfile, string, number]>([
  ['kafka-2.8', 'LEADER_NOT_AVAILABLE', errorCodes.LEADER_NOT_AVAILABLE],
  ['kafka-3.9', 'UNKNOWN_TOPIC_OR_PARTITION', errorCodes.UNKNOWN_TOPIC_OR_PARTITION],
  ['kafka-4.4', 'UNKNOWN_TOPIC_OR_PARTITION', errorCodes.UNKNOWN_TOPIC_OR_PARTITION]
])('with profile %s the Metadata that creates a topic is answered with %s, and the next one with the topic', async (profile, _, code) => {
  await using kafka = await startTestingCluster({ profile })
  using client = await connectRaw(kafka.broker(1).port)
  const ask = async (): Promise<number | undefined> =>
    (await client.call(Metadata, 4, { topics: [{ name: 'new' }], allowAutoTopicCreation: true })).topics[0]?.errorCode
  expect([await ask(), await ask()]).toEqual([code, errorCodes.NONE])
})

test('a cluster with profile confluent-cloud refuses a transactional Produce of version 12 with UNSUPPORTED_VERSION', async () => {
  await using kafka = await startTestingCluster({ profile: 'confluent-cloud', topics: { t: 1 } })
  using client = await TransactionalClient.connect(kafka.broker(1).port)
  const producer = await client.begin()
  expect(await client.produce(producer, 'a', { version: 12 })).toBe(errorCodes.UNSUPPORTED_VERSION)
})

test('a cluster with profile single-address names all brokers with the address of broker 1, which answers for all of them', async () => {
  await using kafka = await startTestingCluster({ profile: 'single-address', brokers: 3, topics: { t: 3 } })
  const { host, port } = kafka.broker(1)
  expect(kafka.bootstrap).toBe(`${host}:${port}`)
  using client = await connectRaw(port)
  const { brokers, topics } = await client.call(Metadata, 12, { topics: null })
  expect(brokers).toMatchObject([1, 2, 3].map(nodeId => ({ nodeId, host, port })))
  expect(new Set(topics[0]?.partitions.map(({ leaderId }) => leaderId))).toEqual(new Set([1, 2, 3]))
  const { coordinators } = await client.call(FindCoordinator, 4, { coordinatorKeys: ['a', 'b', 'c'] })
  expect(coordinators.map(({ nodeId }) => nodeId)).toEqual([1, 1, 1])
})

test('the option versions overrides single APIs of a profile', async () => {
  await using kafka = await startTestingCluster({ profile: 'redpanda', versions: { Fetch: [4, 5], EndTxn: null } })
  using client = await connectRaw(kafka.broker(1).port)
  const ranges = await rangesIn(client, 3)
  expect(['Fetch', 'EndTxn', 'Produce'].map(name => ranges.get(name))).toEqual([[4, 5], undefined, [3, 7]])
})

test.each(['kafka-1.0', 'toString', '', 5, null])('a cluster with profile %j is refused', async profile => {
  await expect(startTestingCluster({ profile: profile as ClusterProfile })).rejects.toMatchObject({
    code: 'KAFKA_CONFIGURATION',
    message: expect.stringContaining('profile must be one of kafka-2.8, kafka-3.9, kafka-4.4, event-hubs')
  })
})
