import type { PartitionQueue } from './partition-queue.ts'

/**
 * The queues whose batch failed, until it is time to send it again. Queues that fail in the same
 * turn of the event loop share a timer, so that their batches go to a leader in one request.
 */
export class Repeats {
  readonly #repeat: (queue: PartitionQueue) => void
  readonly #byDelay = new Map<number, PartitionQueue[]>()

  constructor(repeat: (queue: PartitionQueue) => void) {
    this.#repeat = repeat
  }

  add(queue: PartitionQueue, delayMs: number): void {
    const others = this.#byDelay.get(delayMs)
    if (others !== undefined) return void others.push(queue)
    const queues = [queue]
    this.#byDelay.set(delayMs, queues)
    queueMicrotask(() => this.#byDelay.delete(delayMs)) // a later queue has a timer of its own
    setTimeout(() => queues.forEach(this.#repeat), delayMs)
  }
}
