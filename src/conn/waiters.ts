/** Those who wait for the same thing to happen. */
export class Waiters {
  #waiting: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = []

  get size(): number {
    return this.#waiting.length
  }

  add(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** It happened. */
  resolve(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve()
  }

  /** It never will; each hears so by an error of its own. */
  reject(makeError: () => unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(makeError())
  }
}
