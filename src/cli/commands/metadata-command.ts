import { formatAddress } from '../../conn/address.ts'
import { type BrokerAddress, KafkaError } from '../../errors.ts'
import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import {
  Metadata,
  type MetadataResponse,
  type MetadataResponsePartition,
  type MetadataResponseTopic
} from '../../protocol/messages/metadata.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'
import { askAnyServer } from '../connection/ask-any-server.ts'
import { exitCodes } from '../exit-codes.ts'
import type { Command, Run } from '../frame/command.ts'
import { sorted } from '../frame/sorted.ts'
import { topicProblem } from '../topics/no-topic.ts'

/** `kafkawire metadata`: the brokers, topics and partitions of a cluster. */
export const command: Command = {
  name: 'metadata',
  usage: '[TOPIC...]',
  description: 'Shows the cluster, its brokers, and its topics with their partitions and leaders. With topics as arguments, only those.',
  arguments: { name: 'TOPIC', min: 0, max: 1_000 },
  flags: {
    partitions: { help: 'a line for each partition, and not for each topic' },
    internal: { help: 'also the topics that Kafka keeps for itself' }
  },
  connects: true,
  examples: [
    'metadata --bootstrap localhost:9092',
    'metadata orders --partitions --bootstrap localhost:9092',
    'metadata --json --config client.properties | jq .brokers'
  ],
  run: showMetadata
}

async function showMetadata(run: Run): Promise<number> {
  const { given, output } = run
  const names = given.arguments
  const topics = names.length === 0 ? null : names.map(name => ({ name }))
  const request = { topics, allowAutoTopicCreation: false }
  const metadata = await askAnyServer(run, Metadata.name, async (connection, limits) => {
    const answer = await connection.send(Metadata, request, limits)
    return checked(answer, connection.broker)
  })
  const shown = metadata.topics.filter(({ isInternal }) => names.length > 0 || given.is('internal') || isInternal !== true)
  if (output.isJson) output.json(jsonOf(metadata, shown))
  else {
    const controller = metadata.controllerId === absentValues.NO_CONTROLLER_ID ? 'none' : metadata.controllerId
    output.line(`cluster ${metadata.clusterId ?? 'without an id'}, controller ${controller}`)
    output.line()
    const brokers = sorted(metadata.brokers, ({ nodeId }) => nodeId)
    output.table(
      ['BROKER', 'ADDRESS', 'RACK'],
      brokers.map(({ nodeId, host, port, rack }) => [nodeId, `${host}:${port}`, rack ?? '-'])
    )
    output.line()
    if (shown.length === 0) output.line('no topics')
    else if (given.is('partitions')) showPartitions(output, shown)
    else showTopics(output, shown)
  }
  const refused = shown.filter(({ errorCode }) => errorCode !== errorCodes.NONE)
  for (const { name, errorCode } of refused) output.note(`kafkawire: metadata: ${topicProblem(name ?? '', errorCode)}`)
  if (refused.length === 0) return exitCodes.OK
  return refused.some(({ errorCode }) => errorCode === errorCodes.TOPIC_AUTHORIZATION_FAILED) ? exitCodes.AUTHORIZATION : exitCodes.TOPIC
}

// A server whose answer cannot be shown has failed, and the next server is asked.
function checked(answer: MetadataResponse, broker: BrokerAddress): MetadataResponse {
  throwIfError({ errorCode: answer.errorCode }, { api: Metadata.name, broker })
  if (answer.brokers.length > 0) return answer
  const text = `${formatAddress(broker)} answered ${Metadata.name} without a single broker: it may still be starting`
  throw new KafkaError('KAFKA_NO_BROKER', text, { causes: [], broker })
}

function showTopics(output: Run['output'], topics: readonly MetadataResponseTopic[]): void {
  const rows = topics.map(({ name, partitions, errorCode }) => {
    const leaderless = partitions.filter(({ leaderId }) => leaderId === absentValues.NO_LEADER_ID).length
    const replicas = Math.max(0, ...partitions.map(({ replicaNodes }) => replicaNodes.length))
    const state = errorCode === errorCodes.NONE ? (leaderless > 0 ? `${leaderless} without a leader` : 'ok') : errorFor(errorCode).name
    return [name ?? '', partitions.length, replicas, partitions.filter(isShort).length, state]
  })
  output.table(
    ['TOPIC', 'PARTITIONS', 'REPLICAS', 'UNDER-REPLICATED', 'STATE'],
    sorted(rows, ([name]) => String(name))
  )
}

function showPartitions(output: Run['output'], topics: readonly MetadataResponseTopic[]): void {
  const rows = sorted(topics, ({ name }) => name ?? '').flatMap(({ name, partitions }) =>
    sorted(partitions, ({ partitionIndex }) => partitionIndex).map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => [
      name ?? '',
      partitionIndex,
      leaderId === absentValues.NO_LEADER_ID ? '-' : leaderId,
      replicaNodes.join(' '),
      isrNodes.join(' ')
    ])
  )
  output.table(['TOPIC', 'PARTITION', 'LEADER', 'REPLICAS', 'IN SYNC'], rows)
}

const isShort = ({ replicaNodes, isrNodes }: MetadataResponsePartition): boolean => isrNodes.length < replicaNodes.length

function jsonOf({ clusterId, controllerId, brokers }: MetadataResponse, topics: readonly MetadataResponseTopic[]): unknown {
  return {
    clusterId: clusterId ?? null,
    controllerId: controllerId === absentValues.NO_CONTROLLER_ID ? null : controllerId,
    brokers: sorted(brokers, ({ nodeId }) => nodeId).map(({ nodeId, host, port, rack }) => ({ nodeId, host, port, rack: rack ?? null })),
    topics: sorted(topics, ({ name }) => name ?? '').map(({ name, topicId, isInternal, errorCode, partitions }) => ({
      name,
      topicId: topicId ?? null,
      isInternal: isInternal === true,
      error: errorCode === errorCodes.NONE ? null : errorFor(errorCode).name,
      partitions: sorted(partitions, ({ partitionIndex }) => partitionIndex).map(partition => ({
        partition: partition.partitionIndex,
        leader: partition.leaderId === absentValues.NO_LEADER_ID ? null : partition.leaderId,
        replicas: partition.replicaNodes,
        inSync: partition.isrNodes
      }))
    }))
  }
}
