import { Alarm } from '../../waiting/alarm.ts'
import type { Renewal } from '../sasl/session.ts'
import type { PendingRequest } from './pending-request.ts'
import type { WaitPhase } from './send-options.ts'

/** Requests, and what they wait for. */
export type Queue = readonly [requests: Iterable<PendingRequest> & { clear(): void }, phase: WaitPhase]

interface Judgement {
  readonly nextMs: number
  readonly overdue?: PendingRequest
  readonly phase: WaitPhase
}

/** Until when a connection waits, and for what: answers, the end of draining, the renewal of its session. One alarm serves them all. */
export class Deadlines {
  readonly #requestMs: number
  readonly #alarm: Alarm
  #youngestMs = 0 // until when the youngest request is waited for
  #drainMs = Number.POSITIVE_INFINITY
  #throttledMs = 0 // until when the broker reads nothing
  #renewal: Renewal | undefined
  #longestAskedMs = 0

  /** @param ring is told the time when something may be due */
  constructor(requestMs: number, ring: (nowMs: number) => void) {
    this.#requestMs = requestMs
    this.#alarm = new Alarm(ring)
  }

  /** Waits for a request that begins now and asks the broker to take so long. */
  begin(request: PendingRequest, nowMs: number, askedMs: number): void {
    request.startedMs = nowMs
    request.askedMs = askedMs
    // The broker answers in order, so no request is overdue before those ahead of it are. It reads none while it throttles this connection.
    const readMs = Math.max(nowMs, this.#throttledMs)
    this.#youngestMs = request.deadlineMs = Math.max(this.#youngestMs, readMs + this.#requestMs + askedMs)
    this.#alarm.set(request.dueMs)
    if (askedMs <= this.#longestAskedMs) return
    this.#longestAskedMs = askedMs
    this.#alarm.set(this.#renewalMs)
  }

  /** Nothing is out, so the next request need not be waited for any longer than itself. */
  restart(): void {
    this.#youngestMs = 0
  }

  /**
   * Whatever is out may take that much longer, and with it what comes after: the broker goes on reading only when the throttle time that it told
   * is over (KIP-219).
   */
  extend(byMs: number, nowMs: number, queues: readonly Queue[]): void {
    this.#youngestMs += byMs
    this.#throttledMs = Math.max(this.#throttledMs, Math.floor(nowMs + byMs))
    for (const [requests] of queues) for (const request of requests) request.deadlineMs += byMs
  }

  /** How long the broker reads nothing yet. */
  throttledForMs(nowMs: number): number {
    return Math.max(this.#throttledMs - nowMs, 0)
  }

  drainUntil(atMs: number): void {
    this.#drainMs = Math.min(this.#drainMs, atMs)
    this.#alarm.set(atMs)
  }

  isDrainOver(nowMs: number): boolean {
    return nowMs >= this.#drainMs
  }

  /** Calls back when it is time to renew the session, if possible so much earlier that long polls are answered by then. */
  renewAt(renewal: Renewal): void {
    this.#renewal = renewal
    this.#alarm.set(this.#renewalMs)
  }

  /** Renews the session if it is time. */
  renewIfDue(nowMs: number): void {
    if (nowMs < this.#renewalMs) return
    const renewal = this.#renewal
    this.#renewal = undefined
    this.#longestAskedMs = 0
    renewal?.renew()
  }

  /**
   * Gives up the requests whose callers have lost patience. Returns when the next will be due, and one that the connection itself has no patience
   * for any more, if there is one.
   */
  judge(nowMs: number, queues: readonly Queue[], giveUp: (request: PendingRequest, phase: WaitPhase) => void): Judgement {
    let nextMs = Number.POSITIVE_INFINITY
    for (const [requests, phase] of queues) {
      for (const request of [...requests]) {
        if (nowMs >= request.dueMs) giveUp(request, phase)
        if (nowMs >= request.deadlineMs && phase !== 'queue') return { nextMs, overdue: request, phase }
        if (!request.settled) nextMs = Math.min(nextMs, request.dueMs)
        else if (phase !== 'queue') nextMs = Math.min(nextMs, request.deadlineMs)
      }
    }
    return { nextMs, phase: 'queue' }
  }

  /** Rings at this time, or before if anything else is due. */
  set(atMs: number): void {
    this.#alarm.set(Math.min(atMs, this.#drainMs, this.#renewalMs))
  }

  clear(): void {
    this.#alarm.clear()
  }

  get #renewalMs(): number {
    if (this.#renewal === undefined) return Number.POSITIVE_INFINITY
    return Math.max(this.#renewal.dueMs - this.#longestAskedMs, this.#renewal.notBeforeMs)
  }
}
