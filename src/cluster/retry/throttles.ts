import { now } from '../../clock.ts'
import { formatAddress } from '../../conn/address.ts'
import type { Connection } from '../../conn/connection.ts'
import { MAX_THROTTLE_MS } from '../../conn/connection-options.ts'
import { inMs, KafkaError } from '../../errors.ts'
import type { PauseGroup } from '../../waiting/pause-group.ts'
import type { Call } from '../call.ts'
import { type ClusterObserver, tell } from '../observer.ts'

/**
 * Brokers that ask to be spared for a while (KIP-219): they have stopped reading from that connection, so what is sent meanwhile would only
 * wait there, on the broker's time.
 */
export class Throttles {
  readonly #pauses: PauseGroup
  readonly #observe: ClusterObserver
  readonly #maxMs: number
  readonly #untilMs = new WeakMap<Connection, number>()
  #latestMs = 0 // none is spared for longer; 0 is what it nearly always is, and costs no look at the clock

  /** @param maxMs how much of the time that a broker asks for is believed */
  constructor(pauses: PauseGroup, observe: ClusterObserver, maxMs: number = MAX_THROTTLE_MS) {
    this.#pauses = pauses
    this.#observe = observe
    this.#maxMs = maxMs
  }

  /** How long this one is still to be spared. */
  remainingMs(connection: Connection): number {
    if (this.#latestMs === 0) return 0
    const nowMs = now()
    if (nowMs >= this.#latestMs) {
      this.#latestMs = 0
      return 0
    }
    return Math.max((this.#untilMs.get(connection) ?? 0) - nowMs, 0)
  }

  /** Waits until the connection may be used again, unless the time for the call is over before: `KAFKA_TIMEOUT`, phase `throttle`. */
  async sitOut<Req, Res>({ api, limitMs, options, remainingMs }: Call<Req, Res>, connection: Connection): Promise<void> {
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

  /** Heeds what an answer says. A time never shortens one that has begun. In versions before KIP-219 the broker has kept it already. */
  heed<Req, Res>({ api, route }: Call<Req, Res>, connection: Connection, answer: unknown): void {
    const { throttleTimeMs } = answer as { throttleTimeMs?: unknown }
    if (typeof throttleTimeMs !== 'number' || throttleTimeMs <= 0) return
    const { broker, versions } = connection
    tell(() => this.#observe.throttle?.({ api: api.name, broker, throttleTimeMs }))
    if ((versions.of(api)?.max ?? 0) < route.throttledSince) return
    const untilMs = Math.max(now() + Math.min(throttleTimeMs, this.#maxMs), this.#untilMs.get(connection) ?? 0)
    this.#untilMs.set(connection, untilMs)
    this.#latestMs = Math.max(this.#latestMs, untilMs)
  }
}
