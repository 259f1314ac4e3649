import type { ClusterState } from '../../cluster-state.ts'
import { isRefusal } from '../../storage/refusal.ts'
import { isSameSet } from '../assignors/assignment.ts'
import type { ConsumerMember } from './consumer-member.ts'
import { compileTopicRegex } from './topic-regex.ts'

// As in Kafka: at most one look at all topics in 10 s, and at least one in 10 minutes.
const SHORTEST_INTERVAL_MS = 10_000
const LONGEST_INTERVAL_MS = 600_000

/** The topics that match the regular expressions of a group's members. */
export class ResolvedRegexes {
  readonly #topicsByRegex = new Map<string, ReadonlySet<string>>()
  readonly #cluster: ClusterState
  #resolvedAtMs = 0
  #seenTopicIds = new Set<string>()

  constructor(cluster: ClusterState) {
    this.#cluster = cluster
  }

  /** When regular expressions were resolved last. -Infinity if none is resolved. */
  get resolvedAtMs(): number {
    return this.#topicsByRegex.size > 0 ? this.#resolvedAtMs : Number.NEGATIVE_INFINITY
  }

  has(topicRegex: string): boolean {
    return this.#topicsByRegex.has(topicRegex)
  }

  /** The names of the topics that matched last time. None if it is not resolved yet. */
  topicsOf(topicRegex: string): ReadonlySet<string> {
    return this.#topicsByRegex.get(topicRegex) ?? new Set()
  }

  /** Forgets the regular expressions that no member has any more. */
  keepOnly(members: Iterable<ConsumerMember>): void {
    const used = new Set([...members].map(({ topicRegex }) => topicRegex))
    for (const topicRegex of this.#topicsByRegex.keys()) if (!used.has(topicRegex)) this.#topicsByRegex.delete(topicRegex)
  }

  /**
   * Resolves all regular expressions again if a member has a new one, if there are new topics, or
   * after 10 minutes; but not within 10 s of the last time. Returns whether the topics changed.
   * Topics that the client may not describe do not match. As in Kafka, the last time is
   * `resolvedAtMs` before the heartbeat changed the group. A member that changes the only regular
   * expression therefore waits for its next heartbeat.
   */
  refresh(members: Iterable<ConsumerMember>, mayDescribe: (topic: string) => boolean, resolvedAtMs: number): boolean {
    const regexes = new Set([...members].map(({ topicRegex }) => topicRegex).filter(topicRegex => topicRegex !== ''))
    if (regexes.size === 0 || !this.#isDue(regexes, resolvedAtMs)) return false
    const topics = this.#cluster.topics.list()
    const names = topics.map(({ name }) => name).filter(mayDescribe)
    let hasChanged = false
    for (const topicRegex of regexes) {
      const pattern = compileTopicRegex(topicRegex)
      if (isRefusal(pattern)) continue
      const matching = new Set(names.filter(name => pattern.test(name)))
      if (!isSameSet(matching, this.topicsOf(topicRegex))) hasChanged = true
      this.#topicsByRegex.set(topicRegex, matching)
    }
    this.#resolvedAtMs = this.#cluster.clock.timeMs
    this.#seenTopicIds = new Set(topics.map(({ topicId }) => topicId))
    return hasChanged
  }

  #isDue(regexes: ReadonlySet<string>, resolvedAtMs: number): boolean {
    const elapsedMs = this.#cluster.clock.timeMs - resolvedAtMs
    if (elapsedMs <= SHORTEST_INTERVAL_MS) return false
    const hasNewTopics = this.#cluster.topics.list().some(({ topicId }) => !this.#seenTopicIds.has(topicId))
    return regexes.size !== this.#topicsByRegex.size || hasNewTopics || elapsedMs > LONGEST_INTERVAL_MS
  }
}
