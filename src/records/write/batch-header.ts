import { absentValues } from '../../protocol/codes/index.ts'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import * as at from '../batch-offsets.ts'
import type { BatchFields } from './batch-fields.ts'
import type { RecordsSummary } from './records-summary.ts'

const { NO_PRODUCER_ID, NO_PRODUCER_EPOCH, NO_SEQUENCE, NO_PARTITION_LEADER_EPOCH } = absentValues

/**
 * Writes the header before the records, and the checksum of both. The records end where `batch`
 * ends.
 */
export function writeHeader(batch: Buffer, fields: BatchFields, records: RecordsSummary): void {
  const { baseOffset = 0n, partitionLeaderEpoch = NO_PARTITION_LEADER_EPOCH } = fields
  const { producerId = NO_PRODUCER_ID, producerEpoch = NO_PRODUCER_EPOCH, baseSequence = NO_SEQUENCE } = fields
  const { lastOffset = baseOffset + BigInt(records.lastOffsetDelta), maxTimestamp = records.maxTimestamp } = fields
  batch.writeBigInt64BE(baseOffset, at.BASE_OFFSET)
  batch.writeInt32BE(batch.length - at.LOG_OVERHEAD, at.LENGTH)
  batch.writeInt32BE(partitionLeaderEpoch, at.PARTITION_LEADER_EPOCH)
  batch.writeInt8(2, at.MAGIC)
  batch.writeInt16BE(records.attributes | attributesOf(fields), at.ATTRIBUTES)
  batch.writeInt32BE(Number(lastOffset - baseOffset), at.LAST_OFFSET_DELTA)
  batch.writeBigInt64BE(records.baseTimestamp, at.BASE_TIMESTAMP)
  batch.writeBigInt64BE(maxTimestamp, at.MAX_TIMESTAMP)
  batch.writeBigInt64BE(producerId, at.PRODUCER_ID)
  batch.writeInt16BE(producerEpoch, at.PRODUCER_EPOCH)
  batch.writeInt32BE(baseSequence, at.BASE_SEQUENCE)
  batch.writeInt32BE(records.count, at.COUNT)
  batch.writeUInt32BE(crc32c(batch, at.ATTRIBUTES), at.CRC)
}

function attributesOf({ isTransactional, isControl, timestampType }: BatchFields): number {
  const logAppendTime = timestampType === 'LogAppendTime' ? at.LOG_APPEND_TIME : 0
  return logAppendTime | (isTransactional ? at.TRANSACTIONAL : 0) | (isControl ? at.CONTROL : 0)
}
