import { absentValues } from '../../protocol/codes/index.ts'
import { BASE_OFFSET, MAGIC } from '../batch-offsets.ts'
import { unreadable } from '../record-errors.ts'
import type { ReadContext, RecordBatch } from './record-batch.ts'

/**
 * A batch whose header is not readable. It has the offset in its first bytes, and reading its
 * records throws `KAFKA_RECORDS`.
 */
export function unreadableBatch(bytes: Uint8Array, context: ReadContext, problem: string): RecordBatch {
  const baseOffset = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigInt64(BASE_OFFSET)
  const fail = (): never => {
    throw unreadable({ topic: context.topic, partition: context.partition, offset: baseOffset }, problem)
  }
  return {
    magic: bytes[MAGIC] ?? -1,
    baseOffset,
    lastOffset: baseOffset,
    count: 0,
    sizeBytes: bytes.length,
    attributes: 0,
    compression: null,
    timestampType: 'NoTimestampType',
    baseTimestamp: absentValues.NO_TIMESTAMP,
    maxTimestamp: absentValues.NO_TIMESTAMP,
    deleteHorizonMs: null,
    partitionLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
    producerId: absentValues.NO_PRODUCER_ID,
    producerEpoch: absentValues.NO_PRODUCER_EPOCH,
    baseSequence: absentValues.NO_SEQUENCE,
    lastSequence: absentValues.NO_SEQUENCE,
    isTransactional: false,
    isControl: false,
    isAborted: false,
    crc: 0,
    crcValid: false,
    bytes,
    checkCrc: fail,
    records: fail,
    recordsAsync: async () => fail(),
    controlRecords: fail
  }
}
