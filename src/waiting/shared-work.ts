import { clearTimeout, LONGEST_DELAY_MS, setTimeout } from '../clock.ts'
import { inMs, isKafkaError, KafkaError } from '../errors.ts'
import { listed } from '../quote.ts'
import { messageOf } from '../type-checks.ts'
import { AbortListeners } from './abort-listeners.ts'

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

/** What is known of work that takes too long. */
export interface WaitKnowledge {
  /** Why its last attempt failed. */
  readonly cause?: () => unknown
  /** Whose answer it waits for, as messages name them. */
  readonly asked?: () => readonly string[]
}

/**
 * One caller's wait for work that it shares with others: its own signal and limit end the wait and not the work, and an error is an object of its own.
 * `what` is waited for, as in "metadata". When the time is over, `known` says whom the work waits for, and why it takes so long.
 */
export function waitForShared<T>(
  work: Promise<T>,
  what: string,
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: WaitOptions,
  known: WaitKnowledge = {}
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      work.catch(() => undefined) // which others may hear of
      reject(signal.reason)
      return
    }
    const giveUp = (reason: unknown): void => end(() => reject(reason))
    if (signal !== undefined) aborts.watch(signal, giveUp)
    const timer =
      timeoutMs === Number.POSITIVE_INFINITY
        ? undefined
        : setTimeout(() => end(() => reject(tooLate(what, timeoutMs, known))), Math.min(timeoutMs, LONGEST_DELAY_MS))
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

// What is left of a caller's time is seldom a round number.
function tooLate(what: string, leftMs: number, known: WaitKnowledge): KafkaError {
  const timeoutMs = Math.ceil(leftMs)
  const cause = known.cause?.()
  const asked = known.asked?.()
  const why = cause === undefined ? '' : `; the last attempt failed: ${messageOf(cause)}`
  const whom = asked === undefined ? '' : asked.length === 0 ? ', and nobody was being asked' : ` from ${listed(asked)}`
  const text = `${what}: no answer within ${inMs(timeoutMs)}${whom}, after which there was no time left for the call${why}`
  return new KafkaError('KAFKA_TIMEOUT', text, { phase: 'queue', timeoutMs, delivery: 'not-sent', cause })
}

/** The same error as an object of its own, so that whoever adds to it or throws it on disturbs nobody else. */
export function copyError(error: unknown): unknown {
  return isKafkaError(error) ? new KafkaError(error.code, error.message, { ...error, cause: error.cause ?? error }) : error
}
