import { clearTimeout, setTimeout } from '../clock.ts'
import { inMs, isKafkaError, KafkaError } from '../errors.ts'
import { listed } from '../quote.ts'
import { messageOf } from '../type-checks.ts'
import { AbortListeners } from './abort-listeners.ts'
import { timerDelay } from './timer-delay.ts'

/**
 * How long one caller waits for work that it may share with other callers, such as a dial or a
 * refresh of the metadata. The work itself goes on when a caller gives up.
 */
export interface WaitOptions {
  /** Ends the wait of this caller: its promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /**
   * The most time that this caller waits, in milliseconds; then `KAFKA_TIMEOUT`.
   * Default: no limit of its own; the wait ends when the work ends.
   */
  readonly timeoutMs?: number | undefined
}

/** What can be said about work that takes too long. */
export interface WaitKnowledge {
  /** Why the last attempt of the work failed. */
  readonly cause?: () => unknown
  /** The brokers whose answer the work waits for, as messages name them. */
  readonly asked?: () => readonly string[]
}

/**
 * Lets one caller wait for work that it shares with others. Its signal and its limit end the wait
 * and not the work. If the work fails, each caller gets an error object of its own. `what` names
 * the work in messages, such as "metadata"; `known` says what the message of a timeout adds.
 */
export function waitForShared<T>(
  work: Promise<T>,
  what: string,
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: WaitOptions,
  known: WaitKnowledge = {}
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      work.catch(() => undefined) // other callers hear of a failure
      reject(signal.reason)
      return
    }
    const giveUp = (reason: unknown): void => end(() => reject(reason))
    if (signal !== undefined) aborts.watch(signal, giveUp)
    const timer =
      timeoutMs === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(() => end(() => reject(tooLate(what, timeoutMs, known))), timerDelay(timeoutMs))
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      if (signal !== undefined) aborts.unwatch(signal, giveUp)
      settle()
    }
    work.then(
      value => end(() => resolve(value)),
      error => end(() => reject(copyError(error)))
    )
  })
}

const aborts = new AbortListeners<(reason: unknown) => void>((giveUp, reason) => giveUp(reason))

function tooLate(what: string, leftMs: number, known: WaitKnowledge): KafkaError {
  const timeoutMs = Math.ceil(leftMs)
  const cause = known.cause?.()
  const asked = known.asked?.()
  const why = cause === undefined ? '' : `; the last attempt failed: ${messageOf(cause)}`
  const whom = asked === undefined ? '' : asked.length === 0 ? ', and no broker was being asked' : ` from ${listed(asked)}`
  const text = `${what}: no answer within ${inMs(timeoutMs)}${whom}: the time of the call is over${why}`
  return new KafkaError('KAFKA_TIMEOUT', text, { phase: 'queue', timeoutMs, delivery: 'not-sent', cause })
}

/**
 * Copies an error of this library, so that several callers do not share one object. Returns other
 * errors as they are.
 */
export function copyError(error: unknown): unknown {
  return isKafkaError(error) ? new KafkaError(error.code, error.message, { ...error, cause: error.cause ?? error }) : error
}
