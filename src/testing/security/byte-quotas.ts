import type { TestingClock } from '../testing-clock.ts'
import type { ClientLimit, ClientQuotas } from './client-quotas.ts'
import { FULL_WINDOW_SECONDS, WindowedRate } from './windowed-rate.ts'

/** The quotas that the brokers enforce. */
export type EnforcedQuota = 'producer_byte_rate' | 'consumer_byte_rate'

/** Who sent a request, and to which broker: each broker measures for itself. */
export interface QuotaUser {
  readonly nodeId: number
  /** Such as `User:alice`. */
  readonly principal: string
  readonly clientId: string
}

/** Measures the bytes of clients, and says how long those above their quota must be quiet. */
export class ByteQuotas {
  readonly #quotas: ClientQuotas
  readonly #clock: TestingClock
  readonly #rates = new Map<string, WindowedRate>()

  constructor(quotas: ClientQuotas, clock: TestingClock) {
    this.#quotas = quotas
    this.#clock = clock
  }

  /** Counts bytes that a client produced. Returns the throttle time in milliseconds. */
  produced(user: QuotaUser, bytes: () => number): number {
    const limit = this.#limitOf('producer_byte_rate', user)
    if (limit === undefined) return 0
    const nowMs = this.#clock.nowMs
    const rate = this.#rateOf('producer_byte_rate', user, limit)
    rate.record(bytes(), nowMs)
    return rate.excessMs(limit.limit, nowMs)
  }

  /**
   * Counts bytes that a client is to get. Returns the throttle time in milliseconds. If it is not
   * 0, the bytes do not count, because the client gets none.
   */
  fetched(user: QuotaUser, bytes: number): number {
    const limit = this.#limitOf('consumer_byte_rate', user)
    if (limit === undefined) return 0
    const nowMs = this.#clock.nowMs
    const rate = this.#rateOf('consumer_byte_rate', user, limit)
    rate.record(bytes, nowMs)
    const throttleTimeMs = rate.excessMs(limit.limit, nowMs)
    if (throttleTimeMs > 0) rate.record(-bytes, nowMs)
    return throttleTimeMs
  }

  /** The most bytes that a client can get at once: with more, it would always be throttled. */
  fetchableBytes(user: QuotaUser): number {
    const limit = this.#limitOf('consumer_byte_rate', user)
    return limit === undefined ? Number.POSITIVE_INFINITY : Math.floor(limit.limit * FULL_WINDOW_SECONDS)
  }

  /** Forgets what clients have sent and got. */
  clear(): void {
    this.#rates.clear()
  }

  #limitOf(quota: EnforcedQuota, { principal, clientId }: QuotaUser): ClientLimit | undefined {
    return this.#quotas.limitOf(quota, principal.slice(principal.indexOf(':') + 1), clientId)
  }

  #rateOf(quota: EnforcedQuota, { nodeId }: QuotaUser, { sharedBy }: ClientLimit): WindowedRate {
    const key = JSON.stringify([quota, nodeId, sharedBy])
    const rate = this.#rates.get(key) ?? new WindowedRate()
    this.#rates.set(key, rate)
    return rate
  }
}
