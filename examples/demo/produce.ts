import { acks, type Cluster, throwIfError } from 'kafkawire'
import { Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { type Tally, timed } from './meter.ts'
import { PARTITIONS, recordsIn, sampleRecord } from './sample.ts'
import type { Topic } from './topic.ts'
import { versionOn } from './versions.ts'

const BATCH_RECORDS = 250
const MAX_IN_FLIGHT = 4 // Produce requests for each partition
const BROKER_TIMEOUT_MS = 30_000

/**
 * Sends all records in batches, to all partitions at once, with several requests in flight for
 * each.
 */
export async function produceAll(
  cluster: Cluster,
  topic: Topic,
  records: number,
  tally: Tally,
  signal: AbortSignal,
  progress: (done: number) => void
): Promise<void> {
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => producePartition(partition, records)))
  tally.elapsedMs = performance.now() - startedMs

  async function producePartition(partition: number, total: number): Promise<void> {
    const own = recordsIn(partition, total)
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < own) {
        const from = next
        next = Math.min(own, from + BATCH_RECORDS)
        await sendBatch(partition, from, next)
        tally.records += Math.min(own, from + BATCH_RECORDS) - from
        progress(tally.records)
      }
    }
    await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, worker))
  }

  async function sendBatch(index: number, from: number, to: number): Promise<void> {
    const builder = batchBuilder({ maxBytes: Number.POSITIVE_INFINITY })
    for (let i = from; i < to; i++) builder.append(sampleRecord(i * PARTITIONS + index))
    const batch = builder.build()
    const { version, byId } = versionOn(cluster, Produce)
    const name = byId ? { topicId: topic.topicId } : { name: topic.name }
    const topicData = [{ ...name, partitionData: [{ index, records: batch }] }]
    tally.version = version
    throwIfError(await timed(tally, () => cluster.send(Produce, { acks: acks.ALL, timeoutMs: BROKER_TIMEOUT_MS, topicData }, { signal })))
    tally.bytes += batch.length
  }
}
