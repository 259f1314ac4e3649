import { ApiVersions } from '../protocol/messages/api-versions.ts'
import type { ResolvedOptions } from './options.ts'
import { Pending } from './pending.ts'

/** How long a connection has been quiet, and what is due then. A byte either way is a sign of life. */
export class Quiet {
  readonly #idleMs: number
  readonly #pingMs: number
  #lastByteMs: number = performance.now()

  constructor({ idleMs, pingMs }: ResolvedOptions) {
    this.#idleMs = idleMs
    this.#pingMs = pingMs
  }

  touch(nowMs: number): void {
    this.#lastByteMs = Math.max(this.#lastByteMs, nowMs)
  }

  isIdle(nowMs: number): boolean {
    return nowMs - this.#lastByteMs >= this.#idleMs
  }

  wantsPing(nowMs: number): boolean {
    return nowMs - this.#lastByteMs >= this.#pingMs
  }

  /** When the next thing is due, on the monotonic clock. */
  get dueMs(): number {
    return this.#lastByteMs + Math.min(this.#idleMs, this.#pingMs)
  }

  /** ApiVersions v0, which every broker answers and which costs it nothing; its body is empty. */
  makePing(answered: () => void, failed: (error: unknown) => void): Pending {
    return new Pending(ApiVersions, 0, reader => reader.rest(), answered, failed)
  }
}
