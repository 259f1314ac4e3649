/** A queue: one side puts items in, and the other side takes them out, in the same order. */
export class Channel<T> {
  readonly #items: T[] = []
  #waiting: { readonly resolve: (item: T | undefined) => void; readonly reject: (error: unknown) => void } | undefined
  #end: { readonly error: unknown } | undefined

  put(item: T): void {
    if (this.#waiting === undefined) this.#items.push(item)
    else this.#waiting.resolve(item)
    this.#waiting = undefined
  }

  /** Ends the channel, with an error or without one. Only the first call counts. */
  end(error?: unknown): void {
    if (this.#end !== undefined) return
    this.#end = { error }
    if (error === undefined) this.#waiting?.resolve(undefined)
    else this.#waiting?.reject(error)
    this.#waiting = undefined
  }

  /**
   * Resolves with the next item, or with undefined at the end. Rejects if it ended with an error.
   */
  take(): Promise<T | undefined> {
    const item = this.#items.shift()
    if (item !== undefined) return Promise.resolve(item)
    if (this.#end === undefined) return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }))
    return this.#end.error === undefined ? Promise.resolve(undefined) : Promise.reject(this.#end.error)
  }
}
