import { now } from '../../clock.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { throttleTimeAtEnd } from '../forwarded-throttle.ts'
import { PendingRequest } from '../requests/pending-request.ts'
import type { RequestEncoder } from '../requests/request-encoder.ts'
import { noSignOfLife } from '../requests/request-errors.ts'

const NOTHING: Uint8Array = Buffer.alloc(0)
// The last versions of ApiVersions whose requests have no fields. Version 0 knows no throttle time.
const LAST_EMPTY_VERSION = 2

/**
 * The version of ApiVersions for a ping: the newest that the broker offers of those whose requests
 * have no fields. Without an offer it is 0, which every broker answers.
 */
export const pingVersion = (offeredMax = 0): number => Math.min(offeredMax, LAST_EMPTY_VERSION)

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
  #pingVersion = 0

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

  /**
   * Sets the newest version of ApiVersions that the broker offers. Without it, pings have version
   * 0, which every broker answers.
   */
  set apiVersionsMax(max: number) {
    this.#pingVersion = pingVersion(max)
  }

  /**
   * A ping: ApiVersions, which every broker answers at no cost. Its body is empty. Of the answer
   * only the throttle time is read, the last field from version 1 on: a broker that throttles reads
   * nothing for that time, and says it in no other answer.
   */
  makePing(encoder: RequestEncoder, failed: (error: unknown) => void): PendingRequest {
    const ping = new PendingRequest(
      ApiVersions,
      this.#pingVersion,
      (reader, version) => pongIn(reader.rest(), version),
      () => undefined,
      error => failed(noSignOfLife(error, this.#pingMs))
    )
    encoder.wrap(ping, NOTHING)
    return ping
  }
}

const pongIn = (body: Uint8Array, version: number): { readonly throttleTimeMs: number } => ({
  throttleTimeMs: version === 0 ? 0 : throttleTimeAtEnd(body)
})
