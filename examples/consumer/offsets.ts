import { type Cluster, type IsolationLevel, specialTimestamps, throwIfError } from 'kafkawire'
import { ListOffsets } from 'kafkawire/messages'

/** Where to begin reading. */
export type From = 'earliest' | 'latest'

const TIMESTAMPS = { earliest: specialTimestamps.EARLIEST, latest: specialTimestamps.LATEST }

/** The id and the partitions of a topic, which may be so new that not every broker knows it yet. */
export async function topicOf(
  cluster: Cluster,
  topic: string,
  signal: AbortSignal
): Promise<{ readonly topicId: string; readonly partitions: readonly number[] }> {
  const { topicId, partitions } = await cluster.topic(topic, { signal })
  return { topicId, partitions: [...partitions.keys()] }
}

/** The first or the last offset of each of these partitions; where only committed records count, the last is that up to which all are decided. */
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
