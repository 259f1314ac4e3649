import { type Cluster, type IsolationLevel, isolationLevels, specialTimestamps, throwIfError } from 'kafkawire'
import { Fetch, ListOffsets } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import { again } from './again.ts'
import type { Ledger } from './ledgers/ledger.ts'
import { markOf } from './values.ts'

/** A record of a log. */
export interface LogRecord {
  readonly partition: number
  readonly offset: bigint
  readonly value: Uint8Array | null
}

/** All records of a topic, partition by partition, in the order of the log. */
export async function readAll(
  cluster: Cluster,
  topic: string,
  partitions: number,
  isolationLevel: IsolationLevel = isolationLevels.READ_UNCOMMITTED
): Promise<LogRecord[]> {
  const all: LogRecord[] = []
  for (let partition = 0; partition < partitions; partition++) {
    const endOffset = await findEnd(cluster, topic, partition, isolationLevel)
    for (let fetchOffset = 0n; fetchOffset < endOffset; ) {
      const partitionData = [{ partition, fetchOffset, partitionMaxBytes: 1_048_576 }]
      const request = { maxWaitMs: 100, minBytes: 1, isolationLevel, topics: [{ topic, partitions: partitionData }] }
      const answer = throwIfError(await cluster.send(Fetch, request))
      const [found] = answer.responses[0]?.partitions ?? []
      const beganAt = fetchOffset
      for (const batch of readBatches(found?.records ?? null, { topic, partition, abortedTransactions: found?.abortedTransactions })) {
        fetchOffset = batch.lastOffset + 1n
        for (const { offset, value } of batch.records()) all.push({ partition, offset, value })
      }
      if (fetchOffset === beganAt) throw new Error(`${topic}-${partition} has no records at ${fetchOffset}, and its end is ${endOffset}`)
    }
  }
  return all
}

/** Tells a ledger of all records of a topic. */
export async function readInto(
  observer: Cluster,
  { topic, partitions }: { readonly topic: string; readonly partitions: number },
  ledger: Ledger
): Promise<void> {
  for (const { value, offset } of await again(() => readAll(observer, topic, partitions))) {
    const mark = markOf(value)
    if (mark === undefined) ledger.seeDamaged()
    else ledger.see(mark.stream, mark.sequence, offset)
  }
}

async function findEnd(cluster: Cluster, name: string, partitionIndex: number, isolationLevel: IsolationLevel): Promise<bigint> {
  const topics = [{ name, partitions: [{ partitionIndex, timestamp: specialTimestamps.LATEST }] }]
  const answer = throwIfError(await cluster.send(ListOffsets, { isolationLevel, topics }))
  return answer.topics[0]?.partitions[0]?.offset ?? 0n
}
