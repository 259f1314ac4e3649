import { isKafkaError, KafkaError } from '../../errors.ts'

/** Bytes that are not what the protocol says; `offset` is where, counted from the first byte of what is read. */
export function malformed(problem: string, offset: number): KafkaError {
  return new KafkaError('KAFKA_PROTOCOL', `${problem} at byte ${offset}`, { offset })
}

/** A field that cannot be written. Each enclosing struct puts its own name before the path, by {@link within}. */
export function unwritable(path: string, problem: string, versions?: string): KafkaError {
  return new KafkaError('KAFKA_ENCODE', `${path} ${problem}`, { path, versions, delivery: 'not-sent' })
}

/** The same error seen from outside: `field`, or element `index` of it, is where its path begins. */
export function within(error: unknown, field: string, index?: number): unknown {
  if (!isKafkaError(error, 'KAFKA_ENCODE')) return error
  const { path, versions, message } = error
  const outer = index === undefined ? field : `${field}[${index}]`
  const inner = path === '' ? outer : `${outer}.${path}`
  return unwritable(inner, message.slice(path.length + 1), versions)
}

/** A value of another type than its field's, or out of its range. */
export function mistyped(field: string, expected: string, value: unknown): KafkaError {
  return unwritable(field, value === undefined ? `is required: expected ${expected}` : `is ${describe(value)}; expected ${expected}`)
}

/** Says what a value is without showing what may be a secret: numbers and booleans in full, of all else the type. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
