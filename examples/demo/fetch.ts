import { type Cluster, throwIfError } from 'kafkawire'
import { Fetch } from 'kafkawire/messages'
import { type KafkaRecord, readBatches } from 'kafkawire/records'
import { type Tally, timed } from './meter.ts'
import { versionOn } from './names.ts'
import { PARTITIONS, recordsIn, sampleRecord } from './sample.ts'
import type { Topic } from './topic.ts'

const FETCH_BYTES = 1_048_576
const GIVE_UP_AFTER = 10 // answers in a row without a record, each of which the broker took half a second for

/** Reads every partition from its beginning and holds each key and value against what was sent. Returns how many were right. */
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
    for (let fetchOffset = 0n; fetchOffset < own && emptyAnswers < GIVE_UP_AFTER; ) {
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

// Several batches were on their way at once, so their order in the log is not ours: each record says itself which one it is.
function isAsSent({ key, value }: Pick<KafkaRecord, 'key' | 'value'>, partition: number, seen: Uint8Array): boolean {
  const i = Number(key === null ? Number.NaN : Buffer.from(key).toString('latin1').slice('key-'.length))
  if (seen[i] !== 0 || i % PARTITIONS !== partition || key === null || value === null) return false
  seen[i] = 1
  const sent = sampleRecord(i)
  return sent.key.equals(key) && sent.value.equals(value)
}
