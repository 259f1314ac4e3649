import type { Duplex } from 'node:stream'
import { clearTimeout, LONGEST_DELAY_MS, nextTick, now, setTimeout } from '../clock.ts'
import { FrameReader } from '../protocol/frame-reader.ts'
import { readRequestHeader } from '../protocol/header.ts'
import { type MemoryUse, releaseMemory, retainMemory } from '../protocol/primitives/memory-in-use.ts'
import { Reader } from '../protocol/primitives/reader.ts'
import { type AcceptLimits, type CloseOptions, type ConnectionLimits, checkCloseOptions, resolveLimits } from './accept-options.ts'
import { AnswerOrder, type AnswerSlot } from './answer-order.ts'
import { type AnswerSink, type IncomingRequest, RequestFrame } from './incoming-request.ts'
import { Intake } from './intake.ts'
import type { MemoryUser, SharedMemory } from './request-memory.ts'

/**
 * Takes one request. What it returns or resolves with is not looked at; if it has not answered by then, there is no answer. Handlers of one connection
 * run concurrently: the next is called, in the order of the requests, while those before still wait for something.
 */
export type RequestHandler = (request: IncomingRequest) => unknown

/** Why a served connection ended: the client closed it, it broke, it sent what is no request, a handler threw, or `close` was called. */
export type ServerCloseReason = 'client' | 'broken' | 'protocol' | 'handler' | 'shutdown'

/** How a served connection ended. */
export interface ServerConnectionEnd {
  readonly reason: ServerCloseReason
  /** What the handler threw, what was wrong with the bytes, or the error of the socket. */
  readonly cause?: unknown
}

/** A connection that is being served. */
export interface ServerConnection extends AsyncDisposable {
  /** Resolves once the socket is closed; never rejects. */
  readonly closed: Promise<ServerConnectionEnd>
  /** Requests begun and not yet answered. */
  readonly inFlight: number
  /** Bytes of requests that are being received or are with their handlers. */
  readonly heldBytes: number
  /** Sets other limits for what comes from now on, such as larger ones once the client has authenticated. Throws `KAFKA_CONFIGURATION`. */
  setLimits(limits: ConnectionLimits): void
  /**
   * Begins no further request, sends the answers of those begun, and closes; after `timeoutMs` (10,000 by default) at once. Rejects with
   * `KAFKA_CONFIGURATION`.
   */
  close(options?: CloseOptions): Promise<void>
  /** Closes at once. */
  destroy(): void
}

const CLOSE_MS = 10_000
// How long a client that is being hung up on may take to read the answers before that.
const LINGER_MS = 5_000

export class ServedSocket implements ServerConnection, MemoryUser {
  readonly closed: Promise<ServerConnectionEnd>
  readonly #socket: Duplex
  readonly #handle: RequestHandler
  readonly #memory: SharedMemory
  readonly #limits: AcceptLimits
  readonly #intake: Intake
  readonly #answers = new AnswerOrder(() => this.#begin())
  readonly #aborts = new Set<AbortController>() // of the requests whose handlers have asked for their signal
  #hasLeft = false // whether those signals are aborted
  #incomingBytes = 0 // of the request that is being received
  #heldBytes = 0
  #end: ServerConnectionEnd | undefined
  #beginning = false
  #corked = false
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
    this.#fail(this.#answers.open(), { reason: 'shutdown' })
    this.#destroyIn(options.timeoutMs ?? CLOSE_MS)
    await this.closed
  }

  destroy(): void {
    this.#end ??= { reason: 'shutdown' }
    this.#beginNoMore()
    this.#answers.clear()
    this.#socket.destroy()
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
        this.#release(this.#incomingBytes) // it will never be whole
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

  // Begins requests as far as the limits allow, and reads on only while none is left waiting.
  #begin(): void {
    if (this.#beginning) return
    this.#beginning = true
    let isWaiting = false
    try {
      isWaiting = !this.#intake.advance()
    } catch (cause) {
      this.#fail(this.#answers.open(), { reason: 'protocol', cause })
    }
    this.#beginning = false
    if (isWaiting) this.#socket.pause()
    else if (this.#socket.isPaused()) this.#socket.resume()
  }

  // Whether there is room for the next request. One that is larger than all limits of bytes has to be alone; a length that is none is refused later.
  #admit(requestBytes: number): boolean {
    const { maxInFlight, maxBytesInFlight, minFrameBytes, maxFrameBytes } = this.#limits
    if (requestBytes < minFrameBytes || requestBytes > maxFrameBytes) return this.#answers.size < maxInFlight
    const isFull = this.#heldBytes > 0 && this.#heldBytes + requestBytes > maxBytesInFlight
    if (isFull || this.#answers.size >= maxInFlight || this.#isClogged()) {
      this.#memory.leave(this) // others need not wait behind this one
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
      const request = new RequestFrame(header, frame.subarray(reader.offset), () => this.#abortable(), answered)
      void this.#call(request, slot, frame.length)
    } catch (cause) {
      this.#release(frame.length)
      this.#fail(slot, { reason: 'protocol', cause })
    }
  }

  async #call(request: RequestFrame, slot: AnswerSlot, requestBytes: number): Promise<void> {
    try {
      await this.#handle(request)
      slot.settle()
    } catch (cause) {
      this.#fail(slot, { reason: 'handler', cause })
    } finally {
      if (request.abort !== undefined) this.#aborts.delete(request.abort)
      this.#release(requestBytes)
      this.#begin()
    }
  }

  // For one request whose handler wants to know when the connection ends.
  #abortable(): AbortController {
    const abort = new AbortController()
    if (this.#hasLeft) abort.abort()
    else this.#aborts.add(abort)
    return abort
  }

  #beginNoMore(): void {
    this.#intake.clear()
    this.#memory.leave(this)
  }

  // Nothing more is begun, and when the turn of this slot comes, the connection is closed.
  #fail(slot: AnswerSlot, end: ServerConnectionEnd): void {
    this.#end ??= end
    this.#beginNoMore()
    if (!slot.settle(() => this.#hangUp())) this.#answers.open().settle(() => this.#hangUp())
  }

  #hangUp(): void {
    this.#uncork()
    this.#socket.end(() => this.#socket.destroy())
    this.#destroyIn(LINGER_MS)
  }

  // What was read before may still be meant: an acks=0 producer sends and leaves.
  #clientLeft(end: ServerConnectionEnd): ServerConnectionEnd {
    this.#end ??= end
    this.#hasLeft = true
    for (const abort of this.#aborts) abort.abort()
    this.#aborts.clear()
    this.#socket.end()
    return this.#end
  }

  // Until it is written nobody may use its memory for something else.
  #answer(slot: AnswerSlot, frame: readonly Uint8Array[]): boolean {
    const memory = retainMemory(frame)
    if (slot.settle(() => this.#write(frame, memory))) return true
    releaseMemory(memory)
    return false
  }

  // All answers of one turn of the event loop leave in one write.
  #write(frame: readonly Uint8Array[], memory: readonly MemoryUse[] | undefined): void {
    const last = frame.at(-1)
    if (!this.#socket.writable || last === undefined) return releaseMemory(memory)
    if (!this.#corked) {
      this.#corked = true
      this.#socket.cork()
      nextTick(() => this.#uncork())
    }
    for (const chunk of frame.slice(0, -1)) this.#socket.write(chunk)
    this.#socket.write(last, memory === undefined ? undefined : () => releaseMemory(memory))
  }

  #uncork(): void {
    if (!this.#corked) return
    this.#corked = false
    this.#socket.uncork()
  }

  // Of several deadlines the earliest holds: who closes in 100 ms does not wait until a slow client has taken its answers.
  #destroyIn(timeoutMs: number): void {
    const deadlineMs = now() + timeoutMs
    if (this.#socket.closed || timeoutMs > LONGEST_DELAY_MS || deadlineMs >= this.#deadlineMs) return
    this.#deadlineMs = deadlineMs
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#socket.destroy(), timeoutMs).unref()
  }
}
