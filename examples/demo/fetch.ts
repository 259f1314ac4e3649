import { type Cluster, throwIfError } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import { type KafkaRecord, readBatches } from 'kafkawire/records'
import { type Tally, timed } from './meter.ts'
import { PARTITIONS, recordsIn, sampleRecord } from './sample.ts'
import type { Topic } from './topic.ts'
import { versionOn } from './versions.ts'

const FETCH_BYTES = 1_048_576
const MAX_EMPTY_ANSWERS = 10 // in a row; a broker waits half a second before it gives one

/**
 * Reads every partition from its beginning, and compares each key and value with what was sent.
 * Resolves with the number of records that are as they were sent.
 */
export async function fetchAll(
  cluster: Cluster,
  topic: Topic,
  records: number,
  tally: Tally,
  signal: AbortSignal,
  progress: (done: number) => void
): Promise<number> {
  const seen = new Uint8Array(records)
  let right = 0
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => fetchPartition(partition, recordsIn(partition, records))))
  tally.elapsedMs = performance.now() - startedMs
  return right

  async function fetchPartition(partition: number, own: number): Promise<void> {
    let emptyAnswers = 0
    for (let fetchOffset = 0n; fetchOffset < own && emptyAnswers < MAX_EMPTY_ANSWERS; ) {
      const bytes = await fetchFrom(partition, fetchOffset)
      const before = fetchOffset
      tally.bytes += bytes?.length ?? 0
      for (const batch of readBatches(bytes, { topic: topic.name, partition })) {
        for (const record of batch.records()) {
          if (record.offset < fetchOffset) continue
          tally.records++
          if (isAsSent(record, partition, seen)) right++
        }
        fetchOffset = batch.lastOffset + 1n
      }
      emptyAnswers = fetchOffset === before ? emptyAnswers + 1 : 0
      progress(tally.records)
    }
  }

  async function fetchFrom(partition: number, fetchOffset: bigint): Promise<Uint8Array | null> {
    const { version, byId } = versionOn(cluster, Fetch)
    const name = byId ? { topicId: topic.topicId } : { topic: topic.name }
    tally.version = version
    const topics = [{ ...name, partitions: [{ partition, fetchOffset, partitionMaxBytes: FETCH_BYTES }] }]
    const answer = throwIfError(await timed(tally, () => cluster.send(Fetch, { topics }, { signal })))
    return answer.responses[0]?.partitions[0]?.records ?? null
  }
}

// Several batches were in flight at once, so they may be in the log in another order. The key of
// each record has its number.
function isAsSent({ key, value }: Pick<KafkaRecord, 'key' | 'value'>, partition: number, seen: Uint8Array): boolean {
  const i = Number(key === null ? Number.NaN : Buffer.from(key).toString('latin1').slice('key-'.length))
  if (seen[i] !== 0 || i % PARTITIONS !== partition || key === null || value === null) return false
  seen[i] = 1
  const sent = sampleRecord(i)
  return sent.key.equals(key) && sent.value.equals(value)
}
