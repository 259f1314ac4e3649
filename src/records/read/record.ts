import { Cursor } from './cursor.ts'
import type { RecordSource } from './record-source.ts'
import { showWhenLogged } from './show-when-logged.ts'

/** A header's name and value. Names may occur more than once, and their order counts. */
export type RecordHeader = readonly [name: string, value: Uint8Array | null]

/**
 * One record as it was read. `key`, `value` and the values of headers are views of the memory that the batch lies in, and keep all
 * of it alive: of a compressed batch its decompressed records, else the whole Fetch response. `copy()` what is to be kept.
 */
export interface KafkaRecord {
  readonly offset: bigint
  /** Milliseconds since 1970; −1n where the format has none (magic 0). */
  readonly timestamp: bigint
  /** Null is no key; an empty key is another thing. */
  readonly key: Uint8Array | null
  /** Null is a tombstone in a compacted topic; an empty value is another thing. */
  readonly value: Uint8Array | null
  readonly headers: readonly RecordHeader[]
  /** The same record in memory of its own. */
  copy(): KafkaRecord
}

/** A record whose parts were found and checked; none of its accessors can fail. */
export class RecordView implements KafkaRecord {
  readonly #source: RecordSource
  readonly #offsetDelta: number
  readonly #timestampDelta: number | bigint
  readonly #keyLength: number
  readonly #keyEnd: number
  readonly #valueLength: number
  readonly #valueEnd: number
  readonly #end: number
  #headers: readonly RecordHeader[] | undefined

  /** @param end the end of the record; what lies between it and the value are the headers */
  constructor(
    source: RecordSource,
    offsetDelta: number,
    timestampDelta: number | bigint,
    keyLength: number,
    keyEnd: number,
    valueLength: number,
    valueEnd: number,
    end: number
  ) {
    this.#source = source
    this.#offsetDelta = offsetDelta
    this.#timestampDelta = timestampDelta
    this.#keyLength = keyLength
    this.#keyEnd = keyEnd
    this.#valueLength = valueLength
    this.#valueEnd = valueEnd
    this.#end = end
  }

  get end(): number {
    return this.#end
  }

  get offset(): bigint {
    return this.#source.offset(this.#offsetDelta)
  }

  get timestamp(): bigint {
    return this.#source.timestamp(this.#timestampDelta)
  }

  get key(): Uint8Array | null {
    return this.#source.view(this.#keyEnd, this.#keyLength)
  }

  get value(): Uint8Array | null {
    return this.#source.view(this.#valueEnd, this.#valueLength)
  }

  get headers(): readonly RecordHeader[] {
    return (this.#headers ??= readHeaders(this.#source, this.#valueEnd, this.#end))
  }

  copy(): KafkaRecord {
    const from = this.#keyEnd - Math.max(this.#keyLength, 0)
    return new RecordView(
      this.#source.over(this.#source.bytes.slice(from, this.#end)),
      this.#offsetDelta,
      this.#timestampDelta,
      this.#keyLength,
      this.#keyEnd - from,
      this.#valueLength,
      this.#valueEnd - from,
      this.#end - from
    )
  }
}

showWhenLogged(RecordView, ['offset', 'timestamp', 'key', 'value', 'headers'])

function readHeaders(source: RecordSource, start: number, end: number): readonly RecordHeader[] {
  const headers: RecordHeader[] = []
  if (start === end) return headers
  const { bytes } = source
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const cursor = new Cursor(bytes, start, end)
  for (let count = cursor.varint(); count > 0; count--) {
    const nameLength = cursor.field()
    const name = text.toString('utf8', cursor.at - nameLength, cursor.at)
    const valueLength = cursor.field()
    headers.push([name, source.view(cursor.at, valueLength)])
  }
  return headers
}
