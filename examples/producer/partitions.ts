import type { Cluster } from 'kafkawire'
import { partitionForKey } from 'kafkawire/records'

/** How many partitions each topic has, asked once: those that it gets later are left to others. */
export class Partitions {
  readonly #cluster: Cluster
  readonly #counts = new Map<string, number>()
  #turn = 0

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** That of the key, and without a key each in turn; undefined for a topic that has not been asked about. */
  choose(topic: string, key: string | Uint8Array | null | undefined): number | undefined {
    const count = this.#counts.get(topic)
    if (count === undefined) return undefined
    return key === null || key === undefined ? this.#turn++ % count : partitionForKey(key, count)
  }

  async ask(topic: string): Promise<void> {
    await this.#cluster.partition(topic, 0)
    this.#counts.set(topic, this.#cluster.map.topic({ name: topic })?.partitions.size ?? 1)
  }
}
