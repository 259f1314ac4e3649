import { absentValues, type Cluster, errorCodes, specialOffsets, specialTimestamps, throwIfError } from '../../index.ts'
import { DescribeShareGroupOffsets } from '../../protocol/messages/describe-share-group-offsets.ts'
import { Metadata } from '../../protocol/messages/metadata.ts'
import { OffsetFetch } from '../../protocol/messages/offset-fetch.ts'
import { sorted } from '../frame/sorted.ts'
import { partitionOffsets } from '../topics/partition-offsets.ts'
import type { DescribedGroup } from './describe-group.ts'

// The answer to OffsetFetch 10 has ids of topics only.
const WITH_NAMES = 9

/** Where a group is in one partition. */
export interface GroupOffset {
  readonly topic: string
  readonly partition: number
  /** Of groups other than share groups: the next record to read. Null: nothing is committed. */
  readonly committedOffset: bigint | null
  /** Of share groups: records before it are done. Null: the group has not begun. */
  readonly startOffset: bigint | null
  /** Null if the partition has no leader now, or does not exist any more. */
  readonly endOffset: bigint | null
  /** The records that are still to be read. Null: unknown. */
  readonly lag: bigint | null
  /** The member with the partition. Null: none, or a share group, where several can have it. */
  readonly memberId: string | null
}

/** The state of a group in a partition, without the end of the partition. */
export interface StoredOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Of share groups: what the broker knows. */
  readonly lag: bigint | null
}

/** The committed offsets of a group, or a share group's start offsets, by `topic/partition`. */
export async function storedOffsets(
  cluster: Cluster,
  { group, type }: { readonly group: string; readonly type: string },
  signal: AbortSignal
): Promise<Map<string, StoredOffset>> {
  const all = type === 'share' ? await shareOffsets(cluster, group, signal) : await committedOffsets(cluster, group, signal)
  const known = all.filter(({ offset }) => offset !== specialOffsets.INVALID_OFFSET)
  return new Map(known.map(each => [keyOf(each), each]))
}

const keyOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string => `${topic}/${partition}`

async function committedOffsets(cluster: Cluster, groupId: string, signal: AbortSignal): Promise<StoredOffset[]> {
  const request = { groups: [{ groupId, topics: null }] }
  const { groups = [] } = throwIfError(await cluster.send(OffsetFetch, request, { signal, maxVersion: WITH_NAMES }))
  return groups
    .flatMap(({ topics }) => topics)
    .flatMap(({ name = '', partitions }) =>
      partitions.map(({ partitionIndex, committedOffset }) => ({
        topic: name,
        partition: partitionIndex,
        offset: committedOffset,
        lag: null
      }))
    )
}

async function shareOffsets(cluster: Cluster, groupId: string, signal: AbortSignal): Promise<StoredOffset[]> {
  const { groups } = throwIfError(await cluster.send(DescribeShareGroupOffsets, { groups: [{ groupId, topics: null }] }, { signal }))
  return groups
    .flatMap(({ topics }) => topics)
    .flatMap(({ topicName, partitions }) =>
      partitions.map(({ partitionIndex, startOffset, lag = absentValues.INVALID_OFFSET_LAG }) => ({
        topic: topicName,
        partition: partitionIndex,
        offset: startOffset,
        lag: lag === absentValues.INVALID_OFFSET_LAG ? null : lag
      }))
    )
}

/** Where a group is: in the topics where it has an offset, and in the partitions of its members. */
export async function groupOffsets(cluster: Cluster, described: DescribedGroup, signal: AbortSignal): Promise<GroupOffset[]> {
  const isShare = described.type === 'share'
  const stored = await storedOffsets(cluster, described, signal)
  const owners = ownersOf(described)
  const all = new Map<string, { readonly topic: string; readonly partition: number }>(
    [...owners.values(), ...stored.values()].map(each => [keyOf(each), each])
  )
  const ends = await endOffsets(cluster, new Set([...all.values()].map(({ topic }) => topic)), signal)
  // In a topic that the group has read, a partition without a commit is still to be read.
  const read = new Set(isShare ? [] : [...stored.values()].map(({ topic }) => topic))
  for (const key of ends.keys()) {
    const [topic = '', partition] = key.split('/')
    if (read.has(topic) && !all.has(key)) all.set(key, { topic, partition: Number(partition) })
  }
  const rows = [...all].map(([key, { topic, partition }]): GroupOffset => {
    const offset = stored.get(key)?.offset ?? null
    const endOffset = ends.get(key) ?? null
    const behind = offset === null || endOffset === null ? null : endOffset > offset ? endOffset - offset : 0n
    return {
      topic,
      partition,
      committedOffset: isShare ? null : offset,
      startOffset: isShare ? offset : null,
      endOffset,
      lag: isShare ? (stored.get(key)?.lag ?? null) : behind,
      memberId: isShare ? null : (owners.get(key)?.memberId ?? null)
    }
  })
  const byPartition = sorted(rows, ({ partition }) => partition)
  return sorted(byPartition, ({ topic }) => topic)
}

interface Owner {
  readonly topic: string
  readonly partition: number
  readonly memberId: string
}

function ownersOf({ members }: DescribedGroup): Map<string, Owner> {
  const all = members.flatMap(({ memberId, assignment }) =>
    (assignment ?? []).flatMap(({ topic, partitions }) => partitions.map(partition => ({ topic, partition, memberId })))
  )
  return new Map(all.map(each => [keyOf(each), each]))
}

async function endOffsets(cluster: Cluster, names: ReadonlySet<string>, signal: AbortSignal): Promise<ReadonlyMap<string, bigint>> {
  if (names.size === 0) return new Map()
  const request = { topics: [...names].map(name => ({ name })), allowAutoTopicCreation: false }
  const { topics } = await cluster.send(Metadata, request, { signal })
  const known = topics.filter(({ errorCode }) => errorCode === errorCodes.NONE)
  return await partitionOffsets(cluster, known, specialTimestamps.LATEST, signal)
}
