import { WaiterQueue } from '../../waiting/waiter-queue.ts'
import type { Closed, ConnectionState } from '../broker.ts'

/**
 * The state of a connection, and the callers who wait for it to change.
 *
 *     open ──► draining ──► closed
 *       └──────────────────►──┘
 *
 *     open       takes requests
 *     draining   takes no more; closes when all requests are settled, or when its time is over
 *     closed     the socket is destroyed, and every request is settled
 *
 * An open or draining connection can at the same time be:
 *
 *     held       SASL uses it alone: other requests wait in the queue until it is released
 *     empty      it has no request; callers of `emptied` wait for this
 *     abandoned  the program has dropped its `Connection` object: it closes when it is empty
 *
 * The pipeline decides when a state ends. This class only keeps the states.
 */
export class LifeCycle {
  /** Resolves when the connection is closed. Never rejects. */
  readonly closed: Promise<Closed>
  #resolveClosed: (closed: Closed) => void = () => undefined
  #state: ConnectionState = 'open'
  #ending: Closed = { reason: 'shutdown' }
  #abandonedAt: Error | undefined
  #isHeld = false
  #holdWaiters: WaiterQueue | undefined // callers of `hold` that wait until nothing is sent
  #emptyWaiters: WaiterQueue | undefined

  constructor() {
    this.closed = new Promise(resolve => {
      this.#resolveClosed = resolve
    })
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** How the connection ended, or how it will end when it has drained. */
  get ending(): Closed {
    return this.#ending
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  /**
   * An error whose stack shows where the connection was opened; undefined unless it is abandoned.
   */
  get abandonedAt(): Error | undefined {
    return this.#abandonedAt
  }

  abandon(opened: Error): void {
    this.#abandonedAt = opened
  }

  /**
   * Begins to drain. The first reason to drain counts, except that `timeout` always replaces it.
   */
  drain(why: Closed): void {
    if (this.#state === 'open' || why.reason === 'timeout') this.#ending = why
    this.#state = 'draining'
  }

  /**
   * Holds the connection from now on, until {@link release}. Resolves when {@link onNothingSent} is
   * called.
   */
  hold(): Promise<void> {
    this.#isHeld = true
    this.#holdWaiters ??= new WaiterQueue()
    return this.#holdWaiters.add()
  }

  release(): void {
    this.#isHeld = false
  }

  /** Resolves the promises of {@link hold}, because no request is with the socket or the broker. */
  onNothingSent(): void {
    this.#holdWaiters?.resolve()
  }

  /** Resolves when the connection has no request: when {@link onEmpty} is called. */
  emptied(): Promise<void> {
    this.#emptyWaiters ??= new WaiterQueue()
    return this.#emptyWaiters.add()
  }

  /** Resolves the promises of {@link emptied}, because the connection has no request. */
  onEmpty(): void {
    this.#emptyWaiters?.resolve()
  }

  close(closed: Closed): void {
    this.#state = 'closed'
    this.#ending = closed
  }

  /**
   * Rejects the promises of {@link hold} and {@link emptied}, each with its own error object,
   * because the connection is closed.
   */
  settleWaiters(makeError: () => unknown): void {
    this.#holdWaiters?.reject(makeError)
    this.#emptyWaiters?.reject(makeError)
  }

  /** Resolves {@link closed}. */
  settleClosed(): void {
    this.#resolveClosed(this.#ending)
  }
}
