import type { BrokerAddress, ClusterOptions } from 'kafkawire'
import type { Settings } from '../../schedule/schedule.ts'
import { momentNow } from '../../traffic/moment.ts'
import { attemptsByCall, type Seen } from '../delivery/attempts-of.ts'

type Observer = NonNullable<ClusterOptions['observe']>

interface Throttle {
  readonly fromMs: number
  readonly ms: number
}

const DEFAULT_MAX_MS = 300_000 // docs/connection.md, "Timeouts"
// Timers are rounded, and events of one moment may be in either order.
const ROOM_MS = 2

/** Notes when brokers throttle connections of the driver. */
export class Throttled {
  readonly #throttles = new Map<BrokerAddress, Throttle[]>()

  /** The same observer, which also notes throttles. */
  observedBy(observer: Observer): Observer {
    return {
      ...observer,
      throttle: event => {
        observer.throttle?.(event)
        const { broker, throttleTimeMs } = event
        this.#throttles.set(broker, [...(this.#throttles.get(broker) ?? []), { fromMs: momentNow(), ms: throttleTimeMs }])
      }
    }
  }

  /**
   * A connection that a broker throttles gets no request of a call before its throttle time is over
   * (docs/delivery.md, "How long a call takes").
   */
  violations(seen: Pick<Seen, 'attempts'>, { options = {} }: Pick<Settings, 'options'>): string[] {
    const maxMs = options['connection.timeouts.maxThrottleMs'] ?? DEFAULT_MAX_MS
    return [...attemptsByCall(seen)].flatMap(([{ actor, api }, attempts]) =>
      attempts.flatMap(({ atMs, trace: { broker } }) => {
        const throttle = this.#throttles
          .get(broker)
          ?.find(({ fromMs, ms }) => atMs > fromMs + ROOM_MS && atMs < fromMs + Math.min(ms, maxMs) - ROOM_MS)
        if (throttle === undefined) return []
        const sent = `${actor}: ${api} was sent at ${Math.round(atMs)} ms`
        return [`${sent}, although the broker throttles its connection from ${Math.round(throttle.fromMs)} ms on for ${throttle.ms} ms`]
      })
    )
  }
}
