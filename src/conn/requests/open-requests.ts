import { AbortListeners } from '../../waiting/abort-listeners.ts'
import { Ring } from '../../waiting/ring.ts'
import { polledMs } from './long-polls.ts'
import type { PendingRequest } from './pending-request.ts'
import type { WaitPhase } from './request-errors.ts'
import { SendQueue } from './send-queue.ts'

/** Requests of a connection that wait for the same thing, and what that is. */
export type WaitingRequests = readonly [requests: Iterable<PendingRequest> & { clear(): void }, phase: WaitPhase]

/**
 * All requests of a connection, by how far they have come:
 *
 *     send ──► queue ──► in flight ──► answered
 *                 └────► posted ─────► written      (Produce with acks 0, which has no answer)
 *
 * A request is settled when its promise is: by its answer, or before that by a timeout, a signal
 * or the end of the connection. What is known of its bytes then depends on where it is:
 *
 *     queue      nothing was sent: it is skipped when its turn comes
 *     posted     perhaps sent: it leaves when the socket has written it
 *     in flight  perhaps sent: it stays as a tombstone until its answer comes, which is skipped
 */
export class OpenRequests {
  /** Requests that wait to be written. */
  readonly queue: SendQueue = new SendQueue()
  /** Requests that the socket has, or has written. Their answers come in this order. */
  readonly inFlight: Ring<PendingRequest> = new Ring()
  /**
   * Requests without an answer (Produce with acks 0) that the socket has. They resolve when the
   * kernel has their bytes.
   */
  get posted(): Set<PendingRequest> {
    this.#posted ??= new Set()
    return this.#posted
  }
  #posted: Set<PendingRequest> | undefined // most connections post nothing
  readonly #onAbort: (request: PendingRequest, reason: unknown) => void
  #signals: AbortListeners<PendingRequest> | undefined // most connections see no signal
  #unsettled = 0
  #polledMs = 0

  /** @param onAbort is called when the signal of a request is aborted before it is settled */
  constructor(onAbort: (request: PendingRequest, reason: unknown) => void) {
    this.#onAbort = onAbort
  }

  /** The requests of all three collections, each with what its requests wait for. */
  get byPhase(): readonly WaitingRequests[] {
    return [
      [this.inFlight, 'response'],
      [this.posted, 'drain'],
      [this.queue, 'queue']
    ]
  }

  get isEmpty(): boolean {
    return this.isNothingSent && this.queue.size === 0
  }

  /** Whether no request is with the socket or the broker. */
  get isNothingSent(): boolean {
    return this.inFlight.size === 0 && (this.#posted === undefined || this.#posted.size === 0)
  }

  /** How long all long polls ask for that wait to be written or answered, in milliseconds. */
  get polledMs(): number {
    return this.#polledMs
  }

  get areAllSettled(): boolean {
    return this.#unsettled === 0
  }

  /** Counts a request that is about to be queued or sent. */
  begin(request: PendingRequest): void {
    this.#unsettled++
    this.#polledMs += polledMs(request)
  }

  /** Takes out the oldest request in flight, because its answer has come. */
  answered(request: PendingRequest): void {
    this.inFlight.shift()
    this.#polledMs -= polledMs(request)
  }

  watch(request: PendingRequest, signal: AbortSignal): void {
    request.signal = signal
    this.#signals ??= new AbortListeners(this.#onAbort)
    this.#signals.watch(signal, request)
  }

  /**
   * Marks a request as settled. Returns false if it was settled before: then its promise must not
   * be touched.
   */
  settle(request: PendingRequest): boolean {
    if (request.settled) return false
    request.settled = true
    this.#unsettled--
    // Only a request in the queue still has its bytes: the outbox takes them.
    if (request.hasBytes) {
      this.queue.giveUp(request)
      this.#polledMs -= polledMs(request)
    }
    if (request.signal !== undefined) this.#signals?.unwatch(request.signal, request)
    return true
  }
}
