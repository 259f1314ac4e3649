import { mismatch, refuseIfAny } from '../protocol/primitives/options.ts'
import type { RecordBatch } from './batch.ts'
import { type BatchFields, fieldProblems } from './batch-fields.ts'
import { writeHeader } from './batch-header.ts'
import { COMPRESSION } from './layout.ts'

/**
 * The same records in the same bytes, compressed or not, behind a header of its own: what a mirror sends on, for a batch as it was read bears
 * the offset, the producer and the times of its first broker. What is not given is as `build` has it, the largest timestamp
 * that of the batch. Throws `KAFKA_RECORDS` where the batch is damaged, which a new checksum would hide, and `KAFKA_CONFIGURATION` for impossible
 * fields and for message sets of magic 0 and 1, whose records have to be read and built anew.
 */
export function rewriteBatch(batch: RecordBatch, fields: BatchFields = {}): Uint8Array {
  batch.checkCrc()
  if (batch.magic !== 2) refuseIfAny('rewriteBatch', [mismatch('batch.magic', '2', batch.magic)])
  const { attributes, count, baseTimestamp, maxTimestamp } = batch
  const lastOffsetDelta = Number(batch.lastOffset - batch.baseOffset)
  const summary = { attributes: attributes & COMPRESSION, count, lastOffsetDelta, baseTimestamp, maxTimestamp }
  refuseIfAny('rewriteBatch', fieldProblems(fields, summary))
  const bytes = batch.bytes.slice()
  writeHeader(Buffer.from(bytes.buffer), fields, summary)
  return bytes
}
