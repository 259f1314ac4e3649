import type { ClusterMap, TopicRef, TopicState } from './cluster-map.ts'

const NOBODY = -1 // as Kafka's own word for a partition without a leader

/** Which routes are in doubt: those through brokers that failed, and those that are missing. */
export class Staleness {
  // When each broker came under suspicion, by a count of suspicions.
  readonly #suspects = new Map<number, number>()
  // Topics may have thousands of partitions, and many ask: each topic is looked through once per suspicion.
  #judged = new WeakMap<TopicState, boolean>()
  #count = 0
  #latest: number | undefined

  /** How many suspicions there have been: what begins now will answer all of these. */
  get count(): number {
    return this.#count
  }

  /** The broker that failed last, if its failure is still unanswered. */
  get avoid(): number | undefined {
    return this.#latest !== undefined && this.#suspects.has(this.#latest) ? this.#latest : undefined
  }

  get isEmpty(): boolean {
    return this.#suspects.size === 0
  }

  isSuspect(nodeId: number): boolean {
    return this.#suspects.has(nodeId)
  }

  /** Whether that is news: of the many requests that one broker leaves unanswered, only the first says something new. */
  suspect(nodeId: number = NOBODY): boolean {
    if (nodeId !== NOBODY) {
      this.#latest = nodeId
      if (this.#suspects.has(nodeId)) return false
    }
    this.#suspects.set(nodeId, ++this.#count)
    this.#judged = new WeakMap()
    return true
  }

  /** What began when there had been so many suspicions has succeeded. */
  answer(count: number): void {
    this.#judged = new WeakMap()
    for (const [nodeId, at] of this.#suspects) if (at <= count) this.#suspects.delete(nodeId)
  }

  /** Whether a way to these topics, or to the controller, leads through a suspect or is missing: who goes elsewhere need not wait. */
  concerns(map: ClusterMap, topics: readonly TopicRef[]): boolean {
    if (this.#suspects.size === 0) return false
    if (topics.length === 0) return this.#suspects.has(map.controllerId)
    return topics.some(ref => {
      const topic = map.topic(ref)
      return topic !== undefined && this.#isDoubtful(topic)
    })
  }

  #isDoubtful(topic: TopicState): boolean {
    let isDoubtful = this.#judged.get(topic)
    if (isDoubtful === undefined) {
      isDoubtful = [...topic.partitions.values()].some(({ leaderId }) => this.#suspects.has(leaderId))
      this.#judged.set(topic, isDoubtful)
    }
    return isDoubtful
  }
}
