import { type CloseReason, isKafkaError } from '../../errors.ts'

const PLANNED: readonly CloseReason[] = ['abandoned', 'idle', 'shutdown', 'superseded', 'evicted', 'authentication']

/**
 * Whether a connection that ends for this reason was closed on purpose, by the driver or by a
 * drain.
 */
export const isPlanned = (reason: CloseReason): boolean => PLANNED.includes(reason)

/** Whether an error is the end of a connection that was closed on purpose. */
export const isPlannedEnd = (error: unknown): boolean => isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && isPlanned(error.reason)

/**
 * Whether an error says that a broker cannot be reached, or not any more. What is known of the
 * cluster may then be out of date.
 */
export function isTransportFailure(error: unknown): boolean {
  if (isKafkaError(error, 'KAFKA_CONNECT', 'KAFKA_CIRCUIT_OPEN')) return true
  // Any other timeout may be a short limit of the caller. Where the connection itself is overdue,
  // it is closed, and the pool reports that.
  if (isKafkaError(error, 'KAFKA_TIMEOUT')) return error.phase === 'dial'
  return isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && !isPlannedEnd(error)
}
