import { deepStrictEqual } from 'node:assert'
import { absentValues, acks, type Cluster, isolationLevels, throwIfError } from 'kafkawire'
import { CreateTopics, DescribeCluster, Fetch, Metadata, OffsetCommit, OffsetFetch, Produce } from 'kafkawire/messages'
import { batchBuilder, type Compression, readBatches } from 'kafkawire/records'
import { transactionalProducer } from '../../examples/transaction/transactional-producer.ts'
import { eventually } from '../integration/support/eventually.ts'

/** What a driver is for, step by step. Each step throws if the broker does not do it. */
export const STEPS: Readonly<Record<string, (cluster: Cluster, topic: string) => Promise<void>>> = {
  topics: createAndDescribe,
  records: writeAndRead,
  commits: commitAndFetch,
  transactions: transact
}

const CODECS: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4']

async function createAndDescribe(cluster: Cluster, name: string): Promise<void> {
  const topics = [{ name, numPartitions: 2, replicationFactor: absentValues.NO_REPLICATION_FACTOR, assignments: [], configs: [] }]
  throwIfError(await cluster.send(CreateTopics, { topics, timeoutMs: 10_000 }))
  const found = await cluster.send(Metadata, { topics: [{ name }] })
  deepStrictEqual(found.topics[0]?.partitions.length, 2)
  throwIfError(await cluster.send(DescribeCluster, {}))
}

async function writeAndRead(cluster: Cluster, topic: string): Promise<void> {
  for (const compression of CODECS) {
    const builder = batchBuilder({ compression })
    builder.append({ key: compression, value: `with ${compression}`, headers: [['codec', compression]] })
    const topicData = [{ name: topic, partitionData: [{ index: 0, records: builder.build() }] }]
    throwIfError(await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 10_000, topicData }))
  }
  deepStrictEqual(
    await readValues(cluster, topic, 0),
    CODECS.map(compression => `with ${compression}`)
  )
}

async function commitAndFetch(cluster: Cluster, topic: string): Promise<void> {
  const groupId = `${topic}-group`
  const partitions = [{ partitionIndex: 0, committedOffset: 3n, committedMetadata: null }]
  throwIfError(await cluster.send(OffsetCommit, { groupId, topics: [{ name: topic, partitions }] }))
  const groups = [{ groupId, topics: [{ name: topic, partitionIndexes: [0] }] }]
  const answer = throwIfError(await cluster.send(OffsetFetch, { groups }))
  deepStrictEqual(answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset, 3n)
}

async function transact(cluster: Cluster, topic: string): Promise<void> {
  const producer = await transactionalProducer(cluster, `${topic}-transactions`)
  await producer.send(topic, 1, [{ value: 'aborted' }])
  await producer.abort()
  await producer.send(topic, 1, [{ value: 'committed' }])
  await producer.sendOffsets(`${topic}-group`, [{ topic, partition: 1, offset: 7n }])
  await producer.commit()
  await eventually(async () => deepStrictEqual(await readValues(cluster, topic, 1), ['committed']))
}

async function readValues(cluster: Cluster, topic: string, partition: number): Promise<string[]> {
  const topics = [{ topic, partitions: [{ partition, fetchOffset: 0n }] }]
  const request = { maxWaitMs: 500, minBytes: 1, isolationLevel: isolationLevels.READ_COMMITTED, topics }
  const answer = throwIfError(await cluster.send(Fetch, request))
  const { records = null, abortedTransactions = null } = answer.responses[0]?.partitions[0] ?? {}
  const batches = readBatches(records, { topic, partition, abortedTransactions })
  return [...batches].flatMap(batch => [...batch.records()].map(({ value }) => Buffer.from(value ?? []).toString()))
}
