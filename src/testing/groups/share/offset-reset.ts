import { readBatches } from '../../../records/index.ts'
import type { PartitionLog } from '../../storage/partition-log.ts'

// The parts of a duration as Java writes it, such as PT1H30M.
const DURATION = /^by_duration:P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i
const SECONDS = [86_400, 3_600, 60, 1]

/**
 * Where a group begins in a partition in which it has no start offset yet. The configuration
 * `share.auto.offset.reset` is `earliest`, `latest` or `by_duration:` with a duration of ISO 8601.
 */
export function resetOffset(strategy: string, log: PartitionLog, timeMs: number): number {
  if (strategy === 'earliest') return log.startOffset
  const parts = DURATION.exec(strategy)?.slice(1)
  if (parts === undefined) return log.endOffset
  const seconds = parts.reduce((sum, part, index) => sum + Number(part ?? 0) * (SECONDS[index] ?? 0), 0)
  return offsetAt(log, BigInt(Math.floor(timeMs - seconds * 1_000)))
}

// The first record at or after a time.
function offsetAt(log: PartitionLog, timestamp: bigint): number {
  const stored = log.batches.find(({ maxTimestamp }) => maxTimestamp >= timestamp)
  const records = stored === undefined ? [] : [...readBatches(log.bytesOf(stored))].flatMap(batch => [...batch.records()])
  const found = records.find(record => record.timestamp >= timestamp)
  return found === undefined ? log.endOffset : Math.max(Number(found.offset), log.startOffset)
}
