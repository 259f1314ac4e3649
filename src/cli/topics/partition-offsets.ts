import { absentValues, type Cluster, errorCodes } from '../../index.ts'
import { ListOffsets } from '../../protocol/messages/list-offsets.ts'
import type { MetadataResponseTopic } from '../../protocol/messages/metadata.ts'

/**
 * The offsets of partitions at a time of ListOffsets, by `topic/partition`. A partition without a
 * leader has no offsets now: it is left out. A time after the last record gives -1n.
 */
export async function partitionOffsets(
  cluster: Cluster,
  topics: readonly MetadataResponseTopic[],
  timestamp: bigint,
  signal: AbortSignal
): Promise<ReadonlyMap<string, bigint>> {
  const asked = topics.map(({ name, partitions }) => ({
    name: name ?? '',
    partitions: partitions
      .filter(({ leaderId }) => leaderId !== absentValues.NO_LEADER_ID)
      .map(({ partitionIndex }) => ({ partitionIndex, timestamp }))
  }))
  const answer = await cluster.send(ListOffsets, { topics: asked }, { signal })
  return new Map(
    answer.topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ errorCode }) => errorCode === errorCodes.NONE)
        .map(({ partitionIndex, offset }) => [`${name}/${partitionIndex}`, offset] as const)
    )
  )
}
