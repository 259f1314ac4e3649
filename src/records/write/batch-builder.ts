import { refuseIfAny } from '../../options.ts'
import { absentValues } from '../../protocol/codes/index.ts'
import { checkStruct } from '../../protocol/primitives/checks.ts'
import { mistyped, unwritable, within } from '../../protocol/primitives/field-errors.ts'
import type { Compressor } from '../compression/compress.ts'
import { compressionNumber } from '../compression/compression.ts'
import type { BatchFields } from './batch-fields.ts'
import type { BatchFormat } from './batch-format.ts'
import { batchV2Format } from './batch-v2-format.ts'
import { type BuilderOptions, checkBuilderOptions, compressorOf, DEFAULT_MAX_BYTES } from './builder-options.ts'
import { compressBatch, compressBatchAsync, type Finish, finishBatch } from './finish-batch.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { messageSetFormat } from './message-set-format.ts'
import type { RecordInput, WholeRecord } from './record-writer.ts'

const MAX_BATCH_BYTES = 0x7fff_ffff
const MAX_INT32 = 0x7fff_ffff
const MAX_INT64 = 0x7fff_ffff_ffff_ffffn
const { NO_TIMESTAMP } = absentValues
const NO_HEADERS: readonly never[] = []

/**
 * Creates a builder of record batches. Throws `KAFKA_CONFIGURATION` for wrong options, and
 * `KAFKA_RECORDS` if there is no codec for the compression.
 */
export function batchBuilder(options: BuilderOptions = {}): BatchBuilder {
  checkBuilderOptions(options)
  return new BatchBuilder(options)
}

/**
 * Collects records and builds a batch of them, for the `records` of a Produce request. Each record
 * is copied once, when it is appended. After {@link build} the builder is empty, and can be used
 * for the next batch.
 */
export class BatchBuilder {
  readonly #format: BatchFormat
  readonly #compressor: Compressor | undefined
  readonly #maxBytes: number
  readonly #room: GrowingBytes
  #size: number
  #count = 0
  #nextOffsetDelta = 0
  #baseTimestamp: bigint = NO_TIMESTAMP
  #baseTimestampNumber = -1
  #maxTimestamp: bigint = NO_TIMESTAMP

  constructor(options: BuilderOptions) {
    const { magic = 2, maxBytes = DEFAULT_MAX_BYTES, deleteHorizonMs } = options
    this.#compressor = compressorOf(options)
    this.#format = magic === 2 ? batchV2Format(deleteHorizonMs) : messageSetFormat(magic, this.#compressor !== undefined)
    this.#maxBytes = Math.min(Math.floor(maxBytes), MAX_BATCH_BYTES)
    this.#room = new GrowingBytes(this.#maxBytes)
    this.#size = this.#format.headBytes
  }

  /** The number of records appended since the last build. */
  get count(): number {
    return this.#count
  }

  /**
   * The size of the batch so far in bytes, header included and before compression. Without
   * compression this is the exact size of the batch.
   */
  get sizeBytes(): number {
    return this.#size
  }

  /**
   * Appends a record. Returns false if the batch is full; the record was then not appended: build
   * the batch, and append the record again. The first record of a batch is always appended, even if
   * it is larger than `maxBytes`: the broker decides whether it is too large. Throws `KAFKA_ENCODE`
   * with the path of the wrong value, such as `records[12].headers[0].value`; the batch is then
   * unchanged.
   */
  append(record: RecordInput): boolean {
    try {
      checkStruct(record)
      return this.#append(record)
    } catch (error) {
      throw within(error, 'records', this.#count)
    }
  }

  /**
   * Builds the batch, for the `records` of a Produce request, and empties the builder. Throws
   * `KAFKA_CONFIGURATION` for fields that contradict each other or the format, `KAFKA_ENCODE` if
   * there are no records, and `KAFKA_RECORDS` if the codec fails. After an error the builder still
   * has its records.
   */
  build(fields: BatchFields = {}): Uint8Array {
    const finish = this.#finish(fields)
    const compressor = this.#count === 0 ? undefined : this.#compressor
    const batch =
      compressor === undefined
        ? this.#room.lend(finishBatch(this.#take(), finish))
        : compressBatch(this.#room.bytes.subarray(0, this.#size), compressor, finish)
    this.#clear()
    return batch
  }

  /**
   * Builds the batch like {@link build}, but compresses a large batch without blocking the event
   * loop, if the codec can. The builder is empty when this method returns, and can be used for the
   * next batch while this one is compressed. Rejects with the errors of {@link build}; if the codec
   * fails, the records are lost.
   */
  async buildAsync(fields: BatchFields = {}): Promise<Uint8Array> {
    const finish = this.#finish(fields)
    if (this.#compressor === undefined || this.#count === 0) return this.build(fields)
    const bytes = this.#take()
    this.#clear()
    return compressBatchAsync(bytes, this.#compressor, finish)
  }

  /**
   * Gives the memory of a batch back to the builder that built it, which uses it for later batches.
   * With large batches this halves the CPU time of producing. Call it when you no longer need the
   * batch: for example when the promise of its Produce request has settled, with or without an
   * error. Returns whether the builder took the memory. It returns false while a connection may
   * still write these bytes, as after a timeout; you may call it again later. It returns false for
   * ever if they went to a stream that is no socket of Node, which may still refer to them.
   */
  reuse(batch: Uint8Array): boolean {
    return this.#room.takeBack(batch)
  }

  #append({
    key = null,
    value,
    headers = NO_HEADERS,
    timestamp = BigInt(Date.now()),
    offsetDelta = this.#nextOffsetDelta
  }: RecordInput): boolean {
    if (typeof timestamp !== 'bigint' || timestamp < NO_TIMESTAMP || timestamp > MAX_INT64) {
      throw mistyped('timestamp', 'an int64 (bigint) from −1n on', timestamp)
    }
    if (offsetDelta !== this.#nextOffsetDelta) this.#checkOffsetDelta(offsetDelta)
    if (this.#count === 0) this.#begin(timestamp)
    const record: WholeRecord = { key, value, headers, timestampDelta: this.#timestampDelta(timestamp), offsetDelta }
    const bodyBytes = this.#format.measure(record)
    const size = this.#size + this.#format.framingBytes(bodyBytes) + bodyBytes
    if (this.#count > 0 && size > this.#maxBytes) return false
    if (size > MAX_BATCH_BYTES) throw unwritable('', `takes ${bodyBytes} bytes; a batch holds at most ${MAX_BATCH_BYTES}`)
    if (size > this.#room.bytes.length) this.#room.grow(this.#size, size)
    this.#size = this.#format.write(this.#room.bytes, this.#size, record, bodyBytes)
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp
    this.#nextOffsetDelta = offsetDelta + 1
    this.#count++
    return true
  }

  #checkOffsetDelta(offsetDelta: unknown): void {
    if (Number.isInteger(offsetDelta) && Number(offsetDelta) >= this.#nextOffsetDelta && Number(offsetDelta) <= MAX_INT32) return
    throw mistyped('offsetDelta', `an integer from ${this.#nextOffsetDelta} to ${MAX_INT32}`, offsetDelta)
  }

  #begin(timestamp: bigint): void {
    this.#baseTimestamp = this.#format.baseTimestamp ?? timestamp
    this.#baseTimestampNumber = Number(this.#baseTimestamp)
    this.#maxTimestamp = timestamp
  }

  // The delta is a number as long as numbers are exact, because bigints cost ten times as much.
  #timestampDelta(timestamp: bigint): number | bigint {
    const number = Number(timestamp)
    const isExact = number <= Number.MAX_SAFE_INTEGER && this.#baseTimestampNumber <= Number.MAX_SAFE_INTEGER
    return isExact ? number - this.#baseTimestampNumber : timestamp - this.#baseTimestamp
  }

  #finish(fields: BatchFields): Finish {
    const isEmpty = this.#count === 0
    const summary = {
      attributes: this.#format.attributes | (isEmpty ? 0 : compressionNumber(this.#compressor?.name ?? 'none')),
      count: this.#count,
      lastOffsetDelta: this.#nextOffsetDelta - 1,
      baseTimestamp: isEmpty ? NO_TIMESTAMP : this.#baseTimestamp,
      maxTimestamp: isEmpty ? NO_TIMESTAMP : this.#maxTimestamp
    }
    refuseIfAny('build', this.#format.problems(fields, summary))
    if (isEmpty && fields.lastOffset === undefined) throw unwritable('records', 'has no elements: append a record first')
    return { format: this.#format, fields, summary }
  }

  #take(): Buffer {
    if (this.#count === 0) this.#room.grow(0, this.#size)
    return this.#room.take(this.#size)
  }

  #clear(): void {
    this.#size = this.#format.headBytes
    this.#count = 0
    this.#nextOffsetDelta = 0
  }
}
