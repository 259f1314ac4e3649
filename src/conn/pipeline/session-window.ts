import { polledMs, type TimedRequest } from '../requests/long-polls.ts'

/**
 * Says until when requests may be written in a SASL session that ends (KIP-368).
 *
 * - A broker answers what it has read before the end of the session, however long that takes.
 * - It closes the connection at the first request that it reads after the end.
 * - It reads a request only when those ahead of it are answered. So it does not matter when a
 *   request is written, but when the long polls ahead of it may be over.
 */
export class SessionWindow {
  #endMs: number
  #sinceMs = 0 // when the broker began, or will begin, the oldest request in flight
  #polledMs = 0 // how long all long polls in flight ask for

  /** @param endMs on the monotonic clock: later requests wait for the next session */
  constructor(endMs: number) {
    this.#endMs = endMs
  }

  /** Notes that the next session has begun, which ends at this time of the monotonic clock. */
  moveTo(endMs: number): void {
    this.#endMs = endMs
  }

  /** Whether the broker will read what is written now before the session ends. */
  isOpen(nowMs: number): boolean {
    return Math.max(nowMs, this.#sinceMs + this.#polledMs) < this.#endMs
  }

  /** Notes that a request was written. `isAlone`: no other request was in flight. */
  written(request: TimedRequest, nowMs: number, isAlone: boolean): void {
    if (isAlone) this.#sinceMs = Math.max(this.#sinceMs, nowMs)
    this.#polledMs += polledMs(request)
  }

  /** Notes that the oldest request in flight was answered. */
  answered(request: TimedRequest, nowMs: number): void {
    this.#sinceMs = nowMs
    this.#polledMs -= polledMs(request)
  }

  /** Notes that the broker reads nothing for `ms` milliseconds from now on (KIP-219). */
  throttled(nowMs: number, ms: number): void {
    this.#sinceMs = nowMs + ms
  }
}
