import { type Cluster, errorCodes, isolationLevels, specialTimestamps, throwIfError } from '../../index.ts'
import { ListOffsets } from '../../messages.ts'

/** Where to begin in each partition: at a time, at an offset, or so many records from the end. */
export type Start = { readonly timestamp: bigint } | { readonly offset: bigint } | { readonly tail: bigint }

/** The offsets of partitions at a time of ListOffsets. A time after the last record gives -1n. */
export async function offsetsAt(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
  timestamp: bigint
): Promise<ReadonlyMap<number, bigint>> {
  const asked = partitions.map(partitionIndex => ({ partitionIndex, timestamp }))
  const answer = throwIfError(
    await cluster.send(ListOffsets, { isolationLevel: isolationLevels.READ_COMMITTED, topics: [{ name: topic, partitions: asked }] })
  )
  const found = answer.topics.flatMap(each => each.partitions).filter(({ errorCode }) => errorCode === errorCodes.NONE)
  return new Map(found.map(({ partitionIndex, offset }) => [partitionIndex, offset]))
}

/** The first and the next offset of each partition now, and the one to begin at. */
export async function startOffsets(
  cluster: Cluster,
  topic: string,
  partitions: readonly number[],
  start: Start
): Promise<{ readonly starts: Map<number, bigint>; readonly ends: ReadonlyMap<number, bigint> }> {
  const firsts = await offsetsAt(cluster, topic, partitions, specialTimestamps.EARLIEST)
  const ends = await offsetsAt(cluster, topic, partitions, specialTimestamps.LATEST)
  const timed = 'timestamp' in start ? await offsetsAt(cluster, topic, partitions, start.timestamp) : undefined
  const starts = new Map(
    partitions.map(partition => {
      const [first, end] = [firsts.get(partition) ?? 0n, ends.get(partition) ?? 0n]
      if (timed !== undefined) {
        const at = timed.get(partition) ?? end
        return [partition, at < 0n ? end : at]
      }
      const wanted = 'tail' in start ? end - start.tail : 'offset' in start ? start.offset : first
      return [partition, wanted < first ? first : wanted > end ? end : wanted]
    })
  )
  return { starts, ends }
}
