import { Alarm } from '../../waiting/alarm.ts'
import type { WaitingRequests } from '../requests/open-requests.ts'
import type { PendingRequest } from '../requests/pending-request.ts'
import type { WaitPhase } from '../requests/request-errors.ts'

/** The renewal of a SASL session (KIP-368). Times are of the monotonic clock. */
export interface Renewal {
  /**
   * The latest time at which the renewal begins, unless `notBeforeMs` is later. It begins earlier
   * by the longest wait that a request asks for.
   */
  readonly dueMs: number
  /** The renewal never begins before this time. */
  readonly notBeforeMs: number
  renew(): void
}

/**
 * What {@link Deadlines.expire} found: a sent request that is past the connection's own deadline,
 * or else the time of the next deadline.
 */
type Expiry = { readonly overdue: PendingRequest; readonly phase: WaitPhase } | { readonly overdue?: undefined; readonly nextMs: number }

/**
 * All deadlines of a connection, on one timer: those of its requests, the end of draining, and the
 * renewal of its SASL session.
 */
export class Deadlines {
  readonly #requestMs: number
  readonly #alarm: Alarm
  #lastDeadlineMs = 0 // the deadline of the request that was taken last
  #drainMs = Number.POSITIVE_INFINITY
  #throttledMs = 0 // until when the broker reads nothing
  #renewal: Renewal | undefined
  #longestAskedMs = 0 // the longest wait that a request has asked for in this session

  /** @param onDue is called when a deadline may have passed */
  constructor(requestMs: number, onDue: (nowMs: number) => void) {
    this.#requestMs = requestMs
    this.#alarm = new Alarm(onDue)
  }

  /**
   * Sets the deadline of a request that begins now. `askedMs`: how long it asks the broker to take.
   * `aheadMs`: how long the long polls ahead of it ask for. The broker begins each of them when it
   * has answered the one before.
   */
  begin(request: PendingRequest, nowMs: number, askedMs: number, aheadMs: number): void {
    request.startedMs = nowMs
    request.askedMs = askedMs
    // The broker answers in order, so no deadline is before that of a request ahead. While the
    // broker throttles this connection it reads no request, so the time starts after that.
    const readMs = Math.max(nowMs, this.#throttledMs)
    this.#lastDeadlineMs = request.deadlineMs = Math.max(this.#lastDeadlineMs, readMs + this.#requestMs + askedMs + aheadMs)
    this.#alarm.set(request.dueMs)
    if (askedMs <= this.#longestAskedMs) return
    this.#longestAskedMs = askedMs
    this.#alarm.set(this.#renewalMs)
  }

  /**
   * Forgets the deadlines of earlier requests, because no request is left: the deadline of the next
   * request depends on that request alone.
   */
  restart(): void {
    this.#lastDeadlineMs = 0
  }

  /**
   * Makes the deadlines of all requests, and of those that are still to come, later by `byMs`: the
   * broker reads nothing until the throttle time that it announced is over (KIP-219).
   */
  extend(byMs: number, nowMs: number, waiting: readonly WaitingRequests[]): void {
    this.#lastDeadlineMs += byMs
    this.#throttledMs = Math.max(this.#throttledMs, Math.floor(nowMs + byMs))
    for (const [requests] of waiting) for (const request of requests) request.deadlineMs += byMs
  }

  /** How long the broker still reads nothing because it throttles this connection. */
  throttledForMs(nowMs: number): number {
    return Math.max(this.#throttledMs - nowMs, 0)
  }

  /** Sets the end of draining, or makes it earlier. */
  drainUntil(atMs: number): void {
    this.#drainMs = Math.min(this.#drainMs, atMs)
    this.#alarm.set(atMs)
  }

  isDrainOver(nowMs: number): boolean {
    return nowMs >= this.#drainMs
  }

  /**
   * Sets the next renewal of the session. It begins earlier than `dueMs` by the longest wait that a
   * request asks for, so that this request is answered by then, but never before `notBeforeMs`.
   */
  renewAt(renewal: Renewal): void {
    this.#renewal = renewal
    this.#alarm.set(this.#renewalMs)
  }

  /** Starts the renewal of the session if it is due. */
  renewIfDue(nowMs: number): void {
    if (nowMs < this.#renewalMs) return
    const renewal = this.#renewal
    this.#renewal = undefined
    this.#longestAskedMs = 0
    renewal?.renew()
  }

  /**
   * Calls `giveUp` for each request that is past its caller's or the connection's deadline. Returns
   * a sent request that is past the connection's own deadline, which ends the connection, or else
   * when the next deadline is.
   */
  expire(nowMs: number, waiting: readonly WaitingRequests[], giveUp: (request: PendingRequest, phase: WaitPhase) => void): Expiry {
    let nextMs = Number.POSITIVE_INFINITY
    for (const [requests, phase] of waiting) {
      for (const request of [...requests]) {
        if (nowMs >= request.dueMs) giveUp(request, phase)
        if (nowMs >= request.deadlineMs && phase !== 'queue') return { overdue: request, phase }
        if (!request.settled) nextMs = Math.min(nextMs, request.dueMs)
        else if (phase !== 'queue') nextMs = Math.min(nextMs, request.deadlineMs)
      }
    }
    return { nextMs }
  }

  /** Sets the timer for this time, or for the end of draining or the renewal if that is earlier. */
  set(atMs: number): void {
    this.#alarm.set(Math.min(atMs, this.#drainMs, this.#renewalMs))
  }

  /** Stops the timer for good. Whatever is set after this has no effect. */
  end(): void {
    this.#alarm.end()
  }

  get #renewalMs(): number {
    if (this.#renewal === undefined) return Number.POSITIVE_INFINITY
    return Math.max(this.#renewal.dueMs - this.#longestAskedMs, this.#renewal.notBeforeMs)
  }
}
