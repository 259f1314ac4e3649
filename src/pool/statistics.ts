import type { Traffic } from '../conn/broker.ts'
import { type CloseReason, isKafkaError } from '../errors.ts'

/** The number of events of one kind, and the sum of their durations in milliseconds. */
export interface Timed {
  /** The number of events. */
  readonly count: number
  /** The sum of their durations, in milliseconds. Divided by `count` it is the average. */
  readonly totalMs: number
}

/** The counters of a pool since it was made. They only grow. */
export interface PoolTotals {
  /** Connections that were opened and authenticated. */
  readonly opened: number
  /** Connections that ended, by the reason. A reason that has not occurred is missing. */
  readonly closed: Readonly<Partial<Record<CloseReason, number>>>
  /**
   * Dials that failed, by the phase of the failure (`dns`, `tcp`, `tls`, `api-versions`, `sasl`,
   * `fresh`), or `authentication` if the broker refused the credentials, or `other`.
   */
  readonly failed: Readonly<Record<string, number>>
  /** Connections that became ready on a lane that had had a connection before. */
  readonly reconnections: number
  /** Requests of all connections, those that open a connection included. */
  readonly requests: number
  /** Bytes sent on all connections. */
  readonly sentBytes: number
  /** Bytes received on all connections. */
  readonly receivedBytes: number
  /**
   * Requests that were sent again. A pool does not retry: it counts the calls of `countRetry()`,
   * which a cluster makes for each of its retries.
   */
  readonly retries: number
  /** Dials that succeeded, and their time until the connection was authenticated. */
  readonly connects: Timed
  /** The average duration of a dial that succeeded, in milliseconds; 0 before the first. */
  readonly averageConnectMs: number
  /** Calls of `acquire` that waited for a connection and got it, and the time that they waited. */
  readonly dialWaits: Timed
}

/** Counts the events of a pool. */
export class Statistics {
  retries = 0
  reconnections = 0
  #opened = 0
  #connectMs = 0
  #waits = 0
  #waitMs = 0
  #requests = 0
  #sentBytes = 0
  #receivedBytes = 0
  readonly #closed: Partial<Record<CloseReason, number>> = {}
  readonly #failed: Record<string, number> = {}

  countOpened(connectMs: number): void {
    this.#opened++
    this.#connectMs += connectMs
  }

  countClosed(reason: CloseReason, { requests, sentBytes, receivedBytes }: Traffic): void {
    this.#closed[reason] = (this.#closed[reason] ?? 0) + 1
    this.#requests += requests
    this.#sentBytes += sentBytes
    this.#receivedBytes += receivedBytes
  }

  countFailure(error: unknown): void {
    const phase = phaseOf(error)
    this.#failed[phase] = (this.#failed[phase] ?? 0) + 1
  }

  countWait(ms: number): void {
    this.#waits++
    this.#waitMs += ms
  }

  /** @param openTraffic the traffic of each connection that has not ended */
  totals(openTraffic: Iterable<Traffic>): PoolTotals {
    let [requests, sentBytes, receivedBytes] = [this.#requests, this.#sentBytes, this.#receivedBytes]
    for (const traffic of openTraffic) {
      requests += traffic.requests
      sentBytes += traffic.sentBytes
      receivedBytes += traffic.receivedBytes
    }
    return {
      opened: this.#opened,
      closed: { ...this.#closed },
      failed: { ...this.#failed },
      reconnections: this.reconnections,
      requests,
      sentBytes,
      receivedBytes,
      retries: this.retries,
      connects: { count: this.#opened, totalMs: this.#connectMs },
      averageConnectMs: this.#opened === 0 ? 0 : this.#connectMs / this.#opened,
      dialWaits: { count: this.#waits, totalMs: this.#waitMs }
    }
  }
}

function phaseOf(error: unknown): string {
  if (isKafkaError(error, 'KAFKA_AUTHENTICATION')) return 'authentication'
  return isKafkaError(error, 'KAFKA_CONNECT') ? error.phase : 'other'
}
