import { batchBuilder, type KafkaRecord, type RecordBatch, readBatches } from '../../records/index.ts'
import type { Partition } from './partition.ts'
import type { StoredBatch } from './partition-log.ts'

/** When compaction may remove tombstones. */
export interface CompactionRules {
  /** How long a tombstone is kept after the first compaction that met it. */
  readonly deleteRetentionMs: number
  readonly timeMs: number
}

/**
 * Removes the records for whose key there is a later record, those without a key, and those of
 * aborted transactions. Control batches and all offsets stay. Records from the last stable offset
 * on are left alone. A tombstone is removed by a compaction after its delete horizon (KIP-534).
 */
export function compact(partition: Partition, rules: CompactionRules): void {
  const { log, stableOffset } = partition
  const cleanable = log.batches.filter(({ lastOffset }) => lastOffset < stableOffset)
  const abortedTransactions = partition
    .abortedFrom(log.startOffset)
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
  const read = (): RecordBatch[] => [...readBatches(Buffer.concat(cleanable.map(each => log.bytesOf(each))), { abortedTransactions })]
  const latest = new Map<string, bigint>()
  for (const { key, offset } of recordsOf(read())) if (key !== null) latest.set(nameOf(key), offset)
  const kept = read().flatMap((batch, index) => {
    const bytes = batch.isControl ? batch.bytes : withLatest(batch, latest, rules)
    return bytes === undefined ? [] : [{ bytes, stored: cleanable[index] as StoredBatch }]
  })
  const rest = log.batches.slice(cleanable.length).map(stored => ({ bytes: log.bytesOf(stored), stored }))
  log.replace([...kept, ...rest])
  partition.changed()
}

function* recordsOf(batches: readonly RecordBatch[]): Iterable<KafkaRecord> {
  for (const batch of batches) yield* batch.records()
}

const nameOf = (key: Uint8Array): string => Buffer.from(key).toString('latin1')

// The batch with the records that stay; undefined if none stays. It keeps its offsets.
function withLatest(
  batch: RecordBatch,
  latest: ReadonlyMap<string, bigint>,
  { deleteRetentionMs, timeMs }: CompactionRules
): Uint8Array | undefined {
  const { baseOffset, lastOffset, producerId, producerEpoch, baseSequence, isTransactional, partitionLeaderEpoch } = batch
  const isPastHorizon = batch.deleteHorizonMs !== null && BigInt(timeMs) >= batch.deleteHorizonMs
  const isKept = ({ key, value, offset }: KafkaRecord): boolean =>
    key !== null && latest.get(nameOf(key)) === offset && !(value === null && isPastHorizon)
  const kept = [...batch.records()].filter(isKept)
  if (kept.length === 0) return undefined
  const isFirstMet = batch.deleteHorizonMs === null && kept.some(({ value }) => value === null)
  if (kept.length === batch.count && !isFirstMet) return batch.bytes
  const deleteHorizonMs = isFirstMet ? BigInt(timeMs + deleteRetentionMs) : (batch.deleteHorizonMs ?? undefined)
  const builder = batchBuilder({ compression: batch.compression ?? 'none', maxBytes: Number.POSITIVE_INFINITY, deleteHorizonMs })
  for (const record of kept) builder.append({ ...fieldsOf(record), offsetDelta: Number(record.offset - baseOffset) })
  const times = batch.timestampType === 'LogAppendTime' ? { timestampType: batch.timestampType, maxTimestamp: batch.maxTimestamp } : {}
  const producer = producerId < 0n ? {} : { producerId, producerEpoch, baseSequence, isTransactional }
  return builder.build({ ...producer, baseOffset, lastOffset, partitionLeaderEpoch, ...times })
}

const fieldsOf = ({ key, value, headers, timestamp }: KafkaRecord): Pick<KafkaRecord, 'key' | 'value' | 'headers' | 'timestamp'> => ({
  ...{ key, value, headers, timestamp }
})
