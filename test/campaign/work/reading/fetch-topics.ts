import type { FetchRequestTopic } from 'kafkawire/messages'
import type { Position } from './positions.ts'

/** The `topics` of a Fetch for these positions. */
export function topicsOf(positions: readonly Position[], partitionMaxBytes: number, byId: boolean): FetchRequestTopic[] {
  return byTopic(positions, byId, ({ partition, nextOffset, leaderEpoch }) => ({
    ...{ partition, fetchOffset: nextOffset, partitionMaxBytes },
    ...(leaderEpoch !== undefined && { currentLeaderEpoch: leaderEpoch })
  }))
}

/** The `forgottenTopicsData` of a Fetch for these positions. */
export function forgottenOf(positions: readonly Position[], byId: boolean): { topic?: string; topicId?: string; partitions: number[] }[] {
  return byTopic(positions, byId, ({ partition }) => partition)
}

function byTopic<T>(
  positions: readonly Position[],
  byId: boolean,
  partitionOf: (position: Position) => T
): { topic?: string; topicId?: string; partitions: T[] }[] {
  const ids = new Map(positions.map(({ topic, topicId }) => [topic, topicId]))
  return [...ids].map(([topic, topicId]) => ({
    ...(byId ? { topicId } : { topic }),
    partitions: positions.filter(each => each.topic === topic).map(partitionOf)
  }))
}
