import type { Pending } from './pending.ts'

/** Watches the signals of requests: one listener per signal, however many requests share it. */
export class Aborts {
  readonly #watched = new Map<AbortSignal, { readonly requests: Set<Pending>; readonly listener: () => void }>()
  readonly #abort: (request: Pending, reason: unknown) => void

  constructor(abort: (request: Pending, reason: unknown) => void) {
    this.#abort = abort
  }

  watch(signal: AbortSignal, request: Pending): void {
    const watched = this.#watched.get(signal)
    if (watched !== undefined) {
      watched.requests.add(request)
      return
    }
    const requests = new Set([request])
    const listener = (): void => {
      this.#watched.delete(signal)
      for (const each of requests) this.#abort(each, signal.reason)
    }
    this.#watched.set(signal, { requests, listener })
    signal.addEventListener('abort', listener, { once: true })
  }

  unwatch(signal: AbortSignal, request: Pending): void {
    const watched = this.#watched.get(signal)
    if (watched === undefined) return
    watched.requests.delete(request)
    if (watched.requests.size > 0) return
    this.#watched.delete(signal)
    signal.removeEventListener('abort', watched.listener)
  }
}
