import type { FreeValue } from '../framework/normalise.ts'

const TOPIC_ID = { symbol: 'topicId' } as const
const PRODUCER_ID = { symbol: 'producerId' } as const
const SESSION_ID = { symbol: 'sessionId' } as const
const MEMBER_ID = { symbol: 'memberId' } as const
const ADDRESS = 'each broker has its own address'
const EACH_ITS_OWN = 'each cluster makes its own ids'
const MEMBER = 'each coordinator makes its own ids of members'
const CLOCK = 'each broker has its own clock'
const BY_HASH = 'Kafka builds it from a hash map, so the order has no meaning'

/** The values that may differ, with the reason. All others must be equal. */
export const freeValues: readonly FreeValue[] = [
  { api: '*', path: 'throttleTimeMs', as: 'free', reason: 'it depends on how fast the requests came' },

  { api: '*', path: '**.errorMessage', as: 'text', reason: 'texts name ids and times' },
  { api: '*', path: '**.batchIndexErrorMessage', as: 'text', reason: 'texts name times' },

  { api: 'Metadata', path: 'clusterId', as: 'present', reason: EACH_ITS_OWN },
  { api: 'Metadata', path: 'brokers.*.host', as: 'present', reason: ADDRESS },
  { api: 'Metadata', path: 'brokers.*.port', as: 'present', reason: ADDRESS },
  { api: 'Metadata', path: 'topics', as: { unordered: ['name'] }, reason: BY_HASH },
  { api: 'Metadata', path: 'topics.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'Metadata', path: 'topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'DescribeCluster', path: 'clusterId', as: 'present', reason: EACH_ITS_OWN },
  { api: 'DescribeCluster', path: 'brokers.*.host', as: 'present', reason: ADDRESS },
  { api: 'DescribeCluster', path: 'brokers.*.port', as: 'present', reason: ADDRESS },
  { api: 'FindCoordinator', path: 'host', as: 'present', reason: ADDRESS },
  { api: 'FindCoordinator', path: 'port', as: 'present', reason: ADDRESS },
  { api: 'FindCoordinator', path: 'coordinators.*.host', as: 'present', reason: ADDRESS },
  { api: 'FindCoordinator', path: 'coordinators.*.port', as: 'present', reason: ADDRESS },

  { api: 'CreateTopics', path: 'topics', as: { unordered: ['name'] }, reason: BY_HASH },
  { api: 'CreateTopics', path: 'topics.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'CreateTopics', path: 'topics.*.configs', as: { keyed: 'name' }, reason: BY_HASH },
  { api: 'CreatePartitions', path: 'results', as: { unordered: ['name'] }, reason: BY_HASH },
  { api: 'DeleteTopics', path: 'responses', as: { unordered: ['name', 'errorCode', 'topicId'] }, reason: BY_HASH },
  { api: 'DeleteTopics', path: 'responses.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'DescribeTopicPartitions', path: 'topics.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'DescribeConfigs', path: 'results', as: { unordered: ['resourceType', 'resourceName'] }, reason: BY_HASH },
  { api: 'DescribeConfigs', path: 'results.*.configs', as: { keyed: 'name' }, reason: BY_HASH },
  { api: 'AlterConfigs', path: 'responses', as: { unordered: ['resourceType', 'resourceName'] }, reason: BY_HASH },
  { api: 'IncrementalAlterConfigs', path: 'responses', as: { unordered: ['resourceType', 'resourceName'] }, reason: BY_HASH },
  { api: 'ElectLeaders', path: 'replicaElectionResults', as: { unordered: ['topic'] }, reason: BY_HASH },
  { api: 'ElectLeaders', path: 'replicaElectionResults.*.partitionResult', as: { unordered: ['partitionId'] }, reason: BY_HASH },
  {
    api: 'ListPartitionReassignments',
    path: 'topics',
    as: { own: 'name', unordered: ['name'] },
    reason: 'other sequences run at the same time'
  },

  { api: 'AlterClientQuotas', path: 'entries', as: 'hashed', reason: BY_HASH },
  { api: 'AlterClientQuotas', path: 'entries.*.entity', as: { unordered: ['entityType'] }, reason: BY_HASH },
  { api: 'DescribeClientQuotas', path: 'entries', as: 'hashed', reason: BY_HASH },
  { api: 'DescribeClientQuotas', path: 'entries.*.entity', as: { unordered: ['entityType'] }, reason: BY_HASH },
  { api: 'DescribeClientQuotas', path: 'entries.*.values', as: { unordered: ['key'] }, reason: BY_HASH },
  { api: 'AlterUserScramCredentials', path: 'results', as: { unordered: ['user'] }, reason: BY_HASH },
  { api: 'DescribeUserScramCredentials', path: 'results', as: { unordered: ['user'] }, reason: BY_HASH },
  { api: 'DescribeUserScramCredentials', path: 'results.*.credentialInfos', as: { unordered: ['mechanism'] }, reason: BY_HASH },
  {
    api: 'ListConfigResources',
    path: 'configResources',
    as: { own: 'resourceName', unordered: ['resourceType', 'resourceName'] },
    reason: 'other sequences run at the same time'
  },

  { api: 'Produce', path: 'responses', as: { unordered: ['name', 'topicId'] }, reason: BY_HASH },
  { api: 'Produce', path: 'responses.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'Produce', path: 'responses.*.partitionResponses', as: { unordered: ['index'] }, reason: BY_HASH },
  {
    api: 'Produce',
    path: 'responses.*.partitionResponses.*.logAppendTimeMs',
    as: 'clock',
    reason: CLOCK
  },
  { api: 'Produce', path: 'nodeEndpoints.*.host', as: 'present', reason: ADDRESS },
  { api: 'Produce', path: 'nodeEndpoints.*.port', as: 'present', reason: ADDRESS },
  { api: 'Fetch', path: 'sessionId', as: SESSION_ID, reason: EACH_ITS_OWN },
  { api: 'Fetch', path: 'responses.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'Fetch', path: 'responses.*.partitions.*.records', as: 'records', reason: 'batches are compared field by field' },
  { api: 'Fetch', path: 'responses.*.partitions.*.records.*.maxTimestamp', as: 'clock', reason: CLOCK },
  { api: 'Fetch', path: 'responses.*.partitions.*.records.*.records.*.timestamp', as: 'clock', reason: CLOCK },
  { api: 'ListOffsets', path: 'topics.*.partitions.*.timestamp', as: 'clock', reason: CLOCK },
  {
    api: 'Fetch',
    path: 'responses.*.partitions.*.records.*.producerId.producerId',
    as: PRODUCER_ID,
    reason: EACH_ITS_OWN
  },
  { api: 'Fetch', path: 'responses.*.partitions.*.abortedTransactions.*.producerId', as: PRODUCER_ID, reason: EACH_ITS_OWN },
  { api: 'Fetch', path: 'nodeEndpoints.*.host', as: 'present', reason: ADDRESS },
  { api: 'Fetch', path: 'nodeEndpoints.*.port', as: 'present', reason: ADDRESS },
  { api: 'ListOffsets', path: 'topics', as: { unordered: ['name'] }, reason: BY_HASH },
  { api: 'ListOffsets', path: 'topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'OffsetForLeaderEpoch', path: 'topics', as: { unordered: ['topic'] }, reason: BY_HASH },
  { api: 'OffsetForLeaderEpoch', path: 'topics.*.partitions', as: { unordered: ['partition'] }, reason: BY_HASH },
  { api: 'DeleteRecords', path: 'topics', as: { unordered: ['name'] }, reason: BY_HASH },
  { api: 'DeleteRecords', path: 'topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'InitProducerId', path: 'producerId', as: PRODUCER_ID, reason: EACH_ITS_OWN },
  { api: 'DescribeProducers', path: 'topics', as: { unordered: ['name'] }, reason: BY_HASH },
  { api: 'DescribeProducers', path: 'topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  {
    api: 'DescribeProducers',
    path: 'topics.*.partitions.*.activeProducers',
    as: { unordered: ['lastSequence', 'producerEpoch', 'producerId'] },
    reason: BY_HASH
  },
  { api: 'DescribeProducers', path: 'topics.*.partitions.*.activeProducers.*.producerId', as: PRODUCER_ID, reason: EACH_ITS_OWN },
  {
    api: 'DescribeProducers',
    path: 'topics.*.partitions.*.activeProducers.*.lastTimestamp',
    as: 'clock',
    reason: CLOCK
  },
  { api: 'EndTxn', path: 'producerId', as: PRODUCER_ID, reason: EACH_ITS_OWN },
  { api: 'AddPartitionsToTxn', path: 'resultsByTopicV3AndBelow', as: { unordered: ['name'] }, reason: BY_HASH },
  {
    api: 'AddPartitionsToTxn',
    path: 'resultsByTopicV3AndBelow.*.resultsByPartition',
    as: { unordered: ['partitionIndex'] },
    reason: BY_HASH
  },
  { api: 'DescribeTransactions', path: 'transactionStates.*.producerId', as: PRODUCER_ID, reason: EACH_ITS_OWN },
  { api: 'DescribeTransactions', path: 'transactionStates.*.transactionStartTimeMs', as: 'clock', reason: CLOCK },
  { api: 'DescribeTransactions', path: 'transactionStates.*.topics', as: { unordered: ['topic'] }, reason: BY_HASH },
  { api: 'DescribeTransactions', path: 'transactionStates.*.topics.*.partitions', as: { unordered: [''] }, reason: BY_HASH },
  {
    api: 'ListTransactions',
    path: 'transactionStates',
    as: { own: 'transactionalId', unordered: ['transactionalId'] },
    reason: 'other sequences run at the same time'
  },
  { api: 'ListTransactions', path: 'transactionStates.*.producerId', as: PRODUCER_ID, reason: EACH_ITS_OWN },
  { api: 'ListTransactions', path: 'unknownStateFilters', as: { unordered: [''] }, reason: BY_HASH },
  { api: 'OffsetFetch', path: 'topics', as: { unordered: ['name'] }, reason: BY_HASH },
  { api: 'OffsetFetch', path: 'topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'OffsetFetch', path: 'groups.*.topics', as: { unordered: ['name', 'topicId'] }, reason: BY_HASH },
  { api: 'OffsetFetch', path: 'groups.*.topics.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'OffsetFetch', path: 'groups.*.topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'TxnOffsetCommit', path: 'topics.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },

  { api: 'JoinGroup', path: 'memberId', as: MEMBER_ID, reason: MEMBER },
  { api: 'JoinGroup', path: 'leader', as: MEMBER_ID, reason: MEMBER },
  { api: 'JoinGroup', path: 'members', as: { unordered: ['memberId'] }, reason: BY_HASH },
  { api: 'JoinGroup', path: 'members.*.memberId', as: MEMBER_ID, reason: MEMBER },
  { api: 'LeaveGroup', path: 'members.*.memberId', as: MEMBER_ID, reason: MEMBER },
  { api: 'DescribeGroups', path: 'groups.*.members', as: { unordered: ['memberId'] }, reason: BY_HASH },
  { api: 'DescribeGroups', path: 'groups.*.members.*.memberId', as: MEMBER_ID, reason: MEMBER },
  { api: 'DescribeGroups', path: 'groups', as: { unordered: ['groupId'] }, reason: BY_HASH },
  {
    api: 'ListGroups',
    path: 'groups',
    as: { own: 'groupId', unordered: ['groupId'] },
    reason: 'other sequences run at the same time'
  },
  { api: 'DeleteGroups', path: 'results', as: { unordered: ['groupId'] }, reason: BY_HASH },
  { api: 'OffsetCommit', path: 'topics', as: { unordered: ['name', 'topicId'] }, reason: BY_HASH },
  { api: 'OffsetCommit', path: 'topics.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'OffsetCommit', path: 'topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'OffsetFetch', path: 'groups', as: { unordered: ['groupId'] }, reason: BY_HASH },
  { api: 'OffsetDelete', path: 'topics', as: { unordered: ['name'] }, reason: BY_HASH },
  { api: 'OffsetDelete', path: 'topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'FindCoordinator', path: 'coordinators', as: { unordered: ['key'] }, reason: BY_HASH },

  { api: 'ConsumerGroupHeartbeat', path: 'memberId', as: MEMBER_ID, reason: MEMBER },
  { api: 'ConsumerGroupHeartbeat', path: 'assignment.topicPartitions', as: { unordered: ['topicId'] }, reason: BY_HASH },
  { api: 'ConsumerGroupHeartbeat', path: 'assignment.topicPartitions.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'ConsumerGroupHeartbeat', path: 'assignment.topicPartitions.*.partitions', as: { unordered: [''] }, reason: BY_HASH },
  { api: 'ConsumerGroupDescribe', path: 'groups', as: { unordered: ['groupId'] }, reason: BY_HASH },
  { api: 'ConsumerGroupDescribe', path: 'groups.*.members.*.subscribedTopicNames', as: { unordered: [''] }, reason: BY_HASH },
  { api: 'ConsumerGroupDescribe', path: 'groups.*.members', as: { unordered: ['memberId'] }, reason: BY_HASH },
  { api: 'ConsumerGroupDescribe', path: 'groups.*.members.*.memberId', as: MEMBER_ID, reason: MEMBER },
  { api: 'ShareGroupHeartbeat', path: 'assignment.topicPartitions', as: { unordered: ['topicId'] }, reason: BY_HASH },
  { api: 'ShareGroupHeartbeat', path: 'assignment.topicPartitions.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'ShareGroupHeartbeat', path: 'assignment.topicPartitions.*.partitions', as: { unordered: [''] }, reason: BY_HASH },
  { api: 'ShareGroupDescribe', path: 'groups', as: { unordered: ['groupId'] }, reason: BY_HASH },
  { api: 'ShareGroupDescribe', path: 'groups.*.members', as: { unordered: ['memberId'] }, reason: BY_HASH },
  { api: 'ShareGroupDescribe', path: 'groups.*.members.*.subscribedTopicNames', as: { unordered: [''] }, reason: BY_HASH },
  { api: 'ShareGroupDescribe', path: 'groups.*.members.*.assignment.topicPartitions', as: { unordered: ['topicName'] }, reason: BY_HASH },
  { api: 'ShareGroupDescribe', path: 'groups.*.members.*.assignment.topicPartitions.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  {
    api: 'ShareGroupDescribe',
    path: 'groups.*.members.*.assignment.topicPartitions.*.partitions',
    as: { unordered: [''] },
    reason: BY_HASH
  },
  { api: 'ShareFetch', path: 'responses', as: { unordered: ['topicId'] }, reason: BY_HASH },
  { api: 'ShareFetch', path: 'responses.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'ShareFetch', path: 'responses.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'ShareFetch', path: 'responses.*.partitions.*.records', as: 'records', reason: 'batches are compared field by field' },
  { api: 'ShareAcknowledge', path: 'responses', as: { unordered: ['topicId'] }, reason: BY_HASH },
  { api: 'ShareAcknowledge', path: 'responses.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'ShareAcknowledge', path: 'responses.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'DescribeShareGroupOffsets', path: 'groups.*.topics', as: { unordered: ['topicName'] }, reason: BY_HASH },
  { api: 'DescribeShareGroupOffsets', path: 'groups.*.topics.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'DescribeShareGroupOffsets', path: 'groups.*.topics.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'AlterShareGroupOffsets', path: 'responses', as: { unordered: ['topicName'] }, reason: BY_HASH },
  { api: 'AlterShareGroupOffsets', path: 'responses.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  { api: 'AlterShareGroupOffsets', path: 'responses.*.partitions', as: { unordered: ['partitionIndex'] }, reason: BY_HASH },
  { api: 'DeleteShareGroupOffsets', path: 'responses', as: { unordered: ['topicName'] }, reason: BY_HASH },
  { api: 'DeleteShareGroupOffsets', path: 'responses.*.topicId', as: TOPIC_ID, reason: EACH_ITS_OWN },
  ...['assignment', 'targetAssignment'].flatMap((field): FreeValue[] => {
    const path = `groups.*.members.*.${field}.topicPartitions`
    return [
      { api: 'ConsumerGroupDescribe', path, as: { unordered: ['topicName'] }, reason: BY_HASH },
      { api: 'ConsumerGroupDescribe', path: `${path}.*.topicId`, as: TOPIC_ID, reason: EACH_ITS_OWN },
      { api: 'ConsumerGroupDescribe', path: `${path}.*.partitions`, as: { unordered: [''] }, reason: BY_HASH }
    ]
  })
]
