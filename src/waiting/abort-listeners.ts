import { allowManyListeners } from './many-listeners.ts'

/**
 * Watches the abort signals of things that wait, with one listener per signal. Many requests may
 * share a signal, and a hundred thousand listeners on one signal would take seconds.
 */
export class AbortListeners<T> {
  readonly #watched = new Map<AbortSignal, { readonly waiting: Set<T>; readonly listener: () => void }>()
  readonly #abort: (waiting: T, reason: unknown) => void

  constructor(abort: (waiting: T, reason: unknown) => void) {
    this.#abort = abort
  }

  /** Calls back with the item when the signal is aborted. */
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
    allowManyListeners(signal) // each connection and each pool has a listener of its own
    signal.addEventListener('abort', listener, { once: true })
  }

  /** The item no longer waits. */
  unwatch(signal: AbortSignal, item: T): void {
    const watched = this.#watched.get(signal)
    if (watched === undefined) return
    watched.waiting.delete(item)
    if (watched.waiting.size > 0) return
    this.#watched.delete(signal)
    signal.removeEventListener('abort', watched.listener)
  }
}
