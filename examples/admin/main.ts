// Creates a topic, reads configs and groups, deletes records, and deletes the topic.
//   npx tsx examples/admin/main.ts --bootstrap localhost:9092
// Where the package is installed, the file is in node_modules/kafkawire/examples/admin.
// In a clone of the repository, run `npm ci && npm run build` first.
import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Cluster, connectCluster } from 'kafkawire'
import { Producer } from '../producer/producer.ts'
import { createTopic, deleteRecords, deleteTopic, describeConfigs, listGroups } from './requests.ts'

const PARTITIONS = 3

async function run(cluster: Cluster, topic: string): Promise<void> {
  await createTopic(cluster, topic, PARTITIONS, { 'retention.ms': '60000' })
  console.log(`created ${topic}`)
  try {
    await printConfigsAndGroups(cluster, topic)
    await fill(cluster, topic)
    const offsets = await deleteRecords(cluster, topic, PARTITIONS)
    console.log(`deleted its records: the partitions begin at ${offsets.join(', ')}`)
  } finally {
    await deleteTopic(cluster, topic)
  }
  console.log(`deleted ${topic}`)
}

async function printConfigsAndGroups(cluster: Cluster, topic: string): Promise<void> {
  console.log(`retention.ms of the topic: ${await describeConfigs(cluster, { topic }, 'retention.ms')}`)
  for (const { nodeId } of cluster.map.brokers.values()) {
    console.log(`num.io.threads of broker ${nodeId}: ${await describeConfigs(cluster, { nodeId }, 'num.io.threads')}`)
  }
  for (const { nodeId, groups, error } of await listGroups(cluster)) {
    console.log(`groups of broker ${nodeId}: ${error ?? (groups.join(', ') || 'none')}`)
  }
}

async function fill(cluster: Cluster, topic: string): Promise<void> {
  await using producer = new Producer(cluster)
  await Promise.all(Array.from({ length: 30 }, (_, i) => producer.send({ topic, partition: i % PARTITIONS, value: `record ${i}` })))
}

try {
  const { bootstrap } = parseArgs({ options: { bootstrap: { type: 'string' } } }).values
  if (bootstrap === undefined) throw new Error('usage: main.ts --bootstrap HOST:PORT')
  await using cluster = await connectCluster({ bootstrapServers: bootstrap, connection: { clientId: 'kafkawire-admin' } })
  await run(cluster, `kafkawire-admin-${randomUUID()}`)
} catch (error) {
  console.error(`admin: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
