import { isRecord } from '../../options.ts'

/**
 * A value as JSON. JSON has no int64: a bigint is written as an object with the number as text.
 * `JSON.stringify` and `JSON.parse` with a function for each value would take ten times as long.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(plain(value))
}

/** The value that {@link toJson} has written. Throws a `SyntaxError` for other text. */
export function fromJson(text: string): unknown {
  return revived(JSON.parse(text))
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return { int64: String(value) }
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecord(value)) return value
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) copy[name] = plain(value[name])
  return copy
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) if (typeof each === 'object') value[index] = revived(each)
    return value
  }
  if (!isRecord(value)) return value
  if (typeof value['int64'] === 'string') return BigInt(value['int64'])
  for (const name of Object.keys(value)) if (typeof value[name] === 'object') value[name] = revived(value[name])
  return value
}
