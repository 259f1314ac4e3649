import type { PartitionQueue } from './partition-queue.ts'

/** The queues whose batch was in vain, until it is time to try again. Those that fail together are tried together: one timer, and one request to a leader. */
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
    queueMicrotask(() => this.#byDelay.delete(delayMs)) // who comes later waits as long
    setTimeout(() => queues.forEach(this.#repeat), delayMs)
  }
}
