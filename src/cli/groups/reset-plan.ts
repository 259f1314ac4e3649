import { absentValues, type Cluster, errorCodes, specialTimestamps } from '../../index.ts'
import { Metadata, type MetadataResponseTopic } from '../../protocol/messages/metadata.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { sorted } from '../frame/sorted.ts'
import { noPartition } from '../topics/no-partition.ts'
import { topicProblem } from '../topics/no-topic.ts'
import { partitionOffsets } from '../topics/partition-offsets.ts'
import type { StoredOffset } from './group-offsets.ts'
import type { ResetTarget } from './reset-target.ts'

/** What a reset does to one partition. */
export interface PlannedReset {
  readonly partition: number
  /** Null: the group has no offset there. */
  readonly currentOffset: bigint | null
  readonly newOffset: bigint
  /** Whether the wanted offset does not exist, so that the nearest one takes its place. */
  readonly isMoved: boolean
}

/** A topic, and perhaps one partition of it. */
export interface ResetPlace {
  readonly topic: string
  readonly partition: number | undefined
}

/**
 * The new offset of each partition. Offsets that do not exist are moved to the first or the next
 * offset. Throws a `CommandError` for a topic or partition that does not exist or has no leader,
 * and for a shift where the group has no offset.
 */
export async function planReset(
  cluster: Cluster,
  place: ResetPlace,
  target: ResetTarget,
  stored: ReadonlyMap<string, StoredOffset>,
  signal: AbortSignal
): Promise<PlannedReset[]> {
  const topic = await findTopic(cluster, place, signal)
  const offsetsAt = (timestamp: bigint): Promise<ReadonlyMap<string, bigint>> => partitionOffsets(cluster, [topic], timestamp, signal)
  const firsts = await offsetsAt(specialTimestamps.EARLIEST)
  const ends = await offsetsAt(specialTimestamps.LATEST)
  const timed = target.to === 'time' ? await offsetsAt(target.timestamp) : undefined
  return topic.partitions.map(({ partitionIndex: partition }) => {
    const key = `${place.topic}/${partition}`
    const [first, end] = [firsts.get(key), ends.get(key)]
    if (first === undefined || end === undefined) throw withoutLeader(place.topic, partition)
    const currentOffset = stored.get(key)?.offset ?? null
    const wanted = wantedOffset(target, { first, end, currentOffset, atTime: timed?.get(key) })
    if (wanted === undefined)
      throw new CommandError(
        `the group has no offset in partition ${partition} of ${place.topic} that --shift-by could move`,
        exitCodes.FAILED
      )
    const newOffset = wanted < first ? first : wanted > end ? end : wanted
    return { partition, currentOffset, newOffset, isMoved: newOffset !== wanted }
  })
}

interface Known {
  readonly first: bigint
  readonly end: bigint
  readonly currentOffset: bigint | null
  readonly atTime: bigint | undefined
}

// Undefined if there is nothing to shift.
function wantedOffset(target: ResetTarget, { first, end, currentOffset, atTime }: Known): bigint | undefined {
  switch (target.to) {
    case 'earliest':
      return first
    case 'latest':
      return end
    case 'time':
      return atTime === undefined || atTime < 0n ? end : atTime
    case 'offset':
      return target.offset
    case 'shift':
      return currentOffset === null ? undefined : currentOffset + target.by
  }
}

async function findTopic(cluster: Cluster, { topic, partition }: ResetPlace, signal: AbortSignal): Promise<MetadataResponseTopic> {
  const request = { topics: [{ name: topic }], allowAutoTopicCreation: false }
  const [found] = (await cluster.send(Metadata, request, { signal })).topics
  const errorCode = found?.errorCode ?? errorCodes.UNKNOWN_TOPIC_OR_PARTITION
  if (found === undefined || errorCode !== errorCodes.NONE) {
    const isRefused = errorCode === errorCodes.TOPIC_AUTHORIZATION_FAILED
    throw new CommandError(topicProblem(topic, errorCode), isRefused ? exitCodes.AUTHORIZATION : exitCodes.TOPIC)
  }
  const all = sorted(found.partitions, ({ partitionIndex }) => partitionIndex)
  const partitions = all.filter(({ partitionIndex }) => partition === undefined || partitionIndex === partition)
  if (partitions.length === 0) throw noPartition(topic, all.length, partition)
  const leaderless = partitions.find(({ leaderId }) => leaderId === absentValues.NO_LEADER_ID)
  if (leaderless !== undefined) throw withoutLeader(topic, leaderless.partitionIndex)
  return { ...found, partitions }
}

const withoutLeader = (topic: string, partition: number): CommandError =>
  new CommandError(`partition ${partition} of ${topic} has no leader now, so that its offsets are unknown`, exitCodes.TOPIC)
