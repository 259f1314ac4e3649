/** Tells when something has happened that began after a given moment. */
export class NextAfter {
  readonly #waiting = new Set<{ readonly sinceMs: number; readonly resolve: (ms: number) => void }>()

  /** It has happened, and began then. */
  happened(beganMs: number): void {
    for (const each of this.#waiting) {
      if (beganMs < each.sinceMs) continue
      this.#waiting.delete(each)
      each.resolve(performance.now() - each.sinceMs)
    }
  }

  /** Resolves with how long after that moment it has happened. Rejects if it does not within `patienceMs`. */
  after(sinceMs: number, patienceMs: number, what: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${what}: nothing in ${patienceMs} ms`)), patienceMs)
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
