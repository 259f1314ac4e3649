import type { Duplex } from 'node:stream'
import { clearTimeout, LONGEST_DELAY_MS, nextTick, now, setTimeout } from '../clock.ts'
import { FrameReader } from '../protocol/frame-reader.ts'
import { readRequestHeader } from '../protocol/header.ts'
import { type MemoryUse, releaseMemory, retainMemory } from '../protocol/primitives/memory-in-use.ts'
import { Reader } from '../protocol/primitives/reader.ts'
import { isNodeSocket } from '../type-checks.ts'
import { type AcceptLimits, type CloseOptions, type ConnectionLimits, checkCloseOptions, resolveLimits } from './accept-options.ts'
import { AnswerOrder, type AnswerSlot } from './answer-order.ts'
import { type AnswerSink, type IncomingRequest, ReceivedRequest } from './incoming-request.ts'
import { Intake } from './intake.ts'
import type { MemoryUser, SharedMemory } from './request-memory.ts'

/**
 * Handles one request, and answers it with `request.answer` or `request.answerBytes`. The returned
 * value is ignored; a request that is not answered when the function returns, or when its promise
 * resolves, gets no answer. Throwing closes the connection.
 *
 * Handlers of one connection run concurrently: they are called in the order of the requests, while
 * earlier handlers still wait.
 */
export type RequestHandler = (request: IncomingRequest) => unknown

/**
 * Why a served connection ended. `client`: the client closed it. `broken`: the socket failed.
 * `protocol`: the client sent a frame outside the limits or a malformed header. `handler`: a
 * handler threw or answered twice. `shutdown`: `close` or `destroy` was called.
 */
export type ServerCloseReason = 'client' | 'broken' | 'protocol' | 'handler' | 'shutdown'

/** How a served connection ended. */
export interface ServerConnectionEnd {
  /** Why the connection ended. */
  readonly reason: ServerCloseReason
  /**
   * The error of the socket (`broken`), of the bytes (`protocol`), or what the handler threw
   * (`handler`).
   */
  readonly cause?: unknown
}

/** A connection that `accept` serves. */
export interface ServerConnection extends AsyncDisposable {
  /** Resolves when the socket is closed, with the reason. Never rejects. */
  readonly closed: Promise<ServerConnectionEnd>
  /** Requests that have begun and whose answers are not sent yet. */
  readonly inFlight: number
  /** Bytes of requests that are being received or are with their handlers. */
  readonly heldBytes: number
  /**
   * Changes limits for all requests from now on, for example to larger ones when the client has
   * authenticated. Throws `KAFKA_CONFIGURATION` if a limit is wrong.
   */
  setLimits(limits: ConnectionLimits): void
  /**
   * Closes the connection: begins no more requests, sends the answers of those that have begun, and
   * closes the socket. After `timeoutMs` (default 10,000) it destroys the socket. Resolves when the
   * socket is closed. Rejects with `KAFKA_CONFIGURATION` if an option is wrong.
   */
  close(options?: CloseOptions): Promise<void>
  /** Destroys the socket at once. Answers that are due are lost. */
  destroy(): void
}

const CLOSE_MS = 10_000
// After the end of the last answer, the client has this time to read it. Then the socket is
// destroyed.
const LINGER_MS = 5_000

/** The socket of a served connection: requests in, answers out, within the limits. */
export class ServedSocket implements ServerConnection, MemoryUser {
  readonly closed: Promise<ServerConnectionEnd>
  readonly #socket: Duplex
  readonly #handle: RequestHandler
  readonly #memory: SharedMemory
  readonly #limits: AcceptLimits
  readonly #intake: Intake
  readonly #answers = new AnswerOrder(() => this.#begin())
  readonly #aborts = new Set<AbortController>() // of requests whose handlers have read their signal
  #hasClientLeft = false // then the signals of all requests are aborted
  #incomingBytes = 0 // bytes of the request that is being received
  #heldBytes = 0
  #end: ServerConnectionEnd | undefined
  #isBeginning = false
  #isCorked = false
  #timer: NodeJS.Timeout | undefined
  #deadlineMs = Number.POSITIVE_INFINITY // when the timer destroys the socket

  constructor(socket: Duplex, handle: RequestHandler, limits: AcceptLimits, memory: SharedMemory) {
    this.#socket = socket
    this.#handle = handle
    this.#limits = limits
    this.#memory = memory
    const frames = new FrameReader(limits, (bytes, start, end) => this.#take(bytes.subarray(start, end)))
    this.#intake = new Intake(frames, requestBytes => this.#admit(requestBytes))
    this.closed = socket.destroyed ? Promise.resolve({ reason: 'client' }) : this.#listen()
  }

  get inFlight(): number {
    return this.#answers.size
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  setLimits(limits: ConnectionLimits): void {
    Object.assign(this.#limits, resolveLimits('setLimits', limits, this.#limits))
    this.#begin()
  }

  retry(): void {
    this.#begin()
  }

  async close(options: CloseOptions = {}): Promise<void> {
    checkCloseOptions(options)
    this.#endAfter(this.#answers.open(), { reason: 'shutdown' })
    this.#destroyIn(options.timeoutMs ?? CLOSE_MS)
    await this.closed
  }

  destroy(): void {
    this.#end ??= { reason: 'shutdown' }
    this.#beginNoMore()
    this.#socket.destroy() // first: then no answer is written
    this.#answers.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #listen(): Promise<ServerConnectionEnd> {
    const socket = this.#socket
    return new Promise(resolve => {
      const onData = (chunk: Buffer): void => this.#read(chunk)
      const onDrain = (): void => this.#begin()
      const onEnd = (): unknown => this.#clientLeft({ reason: 'client' })
      const onError = (cause: unknown): unknown => this.#clientLeft({ reason: 'broken', cause })
      const onClose = (): void => {
        const end = this.#clientLeft({ reason: 'client' })
        socket.off('data', onData).off('drain', onDrain).off('end', onEnd).off('error', onError).off('close', onClose)
        clearTimeout(this.#timer)
        this.#release(this.#incomingBytes) // the rest of this request will not arrive
        this.#incomingBytes = 0
        resolve(end)
      }
      socket.on('data', onData).on('drain', onDrain).on('end', onEnd).on('error', onError).on('close', onClose)
    })
  }

  #read(chunk: Buffer): void {
    if (this.#end !== undefined) return
    this.#intake.push(chunk)
    this.#begin()
  }

  // Begins requests as far as the limits allow. The socket is read only while no request waits.
  #begin(): void {
    if (this.#isBeginning) return
    this.#isBeginning = true
    let isWaiting = false
    try {
      isWaiting = !this.#intake.advance()
    } catch (cause) {
      this.#endAfter(this.#answers.open(), { reason: 'protocol', cause })
    }
    this.#isBeginning = false
    if (isWaiting) this.#socket.pause()
    else if (this.#socket.isPaused()) this.#socket.resume()
  }

  // Whether the next request may begin. A request larger than the limits of bytes must be alone. An
  // invalid length is admitted here and refused when the frame is cut.
  #admit(requestBytes: number): boolean {
    const { maxInFlight, maxBytesInFlight, minFrameBytes, maxFrameBytes } = this.#limits
    if (requestBytes < minFrameBytes || requestBytes > maxFrameBytes) return this.#answers.size < maxInFlight
    const isFull = this.#heldBytes > 0 && this.#heldBytes + requestBytes > maxBytesInFlight
    if (isFull || this.#answers.size >= maxInFlight || this.#isClogged()) {
      this.#memory.leave(this) // other connections must not wait behind this one
      return false
    }
    if (!this.#memory.take(this, requestBytes, this.#heldBytes)) return false
    this.#heldBytes += requestBytes
    this.#incomingBytes = requestBytes
    return true
  }

  #release(requestBytes: number): void {
    if (requestBytes === 0) return
    this.#heldBytes -= requestBytes
    this.#memory.give(requestBytes)
  }

  #isClogged(): boolean {
    return this.#socket.writableNeedDrain && this.#socket.writableLength > this.#limits.maxWriteBufferBytes
  }

  #take(frame: Buffer): void {
    const slot = this.#answers.open()
    this.#incomingBytes = 0
    try {
      const reader = new Reader(frame)
      const header = readRequestHeader(reader)
      const answered: AnswerSink = answer => this.#answer(slot, answer)
      const request = new ReceivedRequest(header, frame.subarray(reader.offset), () => this.#makeAbort(), answered)
      void this.#call(request, slot, frame.length)
    } catch (cause) {
      this.#release(frame.length)
      this.#endAfter(slot, { reason: 'protocol', cause })
    }
  }

  async #call(request: ReceivedRequest, slot: AnswerSlot, requestBytes: number): Promise<void> {
    try {
      await this.#handle(request)
      slot.settle()
    } catch (cause) {
      this.#endAfter(slot, { reason: 'handler', cause })
    } finally {
      if (request.abort !== undefined) this.#aborts.delete(request.abort)
      this.#release(requestBytes)
      this.#begin()
    }
  }

  // The controller of the signal of one request.
  #makeAbort(): AbortController {
    const abort = new AbortController()
    if (this.#hasClientLeft) abort.abort()
    else this.#aborts.add(abort)
    return abort
  }

  #beginNoMore(): void {
    this.#intake.clear()
    this.#memory.leave(this)
  }

  // Begins no more requests, and closes the connection when the answers before this slot are sent.
  #endAfter(slot: AnswerSlot, end: ServerConnectionEnd): void {
    this.#end ??= end
    this.#beginNoMore()
    if (!slot.settle(() => this.#hangUp())) this.#answers.open().settle(() => this.#hangUp())
  }

  #hangUp(): void {
    this.#uncork()
    this.#socket.end(() => this.#socket.destroy())
    this.#destroyIn(LINGER_MS)
  }

  // Requests that were read before are still handled: a producer with acks 0 may send and leave.
  #clientLeft(end: ServerConnectionEnd): ServerConnectionEnd {
    this.#end ??= end
    this.#hasClientLeft = true
    for (const abort of this.#aborts) abort.abort()
    this.#aborts.clear()
    this.#socket.end()
    return this.#end
  }

  // Until the answer is written, its memory must not be used for anything else.
  #answer(slot: AnswerSlot, frame: readonly Uint8Array[]): boolean {
    const memory = retainMemory(frame)
    if (slot.settle(() => this.#write(frame, memory))) return true
    releaseMemory(memory)
    return false
  }

  // All answers of one turn of the event loop go out in one write.
  #write(frame: readonly Uint8Array[], memory: readonly MemoryUse[] | undefined): void {
    const last = frame.at(-1)
    if (!this.#socket.writable || last === undefined) return releaseMemory(memory)
    if (!this.#isCorked) {
      this.#isCorked = true
      this.#socket.cork()
      nextTick(() => this.#uncork())
    }
    for (const chunk of frame.slice(0, -1)) this.#socket.write(chunk)
    this.#socket.write(last, memory !== undefined && isNodeSocket(this.#socket) ? () => releaseMemory(memory) : undefined)
  }

  #uncork(): void {
    if (!this.#isCorked) return
    this.#isCorked = false
    this.#socket.uncork()
  }

  // If it is called several times, the earliest deadline counts: `close` with 100 ms does not wait
  // LINGER_MS for a slow client.
  #destroyIn(timeoutMs: number): void {
    const deadlineMs = now() + timeoutMs
    if (this.#socket.closed || timeoutMs > LONGEST_DELAY_MS || deadlineMs >= this.#deadlineMs) return
    this.#deadlineMs = deadlineMs
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#socket.destroy(), timeoutMs).unref()
  }
}
