import type { ApiRanges, BrokerProfile, OtherBroker } from './broker-profile.ts'
import { pick } from './cloud-services.ts'
import { KAFKA_3_9 } from './kafka-3-9.ts'

const REDPANDA: ApiRanges = {
  Produce: [0, 7],
  Fetch: [4, 11],
  ListOffsets: [0, 4],
  Metadata: [0, 8],
  OffsetCommit: [1, 8],
  OffsetFetch: [1, 7],
  FindCoordinator: [0, 3],
  JoinGroup: [0, 6],
  Heartbeat: [0, 4],
  LeaveGroup: [0, 4],
  SyncGroup: [0, 4],
  DescribeGroups: [0, 5],
  ListGroups: [0, 4],
  SaslHandshake: [0, 1],
  ApiVersions: [0, 3],
  CreateTopics: [0, 6],
  DeleteTopics: [0, 5],
  DeleteRecords: [0, 2],
  InitProducerId: [0, 3],
  OffsetForLeaderEpoch: [0, 4],
  AddPartitionsToTxn: [0, 3],
  AddOffsetsToTxn: [0, 1],
  EndTxn: [0, 3],
  TxnOffsetCommit: [0, 3],
  DescribeAcls: [0, 2],
  CreateAcls: [0, 2],
  DeleteAcls: [0, 2],
  DescribeConfigs: [0, 4],
  AlterConfigs: [0, 2],
  DescribeLogDirs: [0, 2],
  SaslAuthenticate: [0, 2],
  CreatePartitions: [0, 3],
  DeleteGroups: [0, 2],
  IncrementalAlterConfigs: [0, 1],
  AlterPartitionReassignments: [0, 0],
  ListPartitionReassignments: [0, 0],
  OffsetDelete: [0, 0],
  DescribeClientQuotas: [0, 1],
  AlterClientQuotas: [0, 1],
  DescribeProducers: [0, 0],
  DescribeTransactions: [0, 0],
  ListTransactions: [0, 0]
}

// The documentation names the APIs, and no versions: they are those of Kafka 3.9.
const WARPSTREAM_APIS = [
  ...['Produce', 'InitProducerId', 'Fetch', 'ListOffsets', 'Metadata', 'OffsetCommit', 'OffsetFetch', 'OffsetDelete'],
  ...['FindCoordinator', 'JoinGroup', 'Heartbeat', 'SyncGroup', 'LeaveGroup', 'ListGroups', 'DescribeGroups', 'DeleteGroups'],
  ...['ApiVersions', 'CreateTopics', 'DeleteTopics', 'CreatePartitions', 'AlterConfigs', 'DescribeConfigs', 'DescribeCluster'],
  ...['CreateAcls', 'DescribeAcls', 'DeleteAcls', 'SaslHandshake', 'SaslAuthenticate'],
  ...['AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn', 'TxnOffsetCommit', 'DescribeTransactions', 'ListTransactions']
]

/** Brokers that are not Apache Kafka, and a proxy before brokers that are. */
export const otherBrokers: Readonly<Record<OtherBroker, BrokerProfile>> = {
  redpanda: {
    source: 'https://github.com/redpanda-data/redpanda/tree/1c6cff34/src/v/kafka/server/handlers (December 2024)',
    ranges: REDPANDA,
    features: []
  },
  warpstream: {
    source: 'https://docs.warpstream.com/warpstream/kafka/reference/protocol-and-feature-support',
    ranges: pick(KAFKA_3_9, WARPSTREAM_APIS),
    features: []
  },
  'single-address': {
    source: 'https://github.com/dpkp/kafka-python/issues/3113',
    sharesAddress: true
  }
}
