import { now } from '../../clock.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { PendingRequest } from '../requests/pending-request.ts'
import type { RequestEncoder } from '../requests/request-encoder.ts'
import { noSignOfLife } from '../requests/request-errors.ts'

const NOTHING: Uint8Array = Buffer.alloc(0)

/**
 * Knows for how long a connection was silent, and so when it is idle (`idleMs`) or needs a ping
 * (`pingMs`). A byte sent or received ends the silence.
 */
export class Liveness {
  readonly #idleMs: number
  readonly #pingMs: number
  #lastByteMs: number = now()
  /** All bytes that were received. */
  receivedBytes = 0

  constructor({ idleMs, pingMs }: ResolvedOptions) {
    this.#idleMs = idleMs
    this.#pingMs = pingMs
  }

  /** Notes that bytes were sent or received at this time. */
  touch(nowMs: number): void {
    this.#lastByteMs = Math.max(this.#lastByteMs, nowMs)
  }

  /** Notes that this number of bytes was received at this time. */
  received(nowMs: number, bytes: number): void {
    this.receivedBytes += bytes
    this.touch(nowMs)
  }

  /** Whether the silence has lasted for `idleMs`. */
  isIdle(nowMs: number): boolean {
    return nowMs - this.#lastByteMs >= this.#idleMs
  }

  /** Whether the silence has lasted for `ms`, or for `idleMs` if that is shorter. */
  isQuietFor(ms: number, nowMs: number): boolean {
    return nowMs - this.#lastByteMs >= Math.min(ms, this.#idleMs)
  }

  /** Whether the silence has lasted for `pingMs`. */
  isPingDue(nowMs: number): boolean {
    return nowMs - this.#lastByteMs >= this.#pingMs
  }

  /** When the silence will have lasted for `idleMs` or `pingMs`, on the monotonic clock. */
  get dueMs(): number {
    return this.#lastByteMs + Math.min(this.#idleMs, this.#pingMs)
  }

  /** A ping: ApiVersions v0, which every broker answers at no cost. Its body is empty. */
  makePing(encoder: RequestEncoder, failed: (error: unknown) => void): PendingRequest {
    const ping = new PendingRequest(
      ApiVersions,
      0,
      reader => reader.rest(),
      () => undefined,
      error => failed(noSignOfLife(error, this.#pingMs))
    )
    encoder.wrap(ping, NOTHING)
    return ping
  }
}
