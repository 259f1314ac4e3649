import type { Cluster } from 'kafkawire'
import { partitionForKey } from 'kafkawire/records'

/**
 * Chooses partitions for messages. It follows the number of partitions in the map of the cluster.
 */
export class Partitions {
  readonly #cluster: Cluster
  readonly #counts = new Map<string, number>()
  #generation = -1
  #nextKeyless = 0

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /**
   * Returns the partition for a key, or without a key each partition in turn. Undefined for a topic
   * whose number of partitions was not {@link set}.
   */
  choose(topic: string, key: string | Uint8Array | null | undefined): number | undefined {
    if (this.#generation !== this.#cluster.map.generation) this.#update()
    const count = this.#counts.get(topic)
    if (count === undefined) return undefined
    return key === null || key === undefined ? this.#nextKeyless++ % count : partitionForKey(key, count)
  }

  /** Sets the number of partitions of a topic. Later changes of the map are followed. */
  set(topic: string, count: number): void {
    this.#counts.set(topic, count)
  }

  /**
   * Asks the cluster how many partitions a topic has. It does not {@link set} the number: the
   * caller has to add the messages that wait for it first, so that later messages do not overtake
   * them.
   */
  async ask(topic: string, timeoutMs: number): Promise<number> {
    const { partitions } = await this.#cluster.topic(topic, { timeoutMs })
    return partitions.size
  }

  // If the topic has more partitions, messages with the same key may go to another partition from
  // now on, as with Kafka's Java producer.
  #update(): void {
    const { map } = this.#cluster
    this.#generation = map.generation
    for (const [topic, count] of this.#counts) this.#counts.set(topic, map.topic({ name: topic })?.partitions.size || count)
  }
}
