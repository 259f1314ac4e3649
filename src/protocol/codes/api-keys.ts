// @generated from tools/generate/codes/ by tools/generate. Do not edit.

/** The keys of all APIs of Kafka 3.9 and 4.4, by the names of the APIs. Key 74 has two names. */
export const apiKeys = {
  /** Writes batches of records to partitions. */
  Produce: 0,
  /** Reads batches of records from partitions. */
  Fetch: 1,
  /** Finds the offset at a timestamp, or the first and last offsets of partitions. */
  ListOffsets: 2,
  /** Lists brokers, topics, and the leaders and replicas of partitions. */
  Metadata: 3,
  /**
   * Tells a broker which partitions it leads and follows, up to Kafka 3.9 with ZooKeeper. Only
   * controllers send it.
   */
  LeaderAndIsr: 4,
  /**
   * Tells a broker to give up replicas, up to Kafka 3.9 with ZooKeeper. Only controllers send it.
   */
  StopReplica: 5,
  /** Tells a broker about the cluster, up to Kafka 3.9 with ZooKeeper. Only controllers send it. */
  UpdateMetadata: 6,
  /**
   * Moves leaders away from a broker that shuts down, up to Kafka 3.9 with ZooKeeper. Only brokers
   * send it.
   */
  ControlledShutdown: 7,
  /** Stores a group's offsets. */
  OffsetCommit: 8,
  /** Reads a group's stored offsets. */
  OffsetFetch: 9,
  /** Finds the broker that coordinates a group or a transactional id. */
  FindCoordinator: 10,
  /** Makes a client a member of a classic group and starts a rebalance. */
  JoinGroup: 11,
  /** Keeps a member of a classic group alive and tells it about rebalances. */
  Heartbeat: 12,
  /** Removes members from a classic group. */
  LeaveGroup: 13,
  /**
   * Hands out the assignment of a classic group: its leader sends it, each member receives its
   * share.
   */
  SyncGroup: 14,
  /** Describes classic groups and their members. */
  DescribeGroups: 15,
  /** Lists the groups that a broker coordinates. */
  ListGroups: 16,
  /** Chooses the SASL mechanism of a connection. */
  SaslHandshake: 17,
  /** Lists the APIs and versions that a node speaks, and the feature levels of the cluster. */
  ApiVersions: 18,
  /** Creates topics. */
  CreateTopics: 19,
  /** Deletes topics. */
  DeleteTopics: 20,
  /** Deletes the records of partitions before an offset. */
  DeleteRecords: 21,
  /** Gives an idempotent or transactional producer its id and epoch. */
  InitProducerId: 22,
  /** Finds where a leader epoch ends, to detect truncated logs. */
  OffsetForLeaderEpoch: 23,
  /** Adds partitions to a transaction. */
  AddPartitionsToTxn: 24,
  /** Adds a group's offsets to a transaction. */
  AddOffsetsToTxn: 25,
  /** Commits or aborts a transaction. */
  EndTxn: 26,
  /**
   * Writes the markers that end transactions. Coordinators send it, and tools that end hanging
   * transactions.
   */
  WriteTxnMarkers: 27,
  /** Stores a group's offsets as part of a transaction. */
  TxnOffsetCommit: 28,
  /** Lists the ACLs that a filter matches. */
  DescribeAcls: 29,
  /** Creates ACLs. */
  CreateAcls: 30,
  /** Deletes the ACLs that filters match. */
  DeleteAcls: 31,
  /** Reads the configs of topics, brokers and other resources. */
  DescribeConfigs: 32,
  /** Replaces all configs of a resource. IncrementalAlterConfigs changes single ones. */
  AlterConfigs: 33,
  /** Moves replicas to other directories of a broker. */
  AlterReplicaLogDirs: 34,
  /** Describes the log directories of a broker and the sizes of its replicas. */
  DescribeLogDirs: 35,
  /** Carries the messages of a SASL mechanism. */
  SaslAuthenticate: 36,
  /** Adds partitions to topics. */
  CreatePartitions: 37,
  /** Creates a delegation token. */
  CreateDelegationToken: 38,
  /** Lets a delegation token expire later. */
  RenewDelegationToken: 39,
  /** Lets a delegation token expire at another time, or now. */
  ExpireDelegationToken: 40,
  /** Lists delegation tokens by owner. */
  DescribeDelegationToken: 41,
  /** Deletes groups without members. */
  DeleteGroups: 42,
  /** Makes the preferred replica the leader, or any replica in an unclean election. */
  ElectLeaders: 43,
  /** Changes single configs of topics, brokers and other resources. */
  IncrementalAlterConfigs: 44,
  /** Moves partitions to other brokers, or cancels such a move. */
  AlterPartitionReassignments: 45,
  /** Lists the partitions that are being moved to other brokers. */
  ListPartitionReassignments: 46,
  /** Deletes a group's offsets of topics that it no longer reads. */
  OffsetDelete: 47,
  /** Lists quotas of users, client ids and IP addresses. */
  DescribeClientQuotas: 48,
  /** Changes quotas of users, client ids and IP addresses. */
  AlterClientQuotas: 49,
  /** Lists which SCRAM mechanisms users have credentials for. */
  DescribeUserScramCredentials: 50,
  /** Creates, changes and deletes SCRAM credentials. */
  AlterUserScramCredentials: 51,
  /** Asks for a vote in an election of the controller quorum. Only controllers send it. */
  Vote: 52,
  /** Announces the new leader of the controller quorum. Only controllers send it. */
  BeginQuorumEpoch: 53,
  /** Announces that the leader of the controller quorum steps down. Only controllers send it. */
  EndQuorumEpoch: 54,
  /** Describes the leader, voters and observers of the controller quorum. */
  DescribeQuorum: 55,
  /** Changes the in-sync replicas of partitions. Only brokers send it. */
  AlterPartition: 56,
  /** Changes the finalized feature levels of the cluster. */
  UpdateFeatures: 57,
  /** Carries a request that a broker forwards to the controller. Only brokers send it. */
  Envelope: 58,
  /** Reads a snapshot of the metadata log. Only brokers and controllers send it. */
  FetchSnapshot: 59,
  /** Lists the nodes of the cluster, its id and its controller. */
  DescribeCluster: 60,
  /** Lists the idempotent producers that write to partitions. */
  DescribeProducers: 61,
  /** Registers a broker with the controller. Only brokers send it. */
  BrokerRegistration: 62,
  /** Keeps a broker registered with the controller. Only brokers send it. */
  BrokerHeartbeat: 63,
  /** Removes the registration of a broker. */
  UnregisterBroker: 64,
  /** Describes transactions by transactional id. */
  DescribeTransactions: 65,
  /** Lists the transactions that a broker coordinates. */
  ListTransactions: 66,
  /** Hands a block of producer ids to a broker. Only brokers send it. */
  AllocateProducerIds: 67,
  /** Joins, keeps up and leaves a consumer group of the new protocol (KIP-848). */
  ConsumerGroupHeartbeat: 68,
  /** Describes consumer groups of the new protocol (KIP-848). */
  ConsumerGroupDescribe: 69,
  /** Registers a controller with the active one. Only controllers send it. */
  ControllerRegistration: 70,
  /** Asks which client metrics the cluster wants (KIP-714). */
  GetTelemetrySubscriptions: 71,
  /** Sends client metrics to the cluster (KIP-714). */
  PushTelemetry: 72,
  /** Tells the controller in which directories replicas lie. Only brokers send it. */
  AssignReplicasToDirs: 73,
  /**
   * Lists the subscriptions to client metrics (KIP-714): the old name and version 0 of
   * ListConfigResources.
   */
  ListClientMetricsResources: 74,
  /** Lists the resources that have configs (KIP-1142). */
  ListConfigResources: 74,
  /** Describes partitions of topics, page by page (KIP-966). */
  DescribeTopicPartitions: 75,
  /** Joins, keeps up and leaves a share group (KIP-932). */
  ShareGroupHeartbeat: 76,
  /** Describes share groups (KIP-932). */
  ShareGroupDescribe: 77,
  /** Acquires records for a share group, and acknowledges earlier ones (KIP-932). */
  ShareFetch: 78,
  /** Acknowledges records of a share group (KIP-932). */
  ShareAcknowledge: 79,
  /** Adds a controller to the voters of the quorum (KIP-853). */
  AddRaftVoter: 80,
  /** Removes a controller from the voters of the quorum (KIP-853). */
  RemoveRaftVoter: 81,
  /** Changes a voter's endpoints and versions (KIP-853). Only controllers send it. */
  UpdateRaftVoter: 82,
  /** Starts the stored state of a share group. Only brokers send it. */
  InitializeShareGroupState: 83,
  /** Reads the stored state of a share group. Only brokers send it. */
  ReadShareGroupState: 84,
  /** Writes the stored state of a share group. Only brokers send it. */
  WriteShareGroupState: 85,
  /** Deletes the stored state of a share group. Only brokers send it. */
  DeleteShareGroupState: 86,
  /** Reads a summary of the stored state of a share group. Only brokers send it. */
  ReadShareGroupStateSummary: 87,
  /** Joins, keeps up and leaves a Streams group (KIP-1071). */
  StreamsGroupHeartbeat: 88,
  /** Describes Streams groups (KIP-1071). */
  StreamsGroupDescribe: 89,
  /** Lists the start offsets of share groups. */
  DescribeShareGroupOffsets: 90,
  /** Changes the start offsets of a share group. */
  AlterShareGroupOffsets: 91,
  /** Deletes the offsets of a share group by topic. */
  DeleteShareGroupOffsets: 92,
  /** Stores the description of the topology of a Streams group. */
  StreamsGroupTopologyDescriptionUpdate: 93,
  /** Removes the registration of a controller. */
  UnregisterController: 94
} as const

/** One of the API keys: a value of {@link apiKeys}. */
export type ApiKey = (typeof apiKeys)[keyof typeof apiKeys]
