import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import type { Broker } from '../conn/broker.ts'
import type { RequestTrace } from '../conn/requests/request-trace.ts'

/** The number of durations, their sum and the longest of them, in milliseconds. */
export interface Durations {
  count: number
  totalMs: number
  maxMs: number
}

/** The durations of requests since the last push. */
export interface LatencyWindow {
  readonly byNode: Map<number, Durations>
  readonly byApi: Map<string, Durations>
}

/** Adds a duration to those of a key. */
export function addDuration<K>(all: Map<K, Durations>, key: K, ms: number): void {
  const durations = all.get(key) ?? { count: 0, totalMs: 0, maxMs: 0 }
  all.set(key, { count: durations.count + 1, totalMs: durations.totalMs + ms, maxMs: Math.max(durations.maxMs, ms) })
}

/**
 * Measures the requests of one cluster: from the socket to the answer. It listens to the channel
 * `kafkawire:request` only between {@link start} and {@link stop}, because that makes each request
 * of the process a little slower.
 */
export class Latencies {
  readonly #channel: TracingChannel<string, RequestTrace> = tracingChannel('kafkawire:request')
  readonly #brokers = new WeakSet<object>()
  #window: LatencyWindow = newWindow()
  #isStarted = false
  readonly #record = (event: unknown): void => {
    const { broker, api, waitMs, writeMs = 0 } = event as RequestTrace
    if (waitMs === undefined || !this.#brokers.has(broker)) return
    if (broker.nodeId !== undefined) addDuration(this.#window.byNode, broker.nodeId, writeMs + waitMs)
    addDuration(this.#window.byApi, api, writeMs + waitMs)
  }

  /** Counts the requests of a connection as those of this cluster. */
  addConnection(broker: Broker): void {
    this.#brokers.add(broker)
  }

  /** Begins to measure. */
  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    this.#channel.asyncEnd.subscribe(this.#record)
  }

  /** Ends the measurement. */
  stop(): void {
    this.#isStarted = false
    this.#channel.asyncEnd.unsubscribe(this.#record)
  }

  /** The durations since the last call. */
  takeWindow(): LatencyWindow {
    const window = this.#window
    this.#window = newWindow()
    return window
  }
}

const newWindow = (): LatencyWindow => ({ byNode: new Map(), byApi: new Map() })
