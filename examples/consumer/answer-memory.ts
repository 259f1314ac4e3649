import { reuseAnswer } from 'kafkawire/records'

/**
 * The memory of one answer, which the driver may use again once everybody has let it go. It begins
 * with one holder.
 */
export class AnswerMemory {
  #holders = 1
  #records: Uint8Array | undefined

  /** Adds a holder, who needs these records of the answer. */
  hold(records: Uint8Array): void {
    this.#records = records
    this.#holders++
  }

  letGo(): void {
    if (--this.#holders === 0 && this.#records !== undefined) reuseAnswer(this.#records)
  }
}
