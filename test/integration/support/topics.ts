import { randomUUID } from 'node:crypto'
import { absentValues, type Connection, type Decoded, replicaIds, specialTimestamps, throwIfError } from '../../../src/index.ts'
import { CreateTopics, DeleteTopics, ListOffsets, Metadata, type MetadataResponse } from '../../../src/messages.ts'
import { eventually } from './eventually.ts'

/** A topic of one test. The broker of the connection leads all its partitions. */
export interface Topic extends AsyncDisposable {
  readonly name: string
  readonly topicId: string
  /** The broker that leads every partition. */
  readonly nodeId: number
}

/** The partitions and the configuration of a new topic. */
export interface TopicOptions {
  readonly partitions?: number
  readonly configs?: Record<string, string>
}

/** A new unique name. It says what it was made for, in case it is left behind. */
export function uniqueName(purpose = 'test'): string {
  return `kafkawire-${purpose}-${randomUUID().slice(0, 13)}`
}

/**
 * Creates a topic and resolves when all its partitions can be written and read. Disposing of the
 * topic deletes it.
 */
export async function createTopic(connection: Connection, { partitions = 1, configs = {} }: TopicOptions = {}): Promise<Topic> {
  const name = uniqueName()
  const nodeId = await nodeIdOf(connection)
  const assignments = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, brokerIds: [nodeId] }))
  const settings = Object.entries(configs).map(([key, value]) => ({ name: key, value }))
  const topics = [
    {
      name,
      numPartitions: absentValues.NO_NUM_PARTITIONS,
      replicationFactor: absentValues.NO_REPLICATION_FACTOR,
      assignments,
      configs: settings
    }
  ]
  throwIfError(await connection.send(CreateTopics, { topics, timeoutMs: 10_000 }))
  const { topicId } = await describeTopic(connection, name)
  await untilLed(connection, name, partitions)
  return { name, topicId, nodeId, [Symbol.asyncDispose]: () => deleteTopic(connection, name) }
}

/** What Metadata says of a topic as soon as all its partitions have leaders. */
export function describeTopic(connection: Connection, name: string): Promise<Decoded<MetadataResponse>['topics'][number]> {
  return eventually(async () => {
    const { topics } = throwIfError(await connection.send(Metadata, { topics: [{ name }], allowAutoTopicCreation: false }))
    const [topic] = topics
    if (topic === undefined) throw new Error(`Metadata does not mention ${name}`)
    return topic
  })
}

// Metadata names a leader a moment before that broker knows its role. Until then the broker answers
// NOT_LEADER_OR_FOLLOWER.
async function untilLed(connection: Connection, name: string, count: number): Promise<void> {
  const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
  await eventually(async () =>
    throwIfError(await connection.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [{ name, partitions }] }))
  )
}

/** Deletes a topic that exists. */
export async function deleteTopic(connection: Connection, name: string): Promise<void> {
  throwIfError(await connection.send(DeleteTopics, { topicNames: [name], timeoutMs: 10_000 }))
}

/** The id of the broker to which the connection leads. */
export async function nodeIdOf(connection: Connection): Promise<number> {
  const { host, port } = connection.broker
  const { brokers } = await connection.send(Metadata, { topics: [] })
  const broker = brokers.length === 1 ? brokers[0] : brokers.find(each => each.host === host && each.port === port)
  if (broker !== undefined) return broker.nodeId
  const known = brokers.map(each => `${each.host}:${each.port}`).join(', ')
  throw new Error(`no broker of the cluster has the address ${host}:${port}: set KAFKA_BOOTSTRAP to one of ${known}`)
}
