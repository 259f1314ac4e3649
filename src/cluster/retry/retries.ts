import { isKafkaError } from '../../errors.ts'
import type { Pool } from '../../pool/pool.ts'
import type { Call } from '../call.ts'
import { type ClusterObserver, callObserver } from '../observer.ts'
import type { Outages } from './outages.ts'
import type { RetryDecision } from './policy.ts'

/** The retries of a cluster: counts them, reports them to the observer, and pauses before each. */
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
   * Waits before the next attempt, as long as the policy has decided. `attempt` is the number of
   * the attempt that ended with `error`. If an outage is the reason for the pause, the pause ends
   * when the outage ends. Rejects with the signal's reason, and when the cluster is closed.
   */
  async waitBeforeRetry<Req, Res>(
    call: Call<Req, Res>,
    attempt: number,
    decision: Exclude<RetryDecision, 'no'>,
    error: unknown
  ): Promise<void> {
    const { api, options } = call
    const delayMs = decision === 'now' ? 0 : decision
    this.#pool.countRetry()
    if (isKafkaError(error)) callObserver(() => this.#observe.retry?.({ api: api.name, attempt, delayMs: Math.round(delayMs), error }))
    if (delayMs > 0) await this.#outages.pause(delayMs, options.signal, error)
  }
}
