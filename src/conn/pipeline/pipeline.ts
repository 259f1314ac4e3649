import type { Duplex } from 'node:stream'
import { nextTick, now } from '../../clock.ts'
import type { CloseReason, KafkaError } from '../../errors.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { retainMemory } from '../../protocol/primitives/memory-in-use.ts'
import { AbortListeners } from '../../waiting/abort-listeners.ts'
import { Ring } from '../../waiting/ring.ts'
import { WaiterQueue } from '../../waiting/waiter-queue.ts'
import type { Broker, Traffic } from '../connection.ts'
import { isTracing, publishConnection, traceRequest, traceStep } from '../connection-events.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import type { Dialled } from '../opening/dial.ts'
import { BackPressure } from './back-pressure.ts'
import { Deadlines, type Queue } from './deadlines.ts'
import { type AnsweredConnection, Inbox } from './inbox.ts'
import { Liveness } from './liveness.ts'
import { Outbox } from './outbox.ts'
import { rejectRequest, resolveRequest } from './outcome.ts'
import type { PendingRequest, SendOptions } from './pending-request.ts'
import type { RawTokens } from './raw-tokens.ts'
import { RequestEncoder } from './request-encoder.ts'
import { type Closed, closedError, queueFull } from './request-errors.ts'
import { checkSendOptions, timeoutError, type WaitPhase } from './send-options.ts'
import { SendQueue } from './send-queue.ts'
import { SessionWindow } from './session-window.ts'
import { listen, refer } from './socket.ts'

const NO_OPTIONS: SendOptions = {}
const EARLY_FLUSH_BYTES = 65_536 // so much is on its way while the same turn of the event loop goes on sending

/**
 * The socket of a connection and every request on it. The socket holds it, so what is in flight is settled whether or not anyone still holds
 * the {@link Connection}; when nobody does and nothing is out, it ends.
 */
export class Pipeline implements AnsweredConnection {
  readonly broker: Broker
  readonly encoder: RequestEncoder
  readonly closed: Promise<Closed>
  readonly deadlines: Deadlines
  readonly options: ResolvedOptions
  readonly #socket: Duplex
  readonly #outbox: Outbox
  readonly #inbox: Inbox
  readonly #waiting = new SendQueue()
  readonly #inFlight = new Ring<PendingRequest>()
  readonly #posted = new Set<PendingRequest>()
  readonly #queues: readonly Queue[] = [[this.#inFlight, 'response'] as const, [this.#posted, 'drain'], [this.#waiting, 'queue']]
  readonly #pressure: BackPressure
  readonly #liveness: Liveness
  #resolveClosed: (closed: Closed) => void = () => undefined
  #state: 'open' | 'draining' | 'closed' = 'open'
  #ended: Closed = { reason: 'shutdown' }
  #socketBytes = 0 // what the socket held when this turn's first request came
  #unsettled = 0
  #isFlushScheduled = false
  #turnMs = 0 // when the first request of this turn of the event loop came
  #isTraced = false // whether anyone listened then
  #abandonedAt: Error | undefined
  #window: SessionWindow | undefined // where the SASL session ends
  #holders: WaiterQueue | undefined // while they wait or are at it, nothing else is sent
  #idlers: WaiterQueue | undefined // who wait until nothing is out
  #aborts: AbortListeners<PendingRequest> | undefined // most connections see no signal

  constructor(dialled: Dialled, options: ResolvedOptions, firstCorrelationId = 0) {
    this.closed = new Promise(resolve => {
      this.#resolveClosed = resolve
    })
    const { host, port, expect } = options
    this.broker = { host, port, ...expect, address: dialled.address, tlsAuthorized: dialled.tlsAuthorized }
    this.options = options
    this.#socket = dialled.socket
    this.encoder = new RequestEncoder(options.clientId, firstCorrelationId)
    this.#liveness = new Liveness(options)
    this.#pressure = new BackPressure(options.maxQueuedBytes, () => this.#endTurn())
    this.deadlines = new Deadlines(options.requestMs, nowMs => this.#onAlarm(nowMs))
    this.#outbox = new Outbox(dialled.socket, written => this.#onWritten(written))
    this.#inbox = new Inbox(this)
    listen(dialled, {
      data: (chunk, bytes) => this.#onData(chunk, bytes),
      drain: () => this.#flush(),
      end: cause => this.#close('broken', cause)
    })
  }

  get state(): 'open' | 'draining' | 'closed' {
    return this.#state
  }

  /** Whether there is room for more: false from a high-water mark of bytes on, until they have fallen to a low-water mark. */
  get writable(): boolean {
    return this.#state === 'open' && !this.#pressure.isOn
  }

  get traffic(): Traffic {
    const { requests } = this.encoder
    const { sentBytes } = this.#outbox
    const { receivedBytes } = this.#liveness
    return { inFlight: this.#inFlight.size, queuedBytes: this.#waiting.bytes, requests, sentBytes, receivedBytes }
  }

  /** For SASL tokens without an envelope, while nothing else is out. */
  get tokens(): RawTokens {
    return this.#inbox.tokens(frame => {
      if (this.#state === 'closed') this.#inbox.fail(this.#closedError())
      else this.#socket.write(frame)
    })
  }

  /** Resolves when there is room and it is the caller's turn to send. Rejects with `KAFKA_CONNECTION_CLOSED` when the connection ends first. */
  async drained(): Promise<void> {
    if (this.#state !== 'open') throw this.#closedError()
    await this.#pressure.wait()
  }

  /** Resolves as soon as nothing is out and nothing waits to be. */
  async emptied(): Promise<void> {
    if (this.#state === 'closed') throw this.#closedError()
    if (this.#isEmpty) return
    this.#idlers ??= new WaiterQueue()
    await this.#idlers.add()
  }

  /** Whether nothing is out, and no byte has gone either way for so long or for as long as it may be idle. */
  isQuietFor(ms: number): boolean {
    return this.#isEmpty && this.#liveness.wasQuietFor(ms, now())
  }

  /** Refuses a request that cannot be taken: the connection has ended, or its options are impossible, or its signal is aborted. */
  admit(api: ApiInfo, options: SendOptions | undefined): void {
    if (this.#state === 'open' && this.#isEmpty && this.#liveness.isIdle(now())) this.#close('idle')
    if (this.#state !== 'open') throw closedError(this.#ended, this.broker, { api, delivery: 'not-sent' })
    if (options === undefined) return
    checkSendOptions(options)
    options.signal?.throwIfAborted()
  }

  /** Takes a request that has its bytes. Throws `KAFKA_QUEUE_FULL`. `askedMs` is how long it asks the broker to take. */
  enqueue(pending: PendingRequest, askedMs: number, { signal, timeoutMs }: SendOptions = NO_OPTIONS): void {
    const bytes = pending.sizeBytes
    if (!this.#isFlushScheduled) this.#beginTurn()
    const queuedBytes = this.#waiting.bytes + this.#socketBytes
    if (queuedBytes + bytes > this.options.maxQueuedBytes)
      throw queueFull(pending, bytes, queuedBytes, this.options.maxQueuedBytes, this.broker)
    if (timeoutMs !== undefined) pending.callerDeadlineMs = this.#turnMs + timeoutMs
    this.#take(pending, askedMs)
    if (signal !== undefined) {
      pending.signal = signal
      this.#aborts ??= new AbortListeners((request, reason) => this.#fail(request, reason))
      this.#aborts.watch(signal, pending)
    }
    if (this.#isTraced) traceRequest(pending, this.broker)
    this.#waiting.push(pending)
    if (this.#waiting.bytes >= EARLY_FLUSH_BYTES && !this.#isStalled) {
      this.#flush()
      this.#socketBytes = this.#outbox.bytes
    } else this.#scheduleFlush()
    this.#pressure.taken(bytes, this.#waiting.bytes + this.#socketBytes)
  }

  /** Whoever authenticates says until when what is sent may be read by the broker; undefined where the session does not end. */
  limitSession(endMs: number | undefined): void {
    if (endMs === undefined) this.#window = undefined
    else if (this.#window === undefined) this.#window = new SessionWindow(endMs)
    else this.#window.moveTo(endMs)
  }

  /**
   * Sends nothing more but what {@link sendNow} is given until {@link release}, and resolves once nothing is out: SASL wants the wire for itself.
   * Requests go on waiting in their order.
   */
  async hold(): Promise<void> {
    if (this.#state === 'closed') throw this.#closedError()
    this.#holders ??= new WaiterQueue()
    const held = this.#holders.add()
    this.#onProgress()
    await held
  }

  release(): void {
    this.#holders = undefined
    this.#flush()
  }

  /** Sends a request of whoever {@link hold}s the connection. */
  sendNow(pending: PendingRequest): void {
    if (this.#state === 'closed') throw this.#closedError()
    this.#beginTurn()
    this.#take(pending, 0)
    this.#inFlight.push(pending)
    this.#outbox.add(pending, false)
    this.#outbox.flush()
  }

  get oldest(): PendingRequest | undefined {
    return this.#inFlight.peek()
  }

  answered(request: PendingRequest): boolean {
    this.#inFlight.shift()
    this.#window?.answered(request, now())
    return this.#settle(request)
  }

  throttle(throttleTimeMs: number): void {
    const nowMs = now()
    const byMs = Math.min(throttleTimeMs, this.options.maxThrottleMs)
    this.deadlines.extend(byMs, nowMs, this.#queues)
    this.#window?.throttled(nowMs, byMs)
  }

  /** Ends the connection at once. */
  end(reason: CloseReason, cause: unknown): void {
    this.#close(reason, cause)
  }

  /** Takes no more requests and ends, for that reason, when those that are out have been answered, or after `timeoutMs`, the shortest it is told. */
  drain(timeoutMs: number, why: Closed = { reason: 'shutdown' }): void {
    if (this.#state === 'closed') return
    if (this.#state === 'open' || why.reason === 'timeout') this.#ended = why
    this.#state = 'draining'
    this.deadlines.drainUntil(now() + timeoutMs)
    this.#onProgress()
  }

  /** Rejects what waits in the queue, of which nothing was sent; what is out goes on. For a connection that drains. */
  dropQueue(): void {
    for (const request of [...this.#waiting])
      this.#fail(request, closedError(this.#ended, this.broker, { ...request, delivery: 'not-sent' }))
  }

  /** Nobody holds the connection any more: it ends once it owes nothing to anybody. */
  abandon(opened: Error): void {
    this.#abandonedAt = opened
    this.#onProgress()
  }

  get #isEmpty(): boolean {
    return this.#inFlight.size + this.#waiting.size + this.#posted.size === 0
  }

  get #isStalled(): boolean {
    return this.#holders !== undefined || this.#outbox.isFull || this.#inFlight.size >= this.options.maxInFlight
  }

  // Whole milliseconds: V8 puts each fraction into a box of its own, and there are several per request.
  #beginTurn(): void {
    this.#turnMs = Math.floor(now())
    this.#socketBytes = this.#outbox.bytes
    this.#isTraced = isTracing()
  }

  #take(pending: PendingRequest, askedMs: number): void {
    if (this.#isEmpty) this.#onBusy()
    this.deadlines.begin(pending, this.#turnMs, askedMs)
    this.#unsettled++
    if (pending.chunks !== undefined) pending.memory = retainMemory(pending.chunks)
  }

  // While something is out the socket keeps the process alive, and nothing else does.
  #onBusy(): void {
    this.deadlines.restart()
    refer(this.#socket, 'ref')
  }

  // Something was written, answered or given up: is there anything left to wait for?
  #onProgress(): void {
    if (this.#state === 'closed') return
    if (this.#state === 'draining' && this.#unsettled === 0) return this.#retire()
    if (this.#pressure.isOn) this.#pressure.eased(this.#waiting.bytes + this.#outbox.bytes)
    if (this.#holders !== undefined && this.#inFlight.size + this.#posted.size === 0) this.#holders.resolve()
    if (!this.#isEmpty) return
    this.#idlers?.resolve()
    if (this.#abandonedAt !== undefined) return this.#close('abandoned')
    refer(this.#socket, 'unref')
    this.deadlines.set(this.#liveness.dueMs)
  }

  // What one turn of the event loop sends goes out in one write, or one for every 64 KiB.
  #scheduleFlush(): void {
    if (this.#isFlushScheduled) return
    this.#isFlushScheduled = true
    nextTick(() => this.#endTurn())
  }

  // Senders that are being let go join in.
  #endTurn(): void {
    if (this.#isFlushScheduled && !this.#pressure.isLettingGo) this.#flush()
  }

  #flush(): void {
    this.#isFlushScheduled = false
    if (this.#state === 'closed' || this.#holders !== undefined || this.#outbox.isFull) return
    while (this.#inFlight.size < this.options.maxInFlight && (this.#window === undefined || this.#window.admits(now()))) {
      const request = this.#waiting.next()
      if (request === undefined) break
      traceStep(request, 'queueMs')
      const isPosted = request.readAnswer === undefined
      if (isPosted) this.#posted.add(request)
      else {
        this.#window?.written(request, now(), this.#inFlight.size === 0)
        this.#inFlight.push(request)
      }
      if (!this.#outbox.add(request, isPosted || request.trace !== undefined)) break
    }
    this.#outbox.flush()
    this.#liveness.touch(this.#turnMs)
    this.#onProgress()
  }

  #onWritten(written: readonly PendingRequest[]): void {
    for (const request of written) {
      traceStep(request, 'writeMs')
      if (this.#posted.delete(request) && this.#settle(request)) resolveRequest(request, undefined)
    }
    this.#onProgress()
  }

  #onData(chunk: Buffer, bytes: number): void {
    if (this.#state === 'closed') return
    this.#liveness.received(now(), bytes)
    this.#inbox.push(chunk, bytes)
    if (this.#waiting.size > 0) this.#scheduleFlush()
    this.#onProgress()
  }

  #onAlarm(nowMs: number): void {
    if (this.deadlines.isDrainOver(nowMs)) return this.#retire()
    this.deadlines.renewIfDue(nowMs)
    const late = (request: PendingRequest, phase: WaitPhase): KafkaError =>
      timeoutError(request, phase, nowMs, this.broker, this.options.requestMs)
    const { nextMs, overdue, phase } = this.deadlines.judge(nowMs, this.#queues, (request, phase) =>
      this.#fail(request, late(request, phase))
    )
    if (overdue !== undefined) return this.#close('timeout', late(overdue, phase))
    if (this.#state === 'closed') return
    this.deadlines.set(this.#isEmpty ? Math.min(nextMs, this.#onQuiet(nowMs)) : nextMs)
  }

  // Nothing is out: has it been so for too long, or is it time to ask whether anyone is there?
  #onQuiet(nowMs: number): number {
    if (this.#liveness.isIdle(nowMs)) this.#close('idle')
    else if (this.#liveness.wantsPing(nowMs)) {
      const ping = this.#liveness.makePing(this.encoder, cause => this.#close('timeout', cause))
      this.enqueue(ping, 0, { timeoutMs: this.options.pongTimeoutMs })
    }
    return this.#state === 'closed' ? Number.POSITIVE_INFINITY : this.#liveness.dueMs
  }

  #retire(): void {
    this.#close(this.#ended.reason, this.#ended.cause)
  }

  // The only place where a connection ends: whatever went wrong, every waiting request hears of it once, with an error of its own.
  #close(reason: CloseReason, cause?: unknown): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#ended = { reason, cause }
    this.deadlines.clear()
    this.#socket.destroy()
    for (const [requests, phase] of this.#queues) {
      const delivery = phase === 'queue' ? 'not-sent' : 'maybe-sent'
      for (const request of [...requests])
        this.#fail(request, closedError(this.#ended, this.broker, { ...request, delivery, isPosted: phase === 'drain' }))
      requests.clear()
    }
    for (const waiters of [this.#pressure, this.#holders, this.#idlers]) waiters?.reject(() => this.#closedError())
    this.#inbox.fail(this.#closedError())
    this.#resolveClosed(this.#ended)
    publishConnection({ event: 'close', broker: this.broker, reason, cause, stack: this.#abandonedAt?.stack })
  }

  #closedError(): Error {
    return closedError(this.#ended, this.broker, { delivery: 'not-sent' })
  }

  #fail(request: PendingRequest, error: unknown): void {
    if (!this.#settle(request)) return
    rejectRequest(request, error)
    if (this.#state === 'draining' && this.#unsettled === 0) this.#retire()
    else if (this.#pressure.isOn) this.#onProgress()
  }

  /** Whether the request was still to be settled; it now is. */
  #settle(request: PendingRequest): boolean {
    if (request.settled) return false
    request.settled = true
    this.#unsettled--
    if (request.hasBytes) this.#waiting.giveUp(request)
    if (request.signal !== undefined) this.#aborts?.unwatch(request.signal, request)
    return true
  }
}
