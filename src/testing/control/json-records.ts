import { isUtf8 } from 'node:buffer'
import { configurationError, INTEGER, isRecord, mismatch, type OptionRule, optionProblems } from '../../options.ts'
import type { StoredRecord, TestRecord } from '../helpers/test-record.ts'
import { integer, list, object, type Schema, text } from './control-route.ts'

const BASE64 = object({ base64: text('Bytes in base64.') }, ['base64'])

/** Bytes in JSON: text in UTF-8, or an object with base64, or null. */
const BYTES: Schema = { oneOf: [text('Text, in UTF-8.'), BASE64, { type: 'null' }] }

const HEADERS = list(object({ key: text('The name of the header.'), value: BYTES }, ['key', 'value']))

const TIMESTAMP = integer('Milliseconds since 1970.', 0)

/** A record in JSON, to write. */
export const RECORD: Schema = object({
  key: BYTES,
  value: BYTES,
  headers: HEADERS,
  partition: integer('Default: the partition of the key; without a key, the partitions in turn.', 0),
  timestamp: TIMESTAMP
})

/** A record in JSON, as it was read. */
export const STORED_RECORD: Schema = object(
  {
    partition: integer('The partition.', 0),
    offset: integer('The offset.', 0),
    timestamp: TIMESTAMP,
    key: BYTES,
    value: BYTES,
    headers: HEADERS
  },
  ['partition', 'offset', 'timestamp', 'key', 'value', 'headers']
)

const BYTES_RULE: OptionRule = ['text, null, or an object with base64', isJsonBytes]
const RULES: Record<'key' | 'value' | 'headers' | 'partition' | 'timestamp', OptionRule> = {
  key: BYTES_RULE,
  value: BYTES_RULE,
  headers: ['an array of objects with key and value', value => Array.isArray(value) && value.every(isHeader)],
  partition: INTEGER,
  timestamp: ['milliseconds since 1970', value => Number.isSafeInteger(value) && Number(value) >= 0]
}

/** The records of a request. Throws `KAFKA_CONFIGURATION`, which names all problems. */
export function recordsFrom(records: readonly unknown[]): TestRecord[] {
  const problems = records.flatMap((record, index) =>
    isRecord(record) ? optionProblems(record, RULES, `records[${index}]`) : [mismatch(`records[${index}]`, 'an object', record)]
  )
  if (problems.length > 0) throw configurationError('produce', problems)
  return (records as readonly JsonRecord[]).map(({ key = null, value = null, headers = [], partition, timestamp }) => ({
    key: bytesFrom(key),
    value: bytesFrom(value),
    headers: headers.map(header => [header.key, bytesFrom(header.value)] as const),
    partition,
    timestamp: timestamp === undefined ? undefined : BigInt(timestamp)
  }))
}

/** A record that was read, as JSON. */
export function jsonRecord({ partition, offset, timestamp, key, value, headers }: StoredRecord): Record<string, unknown> {
  return {
    ...{ partition, offset, timestamp, key: jsonBytes(key), value: jsonBytes(value) },
    headers: headers.map(([name, bytes]) => ({ key: name, value: jsonBytes(bytes) }))
  }
}

type JsonBytes = string | null | { readonly base64: string }

interface JsonRecord {
  readonly key?: JsonBytes
  readonly value?: JsonBytes
  readonly headers?: readonly { readonly key: string; readonly value: JsonBytes }[]
  readonly partition?: number
  readonly timestamp?: number
}

const ALPHABET = /^[A-Za-z0-9+/]*={0,2}$/
const GROUP = 4 // characters

// One character alone after the last whole group is no byte. The padding may be left out.
const isBase64 = (text: string): boolean => ALPHABET.test(text) && text.replace(/=+$/, '').length % GROUP !== 1

function isJsonBytes(value: unknown): boolean {
  if (value === null || typeof value === 'string') return true
  return isRecord(value) && Object.keys(value).length === 1 && typeof value['base64'] === 'string' && isBase64(value['base64'])
}

function isHeader(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 2 && typeof value['key'] === 'string' && isJsonBytes(value['value'])
}

function bytesFrom(value: JsonBytes): string | Uint8Array | null {
  return value === null || typeof value === 'string' ? value : Buffer.from(value.base64, 'base64')
}

function jsonBytes(bytes: Uint8Array | null): JsonBytes {
  if (bytes === null) return null
  const buffer = Buffer.from(bytes)
  return isUtf8(buffer) ? buffer.toString() : { base64: buffer.toString('base64') }
}
