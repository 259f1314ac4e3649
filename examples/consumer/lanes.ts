import type { Cluster } from 'kafkawire'

/**
 * A connection to each broker for one consumer alone. A broker answers the requests of a connection one after the other, and keeps a Fetch until there is
 * something to hand out: on a shared connection each consumer would wait for the others. Names are used again, because a pool remembers every lane it had.
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

  /** Its connections close as soon as they owe no answer. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    for (const nodeId of this.#cluster.map.brokers.keys()) this.#cluster.pool.retire(nodeId, this.name)
    ConsumerLane.#free.push(this.name)
  }
}
