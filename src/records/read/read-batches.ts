import { BOOLEAN, INTEGER, isRecord, LIMIT, type OptionRule, optionProblems, refuseIfAny, STRING } from '../../options.ts'
import { isBytes } from '../../type-checks.ts'
import { LENGTH, LOG_OVERHEAD, MAGIC, RECORDS } from '../batch-offsets.ts'
import { type AbortedTransaction, AbortedTransactions } from './aborted-transactions.ts'
import { minMessageBytes } from './message-layout.ts'
import { MessageSet } from './message-set.ts'
import type { ReadContext, RecordBatch } from './record-batch.ts'
import { RecordBatchV2 } from './record-batch-v2.ts'
import { unreadableBatch } from './unreadable-batch.ts'

/** How to read batches. All of it may be left out. */
export interface ReadOptions {
  /** Named in errors. */
  readonly topic?: string | undefined
  readonly partition?: number | undefined
  /** Whether `records()` compares each batch with its checksum first; true unless given. */
  readonly checkCrc?: boolean | undefined
  /** A batch that decompresses to more is refused; 128 MiB unless given. */
  readonly maxDecompressedBytes?: number | undefined
  /** The list of a Fetch response with READ_COMMITTED, in any order: `records()` leaves out what was aborted. */
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
    value => value === null || (Array.isArray(value) && value.every(isAborted))
  ]
}
const BYTES: Record<string, OptionRule> = {
  bytes: ['a Uint8Array, or null', value => value === null || isBytes(value), 'required']
}

/**
 * The batches in the records of a Fetch response (null is none), one by one and undecoded. Nothing inside a batch makes the loop
 * fail: its `records()` throws `KAFKA_RECORDS`, and the next batch is another matter. Throws `KAFKA_CONFIGURATION`.
 */
export function readBatches(bytes: Uint8Array | null, options: ReadOptions = {}): BatchReader {
  refuseIfAny('readBatches', [...optionProblems({ bytes }, BYTES), ...optionProblems(options, RULES)])
  return new BatchReader(bytes ?? new Uint8Array(0), options)
}

/** Goes through batches in the order of the log, once. */
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
   * Bytes behind the last batch so far. After the loop they are those of a batch that the broker cut off, which is normal: it is
   * in the next response. Where there was no whole batch at all, the broker is old and the request's `partitionMaxBytes` too small.
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
    const problem = magic > 2 ? `magic ${magic}, which no version of Kafka knows` : `${bytes.length} bytes, too few for magic ${magic}`
    return unreadableBatch(bytes, this.#context, problem)
  }

  // Without a length there is no telling where the next batch begins, so the rest counts as one that cannot be read.
  #loseTrack(length: number): RecordBatch {
    const rest = this.#bytes.subarray(this.#at)
    this.#at = this.#bytes.length
    return unreadableBatch(
      rest,
      this.#context,
      `says it has ${length} bytes; it and all that follows (${rest.length} bytes) cannot be read`
    )
  }
}

const isAborted = (value: unknown): boolean =>
  isRecord(value) && typeof value['producerId'] === 'bigint' && typeof value['firstOffset'] === 'bigint'
