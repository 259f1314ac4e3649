/** A topic as messages carry it: by id where that is not the zero uuid, by name otherwise (KIP-516). */
export interface TopicRef {
  readonly name?: string | null | undefined
  readonly topicId?: string | undefined
}

/** One broker as the cluster advertises it. */
export interface ClusterBroker {
  readonly nodeId: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

/** One partition as a broker last told of it. */
export interface PartitionState {
  readonly partitionIndex: number
  /** -1: it has no leader now. */
  readonly leaderId: number
  /** -1: the broker told none. */
  readonly leaderEpoch: number
  readonly replicaNodes: readonly number[]
  readonly isrNodes: readonly number[]
  readonly offlineReplicas: readonly number[]
  readonly errorCode: number
}

/** One topic as a broker last told of it. */
export interface TopicState {
  readonly name: string | null
  /** The zero uuid where the broker told none. */
  readonly topicId: string
  readonly isInternal: boolean
  readonly errorCode: number
  readonly partitions: ReadonlyMap<number, PartitionState>
}

/** What is known of the cluster: a view to read, always current. */
export interface ClusterMap {
  /** Grows by one at every change. */
  readonly generation: number
  readonly clusterId: string | null
  /** -1: unknown. */
  readonly controllerId: number
  readonly brokers: ReadonlyMap<number, ClusterBroker>
  topic(ref: TopicRef): TopicState | undefined
  partition(ref: TopicRef, partitionIndex: number): PartitionState | undefined
}

/** A new leader as an answer told of it (KIP-951). */
export interface LeaderHint {
  readonly topic: TopicRef
  readonly partitionIndex: number
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly brokers: readonly ClusterBroker[]
}
