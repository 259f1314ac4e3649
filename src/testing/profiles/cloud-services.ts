import type { ApiRanges, BrokerProfile, CloudService } from './broker-profile.ts'
import { KAFKA_2_8 } from './kafka-2-8.ts'
import { KAFKA_3_9 } from './kafka-3-9.ts'

// No record has the range of InitProducerId. The documentation says that idempotent producers
// work, so that the first version is certain. Issue 209 has no API of transactions and of ACLs.
const EVENT_HUBS: ApiRanges = {
  Produce: [3, 7],
  Fetch: [4, 6],
  ListOffsets: [0, 8],
  Metadata: [0, 5],
  OffsetCommit: [0, 8],
  OffsetFetch: [0, 8],
  FindCoordinator: [0, 4],
  JoinGroup: [0, 9],
  Heartbeat: [0, 4],
  LeaveGroup: [0, 5],
  SyncGroup: [0, 5],
  DescribeGroups: [0, 1],
  ListGroups: [0, 1],
  SaslHandshake: [0, 1],
  ApiVersions: [0, 3],
  CreateTopics: [0, 2],
  DeleteTopics: [0, 2],
  InitProducerId: [0, 0],
  OffsetForLeaderEpoch: [0, 0],
  DescribeConfigs: [0, 2],
  SaslAuthenticate: [0, 2],
  CreatePartitions: [0, 1],
  DeleteGroups: [0, 0]
}

// The record ends with AddOffsetsToTxn. All its maxima are those of Kafka 2.8, so that the APIs
// after it have the ranges of Kafka 2.8.
const MSK_SERVERLESS: ApiRanges = {
  Produce: [7, 9],
  Fetch: [10, 12],
  ListOffsets: [5, 6],
  Metadata: [7, 11],
  OffsetCommit: [6, 8],
  OffsetFetch: [5, 7],
  FindCoordinator: [2, 3],
  JoinGroup: [4, 7],
  Heartbeat: [2, 4],
  LeaveGroup: [2, 4],
  SyncGroup: [2, 5],
  DescribeGroups: [2, 5],
  ListGroups: [2, 4],
  SaslHandshake: [1, 1],
  ApiVersions: [2, 3],
  CreateTopics: [3, 7],
  DeleteTopics: [3, 6],
  InitProducerId: [1, 4],
  OffsetForLeaderEpoch: [2, 4],
  AddPartitionsToTxn: [1, 3],
  AddOffsetsToTxn: [1, 3],
  ...pick(KAFKA_2_8, ['EndTxn', 'TxnOffsetCommit', 'DescribeConfigs', 'SaslAuthenticate', 'CreatePartitions']),
  ...pick(KAFKA_2_8, ['DeleteGroups', 'IncrementalAlterConfigs', 'ListPartitionReassignments'])
}

// The record shows these APIs and features. The others are those of Kafka 3.9.
const CONFLUENT_CLOUD: ApiRanges = {
  ...KAFKA_3_9,
  Produce: [0, 12],
  EndTxn: [0, 5],
  TxnOffsetCommit: [0, 5]
}

/** Kafka as a service. */
export const cloudServices: Readonly<Record<CloudService, BrokerProfile>> = {
  'event-hubs': {
    source:
      'https://github.com/oliveigah/klife/issues/13, https://github.com/IBM/sarama/issues/2470, ' +
      'https://github.com/twmb/franz-go/issues/1312, https://github.com/Azure/azure-event-hubs-for-kafka/issues/69 and 209',
    ranges: EVENT_HUBS,
    features: []
  },
  'msk-serverless': {
    source: 'https://github.com/tchiotludo/akhq/pull/1113, https://github.com/segmentio/topicctl/issues/69',
    ranges: MSK_SERVERLESS,
    features: []
  },
  'confluent-cloud': {
    source: 'https://github.com/twmb/franz-go/issues/1017',
    ranges: CONFLUENT_CLOUD,
    features: [
      { name: 'group.version', minVersion: 0, maxVersion: 1 },
      { name: 'confluent.metadata.version', minVersion: 0, maxVersion: 125 }
    ]
  }
}

/** Some of the ranges. */
export function pick(ranges: ApiRanges, names: readonly string[]): ApiRanges {
  return Object.fromEntries(Object.entries(ranges).filter(([name]) => names.includes(name)))
}
