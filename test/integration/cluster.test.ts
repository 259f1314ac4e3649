import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, connectCluster, type RetryEvent, throwIfError } from '../../src/index.ts'
import {
  AlterClientQuotas,
  AlterPartitionReassignments,
  ApiVersions,
  CreateTopics,
  DeleteRecords,
  DescribeConfigs,
  DescribeGroups,
  DescribeLogDirs,
  DescribeProducers,
  ElectLeaders,
  Fetch,
  FindCoordinator,
  ListGroups,
  ListOffsets,
  ListTransactions,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  OffsetForLeaderEpoch,
  Produce,
  UpdateFeatures
} from '../../src/messages.ts'
import { ownThreeNodes, type ThreeNodes } from '../campaign/three-nodes.ts'
import { bootstrapOf } from './harness/describe.ts'
import { eventually } from './support/eventually.ts'
import { batchOf, recordsIn } from './support/records.ts'
import { uniqueName } from './support/topics.ts'

const NODES = [1, 2, 3]
const PARTITIONS = [0, 1, 2, 3, 4, 5]
const [GROUP, TOPIC, BROKER] = [0, 2, 4]
const [SAFE_DOWNGRADE, UPGRADE] = [2, 1]
const PREFERRED = 0

let three: ThreeNodes
let servers: readonly string[]
beforeAll(async () => {
  three = await ownThreeNodes('cluster', 3_000)
  servers = bootstrapOf(three.nodes, 'PLAINTEXT').split(',')
}, 120_000)
afterAll(() => three[Symbol.asyncDispose]())

describe.each(NODES)('a cluster found through node %i alone', node => {
  const begin = () => connectCluster({ bootstrapServers: [servers[node - 1] ?? ''] })
  const everywhere = (name: string) => [{ name, partitions: PARTITIONS.map(partitionIndex => ({ partitionIndex })) }]

  test('has what is for several leaders answered as by one', async () => {
    await using cluster = await begin()
    const name = await createTopic(cluster)
    const partitionData = PARTITIONS.map(index => ({ index, records: batchOf([{ key: null, value: `of ${index}` }]) }))
    throwIfError(await cluster.send(Produce, { acks: -1, timeoutMs: 10_000, topicData: [{ name, partitionData }] }))

    const wanted = PARTITIONS.map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_048_576 }))
    const fetched = throwIfError(await cluster.send(Fetch, { maxWaitMs: 500, minBytes: 1, topics: [{ topic: name, partitions: wanted }] }))
    const found = fetched.responses.flatMap(({ partitions }) => partitions)
    expect(found.map(({ partitionIndex, records }) => [partitionIndex, recordsIn(records)[0]?.value])).toEqual(
      PARTITIONS.map(index => [index, `of ${index}`])
    )

    const latest = [{ name, partitions: PARTITIONS.map(partitionIndex => ({ partitionIndex, timestamp: -1n })) }]
    const listed = throwIfError(await cluster.send(ListOffsets, { replicaId: -1, topics: latest }))
    expect(listed.topics.flatMap(({ partitions }) => partitions.map(({ offset }) => offset))).toEqual(PARTITIONS.map(() => 1n))

    const epochs = [{ topic: name, partitions: PARTITIONS.map(partition => ({ partition, leaderEpoch: 0 })) }]
    throwIfError(await cluster.send(OffsetForLeaderEpoch, { replicaId: -1, topics: epochs }))
    throwIfError(await cluster.send(DescribeProducers, { topics: [{ name, partitionIndexes: PARTITIONS }] }))
    const gone = everywhere(name).map(({ partitions }) => ({ name, partitions: partitions.map(each => ({ ...each, offset: -1n })) }))
    const deleted = throwIfError(await cluster.send(DeleteRecords, { topics: gone, timeoutMs: 10_000 }))
    expect(deleted.topics.flatMap(({ partitions }) => partitions.map(({ lowWatermark }) => lowWatermark))).toEqual(PARTITIONS.map(() => 1n))
  })

  test('has groups looked after by their coordinators, and asks all brokers what only each knows', async () => {
    await using cluster = await begin()
    const name = await createTopic(cluster)
    const groups = PARTITIONS.map(() => uniqueName('group'))
    const partitions = [{ partitionIndex: 0, committedOffset: 7n, committedMetadata: null }]
    for (const groupId of groups) throwIfError(await cluster.send(OffsetCommit, { groupId, topics: [{ name, partitions }] }))
    const coordinators = throwIfError(await cluster.send(FindCoordinator, { keyType: GROUP, coordinatorKeys: groups }))
    expect(coordinators.coordinators.map(({ key }) => key).sort()).toEqual([...groups].sort())
    const offsets = throwIfError(await cluster.send(OffsetFetch, { groups: groups.map(groupId => ({ groupId, topics: null })) }))
    expect(offsets.groups.map(({ topics }) => topics[0]?.partitions[0]?.committedOffset)).toEqual(groups.map(() => 7n))
    throwIfError(await cluster.send(DescribeGroups, { groups }))

    const shards = await cluster.sendSharded(ListGroups, {})
    expect(shards.map(({ nodeId }) => nodeId).sort()).toEqual(NODES)
    expect(shards.flatMap(({ response }) => response?.groups.map(({ groupId }) => groupId))).toEqual(expect.arrayContaining(groups))
    throwIfError(await cluster.send(ListTransactions, { stateFilters: [], producerIdFilters: [] }))
    const logs = await cluster.sendSharded(DescribeLogDirs, { topics: null })
    expect(logs.map(({ nodeId, response }) => [nodeId, response?.results[0]?.errorCode]).sort()).toEqual(NODES.map(id => [id, 0]))
    const resources = [...NODES.map(id => [BROKER, String(id)] as const), [TOPIC, name] as const].map(([resourceType, resourceName]) => {
      return { resourceType, resourceName, configurationKeys: ['broker.id', 'node.id', 'retention.ms'] }
    })
    const described = throwIfError(await cluster.send(DescribeConfigs, { resources }))
    expect(described.results.map(({ resourceName }) => resourceName)).toEqual([...NODES.map(String), name])
  })
})

describe('a cluster whose brokers have changed places', () => {
  test('has a record taken by the new leader, after the old one said that it is none', async () => {
    const retries: RetryEvent[] = []
    await using cluster = await connectCluster({ bootstrapServers: servers, observe: { retry: event => retries.push(event) } })
    const name = await createTopic(cluster, 1)
    const send = () => cluster.send(Produce, produceOf(name, 'x'))
    throwIfError(await send())
    const before = (await cluster.partition(name, 0)).leaderId
    await moveLeaders(name, [0], before)
    retries.length = 0
    throwIfError(await send())
    expect(retries.map(({ error }) => error.message)).toEqual([expect.stringContaining('NOT_LEADER_OR_FOLLOWER')])
    expect((await cluster.partition(name, 0)).leaderId).not.toBe(before)
  })

  test('has a commit taken by the new coordinator, after the old one said that it is none', async () => {
    const retries: RetryEvent[] = []
    await using cluster = await connectCluster({ bootstrapServers: servers, observe: { retry: event => retries.push(event) } })
    const name = await createTopic(cluster, 1)
    const groupId = uniqueName('group')
    const partitions = [{ partitionIndex: 0, committedOffset: 1n, committedMetadata: null }]
    const commit = () => cluster.send(OffsetCommit, { groupId, topics: [{ name, partitions }] })
    throwIfError(await commit())
    const { coordinators } = await cluster.send(FindCoordinator, { keyType: GROUP, coordinatorKeys: [groupId] })
    await moveLeaders('__consumer_offsets', [0, 1, 2, 3, 4], coordinators[0]?.nodeId ?? -1)
    retries.length = 0
    throwIfError(await commit())
    expect(retries.map(({ error }) => error.message)).toContainEqual(expect.stringContaining('NOT_COORDINATOR'))
  })
})

test('a producer beyond its quota is held at it, hears so, and loses nothing', async () => {
  const [clientId, bytesPerSecond, seconds] = [uniqueName('throttled'), 200_000, 10]
  let throttledMs = 0
  const observe = { throttle: ({ throttleTimeMs }: { readonly throttleTimeMs: number }) => void (throttledMs += throttleTimeMs) }
  await using cluster = await connectCluster({ bootstrapServers: servers, connection: { clientId }, observe })
  const entity = [{ entityType: 'client-id', entityName: clientId }]
  const ops = [{ key: 'producer_byte_rate', value: bytesPerSecond, remove: false }]
  throwIfError(await cluster.send(AlterClientQuotas, { entries: [{ entity, ops }], validateOnly: false }))
  const name = await createTopic(cluster, 1)
  let bytes = 0
  const startedMs = performance.now()
  while (performance.now() - startedMs < seconds * 1_000) {
    throwIfError(await cluster.send(Produce, produceOf(name, 'x'.repeat(20_000))))
    bytes += 20_000
  }
  const rate = bytes / ((performance.now() - startedMs) / 1_000)
  console.log(`${Math.round(rate)} bytes/s at a quota of ${bytesPerSecond}, throttled for ${throttledMs} ms in all`)
  expect(throttledMs).toBeGreaterThan(1_000)
  expect(rate).toBeGreaterThan(0.5 * bytesPerSecond)
  expect(rate).toBeLessThan(1.5 * bytesPerSecond)
}, 60_000)

describe.each([
  [2, 1],
  [1, 0]
])('at transaction.version %i', (maxVersionLevel, bumped) => {
  beforeAll(async () => {
    await using cluster = await connectCluster({ bootstrapServers: servers })
    const update = { feature: 'transaction.version', maxVersionLevel, upgradeType: maxVersionLevel === 1 ? SAFE_DOWNGRADE : UPGRADE }
    throwIfError(await cluster.send(UpdateFeatures, { featureUpdates: [update], timeoutMs: 10_000 }))
    await Promise.all(NODES.map(nodeId => eventually(() => knowsFeature(nodeId, 'transaction.version', maxVersionLevel))))
  })

  test('one transaction commits and one aborts, and readers of committed records see the first', async () => {
    await using cluster = await connectCluster({ bootstrapServers: servers })
    const name = await createTopic(cluster, 1)
    expect(await runExample('transaction', '--topic', name)).toBe(
      `epoch 0\ncommitted, epoch ${bumped}\naborted, epoch ${bumped + 1}\nseen: committed, the end\n`
    )
  })
})

test('the admin example creates a topic, looks around, deletes records and then the topic', async () => {
  const printed = await runExample('admin')
  expect(printed).toMatch(/^retention\.ms of the topic: 60000$/m)
  for (const node of NODES) expect(printed).toMatch(new RegExp(`^num\\.io\\.threads of broker ${node}: 8$`, 'm'))
  expect(printed).toMatch(/^deleted its records: it begins at 10, 10, 10$/m)
  expect(printed).toMatch(/ is gone\n$/)
})

type Sender = Pick<Awaited<ReturnType<typeof connectCluster>>, 'send' | 'partition'>

/** Creates a topic, three replicas each, and waits for its leaders. */
async function createTopic(cluster: Sender, numPartitions = PARTITIONS.length): Promise<string> {
  const name = uniqueName('topic')
  const topics = [{ name, numPartitions, replicationFactor: 3, assignments: [], configs: [] }]
  throwIfError(await cluster.send(CreateTopics, { topics, timeoutMs: 10_000 }))
  for (let index = 0; index < numPartitions; index++) await cluster.partition(name, index)
  return name
}

function produceOf(name: string, value: string) {
  return { acks: -1, timeoutMs: 10_000, topicData: [{ name, partitionData: [{ index: 0, records: batchOf([{ key: null, value }]) }] }] }
}

/** Has these partitions led by other nodes than this one, behind the backs of all clusters of this test. */
async function moveLeaders(name: string, partitions: readonly number[], from: number): Promise<void> {
  const replicas = [...NODES.filter(node => node !== from), from]
  await using connection = await connect({ host: servers[0] ?? '' })
  const moves = partitions.map(partitionIndex => ({ partitionIndex, replicas }))
  throwIfError(await connection.send(AlterPartitionReassignments, { topics: [{ name, partitions: moves }] }))
  await eventually(async () => {
    const topicPartitions = [{ topic: name, partitions }]
    await connection.send(ElectLeaders, { electionType: PREFERRED, topicPartitions, timeoutMs: 10_000 })
    const { topics } = await connection.send(Metadata, { topics: [{ name }] })
    if (topics[0]?.partitions.some(({ leaderId }) => leaderId === from)) throw new Error(`node ${from} still leads partitions of ${name}`)
  })
}

/** Rejects as long as this node does not know that a feature has this level. */
async function knowsFeature(nodeId: number, name: string, level: number): Promise<void> {
  await using connection = await connect({ host: servers[nodeId - 1] ?? '' })
  const { finalizedFeatures } = await connection.send(ApiVersions, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
  const found = finalizedFeatures.find(feature => feature.name === name)?.maxVersionLevel ?? 0
  if (found !== level) throw new Error(`node ${nodeId} has ${name} ${found}, not ${level}`)
}

/** What an example prints that is told to use the cluster. */
async function runExample(name: string, ...args: readonly string[]): Promise<string> {
  const main = fileURLToPath(new URL(`../../examples/${name}/main.ts`, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', main, '--bootstrap', servers.join(','), ...args])
  return stdout
}
