import { isKafkaError, KafkaError } from '../../errors.ts'
import { describeValue } from '../../type-checks.ts'

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
  return unwritable(field, value === undefined ? `is required: expected ${expected}` : `is ${describeValue(value)}; expected ${expected}`)
}
