import type { Cluster } from 'kafkawire'

/**
 * A lane of the pool for one consumer, that is, a connection of its own to each broker. A broker
 * answers the requests of a connection one after the other, and holds a Fetch until there are
 * records. On a shared connection each consumer would wait for the others. The names of lanes are
 * reused, because a pool remembers every lane it ever had.
 */
export class ConsumerLane implements Disposable {
  static readonly #free: string[] = []
  static #count = 0
  readonly name: string
  readonly #cluster: Cluster
  #isOpen = true

  constructor(cluster: Cluster) {
    this.name = ConsumerLane.#free.pop() ?? `consumer-${++ConsumerLane.#count}`
    this.#cluster = cluster
  }

  /** Closes the connections as soon as their last answer has come, and frees the name. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    for (const nodeId of this.#cluster.map.brokers.keys()) this.#cluster.pool.retire(nodeId, this.name)
    ConsumerLane.#free.push(this.name)
  }
}
