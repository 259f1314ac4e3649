import { isKafkaError } from '../../errors.ts'
import type { Pool } from '../../pool/pool.ts'
import type { Call } from '../call.ts'
import { type ClusterObserver, callObserver } from '../observer.ts'
import type { Outages } from './outages.ts'
import type { Again } from './policy.ts'

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
   * Waits as the policy has decided after the `attempt`th attempt and its error. The pause ends
   * early when an outage ends that is its reason. Rejects with the signal's reason, and when the
   * cluster is closed.
   */
  async waitBeforeRetry<Req, Res>(call: Call<Req, Res>, attempt: number, again: Exclude<Again, 'no'>, error: unknown): Promise<void> {
    const { api, options } = call
    const delayMs = again === 'now' ? 0 : again
    this.#pool.countRetry()
    if (isKafkaError(error)) callObserver(() => this.#observe.retry?.({ api: api.name, attempt, delayMs: Math.round(delayMs), error }))
    if (delayMs > 0) await this.#outages.pause(delayMs, options.signal, error)
  }
}
