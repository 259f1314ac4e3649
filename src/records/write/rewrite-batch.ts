import { mismatch, refuseIfAny } from '../../options.ts'
import { COMPRESSION } from '../batch-offsets.ts'
import type { RecordBatch } from '../read/record-batch.ts'
import { type BatchFields, fieldProblems } from './batch-fields.ts'
import { writeHeader } from './batch-header.ts'

/**
 * The same records in the same bytes, compressed or not, behind another header: what a mirror sends on, for a batch as it was read bears
 * the offset, the producer and the times of its first broker. What is not given is as `build` has it, the largest timestamp
 * that of the batch. Throws `KAFKA_RECORDS` where the batch is damaged, which a new checksum would hide, and `KAFKA_CONFIGURATION` for impossible
 * fields, for message sets of magic 0 and 1, and for batches of LogAppendTime unless `timestampType` says so again: the records of both have to be read
 * and built again.
 */
export function rewriteBatch(batch: RecordBatch, fields: BatchFields = {}): Uint8Array {
  batch.checkCrc()
  if (batch.magic !== 2) refuseIfAny('rewriteBatch', [mismatch('batch.magic', '2', batch.magic)])
  const { attributes, count, baseTimestamp, maxTimestamp } = batch
  const lastOffsetDelta = Number(batch.lastOffset - batch.baseOffset)
  const summary = { attributes: attributes & COMPRESSION, count, lastOffsetDelta, baseTimestamp, maxTimestamp }
  const kept = batch.timestampType === 'LogAppendTime' ? { ...fields, maxTimestamp: fields?.maxTimestamp ?? maxTimestamp } : fields
  refuseIfAny('rewriteBatch', [...fieldProblems(kept, summary), ...timeProblems(batch, kept)])
  const bytes = batch.bytes.slice()
  writeHeader(Buffer.from(bytes.buffer), kept, summary)
  return bytes
}

// The bytes of the records hold the times that the producer gave. Behind a header of CreateTime they would count again, in place of the broker's.
function timeProblems(batch: RecordBatch, { timestampType }: BatchFields): string[] {
  if (batch.timestampType !== 'LogAppendTime' || timestampType === 'LogAppendTime') return []
  const why = `its ${batch.count} records bear the broker's time, ${batch.maxTimestamp}n, which only a header of LogAppendTime keeps`
  const advice = 'build the records again with batchBuilder, or give timestampType LogAppendTime, which brokers do not take from producers'
  return [`batch.timestampType must be CreateTime, not LogAppendTime: ${why}; ${advice}`]
}
