import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiInfo, type Connection, connect, type Decoded, errorFor, isKafkaError, throwIfError } from 'kafkawire'
import { ListOffsets, Metadata, type MetadataResponseTopic } from 'kafkawire/messages'
import type { Access } from './access.ts'
import { PARTITIONS } from './sample.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3
const EARLIEST = -2n
const PATIENCE_MS = 30_000
const TOPIC_IDS_FROM = 13 // Produce and Fetch alike (KIP-516)

/** A topic, and a connection to the leader of each of its partitions. */
export interface Topic {
  readonly name: string
  /** Kafka's id of it, where the brokers give one (2.8 and newer). */
  readonly topicId: string
  readonly leaders: readonly Connection[]
}

/** Connects to the first of the addresses that answers. */
export async function connectToAny(addresses: readonly string[], signal: AbortSignal, access: Access = {}): Promise<Connection> {
  const failures: unknown[] = []
  for (const host of addresses) {
    try {
      return await connect({ ...access, host, clientId: 'kafkawire-demo', signal })
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_CONNECT')) throw error
      failures.push(error)
    }
  }
  throw failures[0]
}

/** Connects to the node, unless it is among the opened ones, to which it is then added. On a cluster of one broker `first` will do. */
export async function connectToNode(
  first: Connection,
  opened: Map<number, Connection>,
  nodeId: number,
  signal: AbortSignal,
  access: Access = {}
): Promise<Connection> {
  const { brokers } = await first.send(Metadata, { topics: [] }, { signal })
  if (brokers.length === 1) return first
  const broker = brokers.find(each => each.nodeId === nodeId)
  if (broker === undefined) throw new Error(`broker ${nodeId} leads a partition but is not in the list of brokers`)
  const { host, port } = broker
  const connection = opened.get(nodeId) ?? (await connect({ ...access, host, port, clientId: 'kafkawire-demo', signal }))
  opened.set(nodeId, connection)
  return connection
}

/** Waits until the topic's partitions have leaders that serve them, and connects to those. */
export async function connectToLeaders(
  first: Connection,
  opened: Map<number, Connection>,
  name: string,
  signal: AbortSignal,
  access: Access = {}
): Promise<Topic> {
  const { partitions, topicId } = await awaitLeaders(first, name, signal)
  const leaders: Connection[] = []
  for (const { leaderId, partitionIndex } of partitions) {
    const leader = await connectToNode(first, opened, leaderId, signal, access)
    await awaitPartition(leader, name, partitionIndex, signal)
    leaders.push(leader)
  }
  return { name, topicId, leaders }
}

/** The version that Produce or Fetch will have at this leader, and whether that one names topics by id instead of by name. */
export function versionAt(leader: Connection, api: ApiInfo): { readonly version: number; readonly byId: boolean } {
  const version = leader.versions.of(api)?.max ?? 0
  return { version, byId: version >= TOPIC_IDS_FROM }
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
