/** Work that is done one piece after the other, in the order in which it was asked for, whatever becomes of the pieces before. */
export class Steps {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }
}
