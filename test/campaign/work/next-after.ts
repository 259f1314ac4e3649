/** Waits for the first event that began after a given moment. */
export class NextAfter {
  readonly #waiting = new Set<{ readonly sinceMs: number; readonly resolve: (ms: number) => void }>()

  /** An event has happened. It began at `beganMs`. */
  happened(beganMs: number): void {
    for (const each of this.#waiting) {
      if (beganMs < each.sinceMs) continue
      this.#waiting.delete(each)
      each.resolve(performance.now() - each.sinceMs)
    }
  }

  /**
   * Resolves with the time in ms from `sinceMs` to the end of the first event that began after it.
   * Rejects after `patienceMs` without such an event.
   */
  after(sinceMs: number, patienceMs: number, what: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no ${what} within ${patienceMs} ms`)), patienceMs)
      this.#waiting.add({
        sinceMs,
        resolve: ms => {
          clearTimeout(late)
          resolve(ms)
        }
      })
    })
  }
}
