import type { CloseReason } from '../../errors.ts'
import { FrameReader } from '../../protocol/frame-reader.ts'
import { responseHeaderVersion } from '../../protocol/header.ts'
import { Reader } from '../../protocol/primitives/reader.ts'
import type { Broker } from '../connection.ts'
import { traceStep } from '../connection-events.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { rejectRequest, resolveRequest } from './outcome.ts'
import type { PendingRequest } from './pending-request.ts'
import { RawTokens } from './raw-tokens.ts'
import type { RequestEncoder } from './request-encoder.ts'
import { answerTooLarge, outOfSync, undecodable } from './request-errors.ts'

const FRAME_WITH_CORRELATION_ID_BYTES = 4

// One for all connections: reading an answer is never interrupted by another.
const NOTHING = Buffer.alloc(0)
const reader = new Reader(NOTHING)

/** The connection whose answers come in. */
export interface AnsweredConnection {
  readonly broker: Broker
  readonly encoder: RequestEncoder
  readonly options: ResolvedOptions
  readonly state: 'open' | 'draining' | 'closed'
  /** The request that is to be answered next. */
  readonly oldest: PendingRequest | undefined
  /** The oldest was answered. Returns whether somebody still waits for its outcome. */
  answered(request: PendingRequest): boolean
  /** The answer asks for so long a pause (KIP-219). */
  throttle(throttleTimeMs: number): void
  end(reason: CloseReason, cause: unknown): void
}

/** Reads answers from the socket and gives each to the oldest request, for Kafka answers each connection in order. */
export class Inbox {
  readonly #connection: AnsweredConnection
  readonly #frames: FrameReader
  readonly #limits: { minFrameBytes: number; readonly maxFrameBytes: number }
  #tokens: RawTokens | undefined

  constructor(connection: AnsweredConnection) {
    this.#connection = connection
    this.#limits = { minFrameBytes: FRAME_WITH_CORRELATION_ID_BYTES, maxFrameBytes: connection.options.maxFrameBytes }
    this.#frames = new FrameReader(
      this.#limits,
      (bytes, start, end, owned) => this.#onFrame(bytes, start, end, owned),
      (correlationId, frameBytes) => this.#onTooLarge(correlationId, frameBytes)
    )
  }

  /** For SASL tokens without an envelope, which `write` sends, while nothing else is out. */
  tokens(write: (frame: Uint8Array) => void): RawTokens {
    this.#limits.minFrameBytes = 0
    this.#tokens ??= new RawTokens(write)
    return this.#tokens
  }

  /** Takes the next bytes of the stream, which are overwritten once this returns. */
  push(chunk: Buffer, bytes: number): void {
    try {
      this.#frames.push(chunk, bytes)
    } catch (error) {
      this.#connection.end('protocol', error)
    }
  }

  /** The connection has ended. */
  fail(error: unknown): void {
    this.#tokens?.fail(error)
  }

  #onFrame(bytes: Buffer, start: number, end: number, owned: boolean): void {
    const connection = this.#connection
    if (connection.state === 'closed') return
    if (this.#tokens?.isAwaited) return this.#tokens.take(bytes.subarray(start, end))
    reader.reset(bytes, start, end, owned)
    const correlationId = reader.int32()
    const request = connection.oldest
    if (request?.correlationId !== correlationId) {
      // Some brokers answer Produce with acks 0 all the same.
      if (connection.encoder.wasPosted(correlationId)) return
      return connection.end('out-of-sync', outOfSync(correlationId, request))
    }
    if (responseHeaderVersion(request.api, request.version) > 0) reader.unknownTags()
    if (this.#isAwaited(request, end - start)) this.#answer(request)
    // A frame with memory of its own would otherwise live until the next answer.
    if (owned) reader.reset(NOTHING, 0, 0, true)
  }

  // An answer to the oldest request that is larger than the limit. Nothing of it is kept, and the next comes behind it.
  #onTooLarge(correlationId: number, frameBytes: number): boolean {
    const { state, oldest: request, options, broker } = this.#connection
    if (state === 'closed' || this.#tokens?.isAwaited || request?.correlationId !== correlationId) return false
    if (this.#isAwaited(request, frameBytes)) rejectRequest(request, answerTooLarge(request, frameBytes, options.maxFrameBytes, broker))
    return true
  }

  #isAwaited(request: PendingRequest, responseBytes: number): boolean {
    if (request.trace !== undefined) request.trace.event.responseBytes = responseBytes
    traceStep(request, 'waitMs')
    return this.#connection.answered(request)
  }

  #answer(request: PendingRequest): void {
    let answer: unknown
    try {
      answer = request.readAnswer?.(reader, request.version)
      reader.finish()
    } catch (error) {
      return rejectRequest(request, undecodable(error, request, this.#connection.broker))
    }
    traceStep(request, 'readMs')
    resolveRequest(request, answer)
    const { throttleTimeMs } = answer as { throttleTimeMs?: unknown }
    if (typeof throttleTimeMs === 'number' && throttleTimeMs > 0) this.#connection.throttle(throttleTimeMs)
  }
}
