import { now } from '../../clock.ts'
import { formatAddress } from '../../conn/address.ts'
import type { Connection } from '../../conn/connection.ts'
import { MAX_THROTTLE_MS } from '../../conn/connection-options.ts'
import { inMs, KafkaError } from '../../errors.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { Call } from '../call.ts'
import { type ClusterObserver, callObserver } from '../observer.ts'

/**
 * The pauses that brokers have asked for (KIP-219). A broker that throttles a connection does not
 * read from it until the pause is over, so that requests sent meanwhile would only wait in the
 * broker's buffers while their time runs.
 */
export class Throttles {
  readonly #pauses: PauseGroup
  readonly #observe: ClusterObserver
  readonly #maxMs: number
  readonly #untilMs = new WeakMap<Connection, number>()
  #latestMs = 0 // the latest end of all throttles; 0: there is none, and the clock need not be read

  /** @param maxMs the longest pause that a broker is granted */
  constructor(pauses: PauseGroup, observe: ClusterObserver, maxMs: number = MAX_THROTTLE_MS) {
    this.#pauses = pauses
    this.#observe = observe
    this.#maxMs = maxMs
  }

  /** How many milliseconds of a connection's throttle are left; 0 if it may be used. */
  remainingMs(connection: Connection): number {
    if (this.#latestMs === 0) return 0
    const nowMs = now()
    if (nowMs >= this.#latestMs) {
      this.#latestMs = 0
      return 0
    }
    return Math.max((this.#untilMs.get(connection) ?? 0) - nowMs, 0)
  }

  /**
   * Waits until a connection's throttle is over. Rejects with `KAFKA_TIMEOUT`, phase `throttle`,
   * when the time for the call is over before.
   */
  async waitUntilOver<Req, Res>({ api, limitMs, options, remainingMs }: Call<Req, Res>, connection: Connection): Promise<void> {
    const throttledMs = this.remainingMs(connection)
    const isTooLong = throttledMs > remainingMs
    await this.#pauses.pause(isTooLong ? Math.max(remainingMs, 0) : throttledMs, options.signal)
    if (!isTooLong) return
    const { broker } = connection
    const limit = options.timeoutMs === undefined ? 'retry.totalMs' : 'its timeoutMs'
    const asks = `${formatAddress(broker)} asks for a pause of ${inMs(throttledMs)} more`
    const text = `${api.name} waited to be sent: ${asks}, and ${limit} is ${inMs(limitMs)}`
    throw new KafkaError('KAFKA_TIMEOUT', text, { phase: 'throttle', timeoutMs: limitMs, delivery: 'not-sent', api: api.name, broker })
  }

  /**
   * Reads the throttle time of an answer. It never shortens a throttle that has begun. In versions
   * before KIP-219 the broker itself delays the answer, and the pause is over already. The highest
   * version that both sides speak stands for the version that was sent, so after an answer to an
   * older, pinned version the driver waits once more.
   */
  readAnswer<Req, Res>({ api, route }: Call<Req, Res>, connection: Connection, answer: unknown): void {
    const { throttleTimeMs } = answer as { throttleTimeMs?: unknown }
    if (typeof throttleTimeMs !== 'number' || throttleTimeMs <= 0) return
    const { broker, versions } = connection
    callObserver(() => this.#observe.throttle?.({ api: api.name, broker, throttleTimeMs }))
    if ((versions.of(api)?.max ?? 0) < route.throttledSince) return
    const untilMs = Math.max(now() + Math.min(throttleTimeMs, this.#maxMs), this.#untilMs.get(connection) ?? 0)
    this.#untilMs.set(connection, untilMs)
    this.#latestMs = Math.max(this.#latestMs, untilMs)
  }
}
