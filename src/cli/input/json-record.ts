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
// `consume --json` prints these too. They say where a record was, which is not where it goes.
const IGNORED = ['topic', 'offset']

/**
 * Reads a record from a line `{ "key", "value", "headers", "partition", "timestamp" }`. A value
 * that is not text becomes JSON, so that the line { "value": { "id": 1 } } works. Headers are an
 * object, a list of pairs as `consume --json` prints it, or null. Throws an Error that says what is
 * wrong.
 */
export function jsonRecordOf(line: string): JsonRecord {
  const parsed: unknown = JSON.parse(line)
  if (!isRecord(parsed) || !Object.hasOwn(parsed, 'value')) throw new Error('a line must be a JSON object with a field "value"')
  const unknown = Object.keys(parsed).filter(name => !FIELDS.includes(name) && !IGNORED.includes(name))
  if (unknown.length > 0)
    throw new Error(
      `there is no field ${unknown.map(name => quoted(name)).join(', ')}: there are ${FIELDS.join(', ')}, and ${IGNORED.join(' and ')}, which are left alone`
    )
  const { key = null, value, headers, partition, timestamp } = parsed
  if (partition !== undefined && !Number.isInteger(partition)) throw new Error('"partition" must be an integer')
  if (timestamp !== undefined && !Number.isSafeInteger(timestamp)) throw new Error('"timestamp" must be milliseconds since 1970')
  return {
    key: textOf(key),
    value: textOf(value),
    headers: headersOf(headers),
    partition: partition as number | undefined,
    timestamp: timestamp === undefined ? undefined : BigInt(timestamp as number)
  }
}

const textOf = (value: unknown): string | null => (value === null || typeof value === 'string' ? value : JSON.stringify(value))

function headersOf(headers: unknown): JsonRecord['headers'] {
  if (headers === undefined || headers === null) return []
  if (isRecord(headers)) return Object.entries(headers).map(([name, text]) => [name, textOf(text)] as const)
  if (!Array.isArray(headers) || !headers.every(isPair))
    throw new Error('"headers" must be an object of texts, a list of pairs such as [["name", "text"]], or null')
  return headers.map(([name, text]) => [name, textOf(text)] as const)
}

const isPair = (pair: unknown): pair is [string, unknown] => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string'
