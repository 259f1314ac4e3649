import type { CloseReason } from '../../errors.ts'
import { FrameReader } from '../../protocol/frame-reader.ts'
import { responseHeaderVersion } from '../../protocol/header.ts'
import { Reader } from '../../protocol/primitives/reader.ts'
import type { Broker, ConnectionState } from '../broker.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import type { PendingRequest } from '../requests/pending-request.ts'
import type { RequestEncoder } from '../requests/request-encoder.ts'
import { answerTooLarge, outOfSync, undecodable } from '../requests/request-errors.ts'
import { traceStep } from '../requests/request-trace.ts'
import { RawTokens } from './raw-tokens.ts'

const FRAME_WITH_CORRELATION_ID_BYTES = 4

// One reader for all connections: nothing interrupts the reading of an answer.
const NOTHING = Buffer.alloc(0)
const reader = new Reader(NOTHING)

/** What an {@link Inbox} needs of its connection. */
export interface AnsweredConnection {
  readonly broker: Broker
  readonly encoder: RequestEncoder
  readonly options: ResolvedOptions
  readonly state: ConnectionState
  /** The request to which the next answer belongs. */
  readonly oldest: PendingRequest | undefined
  /**
   * Takes out the oldest request, because its answer has arrived, and marks it as settled. Returns
   * false if the request was settled before: then the answer is dropped.
   */
  takeAnswered(request: PendingRequest): boolean
  /** Notes that the broker reads nothing for `throttleTimeMs` from now on (KIP-219). */
  throttle(throttleTimeMs: number): void
  end(reason: CloseReason, cause: unknown): void
}

/**
 * Reads answers from the bytes of the socket. Each answer belongs to the oldest request in flight,
 * because Kafka answers the requests of a connection in order.
 */
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

  /**
   * Accepts SASL tokens as frames while a token is awaited. A token may be empty. `write` sends the
   * tokens of this client, while no request is in flight.
   */
  beginRawTokens(write: (frame: Uint8Array) => void): RawTokens {
    this.#limits.minFrameBytes = 0
    this.#tokens ??= new RawTokens(write)
    return this.#tokens
  }

  /** Takes the next bytes of the stream. Their memory is overwritten once this returns. */
  push(chunk: Buffer, bytes: number): void {
    try {
      this.#frames.push(chunk, bytes)
    } catch (error) {
      this.#connection.end('protocol', error)
    }
  }

  /** Where the next bytes of the stream belong, if they are part of a large answer. */
  get room(): Buffer | undefined {
    return this.#frames.room
  }

  /** Rejects the exchange of a token that waits, because the connection has ended. */
  failRawToken(error: unknown): void {
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
      // Some brokers answer even Produce with acks 0.
      if (connection.encoder.takePosted(correlationId)) return
      return connection.end('out-of-sync', outOfSync(correlationId, request))
    }
    if (responseHeaderVersion(request.api, request.version) > 0) reader.unknownTags()
    if (this.#takeAnswered(request, end - start)) this.#decodeAndResolve(request)
    else this.#decodeGivenUp(request)
    // The reader would keep a frame with memory of its own alive until the next answer.
    if (owned) reader.reset(NOTHING, 0, 0, true)
  }

  // The answer to the oldest request is larger than the limit: its bytes are skipped, and the
  // connection goes on with the answer behind it.
  #onTooLarge(correlationId: number, frameBytes: number): boolean {
    const { state, oldest: request, options, broker } = this.#connection
    if (state === 'closed' || this.#tokens?.isAwaited || request?.correlationId !== correlationId) return false
    if (this.#takeAnswered(request, frameBytes)) request.rejectWith(answerTooLarge(request, frameBytes, options.maxFrameBytes, broker))
    return true
  }

  #takeAnswered(request: PendingRequest, responseBytes: number): boolean {
    if (request.trace !== undefined) request.trace.event.responseBytes = responseBytes
    traceStep(request, 'waitMs')
    return this.#connection.takeAnswered(request)
  }

  #decodeAndResolve(request: PendingRequest): void {
    let answer: unknown
    try {
      answer = request.readAnswer?.(reader, request.version)
      reader.finish()
    } catch (error) {
      return request.rejectWith(undecodable(error, request, this.#connection.broker))
    }
    traceStep(request, 'readMs')
    request.resolveWith(answer)
    this.#noteThrottle(answer)
  }

  // The caller has given up the request. The broker throttles the connection all the same.
  #decodeGivenUp(request: PendingRequest): void {
    try {
      this.#noteThrottle(request.readAnswer?.(reader, request.version))
    } catch {
      // The connection can go on without this answer, as after one that a caller waits for.
    }
  }

  #noteThrottle(answer: unknown): void {
    const { throttleTimeMs } = (answer ?? {}) as { throttleTimeMs?: unknown }
    if (typeof throttleTimeMs === 'number' && throttleTimeMs > 0) this.#connection.throttle(throttleTimeMs)
  }
}
