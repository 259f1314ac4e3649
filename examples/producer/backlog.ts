/**
 * Counts the bytes of messages that are not acknowledged, so that a program that produces faster
 * than the brokers accept can wait.
 */
export class Backlog {
  readonly #maxBytes: number
  #bytes = 0
  readonly #roomWaiters: (() => void)[] = []
  readonly #endWaiters: (() => void)[] = []

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Whether fewer bytes than the limit wait. */
  get writable(): boolean {
    return this.#bytes < this.#maxBytes
  }

  /** Resolves as soon as fewer bytes than the limit wait. */
  drained(): Promise<void> {
    return this.writable ? Promise.resolve() : new Promise(resolve => this.#roomWaiters.push(resolve))
  }

  /** Resolves as soon as no bytes wait. */
  emptied(): Promise<void> {
    return this.#bytes === 0 ? Promise.resolve() : new Promise(resolve => this.#endWaiters.push(resolve))
  }

  add(bytes: number): void {
    this.#bytes += bytes
  }

  remove(bytes: number): void {
    this.#bytes -= bytes
    if (this.#roomWaiters.length > 0 && this.writable) for (const resolve of this.#roomWaiters.splice(0)) resolve()
    if (this.#endWaiters.length > 0 && this.#bytes === 0) for (const resolve of this.#endWaiters.splice(0)) resolve()
  }
}
