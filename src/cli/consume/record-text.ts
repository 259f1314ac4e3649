import type { KafkaRecord } from '../../records/index.ts'
import { toJson } from '../frame/to-json.ts'

/** A record with the place where it was read. */
export interface Place {
  readonly topic: string
  readonly partition: number
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\\': '\\' }

type Part = (record: KafkaRecord, place: Place) => string

const PARTS: Readonly<Record<string, Part>> = {
  t: (_, { topic }) => topic,
  p: (_, { partition }) => String(partition),
  o: ({ offset }) => String(offset),
  T: ({ timestamp }) => String(timestamp),
  k: record => record.keyText() ?? '',
  s: record => record.text() ?? '',
  h: ({ headers }) => headers.map(([name, value]) => `${name}=${value === null ? '' : Buffer.from(value).toString()}`).join(','),
  '%': () => '%'
}

/**
 * Compiles a format such as `%o %k: %s\n`, with the letters of kcat. Returns the letter that it
 * does not know as text.
 */
export function compileFormat(format: string): Part | string {
  const text = format.replaceAll(/\\([ntr0\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter)
  const pieces = text.split(/(%[\s\S])/)
  const wrong = pieces.find(piece => /^%[\s\S]$/.test(piece) && !Object.hasOwn(PARTS, piece.slice(1)))
  if (wrong !== undefined) return wrong
  const parts = pieces.map((piece): Part => (/^%[\s\S]$/.test(piece) ? (PARTS[piece.slice(1)] ?? (() => '')) : () => piece))
  return (record, place) => parts.reduce((line, part) => line + part(record, place), '')
}

/** A record as one line of JSON. Keys and values are text in UTF-8. */
export const jsonLine: Part = (record, { topic, partition }) =>
  `${toJson({
    topic,
    partition,
    offset: record.offset,
    timestamp: Number(record.timestamp),
    key: record.keyText(),
    value: record.text(),
    headers: record.headers.map(([name, value]) => [name, value === null ? null : Buffer.from(value).toString()])
  })}\n`
