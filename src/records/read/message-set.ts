import { crc32 } from 'node:zlib'
import { isKafkaError } from '../../errors.ts'
import { absentValues } from '../../protocol/codes/index.ts'
import { BASE_OFFSET, LOG_APPEND_TIME } from '../batch-offsets.ts'
import { decompress, decompressAsync } from '../compression/compress.ts'
import { type Compression, compressionOf } from '../compression/compression.ts'
import { type BatchPlace, unreadable } from '../record-errors.ts'
import * as at from './message-set-layout.ts'
import type { KafkaRecord } from './record.ts'
import type { ReadContext, RecordBatch, TimestampType } from './record-batch.ts'
import { showWhenLogged } from './show-when-logged.ts'

const { NO_PRODUCER_ID, NO_PRODUCER_EPOCH, NO_SEQUENCE, NO_TIMESTAMP, NO_PARTITION_LEADER_EPOCH } = absentValues

/**
 * A message of magic 0 or 1, the format of brokers before Kafka 0.11. It is one record, or it holds
 * compressed messages. The header does not tell how many messages are inside, so `baseOffset` and
 * `count` decompress them; if that fails, these two are `lastOffset` and 0.
 */
export class MessageSet implements RecordBatch {
  readonly magic: number
  readonly bytes: Uint8Array
  readonly deleteHorizonMs: null = null
  readonly partitionLeaderEpoch: number = NO_PARTITION_LEADER_EPOCH
  readonly producerId: bigint = NO_PRODUCER_ID
  readonly producerEpoch: number = NO_PRODUCER_EPOCH
  readonly baseSequence: number = NO_SEQUENCE
  readonly lastSequence: number = NO_SEQUENCE
  readonly isTransactional: boolean = false
  readonly isControl: boolean = false
  readonly isAborted: boolean = false
  readonly #view: DataView
  readonly #context: ReadContext
  #crcValid: boolean | undefined
  #messages: at.Messages | undefined

  constructor(bytes: Uint8Array, context: ReadContext) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.magic = this.#view.getInt8(at.MESSAGE_MAGIC)
    this.#context = context
  }

  get baseOffset(): bigint {
    if (this.compression === 'none') return this.lastOffset
    try {
      return this.#open().firstOffset
    } catch {
      return this.lastOffset
    }
  }

  get lastOffset(): bigint {
    return this.#view.getBigInt64(BASE_OFFSET)
  }

  get count(): number {
    try {
      return this.#open().count
    } catch {
      return 0
    }
  }

  get sizeBytes(): number {
    return this.bytes.length
  }

  get attributes(): number {
    return this.#view.getInt8(at.MESSAGE_ATTRIBUTES)
  }

  get compression(): Compression | null {
    return compressionOf(this.attributes) ?? null
  }

  get timestampType(): TimestampType {
    if (this.magic === 0) return 'NoTimestampType'
    return (this.attributes & LOG_APPEND_TIME) !== 0 ? 'LogAppendTime' : 'CreateTime'
  }

  get baseTimestamp(): bigint {
    return this.maxTimestamp
  }

  get maxTimestamp(): bigint {
    return this.magic === 0 ? NO_TIMESTAMP : this.#view.getBigInt64(at.MESSAGE_TIMESTAMP)
  }

  get crc(): number {
    return this.#view.getUint32(at.MESSAGE_CRC)
  }

  get crcValid(): boolean {
    return (this.#crcValid ??= crc32(this.bytes.subarray(at.MESSAGE_MAGIC)) === this.crc)
  }

  checkCrc(): void {
    if (this.crcValid) return
    const advice = 'it was damaged on a disk or in transit; the option checkCrc: false reads it without this check'
    throw unreadable(this.#place(), `the CRC-32 of its ${this.sizeBytes} bytes is not the one in its header, ${this.crc}: ${advice}`)
  }

  records(): IterableIterator<KafkaRecord> {
    if (this.#context.checkCrc) this.checkCrc()
    try {
      return this.#iterate(this.#open())
    } catch (error) {
      throw this.#placed(error)
    }
  }

  async recordsAsync(): Promise<IterableIterator<KafkaRecord>> {
    if (this.#context.checkCrc) this.checkCrc()
    try {
      if (this.compression !== 'none') this.#messages ??= this.#find(await decompressAsync(...this.#compressed()))
      return this.#iterate(this.#open())
    } catch (error) {
      throw this.#placed(error)
    }
  }

  controlRecords(): IterableIterator<KafkaRecord> {
    if (this.#context.checkCrc) this.checkCrc()
    return [].values()
  }

  #open(): at.Messages {
    const { bytes, lastOffset } = this
    const isCompressed = this.compression !== 'none'
    return (this.#messages ??= isCompressed
      ? this.#find(decompress(...this.#compressed()))
      : { bytes, count: 1, firstOffset: lastOffset, offsetShift: 0n })
  }

  #compressed(): Parameters<typeof decompress> {
    const { valueLength } = at.findParts(this.#view, 0, this.bytes.length)
    const compressed = this.bytes.subarray(this.bytes.length - Math.max(valueLength, 0))
    const { maxDecompressedBytes: maxBytes } = this.#context
    return [this.attributes, compressed, { maxBytes, magic: this.magic }, this.#place()]
  }

  #find(decompressed: Uint8Array): at.Messages {
    return at.findMessages(decompressed, this.magic, this.lastOffset)
  }

  #iterate(messages: at.Messages): IterableIterator<KafkaRecord> {
    const timestamp = this.timestampType === 'LogAppendTime' ? this.maxTimestamp : undefined
    return this.#guard(at.readMessages(messages, this.magic, timestamp))
  }

  *#guard(records: Generator<KafkaRecord, undefined>): Generator<KafkaRecord, undefined> {
    try {
      yield* records
    } catch (error) {
      throw this.#placed(error)
    }
    return undefined
  }

  #placed(error: unknown): unknown {
    return isKafkaError(error, 'KAFKA_PROTOCOL') ? unreadable(this.#place(), error.message, error) : error
  }

  #place(): BatchPlace {
    const { topic, partition } = this.#context
    return { topic, partition, offset: this.lastOffset }
  }
}

// Properties that would decompress the messages are not shown.
showWhenLogged(MessageSet, ['magic', 'lastOffset', 'sizeBytes', 'compression', 'timestampType', 'maxTimestamp'])
