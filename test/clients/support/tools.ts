/** Kafka's console tools, with what each of them does beyond the steps of all clients. */
export const TOOLS = {
  'kafka-acls': 'allows a user to read, lists the rule and removes it',
  'kafka-broker-api-versions': 'lists the APIs of each broker',
  'kafka-client-metrics': 'sets, lists, describes and deletes a subscription',
  'kafka-cluster': 'shows the cluster id and the brokers',
  'kafka-configs': 'changes and describes topics, brokers, groups, quotas and SCRAM users',
  'kafka-consumer-groups': 'describes offsets and members, resets and deletes offsets, deletes a group',
  'kafka-delete-records': 'deletes the first records of a partition',
  'kafka-features': 'describes features, and changes the level of one',
  'kafka-get-offsets': 'finds offsets by time',
  'kafka-groups': 'lists groups with their types',
  'kafka-leader-election': 'elects the preferred leader',
  'kafka-log-dirs': 'shows the size of a partition',
  'kafka-metadata-quorum': 'describes the quorum and its replication',
  'kafka-producer-perf-test, kafka-consumer-perf-test': 'writes and reads 1,000 records',
  'kafka-reassign-partitions': 'moves a partition to other brokers',
  'kafka-share-groups': 'lists, describes, resets and deletes',
  'kafka-transactions': 'lists, describes and ends an open transaction'
} as const

/** The name of a tool. */
export type Tool = keyof typeof TOOLS
