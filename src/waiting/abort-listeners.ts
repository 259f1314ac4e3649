/** Watches the signals of those who wait: one listener per signal, however many share it. A hundred thousand on one would take seconds. */
export class AbortListeners<T> {
  readonly #watched = new Map<AbortSignal, { readonly waiting: Set<T>; readonly listener: () => void }>()
  readonly #abort: (waiting: T, reason: unknown) => void

  constructor(abort: (waiting: T, reason: unknown) => void) {
    this.#abort = abort
  }

  watch(signal: AbortSignal, item: T): void {
    const watched = this.#watched.get(signal)
    if (watched !== undefined) {
      watched.waiting.add(item)
      return
    }
    const waiting = new Set([item])
    const listener = (): void => {
      this.#watched.delete(signal)
      for (const each of waiting) this.#abort(each, signal.reason)
    }
    this.#watched.set(signal, { waiting, listener })
    signal.addEventListener('abort', listener, { once: true })
  }

  unwatch(signal: AbortSignal, item: T): void {
    const watched = this.#watched.get(signal)
    if (watched === undefined) return
    watched.waiting.delete(item)
    if (watched.waiting.size > 0) return
    this.#watched.delete(signal)
    signal.removeEventListener('abort', watched.listener)
  }
}
