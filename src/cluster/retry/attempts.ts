import { isKafkaError, KafkaError } from '../../errors.ts'
import { isError, messageOf } from '../../type-checks.ts'

/** The attempts to send one part of a request so far, and how the last one ended. Immutable. */
export interface AttemptState {
  /** How many attempts were begun. The attempt that is under way counts: 1 during the first. */
  readonly attempt: number
  /** How many attempts in a row failed at the broker of the last one. The pause grows with it. */
  readonly failures: number
  /**
   * The node id that the last attempt was for; -1 if none was found, undefined before the first
   * ends.
   */
  readonly nodeId: number | undefined
  /** The error that ended the last attempt. A refusal by a broker is `KAFKA_BROKER`. */
  readonly error: unknown
  /**
   * Why an earlier attempt may have been processed by a broker; undefined if none can have been.
   */
  readonly openReason: string | undefined
}

/** The state during the first attempt. */
export const FIRST_ATTEMPT: AttemptState = { attempt: 1, failures: 0, nodeId: undefined, error: undefined, openReason: undefined }

/** How an attempt ended, if another attempt follows it. */
export interface AttemptEnd {
  /** The node id that the attempt was for; -1 if none was found. */
  readonly nodeId: number
  /** The error that ended the attempt. A refusal by a broker is `KAFKA_BROKER` with the code. */
  readonly error: unknown
  /**
   * Why the broker may have carried out the request although its answer has an error code;
   * undefined if the broker did nothing.
   */
  readonly openReason?: string | undefined
}

/**
 * How many attempts in a row have failed at this broker, counting one that has just failed there.
 * The count starts again with each other broker.
 */
export const failuresAt = (attempts: AttemptState, nodeId: number): number => (attempts.nodeId === nodeId ? attempts.failures + 1 : 1)

/** The state during the next attempt. */
export function nextAttempt(attempts: AttemptState, { nodeId, error, openReason }: AttemptEnd): AttemptState {
  const isOpen = isKafkaError(error) && error.delivery === 'maybe-sent'
  return {
    attempt: attempts.attempt + 1,
    failures: failuresAt(attempts, nodeId),
    nodeId,
    error,
    openReason: attempts.openReason ?? openReason ?? (isOpen ? error.message : undefined)
  }
}

/**
 * The error that callers get after the last attempt. It speaks for all attempts:
 *
 * - A `not-sent` becomes `maybe-sent`, with a sentence in the text, if an earlier attempt may have
 *   been processed.
 * - A timeout without a cause gets the error of the attempt before it as its cause.
 *
 * The error of the attempt itself is not changed: a new one is made where it says too little.
 */
export function finalError(error: unknown, attempts: AttemptState): unknown {
  if (!isKafkaError(error)) return error
  const isBare = error.code === 'KAFKA_TIMEOUT' && error.cause === undefined && isError(attempts.error)
  const isUnderstated = attempts.openReason !== undefined && error.delivery === 'not-sent'
  if (!isBare && !isUnderstated) return error
  const because = isBare ? `. Before that: ${messageOf(attempts.error)}` : ''
  const earlier = isUnderstated ? `. An earlier attempt may have been processed: ${attempts.openReason}` : ''
  const message = isUnderstated ? error.message.replace(' was not sent', ' was not sent again') : error.message
  const details = { delivery: isUnderstated ? 'maybe-sent' : error.delivery, cause: isBare ? attempts.error : error.cause } as const
  return new KafkaError(error.code, `${message}${because}${earlier}`, { ...error, ...details })
}

/**
 * The error of a request that was not sent because getting metadata, a coordinator or a connection
 * for it failed. A request for one of these may have been sent; the request itself was not.
 */
export function unsent(error: unknown): unknown {
  if (!isKafkaError(error) || error.delivery === 'not-sent') return error
  const text = `The request was not sent: it needs metadata, a coordinator or a connection, and getting it failed. ${error.message}`
  return new KafkaError(error.code, text, { ...error, delivery: 'not-sent', cause: error })
}
