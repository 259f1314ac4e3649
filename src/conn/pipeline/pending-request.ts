import type { ApiInfo } from '../../protocol/api.ts'
import type { MemoryUse } from '../../protocol/primitives/memory-in-use.ts'
import type { Reader } from '../../protocol/primitives/reader.ts'
import type { FrameBytes } from '../../protocol/primitives/writer.ts'
import type { Trace } from '../connection-events.ts'

/** What `send` may be told of one request. */
export interface SendOptions {
  /** Gives up waiting; the promise rejects with the signal's reason. The connection lives on. */
  readonly signal?: AbortSignal | undefined
  /** The whole of this caller's wait, in milliseconds, if shorter than the connection's own patience. */
  readonly timeoutMs?: number | undefined
  /** Pins the version instead of letting both sides' newest be picked. */
  readonly version?: number | undefined
  /** The newest version that may be picked, for example one in which topics still have names. Default: the newest that both sides speak. */
  readonly maxVersion?: number | undefined
}

/** Reads the body of an answer. */
export type ReadAnswer = (reader: Reader, version: number) => unknown

/** One request from `send` to its promise: in the queue, then in flight, then settled. */
export class PendingRequest implements FrameBytes {
  readonly api: ApiInfo
  readonly version: number
  /** Undefined where the broker does not answer. */
  readonly readAnswer: ReadAnswer | undefined
  /** When `send` was called, in whole milliseconds of the monotonic clock: read once per turn of the event loop. */
  startedMs: number = 0
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  correlationId = -1
  /** How long it asks the broker to take before it answers, in milliseconds. */
  askedMs: number = 0
  /** Since when the connection, and not this caller alone, has lost patience. */
  deadlineMs: number = 0
  /** Since when the caller has, if it said so. */
  callerDeadlineMs: number | undefined = undefined
  signal: AbortSignal | undefined = undefined
  /** Where someone listens to the channel of requests. */
  trace: Trace | undefined = undefined
  /** The caller has had its outcome: in the queue it is passed over, in flight it stays as a tombstone for the answer to come. */
  settled = false

  slab: Buffer | undefined = undefined
  start: number = 0
  end: number = 0
  chunks: readonly Uint8Array[] | undefined = undefined
  /** The memory that the chunks keep in use, where somebody wants to have it back. */
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

  /** Since when either has. */
  get dueMs(): number {
    return this.callerDeadlineMs === undefined ? this.deadlineMs : Math.min(this.callerDeadlineMs, this.deadlineMs)
  }

  /** Bytes on the wire, the frame's length included. */
  get sizeBytes(): number {
    return this.chunks === undefined ? this.end - this.start : this.chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  }

  /** Whether it still waits to be written. */
  get hasBytes(): boolean {
    return this.slab !== undefined || this.chunks !== undefined
  }

  /** Lets go of the bytes once they are on their way, or will never be. */
  releaseBytes(): void {
    this.slab = undefined
    this.chunks = undefined
  }
}
