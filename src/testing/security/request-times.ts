import type { TestingClock } from '../testing-clock.ts'
import type { QuotaUser } from './byte-quotas.ts'
import type { ClientQuotas } from './client-quotas.ts'
import { WindowedRate } from './windowed-rate.ts'

const PERCENT_PER_MS = 0.1 // one millisecond is 0.1 % of a second
const MAX_THROTTLE_MS = 1_000 // Kafka's default of quota.window.size.seconds

/** Measures how long one request keeps its broker busy. */
export interface RequestTimer {
  /** Ends the measurement: from now on the request waits. */
  stop(): void
  /** How long the client must be quiet, in milliseconds. The time counts once. */
  readonly throttleTimeMs: number
}

const UNLIMITED: RequestTimer = { stop: () => {}, throttleTimeMs: 0 }

/**
 * The quotas `request_percentage`: the share of the time of one thread that the requests of a
 * client may take (KIP-124).
 */
export class RequestTimes {
  readonly #quotas: ClientQuotas
  readonly #clock: TestingClock
  readonly #rates = new Map<string, WindowedRate>()

  constructor(quotas: ClientQuotas, clock: TestingClock) {
    this.#quotas = quotas
    this.#clock = clock
  }

  /** Forgets what was measured. */
  clear(): void {
    this.#rates.clear()
  }

  /** Begins to measure a request of a client. */
  start({ nodeId, principal, clientId }: QuotaUser): RequestTimer {
    const found = this.#quotas.limitOf('request_percentage', principal.slice(principal.indexOf(':') + 1), clientId)
    if (found === undefined) return UNLIMITED
    const clock = this.#clock
    const startedMs = clock.nowMs
    const key = JSON.stringify([nodeId, found.sharedBy])
    const rate = this.#rates.get(key) ?? new WindowedRate()
    this.#rates.set(key, rate)
    let busyMs: number | undefined
    let throttleTimeMs: number | undefined
    const stop = (): void => {
      busyMs ??= clock.nowMs - startedMs
    }
    return {
      stop,
      get throttleTimeMs() {
        if (throttleTimeMs !== undefined) return throttleTimeMs
        stop()
        rate.record((busyMs ?? 0) * PERCENT_PER_MS, clock.nowMs)
        throttleTimeMs = Math.min(rate.excessMs(found.limit, clock.nowMs), MAX_THROTTLE_MS)
        return throttleTimeMs
      }
    }
  }
}
