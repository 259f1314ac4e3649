import type { Decoded } from '../../protocol/api.ts'
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

/** The map itself, in the hands of the one who keeps it: what brokers tell goes in, and all others read. */
export class KnownCluster implements ClusterMap {
  generation = 0
  clusterId: string | null = null
  controllerId = -1
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

  /** Takes over what a broker answered. Of topics that it does not mention it says nothing. */
  learn(told: Decoded<MetadataResponse>): MapChange {
    const brokers = this.#replaceBrokers(told.brokers)
    const controller = told.controllerId !== this.controllerId
    const topics = told.topics.flatMap(topic => {
      const known = this.#known(topic)
      const merged = mergeTopic(known, topic, this.#rewinds)
      if (merged === known) return []
      // What else goes by this name, or by this id, is so no more.
      for (const other of [known, this.topic({ name: topic.name }), this.topic({ topicId: topic.topicId })]) this.#remove(other)
      if (merged !== undefined) this.#add(merged)
      return [topic.name ?? known?.name ?? topic.topicId]
    })
    this.clusterId = told.clusterId ?? this.clusterId
    this.controllerId = told.controllerId
    return this.#changed({ brokers, controller, topics })
  }

  /** Takes over leaders that an answer named (KIP-951), where they are newer than those known. */
  follow(hints: readonly LeaderHint[]): MapChange {
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

  /** Adds a broker that something else than Metadata told of. */
  meet(broker: ClusterBroker): MapChange {
    return this.#changed({ brokers: this.#addBrokers([broker]), controller: false, topics: [] })
  }

  /** A topic that nobody uses any more. */
  forget(ref: TopicRef): void {
    this.#remove(this.topic(ref))
  }

  /** Another cluster is there instead. */
  clear(): void {
    this.clusterId = null
    this.controllerId = -1
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

  #replaceBrokers(told: readonly ClusterBroker[]): boolean {
    const brokers = new Map(told.map(({ nodeId, host, port, rack }) => [nodeId, { nodeId, host, port, rack }]))
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
    // Brokers of KRaft name another one of themselves as the controller in each answer.
    if (change.brokers || change.topics.length > 0) this.generation++
    return change
  }
}

function isSame(a: ClusterBroker, b: ClusterBroker | undefined): boolean {
  return b !== undefined && a.host === b.host && a.port === b.port && a.rack === b.rack
}
