import { type Delivery, isKafkaError, KafkaError } from '../../errors.ts'
import type { Pool } from '../../pool/pool.ts'
import { errorFor } from '../../protocol/error-code-table.ts'
import type { Call } from '../call.ts'
import { UNKNOWN_TOPIC_ATTEMPTS } from '../metadata/find-leader.ts'
import { type ClusterObserver, tell } from '../observer.ts'
import type { Past } from './attempts.ts'
import type { Outages } from './outages.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3
const UNKNOWN_TOPIC_ID = 100

/** Whether a request is made again, and the pause before that. */
export class Retries {
  readonly #pool: Pool
  readonly #outages: Outages
  readonly #observe: ClusterObserver

  constructor(pool: Pool, outages: Outages, observe: ClusterObserver) {
    this.#pool = pool
    this.#outages = outages
    this.#observe = observe
  }

  /**
   * After an error: false if it is final, else true once the pause is over. `isAtOnce`: there is no pause, because the route has changed since, or because
   * the request waits behind another that makes the pause. Rejects with the signal's reason, and when the cluster is closed.
   */
  async afterError<Req, Res>(
    call: Call<Req, Res>,
    request: Req,
    { attempt, failures }: Past,
    error: unknown,
    isAtOnce: boolean
  ): Promise<boolean> {
    const delayMs = call.delayAfter(attempt, error, request, failures)
    if (delayMs === undefined) return false
    await this.#pause(call, attempt, isAtOnce ? 0 : delayMs, error)
    return true
  }

  /** After an answer with these codes: as {@link afterError}. */
  async afterCodes<Req, Res>(
    call: Call<Req, Res>,
    request: Req,
    { attempt, failures }: Past,
    codes: readonly number[],
    isAtOnce = false
  ): Promise<boolean> {
    // A topic that was just created is not known everywhere at once; one that was never created need not be looked for all the time there is.
    if (attempt >= UNKNOWN_TOPIC_ATTEMPTS && codes.every(isUnknownTopic)) return false
    const error = answeredError(call.api.name, codes[0] ?? UNKNOWN_SERVER_ERROR, 'answered')
    const delayMs = call.delayAfter(attempt, error, request, failures)
    if (delayMs === undefined) return false
    await this.#pause(call, attempt, isAtOnce ? 0 : delayMs, error)
    return true
  }

  async #pause<Req, Res>({ api, options }: Call<Req, Res>, attempt: number, delayMs: number, error: unknown): Promise<void> {
    this.#pool.countRetry()
    if (isKafkaError(error)) tell(() => this.#observe.retry?.({ api: api.name, attempt, delayMs: Math.round(delayMs), error }))
    if (delayMs > 0) await this.#outages.pause(delayMs, options.signal, error)
  }
}

const UNKNOWN_SERVER_ERROR = -1

const isUnknownTopic = (code: number): boolean => code === UNKNOWN_TOPIC_OR_PARTITION || code === UNKNOWN_TOPIC_ID

/** What a code in an answer, or one that brokers would give, comes to as an error. */
export function answeredError(api: string, errorCode: number, delivery: Delivery): KafkaError {
  const { meaning, name: errorName } = errorFor(errorCode)
  const details = { errorCode, errorName, path: '', api, delivery, retriable: true } as const
  return new KafkaError('KAFKA_BROKER', `The answer to ${api} has error ${errorCode} ${errorName}. ${meaning}`, details)
}
