import type { Traffic } from '../conn/connection.ts'
import { type CloseReason, isKafkaError } from '../errors.ts'

/** How often something took place, and how long it took in all. */
export interface Timed {
  readonly count: number
  readonly totalMs: number
}

/** What there has been since the pool was made. */
export interface PoolTotals {
  readonly opened: number
  readonly closed: Readonly<Partial<Record<CloseReason, number>>>
  /** Dials that failed, by phase; `authentication` where the broker refused our credentials. */
  readonly failed: Readonly<Record<string, number>>
  /** Connections that took the place of an earlier one. */
  readonly reconnections: number
  /** Requests of all connections, those of opening included. */
  readonly requests: number
  readonly sentBytes: number
  readonly receivedBytes: number
  /** Requests sent anew, as whoever retries has counted them. */
  readonly retries: number
  /** Dials that succeeded. */
  readonly connects: Timed
  readonly averageConnectMs: number
  /** Calls that had to wait for a connection and got it. */
  readonly dialWaits: Timed
}

/** Counts what happens. */
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

  open(connectMs: number): void {
    this.#opened++
    this.#connectMs += connectMs
  }

  close(reason: CloseReason, { requests, sentBytes, receivedBytes }: Traffic): void {
    this.#closed[reason] = (this.#closed[reason] ?? 0) + 1
    this.#requests += requests
    this.#sentBytes += sentBytes
    this.#receivedBytes += receivedBytes
  }

  fail(error: unknown): void {
    const phase = phaseOf(error)
    this.#failed[phase] = (this.#failed[phase] ?? 0) + 1
  }

  wait(ms: number): void {
    this.#waits++
    this.#waitMs += ms
  }

  /** @param living what the connections that are open have done so far */
  totals(living: Iterable<Traffic>): PoolTotals {
    let [requests, sentBytes, receivedBytes] = [this.#requests, this.#sentBytes, this.#receivedBytes]
    for (const traffic of living) {
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
