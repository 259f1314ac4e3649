import { isKafkaError, KafkaError } from '../../errors.ts'
import { describeValue } from '../../type-checks.ts'

/**
 * A `KAFKA_PROTOCOL` error for bytes that break the protocol. `offset` counts from the first byte
 * of the message.
 */
export function malformed(problem: string, offset: number): KafkaError {
  return new KafkaError('KAFKA_PROTOCOL', `${problem} at byte ${offset}`, { offset })
}

/**
 * A `KAFKA_ENCODE` error for a field that cannot be written. Each enclosing struct adds its own
 * name to the path with {@link within}.
 */
export function unwritable(path: string, problem: string, versions?: string): KafkaError {
  return new KafkaError('KAFKA_ENCODE', `${path} ${problem}`, { path, versions, delivery: 'not-sent' })
}

/**
 * Adds `field`, or its element `index`, to the front of the path of a `KAFKA_ENCODE` error. Returns
 * any other error as it is.
 */
export function within(error: unknown, field: string, index?: number): unknown {
  if (!isKafkaError(error, 'KAFKA_ENCODE')) return error
  const { path, versions, message } = error
  const outer = index === undefined ? field : `${field}[${index}]`
  const inner = path === '' ? outer : `${outer}.${path}`
  return unwritable(inner, message.slice(path.length + 1), versions)
}

/**
 * A `KAFKA_ENCODE` error for a value that has not the type of its field, or is out of its range.
 */
export function mistyped(field: string, expected: string, value: unknown): KafkaError {
  return unwritable(field, value === undefined ? `is required: expected ${expected}` : `is ${describeValue(value)}; expected ${expected}`)
}
