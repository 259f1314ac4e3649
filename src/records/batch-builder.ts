import { checkStruct } from '../protocol/primitives/checks.ts'
import { mistyped, unwritable, within } from '../protocol/primitives/failures.ts'
import { checkOptions, INTEGER, LIMIT, mismatch, type OptionRule, refuseIfAny } from '../protocol/primitives/options.ts'
import { type BatchFields, checkFields, writeHeader } from './batch-header.ts'
import type { Codec } from './codecs/codec.ts'
import { type Compression, compress, compressionNumber, findCodec, isCompression } from './compression.ts'
import { RECORDS } from './layout.ts'
import { measureRecord, type RecordInput, varintBytes, type WholeRecord, writeRecord } from './record-writer.ts'

/** How to build batches. All of it may be left out. */
export interface BuilderOptions {
  /** 'none' unless given. */
  readonly compression?: Compression | undefined
  /** For codecs that have levels; gzip's are −1 (its default) to 9. */
  readonly level?: number | undefined
  /** The size, header included and before compression, at which a batch is full; 1 MiB unless given. */
  readonly maxBytes?: number | undefined
}

const DEFAULT_MAX_BYTES = 1_048_576
const FIRST_CAPACITY = 16_384
const MAX_BATCH_BYTES = 0x7fff_ffff
const MAX_INT64 = 0x7fff_ffff_ffff_ffffn

const RULES: Record<keyof BuilderOptions, OptionRule> = {
  compression: ['none, gzip, snappy, lz4 or zstd', isCompression],
  level: INTEGER,
  maxBytes: LIMIT
}

/** Begins a batch of magic 2. Throws `KAFKA_CONFIGURATION`, or `KAFKA_RECORDS` where there is no codec for the compression. */
export function batchBuilder(options: BuilderOptions = {}): BatchBuilder {
  checkOptions('batchBuilder', options, RULES)
  return new BatchBuilder(options)
}

/** Collects records in the bytes of a batch, each copied there once. After `build` it is empty and may be used for the next. */
export class BatchBuilder {
  readonly #compression: Compression
  readonly #codec: Codec | undefined
  readonly #level: number | undefined
  readonly #maxBytes: number
  #bytes: Buffer = Buffer.alloc(0)
  #capacity = FIRST_CAPACITY
  #size = RECORDS
  #count = 0
  #baseTimestamp = -1n
  #baseTimestampNumber = -1
  #maxTimestamp = -1n

  constructor({ compression = 'none', level, maxBytes = DEFAULT_MAX_BYTES }: BuilderOptions) {
    this.#compression = compression
    this.#codec = compression === 'none' ? undefined : findCodec(compression, {})
    this.#level = level
    this.#maxBytes = Math.min(Math.floor(maxBytes), MAX_BATCH_BYTES)
    checkLevel(compression, this.#codec, level)
  }

  /** Records so far. */
  get count(): number {
    return this.#count
  }

  /** What the batch takes so far, header included and before compression: exact where nothing is compressed. */
  get sizeBytes(): number {
    return this.#size
  }

  /**
   * Adds a record; false means that the batch is full and nothing was added. The first record is always added, however large, so
   * that flushing and appending again comes to an end: the broker's limits decide. A record that cannot be written is
   * `KAFKA_ENCODE` with its path, such as `records[12].headers[0].value`, and leaves the batch as it was.
   */
  append(record: RecordInput): boolean {
    try {
      checkStruct(record)
      return this.#append(record)
    } catch (error) {
      throw within(error, 'records', this.#count)
    }
  }

  /** The batch as a Produce request carries it. Throws `KAFKA_CONFIGURATION` for impossible fields, and keeps the records. */
  build(fields: BatchFields = {}): Uint8Array {
    checkFields(fields)
    if (this.#count === 0) throw unwritable('records', 'has no elements: append a record first')
    const batch = this.#codec === undefined ? this.#take() : this.#compress(this.#codec)
    writeHeader(batch, fields, {
      compressionNumber: compressionNumber(this.#compression),
      count: this.#count,
      baseTimestamp: this.#baseTimestamp,
      maxTimestamp: this.#maxTimestamp
    })
    this.#size = RECORDS
    this.#count = 0
    return new Uint8Array(batch.buffer, batch.byteOffset, batch.byteLength)
  }

  #append({ key = null, value, headers = [], timestamp = BigInt(Date.now()) }: RecordInput): boolean {
    if (typeof timestamp !== 'bigint' || timestamp < -1n || timestamp > MAX_INT64) {
      throw mistyped('timestamp', 'an int64 (bigint) from −1n on', timestamp)
    }
    const timestampDelta = this.#count === 0 ? 0 : this.#timestampDelta(timestamp)
    const record: WholeRecord = { key, value, headers, timestampDelta, offsetDelta: this.#count }
    const bodyBytes = measureRecord(record)
    const size = this.#size + varintBytes(bodyBytes) + bodyBytes
    if (this.#count > 0 && size > this.#maxBytes) return false
    if (size > MAX_BATCH_BYTES) throw unwritable('', `takes ${bodyBytes} bytes; a batch holds at most ${MAX_BATCH_BYTES}`)
    if (size > this.#bytes.length) this.#grow(size)
    this.#size = writeRecord(this.#bytes, this.#size, record, bodyBytes)
    if (this.#count === 0) this.#begin(timestamp)
    else if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp
    this.#count++
    return true
  }

  #begin(timestamp: bigint): void {
    this.#baseTimestamp = this.#maxTimestamp = timestamp
    this.#baseTimestampNumber = Number(timestamp)
  }

  // A number as long as it is exact: bigints cost ten times as much.
  #timestampDelta(timestamp: bigint): number | bigint {
    const number = Number(timestamp)
    const isExact = number <= Number.MAX_SAFE_INTEGER && this.#baseTimestampNumber <= Number.MAX_SAFE_INTEGER
    return isExact ? number - this.#baseTimestampNumber : timestamp - this.#baseTimestamp
  }

  #grow(size: number): void {
    const wanted = Math.min(Math.max(this.#capacity, this.#bytes.length * 2), this.#maxBytes)
    const bytes = Buffer.allocUnsafeSlow(Math.max(size, wanted))
    this.#bytes.copy(bytes, 0, 0, this.#size)
    this.#bytes = bytes
  }

  /** Hands over the buffer if it is well used, and begins the next batch with one as large; else a copy, to pin nothing unused. */
  #take(): Buffer {
    const batch = this.#bytes.subarray(0, this.#size)
    this.#capacity = this.#size
    if (this.#size * 2 <= this.#bytes.length) return Buffer.from(batch)
    this.#bytes = Buffer.alloc(0)
    return batch
  }

  #compress(codec: Codec): Buffer {
    const records = this.#bytes.subarray(RECORDS, this.#size)
    const compressed = compress(this.#compression, codec, records, { level: this.#level, magic: 2 })
    const batch = Buffer.allocUnsafeSlow(RECORDS + compressed.length)
    batch.set(compressed, RECORDS)
    return batch
  }
}

function checkLevel(compression: Compression, codec: Codec | undefined, level: number | undefined): void {
  if (level === undefined || (codec !== undefined && codec.levels === undefined)) return
  const { min, max } = codec?.levels ?? { min: 0, max: -1 }
  if (level >= min && level <= max) return
  if (codec === undefined) refuseIfAny('batchBuilder', ['level must be left out: compression none has no levels'])
  refuseIfAny('batchBuilder', [mismatch('level', `from ${min} to ${max} for ${compression}`, level)])
}
