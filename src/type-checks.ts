// What kind of value something is, without `instanceof`: test runners and `node:vm` give a program globals of its own, so that an error of Node
// or a Buffer is no instance of the Error and the Uint8Array that this code sees.

/** An Error of any realm, a DOMException included. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null || !('stack' in value)) return false
  const { name, message } = value as Partial<Error>
  return typeof name === 'string' && typeof message === 'string'
}

/** The errors that an AggregateError of any realm holds; of anything else, the value itself. */
export function errorsIn(thrown: unknown): readonly unknown[] {
  return isError(thrown) && 'errors' in thrown && Array.isArray(thrown.errors) ? thrown.errors : [thrown]
}

/** What a caught value says of itself. */
export const messageOf = (thrown: unknown): string => (isError(thrown) ? thrown.message : String(thrown))

/** A Uint8Array of any realm; a Buffer is one. */
export const isBytes = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array || (ArrayBuffer.isView(value) && tagOf(value) === 'Uint8Array')

/** A Map of any realm. */
export const isMap = (value: unknown): value is Map<unknown, unknown> =>
  value instanceof Map || (typeof value === 'object' && value !== null && 'get' in value && tagOf(value) === 'Map')

/** A Date of any realm. */
export const isDate = (value: unknown): value is Date => tagOf(value) === 'Date'

/** A URL of any realm. */
export const isUrl = (value: unknown): value is URL => tagOf(value) === 'URL'

/** An AbortSignal of any realm, as far as it is used. */
export function isAbortSignal(value: unknown): value is AbortSignal {
  if (typeof value !== 'object' || value === null) return false
  const { aborted, throwIfAborted, addEventListener } = value as Partial<AbortSignal>
  return typeof aborted === 'boolean' && typeof throwIfAborted === 'function' && typeof addEventListener === 'function'
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)

/** Says what a value is without showing what may be a secret: numbers and booleans in full, of all else the type. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
  if (typeof value === 'bigint') return `${value}n`
  return describeType(value)
}

/** Says of what type a value is, and nothing of the value itself, which may be a secret. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
