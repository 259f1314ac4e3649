import type { Duplex } from 'node:stream'
import { nextTick, now } from '../../clock.ts'
import { retainMemory } from '../../protocol/primitives/memory-in-use.ts'
import type { Broker } from '../broker.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import type { OpenRequests } from '../requests/open-requests.ts'
import type { PendingRequest } from '../requests/pending-request.ts'
import { queueFull } from '../requests/request-errors.ts'
import { isTracing, traceRequest, traceStep } from '../requests/request-trace.ts'
import type { SendOptions } from '../requests/send-options.ts'
import { BackPressure } from './back-pressure.ts'
import type { Deadlines } from './deadlines.ts'
import type { LifeCycle } from './life-cycle.ts'
import type { Liveness } from './liveness.ts'
import { Outbox } from './outbox.ts'
import type { SessionWindow } from './session-window.ts'
import { setRef } from './socket.ts'

// When this many bytes are queued, they are written before the turn of the event loop ends.
const EARLY_FLUSH_BYTES = 65_536

/** What a {@link Sender} needs of its connection. */
export interface SendingConnection {
  readonly broker: Broker
  readonly options: ResolvedOptions
  readonly deadlines: Deadlines
  readonly life: LifeCycle
  readonly liveness: Liveness
  readonly requests: OpenRequests
  /**
   * Called when requests were written: the connection may end now, or waiting callers may go on.
   */
  onProgress(): void
}

/**
 * The sending side of a connection: takes requests into the queue, and writes them once per turn of
 * the event loop.
 */
export class Sender {
  /** Tells senders to pause when too many bytes are unwritten. */
  readonly pressure: BackPressure
  /** Set if the SASL session ends: then requests near its end wait for the next session. */
  session: SessionWindow | undefined = undefined
  readonly #connection: SendingConnection
  readonly #requests: OpenRequests
  readonly #life: LifeCycle
  readonly #socket: Duplex
  readonly #outbox: Outbox
  readonly #maxInFlight: number
  readonly #maxQueuedBytes: number

  // These fields describe one turn of the event loop, from its first request on.
  #isFlushScheduled = false
  #turnMs = 0 // when the turn began, in whole milliseconds
  #isTraced = false // whether anyone listens to the channel of requests
  #socketBytes = 0 // what the socket holds

  constructor(socket: Duplex, connection: SendingConnection) {
    const { maxInFlight, maxQueuedBytes } = connection.options
    this.#connection = connection
    this.#requests = connection.requests
    this.#life = connection.life
    this.#socket = socket
    this.#maxInFlight = maxInFlight
    this.#maxQueuedBytes = maxQueuedBytes
    this.pressure = new BackPressure(maxQueuedBytes, () => this.#endTurn())
    this.#outbox = new Outbox(socket, written => this.#onWritten(written))
  }

  /** All bytes of requests that were handed to the socket. */
  get sentBytes(): number {
    return this.#outbox.sentBytes
  }

  /** Bytes of requests that the network has not taken: those in the queue and in the socket. */
  get unwrittenBytes(): number {
    return this.#requests.queue.bytes + this.#outbox.bytes
  }

  /**
   * Queues an encoded request. `askedMs`: how long it asks the broker to take. `message`: the
   * request before encoding, for its trace. Throws `KAFKA_QUEUE_FULL`.
   */
  enqueue(pending: PendingRequest, askedMs: number, { signal, timeoutMs }: SendOptions, message?: unknown): void {
    const { queue } = this.#requests
    const bytes = pending.sizeBytes
    if (!this.#isFlushScheduled) this.#beginTurn()
    const queuedBytes = queue.bytes + this.#socketBytes
    if (queuedBytes + bytes > this.#maxQueuedBytes)
      throw queueFull(pending, bytes, queuedBytes, this.#maxQueuedBytes, this.#connection.broker)
    if (timeoutMs !== undefined) pending.callerDeadlineMs = this.#turnMs + timeoutMs
    this.#begin(pending, askedMs)
    if (signal !== undefined) this.#requests.watch(pending, signal)
    if (this.#isTraced) traceRequest(pending, this.#connection.broker, this.#connection.options.clientId, message)
    queue.push(pending)
    if (queue.bytes >= EARLY_FLUSH_BYTES && !this.#isStalled) {
      this.flush()
      this.#socketBytes = this.#outbox.bytes
    } else this.scheduleFlush()
    this.pressure.added(bytes, queue.bytes + this.#socketBytes)
  }

  /** Sends a request at once, while SASL uses the connection alone: at its opening, or held. */
  sendNow(pending: PendingRequest): void {
    this.#beginTurn()
    this.#begin(pending, 0)
    this.#requests.inFlight.push(pending)
    this.#outbox.add(pending, false)
    this.#outbox.flush()
  }

  /**
   * Writes the queue at the end of this turn of the event loop, with all that is sent until then.
   */
  scheduleFlush(): void {
    if (this.#isFlushScheduled) return
    this.#isFlushScheduled = true
    nextTick(() => this.#endTurn())
  }

  /** Writes as many requests of the queue as the limits, the socket and the session allow. */
  flush(): void {
    const { queue, inFlight } = this.#requests
    this.#isFlushScheduled = false
    if (this.#life.state === 'closed' || this.#life.isHeld || this.#outbox.isFull) return
    while (inFlight.size < this.#maxInFlight && (this.session === undefined || this.session.isOpen(now()))) {
      const request = queue.next()
      if (request === undefined) break
      traceStep(request, 'queueMs')
      const isPosted = request.readAnswer === undefined
      if (isPosted) this.#requests.posted.add(request)
      else {
        this.session?.written(request, now(), inFlight.size === 0)
        inFlight.push(request)
      }
      if (!this.#outbox.add(request, isPosted || request.trace !== undefined)) break
    }
    this.#outbox.flush()
    this.#connection.liveness.touch(this.#turnMs)
    this.#connection.onProgress()
  }

  get #isStalled(): boolean {
    return this.#life.isHeld || this.#outbox.isFull || this.#requests.inFlight.size >= this.#maxInFlight
  }

  // Whole milliseconds: V8 puts each fraction into a box of its own, and there are several of them
  // per request.
  #beginTurn(): void {
    this.#turnMs = Math.floor(now())
    this.#socketBytes = this.#outbox.bytes
    this.#isTraced = isTracing()
  }

  // While senders are being released, the turn goes on: their requests are written with the others.
  #endTurn(): void {
    if (this.#isFlushScheduled && !this.pressure.isReleasing) this.flush()
  }

  #begin(pending: PendingRequest, askedMs: number): void {
    if (this.#requests.isEmpty) this.#onBusy()
    this.#connection.deadlines.begin(pending, this.#turnMs, askedMs, this.#requests.polledMs)
    this.#requests.begin(pending)
    if (pending.chunks !== undefined) pending.memory = retainMemory(pending.chunks)
  }

  // While there are requests the socket keeps the process alive. Nothing else of a connection does.
  #onBusy(): void {
    this.#connection.deadlines.restart()
    setRef(this.#socket, 'ref')
  }

  #onWritten(written: readonly PendingRequest[]): void {
    for (const request of written) {
      traceStep(request, 'writeMs')
      if (this.#requests.posted.delete(request) && this.#requests.settle(request)) request.resolveWith(undefined)
    }
    this.#connection.onProgress()
  }
}
