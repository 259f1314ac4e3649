import { isKafkaError } from '../../errors.ts'
import { malformed } from '../../protocol/primitives/field-errors.ts'
import { MIN_RECORD_BYTES } from '../batch-offsets.ts'
import { type BatchPlace, unreadable } from '../record-errors.ts'
import { Cursor } from './cursor.ts'
import { type KafkaRecord, RecordView } from './record.ts'
import type { RecordSource } from './record-source.ts'
import { readShortRecord } from './short-record.ts'

const MIN_HEADER_BYTES = 2

/**
 * Iterates over the uncompressed records of a batch, from `start` to the end of the bytes. Each
 * record is found and checked when the loop reaches it.
 */
export class RecordIterator implements IterableIterator<KafkaRecord> {
  readonly #cursor: Cursor
  readonly #count: number
  readonly #source: RecordSource
  readonly #place: BatchPlace
  #left: number

  constructor(source: RecordSource, start: number, count: number, place: BatchPlace) {
    this.#cursor = new Cursor(source.bytes, start, source.bytes.length)
    this.#count = this.#left = count
    this.#source = source
    this.#place = place
    if (count < 0 || count * MIN_RECORD_BYTES > this.#cursor.remaining) {
      throw unreadable(place, `its header counts ${count} records, which do not fit in ${this.#cursor.remaining} bytes`)
    }
  }

  [Symbol.iterator](): IterableIterator<KafkaRecord> {
    return this
  }

  next(): IteratorResult<KafkaRecord, undefined> {
    if (this.#left > 0) {
      const value = readShortRecord(this.#source, this.#cursor.at)
      if (value !== null) {
        this.#left--
        this.#cursor.skipTo(value.end)
        return { done: false, value }
      }
    }
    return this.#readCarefully()
  }

  #readCarefully(): IteratorResult<KafkaRecord, undefined> {
    try {
      if (this.#left > 0) {
        const value = this.#read()
        this.#left--
        return { done: false, value }
      }
      if (this.#left === 0) this.#cursor.finish()
      this.#left = -1
      return { done: true, value: undefined }
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_PROTOCOL')) throw error
      const at = this.#left > 0 ? `record ${this.#count - this.#left + 1} of ${this.#count}` : `after ${this.#count} records`
      this.#left = -1
      throw unreadable(this.#place, `${at}: ${error.message}`, error)
    }
  }

  #read(): RecordView {
    const cursor = this.#cursor
    const beyond = cursor.enter()
    cursor.skipByte() // the attributes of a record, which Kafka does not use
    const timestampDelta = cursor.varlong()
    const offsetDelta = cursor.varint()
    if (offsetDelta < 0) throw malformed(`offset delta ${offsetDelta}`, cursor.at)
    const keyLength = cursor.field()
    const keyEnd = cursor.at
    const valueLength = cursor.field()
    const valueEnd = cursor.at
    const headers = cursor.varint()
    if (headers !== 0) skipHeaders(cursor, headers)
    cursor.leave(beyond)
    return new RecordView(this.#source, offsetDelta, timestampDelta, keyLength, keyEnd, valueLength, valueEnd, cursor.at)
  }
}

function skipHeaders(cursor: Cursor, count: number): void {
  if (count < 0 || count * MIN_HEADER_BYTES > cursor.remaining) {
    throw malformed(`${count} headers in ${cursor.remaining} bytes`, cursor.at)
  }
  for (let i = 0; i < count; i++) {
    if (cursor.field() < 0) throw malformed(`header ${i} without a name`, cursor.at)
    cursor.field()
  }
}
