import type { Compression } from '../compression/compression.ts'
import type { KafkaRecord } from './record.ts'

/**
 * Who set the timestamps: the producer ('CreateTime') or the broker ('LogAppendTime'), as the
 * topic's config `message.timestamp.type` says. 'NoTimestampType': magic 0 has no timestamps.
 */
export type TimestampType = 'NoTimestampType' | 'CreateTime' | 'LogAppendTime'

/**
 * A batch of records as it is stored in the log. Only {@link checkCrc}, {@link records}, {@link
 * recordsAsync} and {@link controlRecords} can throw. The other properties are read from the header
 * without a check, so those of a damaged batch may be wrong. A property that the format of the
 * batch does not have is −1, null or false.
 */
export interface RecordBatch {
  /** The format: 2 since Kafka 0.11; 1 and 0 are the messages of older brokers. */
  readonly magic: number
  /**
   * The offset of the first record, as the batch was written. Compaction may have removed that
   * record.
   */
  readonly baseOffset: bigint
  /**
   * The offset of the last record, as the batch was written. The next batch begins at `lastOffset +
   * 1n` or later. If the header of the batch is not readable, this value is {@link baseOffset}: a
   * Fetch from `lastOffset + 1n` may then return the same batch again.
   */
  readonly lastOffset: bigint
  /** The number of records in the batch. It is 0 if compaction has removed all of them. */
  readonly count: number
  /** The size of the whole batch in the log, in bytes, header included. */
  readonly sizeBytes: number
  /**
   * The attributes field of the header: compression (bits 0 to 2), timestamp type (3),
   * transactional (4), control (5), delete horizon (6).
   */
  readonly attributes: number
  /** How the records are compressed. Null if the number in the attributes is not known. */
  readonly compression: Compression | null
  /** Who set the timestamps of the records: the producer or the broker. */
  readonly timestampType: TimestampType
  /**
   * The timestamp from which the records count theirs, in milliseconds since 1970; −1n if there is
   * none.
   */
  readonly baseTimestamp: bigint
  /** The latest timestamp in the batch, in milliseconds since 1970; −1n if there is none. */
  readonly maxTimestamp: bigint
  /**
   * From this time on compaction may remove the tombstones and transaction markers of the batch, in
   * milliseconds since 1970 (KIP-534). Null if it is not set.
   */
  readonly deleteHorizonMs: bigint | null
  /** The epoch of the leader that appended the batch; −1 if it is unknown. */
  readonly partitionLeaderEpoch: number
  /** The id of the idempotent or transactional producer; −1n if there is none. */
  readonly producerId: bigint
  /** The epoch of the producer id; −1 if there is none. */
  readonly producerEpoch: number
  /** The sequence number of the first record; −1 if there is none. */
  readonly baseSequence: number
  /** The sequence number of the last record; −1 if there is none. After 2,147,483,647 comes 0. */
  readonly lastSequence: number
  /** Whether the batch is part of a transaction. */
  readonly isTransactional: boolean
  /**
   * Whether the batch holds a marker of the broker, such as the end of a transaction, and no
   * records of a producer.
   */
  readonly isControl: boolean
  /**
   * Whether the batch is part of an aborted transaction, according to the option
   * `abortedTransactions` of `readBatches`.
   */
  readonly isAborted: boolean
  /** The checksum in the header, an unsigned 32-bit number: CRC-32C in magic 2, CRC-32 before. */
  readonly crc: number
  /**
   * Whether the bytes of the batch match the checksum in its header. It is computed at the first
   * access.
   */
  readonly crcValid: boolean
  /**
   * The bytes of the whole batch, a view of the bytes given to `readBatches`. You can store or send
   * them as they are.
   */
  readonly bytes: Uint8Array
  /** Throws `KAFKA_RECORDS` if {@link crcValid} is false. */
  checkCrc(): void
  /**
   * The records in the batch, in order. A control batch and a batch of an aborted transaction give
   * none. Throws `KAFKA_RECORDS` if the batch is damaged or cannot be decompressed; the iterator
   * throws it at a record that cannot be read.
   */
  records(): IterableIterator<KafkaRecord>
  /**
   * Like {@link records}, but decompresses a large batch without blocking the event loop, if the
   * codec can. Do not change the bytes of the batch until the promise has settled. Rejects with
   * `KAFKA_RECORDS` if the batch is damaged or cannot be decompressed.
   */
  recordsAsync(): Promise<IterableIterator<KafkaRecord>>
  /**
   * The markers in a control batch; any other batch gives none. `controlType` tells the type of a
   * marker. Throws `KAFKA_RECORDS` if the batch is damaged.
   */
  controlRecords(): IterableIterator<KafkaRecord>
}

/** What the batches of one reader share: the options of `readBatches` with their defaults. */
export interface ReadContext {
  readonly topic: string | undefined
  readonly partition: number | undefined
  readonly checkCrc: boolean
  readonly maxDecompressedBytes: number
}
