import {
  acks,
  aclOperations,
  aclPermissions,
  configOperations,
  configResourceTypes,
  memberEpochs,
  patternTypes,
  quotaMatchTypes,
  replicaIds,
  resourceTypes,
  specialTimestamps
} from '../../../src/protocol/codes/index.ts'
import { NOWHERE, UNKNOWN_UUID } from './minimal-request.ts'
import { batchOf } from './records/records.ts'
import type { Topic } from './topics.ts'

type Fields = Record<string, unknown>

const NO_SUCH_NODE = 9_999
const LEAVE = { memberEpoch: memberEpochs.LEAVE_GROUP }
const FIRST_BY_ID = 13
const FIRST_WITH_BATCHES = 3

/**
 * Fields that replace those of a minimal request of an API, so that the request does no harm or
 * gets more of an answer than an error code. `topic` exists. The other APIs ask about things that
 * do not exist.
 */
export function harmlessFields(api: string, version: number, topic: Topic): Fields {
  return OVERRIDES[api]?.(topic, version) ?? {}
}

const OVERRIDES: Record<string, (topic: Topic, version: number) => Fields> = {
  Produce: (topic, version) => ({
    acks: acks.ALL,
    timeoutMs: 5_000,
    topicData: [{ ...nameOrId(topic, 'name', version), partitionData: [{ index: 0, records: recordsFor(version) }] }]
  }),
  Fetch: (topic, version) => ({
    topics: [{ ...nameOrId(topic, 'topic', version), partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 10_000 }] }],
    ...(version >= 7 && { forgottenTopicsData: [] })
  }),
  ListOffsets: ({ name }) => ({
    replicaId: replicaIds.CONSUMER,
    topics: [{ name, partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST }] }]
  }),
  Metadata: (_, version) => ({ topics: version === 0 ? [] : null }),
  CreateTopics: () => ({ topics: [{ name: 'not/a/name', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }] }),
  CreatePartitions: ({ name }) => ({ topics: [{ name, count: 2, assignments: null }], timeoutMs: 5_000, validateOnly: true }),
  InitProducerId: () => ({ transactionTimeoutMs: 60_000 }),
  DescribeConfigs: ({ name }) => ({
    resources: [{ resourceType: configResourceTypes.TOPIC, resourceName: name, configurationKeys: null }]
  }),
  AlterConfigs: topic => ({ resources: [setRetention(topic)], validateOnly: true }),
  IncrementalAlterConfigs: topic => ({ resources: [setRetention(topic, { configOperation: configOperations.SET })], validateOnly: true }),
  DescribeAcls: (_, version) => ({
    resourceTypeFilter: resourceTypes.ANY,
    operation: aclOperations.ANY,
    permissionType: aclPermissions.ANY,
    ...(version >= 1 && { patternTypeFilter: patternTypes.ANY })
  }),
  // The rule is created, for a topic that does not exist. DeleteAcls, which comes next, removes it.
  CreateAcls: () => ({
    creations: [
      {
        resourceType: resourceTypes.TOPIC,
        resourceName: NOWHERE,
        principal: `User:${NOWHERE}`,
        host: '*',
        operation: aclOperations.READ,
        permissionType: aclPermissions.ALLOW
      }
    ]
  }),
  DeleteAcls: () => ({
    filters: [
      {
        resourceTypeFilter: resourceTypes.TOPIC,
        resourceNameFilter: NOWHERE,
        principalFilter: null,
        hostFilter: null,
        operation: aclOperations.ANY,
        permissionType: aclPermissions.ANY
      }
    ]
  }),
  ElectLeaders: ({ name }) => ({ topicPartitions: [{ topic: name, partitions: [0] }] }),
  DescribeProducers: ({ name }) => ({ topics: [{ name, partitionIndexes: [0] }] }),
  DescribeTopicPartitions: ({ name }) => ({ topics: [{ name }] }),
  DescribeQuorum: () => ({ topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }] }),
  DescribeClientQuotas: () => ({ components: [{ entityType: 'user', matchType: quotaMatchTypes.SPECIFIED, match: null }] }),
  AlterClientQuotas: () => ({
    entries: [{ entity: [{ entityType: 'user', entityName: NOWHERE }], ops: [{ key: 'consumer_byte_rate', value: 0, remove: true }] }],
    validateOnly: true
  }),
  UnregisterBroker: () => ({ brokerId: NO_SUCH_NODE }),
  UnregisterController: () => ({ controllerId: NO_SUCH_NODE }),
  AddRaftVoter: () => ({ voterId: NO_SUCH_NODE }),
  RemoveRaftVoter: () => ({ voterId: NO_SUCH_NODE }),
  ConsumerGroupHeartbeat: () => LEAVE,
  ShareGroupHeartbeat: () => LEAVE,
  StreamsGroupHeartbeat: () => LEAVE,
  ShareFetch: () => ({ groupId: NOWHERE, memberId: UNKNOWN_UUID, shareSessionEpoch: 1 }),
  ShareAcknowledge: () => ({ groupId: NOWHERE, memberId: UNKNOWN_UUID, shareSessionEpoch: 1 })
}

function nameOrId({ name, topicId }: Topic, nameField: string, version: number): Fields {
  return version >= FIRST_BY_ID ? { topicId } : { [nameField]: name }
}

// Versions before batches carry message sets. An empty message set is enough for an answer.
function recordsFor(version: number): Uint8Array {
  return version >= FIRST_WITH_BATCHES ? batchOf([{ key: 'key', value: 'value' }]) : new Uint8Array(0)
}

function setRetention({ name }: Topic, more: Fields = {}): Fields {
  return { resourceType: configResourceTypes.TOPIC, resourceName: name, configs: [{ name: 'retention.ms', value: '1000', ...more }] }
}
