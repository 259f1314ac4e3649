import type { Duplex } from 'node:stream'
import { type BrokerAddress, type CloseReason, isKafkaError, KafkaError, type VersionRange } from '../errors.ts'
import type { Api, ApiInfo, Decoded } from '../protocol/api.ts'
import { explain } from '../protocol/codec.ts'
import { FrameReader } from '../protocol/frames.ts'
import { responseHeaderVersion } from '../protocol/header.ts'
import { describe } from '../protocol/primitives/failures.ts'
import { Reader } from '../protocol/primitives/reader.ts'
import { Aborts } from './aborts.ts'
import { Alarm } from './alarm.ts'
import { closedError } from './closed.ts'
import { askedWaitMs, checkSendOptions, timeoutError } from './deadline.ts'
import type { Dialled } from './dial.ts'
import { checkForwarded, type ForwardedRequest, forwardedApi } from './forward.ts'
import { RequestQueue } from './in-flight.ts'
import { configurationError, isLimit, type ResolvedOptions } from './options.ts'
import { Outbox } from './outbox.ts'
import { Pending, type SendOptions } from './pending.ts'
import { RequestEncoder } from './request-encoder.ts'
import type { BrokerVersions, Features } from './versions.ts'

/** Who is at the other end. */
export interface Broker extends BrokerAddress {
  /** The IP address that the name led to, where Node dialled. */
  readonly address?: string | undefined
  /** Whether the certificate was accepted; undefined without TLS. */
  readonly tlsAuthorized?: boolean | undefined
}

/** How a connection ended. */
export interface Closed {
  readonly reason: CloseReason
  readonly cause?: unknown
}

const PRODUCE = 0
const NO_OPTIONS: SendOptions = {}
const NOTHING = Buffer.alloc(0)
const DRAIN_MS = 30_000
const FRAME_WITH_CORRELATION_ID_BYTES = 4

/** One socket to one broker. Requests are pipelined and answered in the order they were sent. */
export class Connection {
  readonly broker: Broker
  /** Resolves when the connection has ended, whatever the reason. Never rejects. */
  readonly closed: Promise<Closed>

  readonly #options: ResolvedOptions
  readonly #versions: BrokerVersions
  readonly #socket: Duplex
  readonly #encoder: RequestEncoder
  readonly #outbox: Outbox
  readonly #frames: FrameReader
  readonly #reader = new Reader(NOTHING)
  readonly #waiting = new RequestQueue<Pending>()
  readonly #inFlight = new RequestQueue<Pending>()
  readonly #posted = new Set<Pending>()
  readonly #alarm = new Alarm(nowMs => this.#onAlarm(nowMs))
  readonly #aborts = new Aborts((request, reason) => this.#fail(request, reason))
  readonly #resolveClosed: (closed: Closed) => void
  #state: 'open' | 'draining' | 'closed' = 'open'
  #ended: Closed = { reason: 'shutdown' }
  #waitingBytes = 0
  #isFlushScheduled = false
  #turnMs = 0 // when the first request of this turn of the event loop came
  #patienceMs = 0 // until when the youngest request is waited for
  #drainDeadlineMs = Number.POSITIVE_INFINITY

  /** Use {@link connect}: a connection is open only once it knows which versions the broker speaks. */
  constructor(dialled: Dialled, options: ResolvedOptions, versions: BrokerVersions, firstCorrelationId = 0) {
    let resolveClosed: (closed: Closed) => void = () => undefined
    this.closed = new Promise(resolve => {
      resolveClosed = resolve
    })
    this.#resolveClosed = resolveClosed
    this.broker = { host: options.host, port: options.port, address: dialled.address, tlsAuthorized: dialled.tlsAuthorized }
    this.#options = options
    this.#versions = versions
    this.#socket = dialled.socket
    this.#encoder = new RequestEncoder(options.clientId, firstCorrelationId)
    this.#outbox = new Outbox(dialled.socket, posted => this.#onWritten(posted))
    const limits = { minFrameBytes: FRAME_WITH_CORRELATION_ID_BYTES, maxFrameBytes: options.maxFrameBytes }
    this.#frames = new FrameReader(limits, (bytes, start, end, owned) => this.#onFrame(bytes, start, end, owned))
    this.#listen(dialled)
  }

  get state(): 'open' | 'draining' | 'closed' {
    return this.#state
  }

  /** The versions of each API that the broker and this driver both speak. */
  get versions(): { of(api: ApiInfo): VersionRange | undefined } {
    return this.#versions
  }

  /** The features that the cluster has finalized (KIP-584). */
  get features(): Features {
    return this.#versions.features
  }

  /**
   * Sends a request, in the highest version that both sides speak and that can carry it, and resolves with its response. Error codes inside
   * a response are the caller's. Rejects with `KAFKA_ENCODE`, `KAFKA_UNSUPPORTED_VERSION`, `KAFKA_CONFIGURATION` or `KAFKA_QUEUE_FULL` before a
   * byte is sent; with `KAFKA_TIMEOUT`, `KAFKA_CONNECTION_CLOSED` or `KAFKA_PROTOCOL` after; with the signal's reason if it is aborted.
   */
  send<Req, Res>(api: Api<Req, Res>, request: Req, options: SendOptions = NO_OPTIONS): Promise<Decoded<Res>> {
    return new Promise((resolve, reject) => {
      this.#admit(api, options)
      if (isUnanswered(api, request)) throw configurationError(['the broker does not answer Produce with acks 0: use post'])
      const version = this.#versions.pick(api, request, options.version)
      const pending = new Pending(api, version, api.decodeResponse, resolve, reject)
      this.#encoder.encode(pending, api, request)
      this.#enqueue(pending, askedWaitMs(api.key, request), options)
    })
  }

  /** Sends a request that the broker does not answer, Produce with acks 0, and resolves when the kernel has its bytes. */
  post<Req, Res>(api: Api<Req, Res>, request: Req, options: SendOptions = NO_OPTIONS): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#admit(api, options)
      if (!isUnanswered(api, request))
        throw configurationError([`the broker answers ${api.name}: use send (post is for Produce with acks 0)`])
      const version = this.#versions.pick(api, request, options.version)
      const pending = new Pending(api, version, undefined, resolve, reject)
      this.#encoder.encode(pending, api, request)
      this.#enqueue(pending, 0, options)
    })
  }

  /** Sends a body that is encoded already, under a header and a correlation id of this connection's own, and resolves with the answer's body. */
  forward(request: ForwardedRequest, options: SendOptions = NO_OPTIONS): Promise<{ readonly body: Uint8Array }> {
    return new Promise((resolve, reject) => {
      checkForwarded(request)
      const api = forwardedApi(request, this.#versions.offered(request.key), this.broker)
      this.#admit(api, options)
      const pending = new Pending(api, request.version, reader => ({ body: reader.rest() }), resolve, reject)
      this.#encoder.wrap(pending, request.body)
      this.#enqueue(pending, 0, options)
    })
  }

  /** Takes no more requests, waits up to `timeoutMs` (default 30,000) for those that are out, and closes. Calling it again changes nothing. */
  async close({ timeoutMs = DRAIN_MS }: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    if (!isLimit(timeoutMs))
      throw configurationError([`timeoutMs must be a positive number, or Infinity for no limit, not ${describe(timeoutMs)}`])
    if (this.#state === 'open') {
      this.#state = 'draining'
      this.#drainDeadlineMs = performance.now() + timeoutMs
      this.#alarm.set(this.#drainDeadlineMs)
      this.#closeIfDrained()
    }
    await this.closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #listen({ socket, feed }: Dialled): void {
    const push = (chunk: Buffer, bytes: number): void => this.#onData(chunk, bytes)
    if (feed === undefined) socket.on('data', (chunk: Buffer) => push(chunk, chunk.length))
    else feed.push = push
    socket.on('drain', () => this.#flush())
    socket.on('error', cause => this.#close('broken', cause))
    socket.on('end', () => this.#close('broken'))
    socket.on('close', () => this.#close('broken'))
  }

  #admit(api: ApiInfo, options: SendOptions): void {
    if (this.#state !== 'open') throw closedError(this.#ended, this.broker, { api, delivery: 'not-sent' })
    if (options === NO_OPTIONS) return
    checkSendOptions(options)
    options.signal?.throwIfAborted()
  }

  #enqueue(pending: Pending, askedMs: number, { signal, timeoutMs }: SendOptions): void {
    const bytes = pending.sizeBytes
    if (!this.#isFlushScheduled) this.#turnMs = performance.now()
    pending.startedMs = this.#turnMs
    const queuedBytes = this.#waitingBytes + this.#outbox.bytes
    if (queuedBytes + bytes > this.#options.maxQueuedBytes) throw this.#queueFull(pending, queuedBytes, bytes)
    // The broker answers in order, so no request is overdue before those ahead of it are. With none ahead, old patience is spent.
    if (this.#inFlight.size + this.#waiting.size === 0) this.#patienceMs = 0
    this.#patienceMs = pending.deadlineMs = Math.max(this.#patienceMs, pending.startedMs + this.#options.requestMs + askedMs)
    if (timeoutMs !== undefined) pending.callerDeadlineMs = pending.startedMs + timeoutMs
    this.#alarm.set(Math.min(pending.deadlineMs, pending.callerDeadlineMs))
    if (signal !== undefined) {
      pending.signal = signal
      this.#aborts.watch(signal, pending)
    }
    this.#waiting.push(pending)
    this.#waitingBytes += bytes
    this.#scheduleFlush()
  }

  // Everything that one turn of the event loop sends goes out in one write.
  #scheduleFlush(): void {
    if (this.#isFlushScheduled) return
    this.#isFlushScheduled = true
    process.nextTick(() => this.#flush())
  }

  #flush(): void {
    this.#isFlushScheduled = false
    if (this.#state === 'closed' || this.#outbox.isFull) return
    while (this.#inFlight.size < this.#options.maxInFlight) {
      const request = this.#waiting.shift()
      if (request === undefined) break
      if (request.settled) continue
      this.#waitingBytes -= request.sizeBytes
      const isPosted = request.readAnswer === undefined
      if (isPosted) this.#posted.add(request)
      else this.#inFlight.push(request)
      if (!this.#outbox.add(request, isPosted)) break
    }
    this.#outbox.flush()
    this.#closeIfDrained()
  }

  #onWritten(posted: readonly Pending[]): void {
    for (const request of posted) {
      this.#posted.delete(request)
      if (this.#settle(request)) request.resolve(undefined as never)
    }
    this.#closeIfDrained()
  }

  #onData(chunk: Buffer, bytes: number): void {
    if (this.#state === 'closed') return
    try {
      this.#frames.push(chunk, bytes)
    } catch (error) {
      this.#close('protocol', error)
    }
    if (this.#waiting.size > 0) this.#scheduleFlush()
    this.#closeIfDrained()
  }

  #onFrame(bytes: Buffer, start: number, end: number, owned: boolean): void {
    if (this.#state === 'closed') return
    const reader = this.#reader
    reader.reset(bytes, start, end, owned)
    const correlationId = reader.int32()
    const request = this.#inFlight.peek()
    if (request?.correlationId !== correlationId) return this.#close('out-of-sync', outOfSync(correlationId, request))
    if (responseHeaderVersion(request.api, request.version) > 0) reader.unknownTags()
    this.#inFlight.shift()
    if (!this.#settle(request)) return
    try {
      const answer = request.readAnswer?.(reader, request.version)
      reader.finish()
      request.resolve(answer as never)
    } catch (error) {
      request.reject(undecodable(error, request, this.broker))
    }
  }

  #onAlarm(nowMs: number): void {
    let nextMs = this.#drainDeadlineMs
    if (nowMs >= nextMs) return this.#close('shutdown')
    for (const [requests, phase] of [
      [this.#inFlight, 'response'],
      [this.#posted, 'drain'],
      [this.#waiting, 'queue']
    ] as const) {
      for (const request of requests) {
        if (!request.settled && nowMs >= request.callerDeadlineMs) this.#fail(request, timeoutError(request, phase, nowMs, this.broker))
        if (nowMs >= request.deadlineMs) {
          this.#fail(request, timeoutError(request, phase, nowMs, this.broker))
          if (phase !== 'queue') return this.#close('timeout', timeoutError(request, phase, nowMs, this.broker))
        } else {
          nextMs = Math.min(nextMs, request.deadlineMs, request.settled ? Number.POSITIVE_INFINITY : request.callerDeadlineMs)
        }
      }
    }
    if (nextMs < Number.POSITIVE_INFINITY) this.#alarm.set(nextMs)
  }

  #closeIfDrained(): void {
    if (this.#state === 'draining' && this.#inFlight.size + this.#waiting.size + this.#posted.size === 0) this.#close('shutdown')
  }

  // The only place where a connection ends: whatever went wrong, every waiting request hears of it once, with an error of its own.
  #close(reason: CloseReason, cause?: unknown): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#ended = { reason, cause }
    this.#alarm.clear()
    this.#socket.destroy()
    for (const [requests, delivery] of [
      [this.#inFlight.drain(), 'maybe-sent'],
      [[...this.#posted], 'maybe-sent'],
      [this.#waiting.drain(), 'not-sent']
    ] as const) {
      for (const request of requests) this.#fail(request, closedError(this.#ended, this.broker, { ...request, delivery }))
    }
    this.#posted.clear()
    this.#resolveClosed(this.#ended)
  }

  #fail(request: Pending, error: unknown): void {
    if (this.#settle(request)) request.reject(error)
  }

  /** Whether the request was still to be settled; it now is. */
  #settle(request: Pending): boolean {
    if (request.settled) return false
    request.settled = true
    if (request.hasBytes) this.#waitingBytes -= request.sizeBytes
    request.releaseBytes()
    if (request.signal !== undefined) this.#aborts.unwatch(request.signal, request)
    return true
  }

  #queueFull({ api, version: apiVersion }: Pending, queuedBytes: number, bytes: number): KafkaError {
    const { maxQueuedBytes } = this.#options
    const text = `${api.name} of ${bytes} bytes does not fit: ${queuedBytes} bytes wait to be sent and maxQueuedBytes is ${maxQueuedBytes}`
    const retriable = bytes <= maxQueuedBytes // else it never will fit
    const details = { retriable, delivery: 'not-sent', broker: this.broker, api: api.name, apiVersion } as const
    return new KafkaError('KAFKA_QUEUE_FULL', text, { queuedBytes, maxQueuedBytes, ...details })
  }
}

const isUnanswered = (api: ApiInfo, request: unknown): boolean =>
  api.key === PRODUCE && typeof request === 'object' && request !== null && 'acks' in request && request.acks === 0

function outOfSync(correlationId: number, oldest: Pending | undefined): KafkaError {
  const expected =
    oldest === undefined ? 'none is awaited' : `${oldest.correlationId} (${oldest.api.name} v${oldest.version}) is the oldest awaited`
  return new KafkaError('KAFKA_PROTOCOL', `An answer has correlation id ${correlationId}, but ${expected}`, {})
}

// The frame was whole, so the stream is still in step: only this answer is lost.
function undecodable(error: unknown, request: Pending, broker: Broker): unknown {
  const { api, version: apiVersion, startedMs } = request
  const explained = explain(error, api, apiVersion, 'response')
  if (!isKafkaError(explained, 'KAFKA_PROTOCOL')) return explained
  const elapsedMs = Math.round(performance.now() - startedMs)
  const details = { offset: explained.offset, delivery: 'answered', broker, api: api.name, apiVersion, elapsedMs } as const
  return new KafkaError('KAFKA_PROTOCOL', explained.message, details)
}
