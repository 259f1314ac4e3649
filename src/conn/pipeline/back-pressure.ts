import { nextTick } from '../../clock.ts'
import { WaiterQueue } from '../../waiting/waiter-queue.ts'

// From this many unwritten bytes on, senders should pause. The number is large enough to keep a
// fast network busy, and so small that little is lost when the connection breaks.
const HIGH_WATER_BYTES = 1_048_576

/**
 * Tells senders to pause, by the bytes that are not written yet: from a high-water mark on, until
 * the bytes have fallen to a low-water mark. Senders that wait are released in the order in which
 * they came, one at a time, so that the bytes of each count before the next one is released.
 */
export class BackPressure {
  readonly #maxBytes: number
  readonly #highBytes: number
  readonly #onReleased: () => void
  #senders: WaiterQueue | undefined // most connections have no sender that waits
  #lowBytes = 0
  #isOn = false
  #isReleasing = false

  /** @param onReleased is called when senders were released and no more follow for now */
  constructor(maxQueuedBytes: number, onReleased: () => void) {
    this.#maxBytes = maxQueuedBytes
    this.#onReleased = onReleased
    // At half of the limit there is still room for a request of the other half.
    this.#highBytes = Math.min(HIGH_WATER_BYTES, maxQueuedBytes / 2)
  }

  /** Whether senders should pause. */
  get isOn(): boolean {
    return this.#isOn
  }

  /** Whether senders are being released, so that more requests are about to come. */
  get isReleasing(): boolean {
    return this.#isReleasing
  }

  /**
   * Notes that a request of `requestBytes` was queued, and that `queuedBytes` are unwritten now.
   * Tells senders to pause from the high-water mark on, or if another request of that size would
   * not fit.
   */
  added(requestBytes: number, queuedBytes: number): void {
    if (queuedBytes < this.#highBytes && queuedBytes + requestBytes <= this.#maxBytes) return
    const lowBytes = Math.min(this.#highBytes / 2, this.#maxBytes - requestBytes)
    this.#lowBytes = this.#isOn ? Math.min(this.#lowBytes, lowBytes) : lowBytes
    this.#isOn = true
  }

  /**
   * Notes that `queuedBytes` are unwritten now. At the low-water mark, releases the senders that
   * wait.
   */
  lowered(queuedBytes: number): void {
    if (!this.#isOn || queuedBytes > this.#lowBytes) return
    this.#isOn = false
    this.#release()
  }

  /** Resolves when it is this sender's turn: at once if no other sender waits and there is room. */
  wait(): Promise<void> {
    this.#senders ??= new WaiterQueue()
    const turn = this.#senders.add()
    this.#release()
    return turn
  }

  /** Rejects each sender that waits with its own error object, because the connection has ended. */
  reject(makeError: () => unknown): void {
    this.#senders?.reject(makeError)
  }

  // Releases one sender after the other until the high-water mark is reached again. A sender has
  // sent when all promises have settled, which is before the next tick.
  #release(): void {
    if (this.#isReleasing) return
    this.#isReleasing = !this.#isOn && this.#senders?.resolveNext() === true
    if (this.#isReleasing) void Promise.resolve().then(() => nextTick(() => this.#releaseNext()))
  }

  #releaseNext(): void {
    this.#isReleasing = false
    this.#release()
    if (!this.#isReleasing) this.#onReleased()
  }
}
