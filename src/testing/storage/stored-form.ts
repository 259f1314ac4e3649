import { isKafkaError } from '../../errors.ts'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import { ATTRIBUTES, CRC, LOG_APPEND_TIME, MAX_TIMESTAMP } from '../../records/batch-offsets.ts'
import { batchBuilder, type Compression, readBatches } from '../../records/index.ts'
import type { AppendRules } from './append-rules.ts'
import { attributesOf, type ProducedBatch, readHeader } from './produced-batch.ts'

/**
 * The batch as a log stores it: with the times of the broker if the topic asks for them, with those
 * of the producer otherwise, and with the compression of the topic.
 */
export function asStored(batch: ProducedBatch, { isLogAppendTime, timeMs, compression }: AppendRules): ProducedBatch {
  const compressed = compression === undefined ? batch : recompressed(batch, compression)
  if (isLogAppendTime) return withLogAppendTime(compressed, timeMs)
  return (attributesOf(compressed.bytes) & LOG_APPEND_TIME) === 0 ? compressed : withCreateTime(compressed)
}

function withLogAppendTime(batch: ProducedBatch, timeMs: bigint): ProducedBatch {
  const bytes = Buffer.from(batch.bytes)
  bytes.writeInt16BE(bytes.readInt16BE(ATTRIBUTES) | LOG_APPEND_TIME, ATTRIBUTES)
  bytes.writeBigInt64BE(timeMs, MAX_TIMESTAMP)
  bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES), CRC)
  return { ...batch, bytes, maxTimestamp: timeMs }
}

function withCreateTime(batch: ProducedBatch): ProducedBatch {
  const bytes = Buffer.from(batch.bytes)
  bytes.writeInt16BE(bytes.readInt16BE(ATTRIBUTES) & ~LOG_APPEND_TIME, ATTRIBUTES)
  bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES), CRC)
  return { ...batch, bytes }
}

// A batch whose codec is missing stays as it is: Node.js before 22.15 has no zstd.
function recompressed(batch: ProducedBatch, compression: Compression): ProducedBatch {
  const { producerId, producerEpoch, baseSequence, isTransactional } = batch
  for (const read of readBatches(batch.bytes, { checkCrc: false })) {
    if (read.compression === compression) return batch
    try {
      const builder = batchBuilder({ compression, maxBytes: Number.POSITIVE_INFINITY })
      for (const { key, value, headers, timestamp } of read.records()) builder.append({ key, value, headers, timestamp })
      const producer = producerId < 0n ? {} : { producerId, producerEpoch, baseSequence, isTransactional }
      return readHeader(builder.build(producer))
    } catch (error) {
      if (isKafkaError(error) && error.code === 'KAFKA_RECORDS') return batch
      throw error
    }
  }
  return batch
}
