import type { Cluster } from 'kafkawire'
import { partitionForKey } from 'kafkawire/records'

/** How many partitions each topic has, as the cluster's map knows it. */
export class Partitions {
  readonly #cluster: Cluster
  readonly #counts = new Map<string, number>()
  #generation = -1
  #turn = 0

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** That of the key, and without a key each in turn; undefined for a topic whose count has not been set. */
  choose(topic: string, key: string | Uint8Array | null | undefined): number | undefined {
    if (this.#generation !== this.#cluster.map.generation) this.#update()
    const count = this.#counts.get(topic)
    if (count === undefined) return undefined
    return key === null || key === undefined ? this.#turn++ % count : partitionForKey(key, count)
  }

  /** From now on there is a choice, among the partitions that it gets later too. */
  set(topic: string, count: number): void {
    this.#counts.set(topic, count)
  }

  /** How many partitions a topic has. It is not set yet: whoever asks first sees to the messages that wait, lest others overtake them. */
  async ask(topic: string, timeoutMs: number): Promise<number> {
    const { partitions } = await this.#cluster.topic(topic, { timeoutMs })
    return partitions.size
  }

  // The map changes when it is refreshed. With more partitions the messages of a key go elsewhere from then on, as Java's producer has it.
  #update(): void {
    const { map } = this.#cluster
    this.#generation = map.generation
    for (const [topic, count] of this.#counts) this.#counts.set(topic, map.topic({ name: topic })?.partitions.size || count)
  }
}
