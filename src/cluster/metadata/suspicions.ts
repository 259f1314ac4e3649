import { absentValues } from '../../protocol/codes/absent-values.ts'
import type { ClusterMap, TopicRef, TopicState } from './cluster-map.ts'

// Stands for leaders that are missing.
const NO_LEADER = absentValues.NO_LEADER_ID

/**
 * The brokers under suspicion, because they failed since the last refresh, and with them the routes
 * that are in doubt: those that lead to a suspect, and those that have no leader.
 */
export class Suspicions {
  // The suspects by node id. The value is the number of the suspicion, counted from 1 on.
  readonly #suspects = new Map<number, number>()
  // Whether a topic has a doubtful partition. Topics may have thousands of partitions, and many
  // calls ask, so each topic is searched once per suspicion.
  #doubtfulTopics = new WeakMap<TopicState, boolean>()
  #count = 0
  #latest: number | undefined

  /** The number of suspicions so far. A refresh that begins now settles all of them. */
  get count(): number {
    return this.#count
  }

  /** The broker that failed last. Undefined if a refresh has succeeded since it failed. */
  get latestSuspect(): number | undefined {
    return this.#latest !== undefined && this.#suspects.has(this.#latest) ? this.#latest : undefined
  }

  /** Whether no broker is under suspicion. */
  get isEmpty(): boolean {
    return this.#suspects.size === 0
  }

  /** Whether a broker is under suspicion. -1 asks for leaders that are missing. */
  isSuspect(nodeId: number): boolean {
    return this.#suspects.has(nodeId)
  }

  /**
   * Puts a broker under suspicion; -1, the default, stands for leaders that are missing. Returns
   * whether that is news: if one broker leaves many requests unanswered, only the first one is.
   */
  addSuspect(nodeId: number = NO_LEADER): boolean {
    if (nodeId !== NO_LEADER) {
      this.#latest = nodeId
      if (this.#suspects.has(nodeId)) return false
    }
    this.#suspects.set(nodeId, ++this.#count)
    this.#doubtfulTopics = new WeakMap()
    return true
  }

  /** Ends the first `count` suspicions, because a refresh that began after them has succeeded. */
  settle(count: number): void {
    this.#doubtfulTopics = new WeakMap()
    for (const [nodeId, at] of this.#suspects) if (at <= count) this.#suspects.delete(nodeId)
  }

  /**
   * Whether the leader of a partition of these topics is a suspect or is missing. Without topics:
   * whether the controller is a suspect. A request for other topics need not wait for a refresh.
   */
  areInDoubt(map: ClusterMap, topics: readonly TopicRef[]): boolean {
    if (this.#suspects.size === 0) return false
    if (topics.length === 0) return this.#suspects.has(map.controllerId)
    return topics.some(ref => {
      const topic = map.topic(ref)
      return topic !== undefined && this.#isDoubtful(topic)
    })
  }

  #isDoubtful(topic: TopicState): boolean {
    let isDoubtful = this.#doubtfulTopics.get(topic)
    if (isDoubtful === undefined) {
      isDoubtful = [...topic.partitions.values()].some(({ leaderId }) => this.#suspects.has(leaderId))
      this.#doubtfulTopics.set(topic, isDoubtful)
    }
    return isDoubtful
  }
}
