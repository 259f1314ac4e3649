import { mismatch, refuseIfAny } from '../../options.ts'
import { COMPRESSION } from '../batch-offsets.ts'
import type { RecordBatch } from '../read/record-batch.ts'
import { type BatchFields, fieldProblems } from './batch-fields.ts'
import { writeHeader } from './batch-header.ts'

/**
 * Copies a batch that was read and gives it a new header; the bytes of its records stay as they
 * are, compressed or not. A mirror needs this, because the header of a batch that was read has the
 * offset, the producer id and the times of its first broker. Fields that are not given get the
 * defaults of {@link BatchFields}; `maxTimestamp` that of the batch.
 *
 * Throws `KAFKA_RECORDS` if the batch is damaged, because a new checksum would hide the damage.
 * Throws `KAFKA_CONFIGURATION` for wrong fields, for message sets of magic 0 and 1, and for a batch
 * of LogAppendTime unless `timestampType` is 'LogAppendTime' again: read the records of these, and
 * build them again.
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

// The bytes of the records still hold the timestamps of the producer. With a header of CreateTime
// these would become valid again, in place of the broker's time.
function timeProblems(batch: RecordBatch, { timestampType }: BatchFields): string[] {
  if (batch.timestampType !== 'LogAppendTime' || timestampType === 'LogAppendTime') return []
  const why = `the time of its ${batch.count} records is the broker's, ${batch.maxTimestamp}n, which only a header of LogAppendTime keeps`
  const advice =
    'build the records again with batchBuilder, or set timestampType to LogAppendTime, which brokers do not accept from producers'
  return [`batch.timestampType must be CreateTime, not LogAppendTime: ${why}; ${advice}`]
}
