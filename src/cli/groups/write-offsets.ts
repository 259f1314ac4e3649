import { type Cluster, errorCodes } from '../../index.ts'
import { throwIfError } from '../../protocol/throw-if-error.ts'
import type { ListedGroup } from './listed-groups.ts'
import type { PlannedReset } from './reset-plan.ts'

/**
 * Writes the offsets of a group without members: with AlterShareGroupOffsets for share groups, with
 * OffsetCommit for all others. Returns the error codes by partition.
 */
export async function writeOffsets(
  cluster: Cluster,
  { group, type }: Pick<ListedGroup, 'group' | 'type'>,
  topic: string,
  planned: readonly PlannedReset[],
  signal: AbortSignal
): Promise<Map<number, number>> {
  const answered =
    type === 'share' ? await alter(cluster, group, topic, planned, signal) : await commit(cluster, group, topic, planned, signal)
  const codes = new Map(answered.map(({ partitionIndex, errorCode }) => [partitionIndex, errorCode]))
  return new Map(planned.map(({ partition }) => [partition, codes.get(partition) ?? errorCodes.UNKNOWN_SERVER_ERROR]))
}

interface Answered {
  readonly partitionIndex: number
  readonly errorCode: number
}

type Writing = (
  cluster: Cluster,
  groupId: string,
  topic: string,
  planned: readonly PlannedReset[],
  signal: AbortSignal
) => Promise<readonly Answered[]>

const commit: Writing = async (cluster, groupId, topic, planned, signal) => {
  const { OffsetCommit } = await import('../../protocol/messages/offset-commit.ts')
  const partitions = planned.map(({ partition, newOffset }) => ({ partitionIndex: partition, committedOffset: newOffset }))
  const { topics } = await cluster.send(OffsetCommit, { groupId, topics: [{ name: topic, partitions }] }, { signal })
  return topics.flatMap(each => each.partitions)
}

const alter: Writing = async (cluster, groupId, topic, planned, signal) => {
  const { AlterShareGroupOffsets } = await import('../../protocol/messages/alter-share-group-offsets.ts')
  const partitions = planned.map(({ partition, newOffset }) => ({ partitionIndex: partition, startOffset: newOffset }))
  const request = { groupId, topics: [{ topicName: topic, partitions }] }
  const { responses, ...whole } = await cluster.send(AlterShareGroupOffsets, request, { signal })
  throwIfError(whole)
  return responses.flatMap(each => each.partitions)
}
