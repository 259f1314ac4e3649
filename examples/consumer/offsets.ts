import { type Cluster, type IsolationLevel, specialTimestamps, throwIfError } from 'kafkawire'
import { ListOffsets } from 'kafkawire/messages'

/** The first record that is left, or the end behind the last one. */
export type End = 'earliest' | 'latest'

/** Where to begin reading: at an end of all partitions, or at the offset of each one. */
export type From = End | ReadonlyMap<number, bigint>

const TIMESTAMPS = { earliest: specialTimestamps.EARLIEST, latest: specialTimestamps.LATEST }

/**
 * Finds the id and the partitions of a topic. It waits for a new topic that brokers do not know
 * yet.
 */
export async function topicOf(
  cluster: Cluster,
  topic: string,
  signal: AbortSignal
): Promise<{ readonly topicId: string; readonly partitions: readonly number[] }> {
  const { topicId, partitions } = await cluster.topic(topic, { signal })
  return { topicId, partitions: [...partitions.keys()] }
}

/**
 * Finds the first or the last offset of each partition. With READ_COMMITTED the last offset is the
 * first one of the oldest open transaction, if there is one (KIP-98).
 */
export async function listOffsets(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
  from: End,
  isolationLevel: IsolationLevel,
  signal: AbortSignal
): Promise<Map<number, bigint>> {
  const asked = partitions.map(partitionIndex => ({ partitionIndex, timestamp: TIMESTAMPS[from] }))
  const request = { isolationLevel, topics: [{ name: topic, partitions: asked }] }
  const answer = throwIfError(await cluster.send(ListOffsets, request, { signal }))
  return new Map(answer.topics.flatMap(({ partitions }) => partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset])))
}

/** Finds where to begin. A partition whose offset is not given begins at its first record. */
export async function startOffsets(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
  from: From,
  isolationLevel: IsolationLevel,
  signal: AbortSignal
): Promise<Map<number, bigint>> {
  if (typeof from === 'string') return listOffsets(cluster, topic, partitions, from, isolationLevel, signal)
  const given = new Map([...from].filter(([partition]) => partitions.includes(partition)))
  const others = partitions.filter(partition => !given.has(partition))
  if (others.length === 0) return given
  return new Map([...given, ...(await listOffsets(cluster, topic, others, 'earliest', isolationLevel, signal))])
}
