import { now } from '../../clock.ts'
import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { PendingRequest } from './pending-request.ts'
import type { RequestEncoder } from './request-encoder.ts'
import { noSignOfLife } from './send-options.ts'

const NOTHING: Uint8Array = Buffer.alloc(0)

/** How long a connection has been quiet, and what is due then. A byte either way is a sign of life. */
export class Liveness {
  readonly #idleMs: number
  readonly #pingMs: number
  #lastByteMs: number = now()
  /** Bytes that came. */
  receivedBytes = 0

  constructor({ idleMs, pingMs }: ResolvedOptions) {
    this.#idleMs = idleMs
    this.#pingMs = pingMs
  }

  touch(nowMs: number): void {
    this.#lastByteMs = Math.max(this.#lastByteMs, nowMs)
  }

  received(nowMs: number, bytes: number): void {
    this.receivedBytes += bytes
    this.touch(nowMs)
  }

  isIdle(nowMs: number): boolean {
    return nowMs - this.#lastByteMs >= this.#idleMs
  }

  /** Whether it was quiet for so long, or for as long as it may be. */
  wasQuietFor(ms: number, nowMs: number): boolean {
    return nowMs - this.#lastByteMs >= Math.min(ms, this.#idleMs)
  }

  wantsPing(nowMs: number): boolean {
    return nowMs - this.#lastByteMs >= this.#pingMs
  }

  /** When the next thing is due, on the monotonic clock. */
  get dueMs(): number {
    return this.#lastByteMs + Math.min(this.#idleMs, this.#pingMs)
  }

  /** ApiVersions v0, which every broker answers and which costs it nothing; its body is empty. */
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
