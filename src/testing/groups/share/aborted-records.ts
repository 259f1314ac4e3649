import type { Partition } from '../../storage/partition.ts'
import type { AcquiredRange } from './acquisition.ts'
import type { InFlight } from './in-flight.ts'
import type { ReadBatch } from './log-batches.ts'

/**
 * Archives acquired records of aborted transactions, for groups whose `share.isolation.level` is
 * read_committed. Returns the ranges that remain acquired.
 */
export function archiveAborted(
  inFlight: InFlight,
  acquired: readonly AcquiredRange[],
  batches: readonly ReadBatch[],
  partition: Partition
): AcquiredRange[] {
  const aborted = batches.filter(batch => isAborted(batch, partition))
  let ranges = [...acquired]
  for (const { baseOffset, lastOffset } of aborted) {
    ranges = ranges.flatMap(range => without(range, baseOffset, lastOffset))
    archive(inFlight, baseOffset, lastOffset)
  }
  return ranges
}

function isAborted({ isControl, producerId, baseOffset }: ReadBatch, partition: Partition): boolean {
  if (isControl) return false
  return partition.abortedFrom(baseOffset).some(each => each.producerId === producerId && each.firstOffset <= baseOffset)
}

function without({ firstOffset, lastOffset, deliveryCount }: AcquiredRange, from: number, to: number): AcquiredRange[] {
  if (to < firstOffset || from > lastOffset) return [{ firstOffset, lastOffset, deliveryCount }]
  const before = { firstOffset, lastOffset: from - 1, deliveryCount }
  const after = { firstOffset: to + 1, lastOffset, deliveryCount }
  return [before, after].filter(range => range.firstOffset <= range.lastOffset)
}

function archive(inFlight: InFlight, from: number, to: number): void {
  const floor = inFlight.floor(from)?.firstOffset ?? from
  for (const batch of inFlight.between(floor, to)) {
    if (batch.lastOffset < from) continue
    for (const [offset, delivery] of batch.split()) {
      if (offset >= from && offset <= to && delivery.state === 'acquired') Object.assign(delivery, { state: 'archived', memberId: '' })
    }
  }
}
