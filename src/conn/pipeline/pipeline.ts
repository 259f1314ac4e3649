import type { Duplex } from 'node:stream'
import { now } from '../../clock.ts'
import type { CloseReason, KafkaError } from '../../errors.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import type { Broker, Closed, ConnectionState, Traffic } from '../broker.ts'
import { publishConnection } from '../connection-events.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import type { Dialled } from '../opening/dial.ts'
import { OpenRequests } from '../requests/open-requests.ts'
import type { PendingRequest } from '../requests/pending-request.ts'
import { RequestEncoder } from '../requests/request-encoder.ts'
import { closedError, timeoutError, type WaitPhase } from '../requests/request-errors.ts'
import { checkApi, checkSendOptions, type SendOptions } from '../requests/send-options.ts'
import { Deadlines } from './deadlines.ts'
import { type AnsweredConnection, Inbox } from './inbox.ts'
import { LifeCycle } from './life-cycle.ts'
import { Liveness } from './liveness.ts'
import type { RawTokens } from './raw-tokens.ts'
import { Sender, type SendingConnection } from './sender.ts'
import { SessionWindow } from './session-window.ts'
import { listenTo, setRef } from './socket.ts'

const NO_OPTIONS: SendOptions = {}

/**
 * The socket of a connection and every request on it.
 *
 *     enqueue ──► queue ──Sender──► in flight ──Inbox──► settled
 *
 * - `OpenRequests` draws where a request can be, and `LifeCycle` the states of a connection.
 * - The connection ends in `#close` and nowhere else.
 * - The socket holds the pipeline. So requests are settled even if the program has dropped its
 *   `Connection` object; such a connection ends when it is empty.
 */
export class Pipeline implements AnsweredConnection, SendingConnection {
  readonly broker: Broker
  readonly options: ResolvedOptions
  readonly encoder: RequestEncoder
  readonly deadlines: Deadlines
  /**
   * Correlation id of the first request after ApiVersions, if the connection has no SASL. A
   * listener that wants SASL closes the connection on this request. The error of this request then
   * suggests the option `sasl`.
   */
  firstRequestId: number | undefined
  readonly life: LifeCycle = new LifeCycle()
  readonly liveness: Liveness
  readonly requests: OpenRequests
  readonly #socket: Duplex
  readonly #sender: Sender
  readonly #inbox: Inbox

  constructor(dialled: Dialled, options: ResolvedOptions, firstCorrelationId = 0) {
    const { host, port, expect } = options
    const { clusterId, nodeId } = expect
    // Field by field: a spread gives the object a hidden class of its own.
    this.broker = { host, port, clusterId, nodeId, address: dialled.address, tlsAuthorized: dialled.tlsAuthorized }
    this.options = options
    this.#socket = dialled.socket
    this.encoder = new RequestEncoder(options.clientId, firstCorrelationId)
    this.liveness = new Liveness(options)
    this.requests = new OpenRequests((request, reason) => this.#fail(request, reason))
    this.deadlines = new Deadlines(options.requestMs, nowMs => this.#onDue(nowMs))
    this.#sender = new Sender(dialled.socket, this)
    this.#inbox = new Inbox(this)
    listenTo(dialled, {
      onData: (chunk, bytes) => this.#onData(chunk, bytes),
      room: () => this.#inbox.room,
      onDrain: () => this.#sender.flush(),
      onEnd: cause => this.#close('broken', cause)
    })
  }

  get state(): ConnectionState {
    return this.life.state
  }

  /** Resolves when the connection has ended. Never rejects. */
  get closed(): Promise<Closed> {
    return this.life.closed
  }

  /** Whether senders may go on: false from a high-water mark of bytes down to a low-water mark. */
  get writable(): boolean {
    return this.life.state === 'open' && !this.#sender.pressure.isOn
  }

  get traffic(): Traffic {
    const { inFlight, queue } = this.requests
    const { requests } = this.encoder
    const { sentBytes } = this.#sender
    const { receivedBytes } = this.liveness
    return { inFlight: inFlight.size, queuedBytes: queue.bytes, requests, sentBytes, receivedBytes }
  }

  /** Sends and receives SASL tokens without a request around them, while SASL is alone on it. */
  beginRawTokens(): RawTokens {
    return this.#inbox.beginRawTokens(frame => {
      if (this.life.state === 'closed') this.#inbox.failRawToken(this.#closedError())
      else this.#socket.write(frame)
    })
  }

  /**
   * Resolves when there is room and it is the caller's turn to send. Rejects with
   * `KAFKA_CONNECTION_CLOSED` if the connection ends first.
   */
  async drained(): Promise<void> {
    if (this.life.state !== 'open') throw this.#closedError()
    await this.#sender.pressure.wait()
  }

  /** Resolves when the connection has no request. Rejects if the connection ends first. */
  async emptied(): Promise<void> {
    if (this.life.state === 'closed') throw this.#closedError()
    if (!this.requests.isEmpty) await this.life.emptied()
  }

  /**
   * Whether the connection has no request, and was silent for `ms` milliseconds or for `idleMs` if
   * that is shorter.
   */
  isQuietFor(ms: number): boolean {
    return this.requests.isEmpty && this.liveness.isQuietFor(ms, now())
  }

  /**
   * Throws if a request cannot be taken: the connection is not open, the API or the options are
   * wrong, or the signal is aborted. Closes the connection if it was idle for too long.
   */
  admit(api: ApiInfo, options: SendOptions | undefined): void {
    checkApi(api)
    if (this.life.state === 'open' && this.requests.isEmpty && this.liveness.isIdle(now())) this.#close('idle')
    if (this.life.state !== 'open') throw closedError(this.life.ending, this.broker, { request: { api }, delivery: 'not-sent' })
    if (options === undefined) return
    checkSendOptions(options)
    options.signal?.throwIfAborted()
  }

  /**
   * Queues an encoded request. `askedMs`: how long it asks the broker to take. `message`: the
   * request before encoding, for its trace. Throws `KAFKA_QUEUE_FULL`.
   */
  enqueue(pending: PendingRequest, askedMs: number, options: SendOptions = NO_OPTIONS, message?: unknown): void {
    this.#sender.enqueue(pending, askedMs, options, message)
  }

  /**
   * Sets until when requests may be written in the SASL session, on the monotonic clock. Undefined:
   * the session does not end.
   */
  limitSession(endMs: number | undefined): void {
    if (endMs === undefined) this.#sender.session = undefined
    else if (this.#sender.session === undefined) this.#sender.session = new SessionWindow(endMs)
    else this.#sender.session.moveTo(endMs)
  }

  /**
   * Holds the connection for SASL: until {@link release}, only {@link sendNow} sends, and other
   * requests wait in the queue. Resolves when nothing is with the socket or the broker.
   */
  async hold(): Promise<void> {
    if (this.life.state === 'closed') throw this.#closedError()
    const held = this.life.hold()
    this.onProgress()
    await held
  }

  release(): void {
    this.life.release()
    this.#sender.flush()
  }

  /** Sends a request at once, while SASL uses the connection alone: at its opening, or held. */
  sendNow(pending: PendingRequest): void {
    if (this.life.state === 'closed') throw this.#closedError()
    this.#sender.sendNow(pending)
  }

  get oldest(): PendingRequest | undefined {
    return this.requests.inFlight.peek()
  }

  takeAnswered(request: PendingRequest): boolean {
    this.requests.answered(request)
    this.#sender.session?.answered(request, now())
    return this.requests.settle(request)
  }

  throttle(throttleTimeMs: number): void {
    const nowMs = now()
    const byMs = Math.min(throttleTimeMs, this.options.maxThrottleMs)
    this.deadlines.extend(byMs, nowMs, this.requests.byPhase)
    this.#sender.session?.throttled(nowMs, byMs)
  }

  /** Ends the connection at once. */
  end(reason: CloseReason, cause: unknown): void {
    this.#close(reason, cause)
  }

  /**
   * Takes no more requests, and ends for this reason when all requests are settled or after
   * `timeoutMs`. If it is called several times, the shortest time counts.
   */
  closeWhenSettled(timeoutMs: number, why: Closed = { reason: 'shutdown' }): void {
    if (this.life.state === 'closed') return
    this.life.drain(why)
    this.deadlines.drainUntil(now() + timeoutMs)
    this.onProgress()
  }

  /** Rejects the queued requests of a connection that drains. Requests in flight go on. */
  dropQueue(): void {
    for (const request of [...this.requests.queue])
      this.#fail(request, closedError(this.life.ending, this.broker, { request, delivery: 'not-sent' }))
  }

  /**
   * Notes that the program has dropped its `Connection` object: the connection ends when it is
   * empty. The stack of `opened` shows where the program opened it.
   */
  abandon(opened: Error): void {
    this.life.abandon(opened)
    this.onProgress()
  }

  /**
   * Checks what has changed after requests were written, answered or given up: callers that wait
   * may go on, and a connection that drains or is abandoned may end.
   */
  onProgress(): void {
    const { life, requests } = this
    if (life.state === 'closed') return
    if (life.state === 'draining' && requests.areAllSettled) return this.#closeDrained()
    if (this.#sender.pressure.isOn) this.#sender.pressure.lowered(this.#sender.unwrittenBytes)
    if (life.isHeld && requests.isNothingSent) life.onNothingSent()
    if (!requests.isEmpty) return
    life.onEmpty()
    if (life.abandonedAt !== undefined) return this.#close('abandoned')
    setRef(this.#socket, 'unref')
    this.deadlines.set(this.liveness.dueMs)
  }

  #onData(chunk: Buffer, bytes: number): void {
    if (this.life.state === 'closed') return
    this.liveness.received(now(), bytes)
    this.#inbox.push(chunk, bytes)
    if (this.requests.queue.size > 0) this.#sender.scheduleFlush()
    this.onProgress()
  }

  #onDue(nowMs: number): void {
    if (this.deadlines.isDrainOver(nowMs)) return this.#closeDrained()
    this.deadlines.renewIfDue(nowMs)
    const errorOf = (request: PendingRequest, phase: WaitPhase): KafkaError =>
      timeoutError(request, phase, nowMs, this.broker, this.options.requestMs)
    const expiry = this.deadlines.expire(nowMs, this.requests.byPhase, (request, phase) => this.#fail(request, errorOf(request, phase)))
    if (expiry.overdue !== undefined) return this.#close('timeout', errorOf(expiry.overdue, expiry.phase))
    if (this.life.state === 'closed') return
    this.deadlines.set(this.requests.isEmpty ? Math.min(expiry.nextMs, this.#onSilence(nowMs)) : expiry.nextMs)
  }

  // The connection has no request: closes it if it is idle, or sends a ping if one is due. Returns
  // when to look again.
  #onSilence(nowMs: number): number {
    if (this.liveness.isIdle(nowMs)) this.#close('idle')
    else if (this.liveness.isPingDue(nowMs)) {
      const ping = this.liveness.makePing(this.encoder, cause => this.#close('timeout', cause))
      this.enqueue(ping, 0, { timeoutMs: this.options.pongTimeoutMs + this.deadlines.throttledForMs(nowMs) })
    }
    return this.life.state === 'closed' ? Number.POSITIVE_INFINITY : this.liveness.dueMs
  }

  #closeDrained(): void {
    this.#close(this.life.ending.reason, this.life.ending.cause)
  }

  // The only place where a connection ends. It rejects each request and each caller that waits
  // once, with its own error object.
  #close(reason: CloseReason, cause?: unknown): void {
    const life = this.life
    if (life.state === 'closed') return
    life.close({ reason, cause })
    this.deadlines.end()
    this.#socket.destroy()
    for (const [requests, phase] of this.requests.byPhase) {
      for (const request of [...requests]) this.#fail(request, this.#unansweredError(request, phase))
      requests.clear()
    }
    const makeError = (): Error => this.#closedError()
    this.#sender.pressure.reject(makeError)
    life.settleWaiters(makeError)
    this.#inbox.failRawToken(this.#closedError())
    life.settleClosed()
    publishConnection({ event: 'close', broker: this.broker, reason, cause, stack: life.abandonedAt?.stack })
  }

  #unansweredError(request: PendingRequest, phase: WaitPhase): Error {
    const delivery = phase === 'queue' ? 'not-sent' : 'maybe-sent'
    const mayWantSasl = request.correlationId === this.firstRequestId
    return closedError(this.life.ending, this.broker, { request, delivery, isPosted: phase === 'drain', mayWantSasl })
  }

  #closedError(): Error {
    return closedError(this.life.ending, this.broker, { delivery: 'not-sent' })
  }

  #fail(request: PendingRequest, error: unknown): void {
    if (!this.requests.settle(request)) return
    request.rejectWith(error)
    if (this.life.state === 'draining' && this.requests.areAllSettled) this.#closeDrained()
    else if (this.#sender.pressure.isOn) this.onProgress()
  }
}
