/** An answer that a request waits for. */
export class WaitingAnswer<T> {
  #resolve: ((answer: T) => void) | undefined

  get isAwaited(): boolean {
    return this.#resolve !== undefined
  }

  /**
   * Waits for the answer. As in Kafka, a request that waited before gets no answer any more: its
   * client has sent a newer one.
   */
  wait(): Promise<T> {
    return new Promise(resolve => {
      this.#resolve = resolve
    })
  }

  /** Gives the answer to the request that waits. Returns whether one did. */
  give(answer: T): boolean {
    const resolve = this.#resolve
    this.#resolve = undefined
    resolve?.(answer)
    return resolve !== undefined
  }
}
