import { type CloseReason, isKafkaError, type KafkaError } from '../../errors.ts'

/** What may be done about a request that failed: nothing, the same again at once, or after a pause. */
export type Remedy = 'none' | 'at-once' | 'pause'

const PLANNED: readonly CloseReason[] = ['abandoned', 'idle', 'shutdown', 'superseded', 'evicted', 'authentication']

/**
 * Whether a request that failed may be made again. One that may have been processed only if doing it twice does no harm; one for which there
 * was no room is its caller's, who is to send less.
 */
export function remedyFor(error: unknown, isSafeToRepeat: () => boolean): Remedy {
  if (!isKafkaError(error) || !error.retriable || isKafkaError(error, 'KAFKA_QUEUE_FULL')) return 'none'
  if (error.delivery === 'maybe-sent' && !isSafeToRepeat()) return 'none'
  // Its connection ended as it was meant to, before a byte of the request was out: another is dialled, and nobody is to hear of it.
  if (isPlannedEnd(error) && error.delivery === 'not-sent') return 'at-once'
  return 'pause'
}

/** Whether an error says that a broker cannot be reached, or not any more, so that what is known of the cluster may be out of date. */
export function isTransportFailure(error: unknown): boolean {
  if (isKafkaError(error, 'KAFKA_CONNECT', 'KAFKA_CIRCUIT_OPEN')) return true
  // A caller may be in a hurry. Where it is the connection that has waited too long it ends, and that is told by the pool.
  if (isKafkaError(error, 'KAFKA_TIMEOUT')) return error.phase === 'dial'
  return isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && !isPlannedEnd(error)
}

/** Whether connections that end for this reason have ended as they were meant to. */
export const isPlanned = (reason: CloseReason): boolean => PLANNED.includes(reason)

const isPlannedEnd = (error: KafkaError): boolean => error.code === 'KAFKA_CONNECTION_CLOSED' && isPlanned(error.reason)
