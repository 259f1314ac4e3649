import { absentValues } from '../../protocol/codes/index.ts'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import * as at from '../batch-offsets.ts'
import { decompress, decompressAsync } from '../compression/compress.ts'
import { type Compression, compressionOf } from '../compression/compression.ts'
import { type BatchPlace, unreadable } from '../record-errors.ts'
import { incrementSequence } from '../write/increment-sequence.ts'
import type { AbortedTransactions } from './aborted-transactions.ts'
import type { KafkaRecord } from './record.ts'
import type { ReadContext, RecordBatch, TimestampType } from './record-batch.ts'
import { RecordIterator } from './record-iterator.ts'
import { RecordSource } from './record-source.ts'
import { showWhenLogged } from './show-when-logged.ts'

const { NO_SEQUENCE } = absentValues

/** A batch of magic 2 (KIP-98). Its header is complete; the records may be damaged. */
export class RecordBatchV2 implements RecordBatch {
  readonly magic: number = 2
  readonly bytes: Uint8Array
  readonly isAborted: boolean
  readonly #view: DataView
  readonly #context: ReadContext
  #crcValid: boolean | undefined

  constructor(bytes: Uint8Array, context: ReadContext, aborted: AbortedTransactions | undefined) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#context = context
    this.isAborted = aborted?.include(this) ?? false
  }

  get baseOffset(): bigint {
    return this.#view.getBigInt64(at.BASE_OFFSET)
  }

  get lastOffset(): bigint {
    return this.baseOffset + BigInt(this.#lastOffsetDelta)
  }

  get count(): number {
    return this.#view.getInt32(at.COUNT)
  }

  get sizeBytes(): number {
    return this.bytes.length
  }

  get attributes(): number {
    return this.#view.getInt16(at.ATTRIBUTES)
  }

  get compression(): Compression | null {
    return compressionOf(this.attributes) ?? null
  }

  get timestampType(): TimestampType {
    return this.#has(at.LOG_APPEND_TIME) ? 'LogAppendTime' : 'CreateTime'
  }

  get baseTimestamp(): bigint {
    return this.#view.getBigInt64(at.BASE_TIMESTAMP)
  }

  get maxTimestamp(): bigint {
    return this.#view.getBigInt64(at.MAX_TIMESTAMP)
  }

  get deleteHorizonMs(): bigint | null {
    return this.#has(at.DELETE_HORIZON) ? this.baseTimestamp : null
  }

  get partitionLeaderEpoch(): number {
    return this.#view.getInt32(at.PARTITION_LEADER_EPOCH)
  }

  get producerId(): bigint {
    return this.#view.getBigInt64(at.PRODUCER_ID)
  }

  get producerEpoch(): number {
    return this.#view.getInt16(at.PRODUCER_EPOCH)
  }

  get baseSequence(): number {
    return this.#view.getInt32(at.BASE_SEQUENCE)
  }

  get lastSequence(): number {
    const sequence = this.baseSequence
    return sequence === NO_SEQUENCE ? NO_SEQUENCE : incrementSequence(sequence, this.#lastOffsetDelta)
  }

  get isTransactional(): boolean {
    return this.#has(at.TRANSACTIONAL)
  }

  get isControl(): boolean {
    return this.#has(at.CONTROL)
  }

  get crc(): number {
    return this.#view.getUint32(at.CRC)
  }

  get crcValid(): boolean {
    return (this.#crcValid ??= crc32c(this.bytes, at.ATTRIBUTES) === this.crc)
  }

  checkCrc(): void {
    if (this.crcValid) return
    const advice = 'it was damaged on a disk or in transit; the option checkCrc: false reads it without this check'
    throw unreadable(this.#place(), `the CRC-32C of its ${this.sizeBytes} bytes is not the one in its header, ${this.crc}: ${advice}`)
  }

  records(): IterableIterator<KafkaRecord> {
    if (this.#context.checkCrc) this.checkCrc()
    return this.isControl || this.isAborted ? [].values() : this.#read()
  }

  async recordsAsync(): Promise<IterableIterator<KafkaRecord>> {
    if (this.#context.checkCrc) this.checkCrc()
    if (this.isControl || this.isAborted) return [].values()
    return this.#iterate(this.#isCompressed ? await decompressAsync(...this.#compressed()) : this.bytes)
  }

  controlRecords(): IterableIterator<KafkaRecord> {
    if (this.#context.checkCrc) this.checkCrc()
    return this.isControl ? this.#read() : [].values()
  }

  get #lastOffsetDelta(): number {
    return this.#view.getInt32(at.LAST_OFFSET_DELTA)
  }

  #has(bit: number): boolean {
    return (this.attributes & bit) !== 0
  }

  #place(): BatchPlace {
    const { topic, partition } = this.#context
    return { topic, partition, offset: this.baseOffset }
  }

  // Compaction can leave a batch without records: then there are no bytes to decompress.
  get #isCompressed(): boolean {
    return this.compression !== 'none' && this.sizeBytes > at.RECORDS
  }

  #read(): RecordIterator {
    return this.#iterate(this.#isCompressed ? decompress(...this.#compressed()) : this.bytes)
  }

  #compressed(): Parameters<typeof decompress> {
    const { maxDecompressedBytes: maxBytes } = this.#context
    return [this.attributes, this.bytes.subarray(at.RECORDS), { maxBytes, magic: this.magic }, this.#place()]
  }

  #iterate(bytes: Uint8Array): RecordIterator {
    const isLogAppendTime = this.#has(at.LOG_APPEND_TIME)
    const source = new RecordSource(bytes, this.baseOffset, isLogAppendTime ? this.maxTimestamp : this.baseTimestamp, isLogAppendTime)
    return new RecordIterator(source, bytes === this.bytes ? at.RECORDS : 0, this.count, this.#place())
  }
}

showWhenLogged(RecordBatchV2, [
  'magic',
  'baseOffset',
  'lastOffset',
  'count',
  'sizeBytes',
  'compression',
  'timestampType',
  'maxTimestamp',
  'producerId',
  'isTransactional',
  'isControl',
  'isAborted'
])
