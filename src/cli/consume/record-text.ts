import type { KafkaRecord } from '../../records/index.ts'
import { toJson } from '../frame/to-json.ts'
import type { ByteSink } from './byte-sink.ts'

/** A record with the place where it was read. */
export interface Place {
  readonly topic: string
  readonly partition: number
}

/** How keys and values are shown: as they are, or as text for bytes. */
export const ENCODINGS = ['text', 'base64', 'hex'] as const

/** One of {@link ENCODINGS}. */
export type Encoding = (typeof ENCODINGS)[number]

/** The encodings of keys and of values. */
export interface Encodings {
  readonly key: Encoding
  readonly value: Encoding
}

/** Appends a record to what is printed. */
export type Show = (sink: ByteSink, record: KafkaRecord, place: Place) => void

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\\': '\\' }
const LETTERS = 'tpoTksh%'

/**
 * Compiles a format such as `%o %k: %s\n`, with the letters of kcat. Returns the letter that it
 * does not know as text.
 */
export function compileFormat(format: string, { key, value }: Encodings): Show | string {
  const text = format.replaceAll(/\\([ntr0\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter)
  const pieces = text.split(/(%[\s\S])/).filter(piece => piece !== '')
  const wrong = pieces.find(piece => /^%[\s\S]$/.test(piece) && !LETTERS.includes(piece.slice(1)))
  if (wrong !== undefined) return wrong
  const parts: Readonly<Record<string, Show>> = {
    '%t': (sink, _, { topic }) => sink.text(topic),
    '%p': (sink, _, { partition }) => sink.text(String(partition)),
    '%o': (sink, { offset }) => sink.text(String(offset)),
    '%T': (sink, { timestamp }) => sink.text(String(timestamp)),
    '%k': (sink, record) => append(sink, record.key, key),
    '%s': (sink, record) => append(sink, record.value, value),
    '%h': (sink, { headers }) => sink.text(headers.map(([name, bytes]) => `${name}=${encoded(bytes, 'text') ?? ''}`).join(',')),
    '%%': sink => sink.text('%')
  }
  const shown = pieces.map((piece): Show => parts[piece] ?? (sink => sink.text(piece)))
  return (sink, record, place) => {
    for (const show of shown) show(sink, record, place)
  }
}

/** A record as one line: its value. */
export const valueLine = ({ value }: Encodings): Show => {
  return (sink, record) => {
    append(sink, record.value, value)
    sink.lineEnd()
  }
}

/** A record as one line of JSON. */
export const jsonLine = ({ key, value }: Encodings): Show => {
  return (sink, record, { topic, partition }) => {
    const line = toJson({
      topic,
      partition,
      offset: record.offset,
      timestamp: Number(record.timestamp),
      key: encoded(record.key, key),
      value: encoded(record.value, value),
      headers: record.headers.map(([name, bytes]) => [name, encoded(bytes, 'text')])
    })
    sink.text(line)
    sink.lineEnd()
  }
}

// A text is written byte by byte, because not all bytes are UTF-8.
function append(sink: ByteSink, bytes: Uint8Array | null, encoding: Encoding): void {
  if (bytes === null) return
  if (encoding === 'text') sink.bytes(bytes)
  else sink.text(encoded(bytes, encoding) ?? '')
}

function encoded(bytes: Uint8Array | null, encoding: Encoding): string | null {
  if (bytes === null) return null
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding === 'text' ? 'utf8' : encoding)
}
