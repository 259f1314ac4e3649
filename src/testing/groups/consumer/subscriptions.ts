import type { ClusterState } from '../../cluster-state.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { Topic } from '../../storage/topics.ts'
import type { ConsumerMember } from './consumer-member.ts'
import { ResolvedRegexes } from './resolved-regexes.ts'

/** Which topics the members of a group subscribe to. */
export class Subscriptions {
  readonly regexes: ResolvedRegexes
  readonly #cluster: ClusterState

  constructor(cluster: ClusterState) {
    this.#cluster = cluster
    this.regexes = new ResolvedRegexes(cluster)
  }

  /** Whether a member subscribes to this topic, by its name or by a regular expression. */
  includes({ topicNames, topicRegex }: ConsumerMember, topic: string): boolean {
    return topicNames.has(topic) || this.regexes.topicsOf(topicRegex).has(topic)
  }

  /** The ids of the topics that a member subscribes to and that exist. */
  topicIdsOf(member: ConsumerMember): Set<string> {
    return new Set(this.#existing(this.names([member])).map(({ topicId }) => topicId))
  }

  /** The names of all topics that members subscribe to, also of those that do not exist. */
  names(members: Iterable<ConsumerMember>): Set<string> {
    return new Set([...members].flatMap(({ topicNames, topicRegex }) => [...topicNames, ...this.regexes.topicsOf(topicRegex)]))
  }

  /** The numbers of partitions of those topics that exist, by topic id. */
  partitionCounts(names: ReadonlySet<string>): Map<string, number> {
    return new Map(this.#existing(names).map(({ topicId, partitions }) => [topicId, partitions.length]))
  }

  /** A text that changes when one of these topics is created, deleted, or gets partitions. */
  fingerprint(names: ReadonlySet<string>): string {
    const counts = [...this.partitionCounts(names)].map(each => each.join(':'))
    return counts.sort().join(' ')
  }

  #existing(names: ReadonlySet<string>): Topic[] {
    return [...names].flatMap(name => {
      const topic = this.#cluster.topics.find({ name })
      return isRefusal(topic) ? [] : [topic]
    })
  }
}
