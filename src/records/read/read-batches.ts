import { BOOLEAN, INTEGER, isRecord, LIMIT, type OptionRule, optionProblems, refuseIfAny, STRING } from '../../options.ts'
import { isBytes } from '../../type-checks.ts'
import { LENGTH, LOG_OVERHEAD, MAGIC, RECORDS } from '../batch-offsets.ts'
import { type AbortedTransaction, AbortedTransactions } from './aborted-transactions.ts'
import { MessageSet } from './message-set.ts'
import { minMessageBytes } from './message-set-layout.ts'
import type { ReadContext, RecordBatch } from './record-batch.ts'
import { RecordBatchV2 } from './record-batch-v2.ts'
import { unreadableBatch } from './unreadable-batch.ts'

/** Options of `readBatches`. Each may be left out. */
export interface ReadOptions {
  /** The name of the topic, for the texts and fields of errors. */
  readonly topic?: string | undefined
  /** The index of the partition, for the texts and fields of errors. */
  readonly partition?: number | undefined
  /** Whether reading the records of a batch checks its CRC first. Default: true. */
  readonly checkCrc?: boolean | undefined
  /**
   * The most bytes to which a batch may decompress. A larger batch throws `KAFKA_RECORDS` when its
   * records are read. Default: 134,217,728 (128 MiB).
   */
  readonly maxDecompressedBytes?: number | undefined
  /**
   * The `abortedTransactions` of this partition in a Fetch response with READ_COMMITTED, in any
   * order. `records()` then leaves out the records of these transactions. Null and undefined mean
   * none.
   */
  readonly abortedTransactions?: readonly AbortedTransaction[] | null | undefined
}

const DEFAULT_MAX_DECOMPRESSED_BYTES = 134_217_728

const RULES: Record<keyof ReadOptions, OptionRule> = {
  topic: STRING,
  partition: INTEGER,
  checkCrc: BOOLEAN,
  maxDecompressedBytes: LIMIT,
  abortedTransactions: [
    'an array of { producerId, firstOffset }, both bigint, or null',
    value => value === null || (Array.isArray(value) && value.every(isAbortedTransaction))
  ]
}
const BYTES: Record<string, OptionRule> = {
  bytes: ['a Uint8Array, or null', value => value === null || isBytes(value), 'required']
}

/**
 * Iterates over the batches in the `records` bytes of a Fetch response; null has no batches.
 * Records are decoded only when you ask a batch for them. A damaged batch does not end the loop:
 * its `records()` throws `KAFKA_RECORDS`, and the next batch can still be read. Throws
 * `KAFKA_CONFIGURATION` for wrong options.
 */
export function readBatches(bytes: Uint8Array | null, options: ReadOptions = {}): BatchReader {
  refuseIfAny('readBatches', [...optionProblems({ bytes }, BYTES), ...optionProblems(options, RULES)])
  return new BatchReader(bytes ?? new Uint8Array(0), options)
}

/** Iterates once over the batches in some bytes, in the order of the log. */
export class BatchReader implements IterableIterator<RecordBatch> {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #context: ReadContext
  readonly #aborted: AbortedTransactions | undefined
  #at = 0

  constructor(bytes: Uint8Array, options: ReadOptions) {
    const { topic, partition, checkCrc = true, maxDecompressedBytes = DEFAULT_MAX_DECOMPRESSED_BYTES, abortedTransactions } = options
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#context = { topic, partition, checkCrc, maxDecompressedBytes: Math.max(1, Math.floor(maxDecompressedBytes)) }
    const hasAborted = abortedTransactions !== undefined && abortedTransactions !== null && abortedTransactions.length > 0
    this.#aborted = hasAborted ? new AbortedTransactions(abortedTransactions) : undefined
  }

  /**
   * The number of bytes after the batches read so far. If it is above 0 after the loop, the broker
   * cut off the last batch at the size limit of the request. This is normal: the next Fetch returns
   * that batch. If there was no complete batch at all, the broker is old (before KIP-74), and the
   * `partitionMaxBytes` of the request is too small for its batch.
   */
  get remainingBytes(): number {
    return this.#bytes.length - this.#at
  }

  [Symbol.iterator](): IterableIterator<RecordBatch> {
    return this
  }

  next(): IteratorResult<RecordBatch, undefined> {
    if (this.remainingBytes < LOG_OVERHEAD) return { done: true, value: undefined }
    const length = this.#view.getInt32(this.#at + LENGTH)
    if (length < minMessageBytes(0)) return { done: false, value: this.#loseTrack(length) }
    if (length > this.remainingBytes - LOG_OVERHEAD) return { done: true, value: undefined }
    const start = this.#at
    this.#at += LOG_OVERHEAD + length
    return { done: false, value: this.#open(this.#bytes.subarray(start, this.#at)) }
  }

  #open(bytes: Uint8Array): RecordBatch {
    const magic = bytes[MAGIC] as number
    if (magic === 2 && bytes.length >= RECORDS) return new RecordBatchV2(bytes, this.#context, this.#aborted)
    if (magic < 2 && bytes.length >= LOG_OVERHEAD + minMessageBytes(magic)) return new MessageSet(bytes, this.#context)
    const problem =
      magic > 2
        ? `its magic is ${magic}, which no version of Kafka knows`
        : `it has ${bytes.length} bytes, which is too few for magic ${magic}`
    return unreadableBatch(bytes, this.#context, problem)
  }

  // Without a valid length the start of the next batch is unknown, so all remaining bytes count as
  // one unreadable batch.
  #loseTrack(length: number): RecordBatch {
    const rest = this.#bytes.subarray(this.#at)
    this.#at = this.#bytes.length
    return unreadableBatch(
      rest,
      this.#context,
      `its length field is ${length}, which is not valid; this batch and all bytes after it (${rest.length} bytes) cannot be read`
    )
  }
}

const isAbortedTransaction = (value: unknown): boolean =>
  isRecord(value) && typeof value['producerId'] === 'bigint' && typeof value['firstOffset'] === 'bigint'
