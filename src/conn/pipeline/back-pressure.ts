import { nextTick } from '../../clock.ts'
import { WaiterQueue } from '../../waiting/waiter-queue.ts'

// So much may wait to be written before senders do well to pause: enough to keep a fast network busy, and little to lose.
const HIGH_WATER_BYTES = 1_048_576

/**
 * Whether senders had better wait, by the bytes that are not written yet: from a high-water mark on, until they have fallen to a low-water mark.
 * Senders that wait are let go in the order in which they came and one at a time, so that what each of them sends counts before the next is let go.
 */
export class BackPressure {
  readonly #maxBytes: number
  readonly #highBytes: number
  #waiters: WaiterQueue | undefined // most connections have no sender that waits
  readonly #onDone: () => void
  #lowBytes = 0
  #isOn = false
  #isLettingGo = false

  /** @param onDone is called each time that some were let go, and no more are for now */
  constructor(maxQueuedBytes: number, onDone: () => void) {
    this.#maxBytes = maxQueuedBytes
    this.#onDone = onDone
    // At half of the limit there is still room for a request of the other half.
    this.#highBytes = Math.min(HIGH_WATER_BYTES, maxQueuedBytes / 2)
  }

  /** Whether senders had better wait. */
  get isOn(): boolean {
    return this.#isOn
  }

  /** Whether senders are being let go, so that more requests are about to come. */
  get isLettingGo(): boolean {
    return this.#isLettingGo
  }

  /** A request of that many bytes was taken, and now so many wait. Where another of its size would not fit, that is too many as well. */
  taken(requestBytes: number, queuedBytes: number): void {
    if (queuedBytes < this.#highBytes && queuedBytes + requestBytes <= this.#maxBytes) return
    const lowBytes = Math.min(this.#highBytes / 2, this.#maxBytes - requestBytes)
    this.#lowBytes = this.#isOn ? Math.min(this.#lowBytes, lowBytes) : lowBytes
    this.#isOn = true
  }

  /** So many bytes wait now. */
  eased(queuedBytes: number): void {
    if (!this.#isOn || queuedBytes > this.#lowBytes) return
    this.#isOn = false
    this.#letGo()
  }

  /** Resolves once it is this sender's turn: at once if nobody else waits and there is room. */
  wait(): Promise<void> {
    this.#waiters ??= new WaiterQueue()
    const turn = this.#waiters.add()
    this.#letGo()
    return turn
  }

  /** There will be no turn any more; each hears so by an error of its own. */
  reject(makeError: () => unknown): void {
    this.#waiters?.reject(makeError)
  }

  // One after the other, until the mark is reached again. Each has sent by the time that no promise is left to be settled: then the next tick comes.
  #letGo(): void {
    if (this.#isLettingGo) return
    this.#isLettingGo = !this.#isOn && this.#waiters?.resolveNext() === true
    if (this.#isLettingGo) void Promise.resolve().then(() => nextTick(() => this.#goOn()))
  }

  #goOn(): void {
    this.#isLettingGo = false
    this.#letGo()
    if (!this.#isLettingGo) this.#onDone()
  }
}
