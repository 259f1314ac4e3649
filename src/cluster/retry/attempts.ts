import { isKafkaError, KafkaError } from '../../errors.ts'
import { isError, messageOf } from '../../type-checks.ts'

/** What has come of a part of a request so far. */
export interface Past {
  /** How many attempts there are with the one that is on its way. */
  readonly attempt: number
  /** How many attempts in a row have failed at the broker that the last one went to: what the pause grows with. */
  readonly failures: number
  /** The broker that the last attempt went to. */
  readonly nodeId: number | undefined
  /** Why the last attempt failed. */
  readonly error: unknown
  /** Why an earlier attempt may have been processed all the same; undefined where none was. */
  readonly doubt: string | undefined
}

/** The past of a first attempt. */
export const NO_PAST: Past = { attempt: 1, failures: 0, nodeId: undefined, error: undefined, doubt: undefined }

/** What an attempt ended with. */
export interface AttemptEnd {
  readonly nodeId: number
  readonly error?: unknown
  /** Why the request may have been processed in spite of an answer that asks for another attempt. */
  readonly doubt?: string | undefined
}

/** How many attempts in a row have failed at a broker, with one that has just failed there. Another broker is another start. */
export const failuresAt = (past: Past, nodeId: number): number => (past.nodeId === nodeId ? past.failures + 1 : 1)

/** The past after one more attempt. */
export function nextPast(past: Past, { nodeId, error, doubt }: AttemptEnd): Past {
  const isInDoubt = isKafkaError(error) && error.delivery === 'maybe-sent'
  return {
    attempt: past.attempt + 1,
    failures: failuresAt(past, nodeId),
    nodeId,
    error,
    doubt: past.doubt ?? doubt ?? (isInDoubt ? error.message : undefined)
  }
}

/**
 * The error that callers get. What it says of delivery holds for all attempts, in its field and in its text, and a wait that ran out says what took so
 * long.
 */
export function finalError(error: unknown, past: Past): unknown {
  if (!isKafkaError(error)) return error
  const isBare = error.code === 'KAFKA_TIMEOUT' && error.cause === undefined && isError(past.error)
  const isUnderstated = past.doubt !== undefined && error.delivery === 'not-sent'
  if (!isBare && !isUnderstated) return error
  const because = isBare ? `. Before that: ${messageOf(past.error)}` : ''
  const earlier = isUnderstated ? `. An earlier attempt may have been processed: ${past.doubt}` : ''
  const message = isUnderstated ? error.message.replace(' was not sent', ' was not sent again') : error.message
  const details = { delivery: isUnderstated ? 'maybe-sent' : error.delivery, cause: isBare ? past.error : error.cause } as const
  return new KafkaError(error.code, `${message}${because}${earlier}`, { ...error, ...details })
}

/** Of the request itself nothing is out, whatever became of a look-up that came before it. */
export function unsent(error: unknown): unknown {
  if (!isKafkaError(error) || error.delivery === 'not-sent') return error
  const text = `The request was not sent, because what had to be looked up before it was not found. ${error.message}`
  return new KafkaError(error.code, text, { ...error, delivery: 'not-sent', cause: error })
}
