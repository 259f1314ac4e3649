import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, connectCluster, throwIfError, upgradeTypes } from '../../../src/index.ts'
import { ApiVersions, CreateTopics, UpdateFeatures } from '../../../src/messages.ts'
import { ownThreeNodes, type ThreeNodes } from '../../campaign/nodes/three-nodes.ts'
import { bootstrapOf } from '../harness/cluster/describe.ts'
import { eventually } from '../support/eventually.ts'
import { uniqueName } from '../support/topics.ts'

const NODES = [1, 2, 3]
const { SAFE_DOWNGRADE, UPGRADE } = upgradeTypes

let three: ThreeNodes
let servers: readonly string[]
beforeAll(async () => {
  three = await ownThreeNodes('cluster', 3_000)
  servers = bootstrapOf(three.nodes, 'PLAINTEXT').split(',')
}, 120_000)
afterAll(() => three[Symbol.asyncDispose]())

describe.each([
  [2, 1],
  [1, 0]
])('the transaction example at transaction.version %i', (maxVersionLevel, bumped) => {
  beforeAll(async () => {
    await using cluster = await connectCluster({ bootstrapServers: servers })
    const update = { feature: 'transaction.version', maxVersionLevel, upgradeType: maxVersionLevel === 1 ? SAFE_DOWNGRADE : UPGRADE }
    throwIfError(await cluster.send(UpdateFeatures, { featureUpdates: [update], timeoutMs: 10_000 }))
    await Promise.all(NODES.map(nodeId => eventually(() => knowsFeature(nodeId, 'transaction.version', maxVersionLevel))))
  })

  test('one transaction commits and one aborts, and READ_COMMITTED sees only the committed one', async () => {
    await using cluster = await connectCluster({ bootstrapServers: servers })
    const name = await createTopic(cluster, 1)
    expect(await runExample('transaction', '--topic', name)).toBe(
      `epoch 0\ncommitted, epoch ${bumped}\naborted, epoch ${bumped + 1}\nseen: committed, the end\n`
    )
  })
})

test('the consumer example receives every message that the producer example sent', async () => {
  await using cluster = await connectCluster({ bootstrapServers: servers })
  const name = await createTopic(cluster, 3)
  expect(await runExample('producer', '--topic', name, '--count', '1000')).toBe(`1000 messages are in ${name}\n`)
  const lines = (await runExample('consumer', '--topic', name, '--count', '1000')).trimEnd().split('\n')
  const values = lines.map(line => line.replace(/^\d\/\d+ null /, ''))
  expect(values.toSorted()).toEqual(Array.from({ length: 1_000 }, (_, i) => `message ${i}`).toSorted())
})

test('the admin example creates a topic, reads configs and groups, deletes records, and deletes the topic', async () => {
  const printed = await runExample('admin')
  expect(printed).toMatch(/^retention\.ms of the topic: 60000$/m)
  for (const node of NODES) expect(printed).toMatch(new RegExp(`^num\\.io\\.threads of broker ${node}: 8$`, 'm'))
  expect(printed).toMatch(/^deleted its records: the partitions begin at 10, 10, 10$/m)
  expect(printed).toMatch(/\ndeleted kafkawire-admin-\S+\n$/)
})

type Sender = Pick<Awaited<ReturnType<typeof connectCluster>>, 'send' | 'partition'>

/** Creates a topic with three replicas of each partition, and waits for its leaders. */
async function createTopic(cluster: Sender, numPartitions: number): Promise<string> {
  const name = uniqueName('topic')
  const topics = [{ name, numPartitions, replicationFactor: 3, assignments: [], configs: [] }]
  throwIfError(await cluster.send(CreateTopics, { topics, timeoutMs: 10_000 }))
  for (let index = 0; index < numPartitions; index++) await cluster.partition(name, index)
  return name
}

/** Rejects if this node does not report this level of the feature. */
async function knowsFeature(nodeId: number, name: string, level: number): Promise<void> {
  await using connection = await connect({ host: servers[nodeId - 1] ?? '' })
  const { finalizedFeatures } = await connection.send(ApiVersions, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
  const found = finalizedFeatures.find(feature => feature.name === name)?.maxVersionLevel ?? 0
  if (found !== level) throw new Error(`node ${nodeId} has ${name} ${found}, not ${level}`)
}

/** Runs an example against the cluster and resolves with what it prints. */
async function runExample(name: string, ...args: readonly string[]): Promise<string> {
  const main = fileURLToPath(new URL(`../../../examples/${name}/main.ts`, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', main, '--bootstrap', servers.join(','), ...args])
  return stdout
}
