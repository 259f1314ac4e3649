/**
 * A reference to a topic, by id or by name (KIP-516). A `topicId` other than the zero UUID counts
 * before the `name`.
 */
export interface TopicRef {
  /** The name of the topic. Null or undefined: the topic is named by its id alone. */
  readonly name?: string | null | undefined
  /**
   * The id of the topic: 22 characters of base64url. Undefined or the zero UUID: no id is known.
   */
  readonly topicId?: string | undefined
}

/** One broker with the address that the cluster advertises for it. */
export interface ClusterBroker {
  /** The id of the broker in its cluster, `node.id` in its configuration. */
  readonly nodeId: number
  /** The advertised host name or IP address. It is what `rewriteAddress` gets. */
  readonly host: string
  /** The advertised port. */
  readonly port: number
  /** The rack of the broker (KIP-36), or null if it has none. */
  readonly rack: string | null
}

/** The state of one partition, as a broker last reported it. */
export interface PartitionState {
  /** The index of the partition in its topic, from 0 on. */
  readonly partitionIndex: number
  /** The node id of the leader. -1: the partition has no leader now. */
  readonly leaderId: number
  /** The leader epoch, which grows by one at each election (KIP-320). -1: none is known. */
  readonly leaderEpoch: number
  /** The node ids of all replicas. */
  readonly replicaNodes: readonly number[]
  /** The node ids of the replicas that are in sync with the leader. */
  readonly isrNodes: readonly number[]
  /** The node ids of the replicas that are offline (KIP-112). Empty before Metadata version 5. */
  readonly offlineReplicas: readonly number[]
  /** The error code of the partition: 0, or for example 5, LEADER_NOT_AVAILABLE. */
  readonly errorCode: number
}

/** The state of one topic, as a broker last reported it. */
export interface TopicState {
  /** The name of the topic. Null: it was asked for by its id, and brokers reported no name. */
  readonly name: string | null
  /** The id of the topic. The zero UUID: the brokers are older than Kafka 2.8 and know no ids. */
  readonly topicId: string
  /** Whether Kafka itself keeps data in this topic, as in `__consumer_offsets`. */
  readonly isInternal: boolean
  /**
   * The error code of the topic: 0, or for example 29, TOPIC_AUTHORIZATION_FAILED. With any other
   * code than 0 there are no partitions.
   */
  readonly errorCode: number
  /** The partitions, by index. */
  readonly partitions: ReadonlyMap<number, PartitionState>
}

/**
 * What is known about a cluster, to be read: a live view, whose fields change with each refresh.
 * Reading it sends nothing.
 */
export interface ClusterMap {
  /** A counter that grows by one when brokers, topics or leaders change. */
  readonly generation: number
  /** The id of the cluster, or null while no broker has reported one (before Kafka 0.10.1). */
  readonly clusterId: string | null
  /**
   * The node id of the controller. -1: it is unknown. On KRaft it is a broker that passes requests
   * on to the controller, and each answer may name another one.
   */
  readonly controllerId: number
  /** The brokers that are registered, by node id. */
  readonly brokers: ReadonlyMap<number, ClusterBroker>
  /** The state of a topic. Undefined: it was not used within `metadata.topicIdleMs`, or is gone. */
  topic(ref: TopicRef): TopicState | undefined
  /** The state of a partition. Undefined: its topic is not known, or has no such partition. */
  partition(ref: TopicRef, partitionIndex: number): PartitionState | undefined
}

/** The new leader of a partition, as the answer to a Produce or a Fetch named it (KIP-951). */
export interface LeaderHint {
  readonly topic: TopicRef
  readonly partitionIndex: number
  readonly leaderId: number
  readonly leaderEpoch: number
  /** The addresses of the brokers that the answer named. The map may not know them yet. */
  readonly brokers: readonly ClusterBroker[]
}
