import { Cursor } from './cursor.ts'
import type { RecordSource } from './record-source.ts'
import { showWhenLogged } from './show-when-logged.ts'

/**
 * The name and the value of a record header. A name may occur more than once, and the order of
 * headers is kept.
 */
export type RecordHeader = readonly [name: string, value: Uint8Array | null]

/**
 * One record of a batch. `key`, `value` and the values of headers are views, not copies. They keep
 * the memory behind them alive: the whole Fetch response, or for a compressed batch all of its
 * decompressed records. Call `copy()` on a record that you want to keep.
 */
export interface KafkaRecord {
  /** The offset of the record in its partition. */
  readonly offset: bigint
  /** Milliseconds since 1970; −1n if the format has no timestamps (magic 0). */
  readonly timestamp: bigint
  /** The bytes of the key. Null means that the record has no key; an empty key has length 0. */
  readonly key: Uint8Array | null
  /**
   * The bytes of the value. Null is a tombstone in a compacted topic; an empty value has length 0.
   */
  readonly value: Uint8Array | null
  /** The headers, in the order in which the producer wrote them. */
  readonly headers: readonly RecordHeader[]
  /**
   * The value as text, decoded from UTF-8; null for a tombstone. A byte sequence that is not valid
   * UTF-8 becomes U+FFFD. It is faster than decoding `value`, because no view is made.
   */
  text(): string | null
  /** The key as text, decoded like {@link text}; null if the record has no key. */
  keyText(): string | null
  /** A copy of the record in memory of its own, which keeps nothing else alive. */
  copy(): KafkaRecord
}

/** A record whose parts were found and checked before. None of its properties can throw. */
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

  /** @param end the end of the record; the headers are between the value and this end */
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

  text(): string | null {
    return this.#source.text(this.#valueEnd, this.#valueLength)
  }

  keyText(): string | null {
    return this.#source.text(this.#keyEnd, this.#keyLength)
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
  const cursor = new Cursor(source.bytes, start, end)
  for (let count = cursor.varint(); count > 0; count--) {
    const nameLength = cursor.field()
    const name = source.text(cursor.at, nameLength) ?? ''
    const valueLength = cursor.field()
    headers.push([name, source.view(cursor.at, valueLength)])
  }
  return headers
}
