import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, connect, type Decoded, errorFor, isKafkaError, throwIfError } from 'kafkawire'
import { CreateTopics, DeleteTopics, ListOffsets, Metadata, type MetadataResponseTopic } from 'kafkawire/messages'
import { PARTITIONS } from './sample.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3
const EARLIEST = -2n
const PATIENCE_MS = 30_000
const CREATE_MS = 15_000

/** A topic of the demo's own, and a connection to the leader of each of its partitions. */
export interface Topic {
  readonly name: string
  /** Kafka's id of it, where the brokers give one (2.8 and newer). */
  readonly topicId: string
  readonly leaders: readonly Connection[]
}

/** Connects to the first of the addresses that answers. */
export async function connectToAny(addresses: readonly string[], signal: AbortSignal): Promise<Connection> {
  const failures: unknown[] = []
  for (const host of addresses) {
    try {
      return await connect({ host, clientId: 'kafkawire-demo', signal })
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_CONNECT')) throw error
      failures.push(error)
    }
  }
  throw failures[0]
}

/** Creates the topic and deletes it when disposed of, with the connections to its leaders. */
export async function createTopic(first: Connection, name: string, signal: AbortSignal): Promise<Topic & AsyncDisposable> {
  const admin = await controller(first, signal)
  const topics = [{ name, numPartitions: PARTITIONS, replicationFactor: -1, assignments: [], configs: [] }]
  throwIfError(await admin.send(CreateTopics, { topics, timeoutMs: CREATE_MS }, { signal }))
  const byNode = new Map<number, Connection>()
  const dispose = async (): Promise<void> => {
    throwIfError(await admin.send(DeleteTopics, { topicNames: [name], timeoutMs: CREATE_MS }))
    await Promise.all([admin, ...byNode.values()].filter(connection => connection !== first).map(connection => connection.close()))
  }
  try {
    const topic = await awaitLeaders(first, name, signal)
    const leaders: Connection[] = []
    for (const { leaderId, partitionIndex } of topic.partitions) {
      const leader = byNode.get(leaderId) ?? (await connectToNode(first, leaderId, signal))
      byNode.set(leaderId, leader)
      await awaitPartition(leader, name, partitionIndex, signal)
      leaders.push(leader)
    }
    return { name, topicId: topic.topicId, leaders, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function controller(first: Connection, signal: AbortSignal): Promise<Connection> {
  const { controllerId } = await first.send(Metadata, { topics: [] }, { signal })
  return controllerId < 0 ? first : await connectToNode(first, controllerId, signal)
}

async function connectToNode(first: Connection, nodeId: number, signal: AbortSignal): Promise<Connection> {
  const { brokers } = await first.send(Metadata, { topics: [] }, { signal })
  const broker = brokers.find(each => each.nodeId === nodeId)
  if (broker === undefined) throw new Error(`broker ${nodeId} leads a partition but is not in the list of brokers`)
  if (brokers.length === 1) return first
  return await connect({ host: broker.host, port: broker.port, clientId: 'kafkawire-demo', signal })
}

// A topic is created before its leaders are chosen and known everywhere.
async function awaitLeaders(first: Connection, name: string, signal: AbortSignal): Promise<Decoded<MetadataResponseTopic>> {
  for (const untilMs = performance.now() + PATIENCE_MS; ; await sleep(50, undefined, { signal })) {
    const { topics } = await first.send(Metadata, { topics: [{ name }], allowAutoTopicCreation: false }, { signal })
    const [topic] = topics
    if (topic?.errorCode === 0 && topic.partitions.length === PARTITIONS && topic.partitions.every(each => each.leaderId >= 0)) {
      return { ...topic, partitions: topic.partitions.sort((a, b) => a.partitionIndex - b.partitionIndex) }
    }
    if (topic !== undefined && topic.errorCode !== 0 && topic.errorCode !== UNKNOWN_TOPIC_OR_PARTITION && performance.now() > untilMs)
      throwIfError(topic)
    if (performance.now() > untilMs) throw new Error(`topic ${name} has no leaders after ${PATIENCE_MS / 1_000} s`)
  }
}

// Metadata names a leader a little before that broker serves the partition.
async function awaitPartition(leader: Connection, name: string, partitionIndex: number, signal: AbortSignal): Promise<void> {
  const topics = [{ name, partitions: [{ partitionIndex, timestamp: EARLIEST }] }]
  for (const untilMs = performance.now() + PATIENCE_MS; ; await sleep(50, undefined, { signal })) {
    const answer = await leader.send(ListOffsets, { replicaId: -1, topics }, { signal })
    const errorCode = answer.topics[0]?.partitions[0]?.errorCode
    if (errorCode === 0) return
    if (performance.now() > untilMs || !errorFor(errorCode ?? -1).retriable) throwIfError(answer)
  }
}
