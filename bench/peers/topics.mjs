// The topics of a run. Topics for reading are filled once and stay; a topic for writing exists for
// one case only.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { replicaIds, specialTimestamps, throwIfError } from 'kafkawire'
import { CreateTopics, DeleteTopics, ListOffsets } from 'kafkawire/messages'
import { PARTITIONS } from './cases.mjs'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const PATIENCE_MS = 15_000

const CONFIGS = [{ name: 'max.message.bytes', value: '4194304' }]

/** Resolves as soon as all partitions have a leader. */
export async function createTopic(connection, name) {
  const topics = [{ name, numPartitions: PARTITIONS, replicationFactor: 1, assignments: [], configs: CONFIGS }]
  throwIfError(await connection.send(CreateTopics, { topics, timeoutMs: PATIENCE_MS }))
  const untilMs = performance.now() + PATIENCE_MS
  while ((await endOffsets(connection, name)) === undefined) {
    if (performance.now() > untilMs) throw new Error(`${name} has no leaders after ${PATIENCE_MS / 1e3} s`)
    await sleep(20)
  }
}

export async function deleteTopic(connection, name) {
  throwIfError(await connection.send(DeleteTopics, { topicNames: [name], timeoutMs: PATIENCE_MS }))
}

/**
 * The number of records in each partition, in the order of the partitions; undefined if it has no leader or the topic does not
 * exist.
 */
export async function endOffsets(connection, name) {
  const partitions = Array.from({ length: PARTITIONS }, (_, partitionIndex) => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
  const answer = await connection.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [{ name, partitions }] })
  const found = answer.topics[0].partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex) // brokers answer in any order
  return found.every(({ errorCode }) => errorCode === 0) ? found.map(({ offset }) => Number(offset)) : undefined
}

/** Fills a topic with Kafka's own producer, unless it is full. */
export async function fillTopic(connection, { topic, records, compression }, { bootstrap, valuesFile }) {
  const before = await endOffsets(connection, topic)
  if (before !== undefined && sum(before) === records) return
  if (before !== undefined) await deleteTopic(connection, topic)
  await createTopic(connection, topic)
  const load = ['--topic', topic, '--num-records', String(records), '--payload-file', valuesFile, '--throughput', '-1']
  const settings = [`bootstrap.servers=${bootstrap}`, `compression.type=${compression}`, 'batch.size=16384']
  const program = ['-cp', join(await toolJars(), '*'), 'org.apache.kafka.tools.ProducerPerformance']
  await execute('java', [...program, ...load, '--command-property', ...settings])
  const after = sum(await endOffsets(connection, topic))
  if (after !== records) throw new Error(`${topic} has ${after} records after it was filled; expected ${records}`)
}

export const sum = numbers => numbers.reduce((total, number) => total + number, 0)

async function toolJars() {
  const { stdout } = await execute('npx', ['tsx', 'test/integration/harness/main.ts', 'jars'], { cwd: root })
  return JSON.parse(stdout).tools
}
