import { ATTRIBUTES, BASE_OFFSET, CONTROL, LAST_OFFSET_DELTA, LENGTH, LOG_OVERHEAD, PRODUCER_ID } from '../../../records/batch-offsets.ts'
import type { LogBatch } from './acquisition.ts'

/** A batch among bytes that were read from a log. */
export interface ReadBatch extends LogBatch {
  readonly at: number
  readonly endsAt: number
  readonly producerId: bigint
  readonly isControl: boolean
}

/** The batches in bytes of a log. A batch that is cut at the end is left out. */
export function completeBatches(bytes: Uint8Array): ReadBatch[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const batches: ReadBatch[] = []
  for (let at = 0; at + LOG_OVERHEAD <= bytes.length; ) {
    const endsAt = at + LOG_OVERHEAD + view.getInt32(at + LENGTH)
    if (endsAt > bytes.length) break
    const baseOffset = Number(view.getBigInt64(at + BASE_OFFSET))
    const lastOffset = baseOffset + view.getInt32(at + LAST_OFFSET_DELTA)
    const isControl = (view.getInt16(at + ATTRIBUTES) & CONTROL) !== 0
    batches.push({ baseOffset, lastOffset, at, endsAt, isControl, producerId: view.getBigInt64(at + PRODUCER_ID) })
    at = endsAt
  }
  return batches
}
