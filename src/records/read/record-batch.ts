import type { Compression } from '../compression/compression.ts'
import type { KafkaRecord } from './record.ts'

/** Whose clock the timestamps come from, as in the topic's `message.timestamp.type`; magic 0 has no timestamps. */
export type TimestampType = 'NoTimestampType' | 'CreateTime' | 'LogAppendTime'

/**
 * A batch as it lies in the log. Nothing but {@link checkCrc}, {@link records} and {@link controlRecords} can fail; what a damaged
 * batch says of itself may of course be wrong. Fields that its format lacks are −1, null or false.
 */
export interface RecordBatch {
  /** 2, or 1 and 0 for the messages of old brokers. */
  readonly magic: number
  /** The offset of its first record as it was written; compaction may have taken that record away. */
  readonly baseOffset: bigint
  /**
   * The offset of its last record as it was written. The batch after it begins at `lastOffset + 1n` at the earliest. Of a batch whose header
   * makes no sense it is unknown, and {@link baseOffset} stands here: whoever goes on behind such a batch may be sent the same one again.
   */
  readonly lastOffset: bigint
  /** How many records it holds: none, where compaction left nothing but the batch itself. */
  readonly count: number
  /** Bytes it takes up in the log. */
  readonly sizeBytes: number
  readonly attributes: number
  /** Null where the attributes hold a number that means nothing. */
  readonly compression: Compression | null
  readonly timestampType: TimestampType
  readonly baseTimestamp: bigint
  readonly maxTimestamp: bigint
  /** When tombstones and markers in it may go (KIP-534). */
  readonly deleteHorizonMs: bigint | null
  readonly partitionLeaderEpoch: number
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly lastSequence: number
  readonly isTransactional: boolean
  /** A control batch holds a marker of the broker's, such as the end of a transaction, and no records of a producer. */
  readonly isControl: boolean
  /** Part of an aborted transaction, according to the `abortedTransactions` the reader was given. */
  readonly isAborted: boolean
  /** The checksum it bears. */
  readonly crc: number
  /** Whether its bytes have the checksum it bears; found out when first asked for. */
  readonly crcValid: boolean
  /** The whole batch, as it may be sent on: a view of what was read. */
  readonly bytes: Uint8Array
  /** Throws `KAFKA_RECORDS` where {@link crcValid} is false. */
  checkCrc(): void
  /**
   * The records of producers, in order: none of a control batch, none of an aborted one. Throws `KAFKA_RECORDS` where the batch is
   * damaged or cannot be decompressed, and so does the iterator where a record makes no sense.
   */
  records(): IterableIterator<KafkaRecord>
  /**
   * The same, decompressed off the event loop if there is much to do and the codec can. Until it has settled, the bytes that are read must
   * stay as they are. Rejects as {@link records} throws.
   */
  recordsAsync(): Promise<IterableIterator<KafkaRecord>>
  /** The records of a control batch, none of any other. Throws as {@link records} does. */
  controlRecords(): IterableIterator<KafkaRecord>
}

/** What the reader knows that is not in the batch. */
export interface ReadContext {
  readonly topic: string | undefined
  readonly partition: number | undefined
  readonly checkCrc: boolean
  readonly maxDecompressedBytes: number
}
