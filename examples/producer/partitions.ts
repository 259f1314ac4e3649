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

  /** That of the key, and without a key each in turn; undefined for a topic whose count has not been set. */
  choose(topic: string, key: string | Uint8Array | null | undefined): number | undefined {
    const count = this.#counts.get(topic)
    if (count === undefined) return undefined
    return key === null || key === undefined ? this.#turn++ % count : partitionForKey(key, count)
  }

  /** From now on there is a choice. */
  set(topic: string, count: number): void {
    this.#counts.set(topic, count)
  }

  /** How many partitions a topic has. It is not set yet: whoever asks first sees to the messages that wait, lest others overtake them. */
  async ask(topic: string, timeoutMs: number): Promise<number> {
    const { partitions } = await this.#cluster.topic(topic, { timeoutMs })
    return partitions.size
  }
}
