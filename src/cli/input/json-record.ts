import { isRecord } from '../../options.ts'
import { quoted } from '../../quote.ts'

/** A record that a line of JSON describes. */
export interface JsonRecord {
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly (readonly [name: string, value: string | null])[]
  readonly partition: number | undefined
  /** Milliseconds since 1970. */
  readonly timestamp: bigint | undefined
}

const FIELDS = ['key', 'value', 'headers', 'partition', 'timestamp']

/**
 * Reads a record from a line `{ "key", "value", "headers", "partition", "timestamp" }`. A value
 * that is not text becomes JSON, so that the line { "value": { "id": 1 } } works. Throws an Error
 * that says what is wrong.
 */
export function jsonRecordOf(line: string): JsonRecord {
  const parsed: unknown = JSON.parse(line)
  if (!isRecord(parsed) || !Object.hasOwn(parsed, 'value')) throw new Error('a line must be a JSON object with a field "value"')
  const unknown = Object.keys(parsed).filter(name => !FIELDS.includes(name))
  if (unknown.length > 0)
    throw new Error(`there is no field ${unknown.map(name => quoted(name)).join(', ')}: there are ${FIELDS.join(', ')}`)
  const { key = null, value, headers = {}, partition, timestamp } = parsed
  if (!isRecord(headers)) throw new Error('"headers" must be an object of texts')
  if (partition !== undefined && !Number.isInteger(partition)) throw new Error('"partition" must be an integer')
  if (timestamp !== undefined && !Number.isSafeInteger(timestamp)) throw new Error('"timestamp" must be milliseconds since 1970')
  return {
    key: textOf(key),
    value: textOf(value),
    headers: Object.entries(headers).map(([name, text]) => [name, textOf(text)] as const),
    partition: partition as number | undefined,
    timestamp: timestamp === undefined ? undefined : BigInt(timestamp as number)
  }
}

const textOf = (value: unknown): string | null => (value === null || typeof value === 'string' ? value : JSON.stringify(value))
