import { type Cluster, type IsolationLevel, specialTimestamps, throwIfError } from 'kafkawire'
import { ListOffsets } from 'kafkawire/messages'

/** Where to begin reading: at the first record that is left, or behind the last one. */
export type From = 'earliest' | 'latest'

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
  from: From,
  isolationLevel: IsolationLevel,
  signal: AbortSignal
): Promise<Map<number, bigint>> {
  const asked = partitions.map(partitionIndex => ({ partitionIndex, timestamp: TIMESTAMPS[from] }))
  const request = { isolationLevel, topics: [{ name: topic, partitions: asked }] }
  const answer = throwIfError(await cluster.send(ListOffsets, request, { signal }))
  return new Map(answer.topics.flatMap(({ partitions }) => partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset])))
}
