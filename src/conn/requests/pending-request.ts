import type { ApiInfo } from '../../protocol/api.ts'
import type { MemoryUse } from '../../protocol/primitives/memory-in-use.ts'
import type { Reader } from '../../protocol/primitives/reader.ts'
import type { FrameBytes } from '../../protocol/primitives/writer.ts'
import { endTrace, type Trace } from './request-trace.ts'

/** Reads the body of an answer in this version. */
export type ReadAnswer = (reader: Reader, version: number) => unknown

/** One request, from the call of `send` until its answer has come or it is given up. */
export class PendingRequest implements FrameBytes {
  readonly api: ApiInfo
  readonly version: number
  /** Undefined for a posted request, which the broker does not answer (Produce with acks 0). */
  readonly readAnswer: ReadAnswer | undefined
  /**
   * When `send` was called, in whole milliseconds of the monotonic clock. The clock is read once
   * per turn of the event loop.
   */
  startedMs: number = 0
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  correlationId = -1
  /** How long the request asks the broker to take before it answers, in milliseconds. */
  askedMs: number = 0
  /** The connection's deadline for this request; it closes if the answer is not there by then. */
  deadlineMs: number = 0
  /** The caller's own deadline (`timeoutMs`). Past it only this request rejects. */
  callerDeadlineMs: number | undefined = undefined
  signal: AbortSignal | undefined = undefined
  /** Set if someone listens to the channel of requests. */
  trace: Trace | undefined = undefined
  /**
   * Whether the promise is settled. A settled request in the queue is skipped. A settled request
   * in flight stays there as a tombstone: its answer is still to come.
   */
  settled = false

  slab: Buffer | undefined = undefined
  start: number = 0
  end: number = 0
  chunks: readonly Uint8Array[] | undefined = undefined
  /** Marks the memory of `chunks` as in use, where its owner wants to reuse it. */
  memory: readonly MemoryUse[] | undefined = undefined

  constructor(
    api: ApiInfo,
    version: number,
    readAnswer: ReadAnswer | undefined,
    resolve: (value: never) => void,
    reject: (error: unknown) => void
  ) {
    this.api = api
    this.version = version
    this.readAnswer = readAnswer
    this.resolve = resolve
    this.reject = reject
  }

  /** The earlier of the connection's and the caller's deadline. */
  get dueMs(): number {
    return this.callerDeadlineMs === undefined ? this.deadlineMs : Math.min(this.callerDeadlineMs, this.deadlineMs)
  }

  /** Size on the wire, the 4 bytes of the frame length included. */
  get sizeBytes(): number {
    return this.chunks === undefined ? this.end - this.start : this.chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  }

  /** Whether the request still holds its bytes, because they are not written yet. */
  get hasBytes(): boolean {
    return this.slab !== undefined || this.chunks !== undefined
  }

  /** Drops the bytes: they are with the socket, or will never be sent. */
  releaseBytes(): void {
    this.slab = undefined
    this.chunks = undefined
  }

  /** Ends the trace and resolves the promise of the caller. */
  resolveWith(answer: unknown): void {
    endTrace(this, undefined, answer)
    this.resolve(answer as never)
  }

  /** Ends the trace and rejects the promise of the caller. */
  rejectWith(error: unknown): void {
    endTrace(this, error)
    this.reject(error)
  }
}
