import { absentValues, type Cluster, errorCodes, specialTimestamps } from '../../index.ts'
import { CreatePartitions, CreateTopics, DeleteTopics, Metadata, type MetadataResponseTopic } from '../../messages.ts'
import { withCluster } from '../connection/with-cluster.ts'
import { exitCodes } from '../exit-codes.ts'
import { actionOf } from '../frame/actions.ts'
import type { Command, Run } from '../frame/command.ts'
import { entriesOf } from '../frame/entries.ts'
import { Outcomes } from '../frame/outcome-lines.ts'
import { sorted } from '../frame/sorted.ts'
import { topicProblem } from '../topics/no-topic.ts'
import { partitionOffsets } from '../topics/partition-offsets.ts'

const MAX_COUNT = 0x7fff_ffff
const MAX_REPLICAS = 0x7fff
const ACTIONS = {
  list: { min: 0, max: 0, of: 'no topics', flags: ['internal'] },
  describe: { min: 1, max: 1_000, of: 'one or more topics', flags: [] },
  create: { min: 1, max: 1_000, of: 'one or more topics', flags: ['partitions', 'replicas', 'set', 'dry-run'] },
  delete: { min: 1, max: 1_000, of: 'one or more topics', flags: ['yes'] },
  'add-partitions': { min: 1, max: 1_000, of: 'one or more topics', flags: ['partitions', 'dry-run'] }
} as const

/** `kafkawire topics`: lists, describes, creates, changes and deletes topics. */
export const command: Command = {
  name: 'topics',
  usage: 'ACTION [TOPIC...]',
  description:
    'Works with topics. ACTION is list, describe, create, delete or add-partitions. describe shows the leaders, the replicas and the first and the next offset of each partition.',
  arguments: { name: 'ACTION', min: 1, max: 1_001 },
  flags: {
    partitions: {
      value: 'N',
      help: 'create: the number of partitions. add-partitions: the number after it. Default of create: that of the broker'
    },
    replicas: { value: 'N', help: 'create: the number of replicas. Default: that of the broker' },
    set: { value: 'NAME=VALUE', help: 'create: a setting of the topic.', isRepeatable: true },
    'dry-run': { help: 'create, add-partitions: the broker checks the request, and changes nothing' },
    internal: { help: 'list: also the topics that Kafka keeps for itself' },
    yes: { help: 'delete: really delete the topics with all of their records' }
  },
  connects: true,
  examples: [
    'topics list --bootstrap localhost:9092',
    'topics describe orders --bootstrap localhost:9092',
    'topics create orders --partitions 6 --replicas 3 --set retention.ms=86400000 --bootstrap localhost:9092',
    'topics add-partitions orders --partitions 12 --bootstrap localhost:9092',
    'topics delete orders --yes --bootstrap localhost:9092'
  ],
  run
}

async function run(run: Run): Promise<number> {
  const { given } = run
  const { action, names } = actionOf(given, ACTIONS)
  const partitions = given.integer('partitions', { min: 1, max: MAX_COUNT })
  const replicas = given.integer('replicas', { min: 1, max: MAX_REPLICAS })
  const settings = entriesOf(given, 'set')
  if (action === 'delete' && !given.is('yes')) throw given.refuse(`delete removes ${names.join(', ')} with all records: add --yes`)
  if (action === 'add-partitions' && partitions === undefined)
    throw given.refuse('add-partitions needs --partitions N, the number after it')
  return await withCluster(run, async cluster => {
    if (action === 'list') return await list(run, cluster)
    if (action === 'describe') return await describe(run, cluster, names)
    const outcomes = new Outcomes(run.output, 'topics', 'topic')
    const validateOnly = given.is('dry-run')
    if (action === 'create') {
      const configs = settings.map(([name, value]) => ({ name, value }))
      const numPartitions = partitions ?? absentValues.NO_NUM_PARTITIONS
      const replicationFactor = replicas ?? absentValues.NO_REPLICATION_FACTOR
      const topics = names.map(name => ({ name, numPartitions, replicationFactor, configs }))
      const answer = await cluster.send(CreateTopics, { topics, validateOnly })
      for (const { name, errorCode, errorMessage } of answer.topics)
        outcomes.add(name, validateOnly ? 'can be created' : 'created', errorCode, errorMessage)
    } else if (action === 'delete') {
      for (const { name, errorCode, errorMessage } of (await cluster.send(DeleteTopics, { topicNames: names })).responses)
        outcomes.add(name ?? '', 'deleted', errorCode, errorMessage)
    } else {
      const topics = names.map(name => ({ name, count: partitions ?? 0, assignments: null }))
      for (const { name, errorCode, errorMessage } of (await cluster.send(CreatePartitions, { topics, validateOnly })).results)
        outcomes.add(name, `${validateOnly ? 'can have' : 'has'} ${partitions} partitions`, errorCode, errorMessage)
    }
    return outcomes.end()
  })
}

async function list({ given, output }: Run, cluster: Cluster): Promise<number> {
  const { topics } = await cluster.send(Metadata, { topics: null })
  const shown = sorted(
    topics.filter(({ isInternal }) => given.is('internal') || !isInternal),
    ({ name }) => name ?? ''
  )
  if (output.isJson)
    for (const { name, isInternal, partitions } of shown) output.json({ topic: name, partitions: partitions.length, isInternal })
  else for (const { name } of shown) output.line(name ?? '')
  if (shown.length === 0 && !output.isJson) output.note('kafkawire: topics: the cluster has no topics')
  return exitCodes.OK
}

interface DescribedPartition {
  readonly topic: string
  readonly partition: number
  readonly leader: number | null
  readonly replicas: readonly number[]
  readonly inSync: readonly number[]
  readonly startOffset: bigint | null
  readonly endOffset: bigint | null
}

async function describe({ output, signal }: Run, cluster: Cluster, names: readonly string[]): Promise<number> {
  const { topics } = await cluster.send(Metadata, { topics: names.map(name => ({ name })), allowAutoTopicCreation: false })
  const known = topics.filter(({ errorCode }) => errorCode === errorCodes.NONE)
  const partitions = await describePartitions(cluster, known, signal)
  if (output.isJson)
    for (const { name, topicId } of known)
      output.json({
        topic: name,
        topicId,
        partitions: partitions.filter(({ topic }) => topic === name).map(({ topic: _, ...rest }) => rest)
      })
  else if (partitions.length > 0)
    output.table(
      ['TOPIC', 'PARTITION', 'LEADER', 'REPLICAS', 'IN SYNC', 'START', 'END'],
      partitions.map(({ topic, partition, leader, replicas, inSync, startOffset, endOffset }) => [
        topic,
        partition,
        leader ?? '-',
        replicas.join(' '),
        inSync.join(' '),
        startOffset ?? '-',
        endOffset ?? '-'
      ])
    )
  const failed = topics.filter(({ errorCode }) => errorCode !== errorCodes.NONE)
  for (const { name, errorCode } of failed) output.note(`kafkawire: topics: ${topicProblem(name ?? '', errorCode)}`)
  if (failed.length === 0) return exitCodes.OK
  return failed.some(({ errorCode }) => errorCode === errorCodes.TOPIC_AUTHORIZATION_FAILED) ? exitCodes.AUTHORIZATION : exitCodes.TOPIC
}

async function describePartitions(
  cluster: Cluster,
  topics: readonly MetadataResponseTopic[],
  signal: AbortSignal
): Promise<DescribedPartition[]> {
  const [starts, ends] = [
    await partitionOffsets(cluster, topics, specialTimestamps.EARLIEST, signal),
    await partitionOffsets(cluster, topics, specialTimestamps.LATEST, signal)
  ]
  return sorted(topics, ({ name }) => name ?? '').flatMap(({ name, partitions }) =>
    sorted(partitions, ({ partitionIndex }) => partitionIndex).map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
      topic: name ?? '',
      partition: partitionIndex,
      leader: leaderId === absentValues.NO_LEADER_ID ? null : leaderId,
      replicas: replicaNodes,
      inSync: isrNodes,
      startOffset: starts.get(`${name}/${partitionIndex}`) ?? null,
      endOffset: ends.get(`${name}/${partitionIndex}`) ?? null
    }))
  )
}
