// Checks of the kind of a value without `instanceof`. Test runners and `node:vm` give a program its
// own globals, so an error of Node or a Buffer is no instance of the `Error` and the `Uint8Array`
// that this code sees. A realm is such a set of globals.

/** Whether a value is an Error of any realm. A DOMException is one. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null || !('stack' in value)) return false
  const { name, message } = value as Partial<Error>
  return typeof name === 'string' && typeof message === 'string'
}

/**
 * The errors inside an AggregateError of any realm. Of another value, a list with just that value.
 */
export function errorsIn(thrown: unknown): readonly unknown[] {
  return isError(thrown) && 'errors' in thrown && Array.isArray(thrown.errors) ? thrown.errors : [thrown]
}

/** The message of a caught value, which may be no Error. */
export const messageOf = (thrown: unknown): string => (isError(thrown) ? thrown.message : String(thrown))

/** Whether a value is a Uint8Array of any realm. A Buffer is one. */
export const isBytes = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array || (ArrayBuffer.isView(value) && tagOf(value) === 'Uint8Array')

/** Whether a value is a Map of any realm. */
export const isMap = (value: unknown): value is Map<unknown, unknown> =>
  value instanceof Map || (typeof value === 'object' && value !== null && 'get' in value && tagOf(value) === 'Map')

/** Whether a value is a Date of any realm. */
export const isDate = (value: unknown): value is Date => tagOf(value) === 'Date'

/** Whether a value is a URL of any realm. */
export const isUrl = (value: unknown): value is URL => tagOf(value) === 'URL'

/** Whether a value has all that this driver uses of an AbortSignal. */
export function isAbortSignal(value: unknown): value is AbortSignal {
  if (typeof value !== 'object' || value === null) return false
  const { aborted, throwIfAborted, addEventListener } = value as Partial<AbortSignal>
  return typeof aborted === 'boolean' && typeof throwIfAborted === 'function' && typeof addEventListener === 'function'
}

/**
 * Whether a stream is a socket of Node, plaintext or TLS. When it calls back after a write, the
 * bytes are with the kernel or encrypted. Other streams may still refer to them, as the pair of
 * `stream.duplexPair()` does until the other side has read them.
 */
export function isNodeSocket(stream: object): boolean {
  return 'setNoDelay' in stream && 'remoteAddress' in stream && 'bytesWritten' in stream
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)

/**
 * Describes a value without showing what may be a secret: numbers and booleans in full, of all
 * other values only the type.
 */
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
