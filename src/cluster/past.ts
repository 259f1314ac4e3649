import { isKafkaError, KafkaError } from '../errors.ts'
import { isError } from '../type-checks.ts'

/** What has come of a part of a request so far. */
export interface Past {
  /** How many attempts there are with the one that is on its way. */
  readonly attempt: number
  /** The broker that the last one went to. */
  readonly nodeId: number | undefined
  /** Why it was in vain. */
  readonly error: unknown
  /** Whether any of them may have been processed. */
  readonly mayBeSent: boolean
}

/** Nothing. */
export const NO_PAST: Past = { attempt: 1, nodeId: undefined, error: undefined, mayBeSent: false }

/** The same after another attempt, which ended with this error, or with an answer that says as much. */
export function nextPast({ attempt, mayBeSent }: Past, nodeId: number, error: unknown): Past {
  return { attempt: attempt + 1, nodeId, error, mayBeSent: mayBeSent || (isKafkaError(error) && error.delivery === 'maybe-sent') }
}

/** The error that callers get: what it says of delivery holds for all attempts, and a wait that ran out says what it was that took so long. */
export function finalError(error: unknown, past: Past): unknown {
  if (!isKafkaError(error)) return error
  const isBare = error.code === 'KAFKA_TIMEOUT' && error.cause === undefined && isError(past.error)
  const isUnderstated = past.mayBeSent && error.delivery === 'not-sent'
  if (!isBare && !isUnderstated) return error
  const message = isBare ? `${error.message}. Before that: ${(past.error as Error).message}` : error.message
  const details = { delivery: isUnderstated ? 'maybe-sent' : error.delivery, cause: isBare ? past.error : error.cause } as const
  return new KafkaError(error.code, message, { ...error, ...details })
}

/** Of the request itself nothing is out, whatever became of a look-up that came before it. */
export function unsent(error: unknown): unknown {
  return isKafkaError(error) && error.delivery !== 'not-sent' ? Object.assign(error, { delivery: 'not-sent' }) : error
}
