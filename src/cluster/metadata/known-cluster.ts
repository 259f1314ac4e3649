import type { Decoded } from '../../protocol/api.ts'
import { absentValues } from '../../protocol/codes/absent-values.ts'
import type { MetadataResponse } from '../../protocol/messages/metadata.ts'
import type { ClusterBroker, ClusterMap, LeaderHint, PartitionState, TopicRef, TopicState } from './cluster-map.ts'
import { EpochRewinds } from './epoch-rewinds.ts'
import { isTopicId, mergePartition, mergeTopic } from './merge-metadata.ts'

/** What changed in the map of a cluster by one refresh, or by one hint about leaders. */
export interface MapChange {
  /** Whether a broker was added or removed, or its address or rack has changed. */
  readonly brokers: boolean
  /** Whether another node is named as the controller; on KRaft that happens at random. */
  readonly controller: boolean
  /** The topics that were added, removed or changed: names, or ids where no name is known. */
  readonly topics: readonly string[]
}

/**
 * The map of the cluster that can be changed: `ClusterMetadata` puts the answers of brokers into
 * it, and all other code reads it as a `ClusterMap`.
 */
export class KnownCluster implements ClusterMap {
  generation = 0
  clusterId: string | null = null
  controllerId: number = absentValues.NO_CONTROLLER_ID
  brokers: ReadonlyMap<number, ClusterBroker> = new Map()
  readonly #rewinds = new EpochRewinds()
  readonly #byName = new Map<string, TopicState>()
  readonly #byId = new Map<string, TopicState>()

  topic({ topicId, name }: TopicRef): TopicState | undefined {
    if (isTopicId(topicId)) return this.#byId.get(topicId)
    return typeof name === 'string' ? this.#byName.get(name) : undefined
  }

  partition(ref: TopicRef, partitionIndex: number): PartitionState | undefined {
    return this.topic(ref)?.partitions.get(partitionIndex)
  }

  /** Merges the answer to a Metadata request into the map. Topics that it does not name stay. */
  applyMetadata(answer: Decoded<MetadataResponse>): MapChange {
    const brokers = this.#replaceBrokers(answer.brokers)
    const controller = answer.controllerId !== this.controllerId
    const topics = answer.topics.flatMap(topic => {
      const known = this.#known(topic)
      const merged = mergeTopic(known, topic, this.#rewinds)
      if (merged === known) return []
      // Another topic that had this name, or this id, does not have it any more.
      for (const other of [known, this.topic({ name: topic.name }), this.topic({ topicId: topic.topicId })]) this.#remove(other)
      if (merged !== undefined) this.#add(merged)
      return [topic.name ?? known?.name ?? topic.topicId]
    })
    this.clusterId = answer.clusterId ?? this.clusterId
    this.controllerId = answer.controllerId
    return this.#changed({ brokers, controller, topics })
  }

  /**
   * Applies the leaders that an answer named (KIP-951). A hint is ignored if its leader epoch is
   * not newer than the known one, or if its leader is a broker without a known address.
   */
  applyHints(hints: readonly LeaderHint[]): MapChange {
    let brokers = false
    const topics = hints.flatMap(({ topic: ref, partitionIndex, leaderId, leaderEpoch, brokers: named }) => {
      const topic = this.topic(ref)
      const known = topic?.partitions.get(partitionIndex)
      if (topic === undefined || known === undefined || leaderId < 0 || leaderEpoch <= known.leaderEpoch) return []
      brokers = this.#addBrokers(named) || brokers
      if (!this.brokers.has(leaderId)) return []
      const state = mergePartition(known, { ...known, leaderId, leaderEpoch, errorCode: 0 }, this.#rewinds)
      this.#remove(topic)
      this.#add({ ...topic, partitions: new Map(topic.partitions).set(partitionIndex, state) })
      return [topic.name ?? topic.topicId]
    })
    return this.#changed({ brokers, controller: false, topics: [...new Set(topics)] })
  }

  /** Adds a broker that another answer than Metadata named, such as FindCoordinator. */
  addBroker(broker: ClusterBroker): MapChange {
    return this.#changed({ brokers: this.#addBrokers([broker]), controller: false, topics: [] })
  }

  /**
   * Removes the topics that are not used any more: those with another name and another id. A topic
   * that was used by its id only, and was created again with another id, is one of them.
   */
  retainTopics(names: ReadonlySet<string | null>, ids: ReadonlySet<string>): void {
    for (const topics of [this.#byName, this.#byId])
      for (const topic of [...topics.values()]) if (!names.has(topic.name) && !ids.has(topic.topicId)) this.#remove(topic)
  }

  /** Empties the map, because another cluster answers now. */
  clear(): void {
    this.clusterId = null
    this.controllerId = absentValues.NO_CONTROLLER_ID
    this.brokers = new Map()
    this.#byName.clear()
    this.#byId.clear()
    this.generation++
  }

  #known({ name, topicId }: { readonly name: string | null; readonly topicId: string }): TopicState | undefined {
    return this.topic({ topicId }) ?? this.topic({ name })
  }

  #add(topic: TopicState): void {
    if (topic.name !== null) this.#byName.set(topic.name, topic)
    if (isTopicId(topic.topicId)) this.#byId.set(topic.topicId, topic)
  }

  #remove(topic: TopicState | undefined): void {
    if (topic === undefined) return
    if (topic.name !== null) this.#byName.delete(topic.name)
    if (isTopicId(topic.topicId)) this.#byId.delete(topic.topicId)
  }

  #replaceBrokers(listed: readonly ClusterBroker[]): boolean {
    const brokers = new Map(listed.map(({ nodeId, host, port, rack }) => [nodeId, { nodeId, host, port, rack }]))
    const changed =
      brokers.size !== this.brokers.size || [...brokers.values()].some(broker => !isSame(broker, this.brokers.get(broker.nodeId)))
    if (changed) this.brokers = brokers
    return changed
  }

  #addBrokers(named: readonly ClusterBroker[]): boolean {
    const news = named.filter(broker => !isSame(broker, this.brokers.get(broker.nodeId)))
    if (news.length > 0) this.brokers = new Map([...this.brokers, ...news.map(broker => [broker.nodeId, broker] as const)])
    return news.length > 0
  }

  #changed(change: MapChange): MapChange {
    // Another controller alone is no change: brokers of KRaft name a random broker in each answer.
    if (change.brokers || change.topics.length > 0) this.generation++
    return change
  }
}

function isSame(a: ClusterBroker, b: ClusterBroker | undefined): boolean {
  return b !== undefined && a.host === b.host && a.port === b.port && a.rack === b.rack
}
