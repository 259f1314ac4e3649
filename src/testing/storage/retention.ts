import type { Partition } from './partition.ts'

/** How much of a log is kept, by the configurations of its topic. -1 means no limit. */
export interface RetentionLimits {
  readonly retentionMs: number
  readonly retentionBytes: number
}

/**
 * Deletes the first batches of a log, as long as they are older or more than the limits. Kafka
 * deletes whole segments; here each batch counts as one. Returns the number of offsets deleted.
 */
export function applyRetention(partition: Partition, { retentionMs, retentionBytes }: RetentionLimits, timeMs: number): number {
  const { log } = partition
  const before = log.startOffset
  let sizeBytes = log.sizeBytes
  let startOffset = before
  for (const { at, endsAt, lastOffset, maxTimestamp } of log.batches) {
    const leftBytes = sizeBytes - (endsAt - at)
    const isOld = retentionMs >= 0 && timeMs - Number(maxTimestamp) > retentionMs
    if (!isOld && (retentionBytes < 0 || leftBytes < retentionBytes)) break
    sizeBytes = leftBytes
    startOffset = lastOffset + 1
  }
  if (startOffset > before) partition.deleteBefore(startOffset)
  return log.startOffset - before
}
