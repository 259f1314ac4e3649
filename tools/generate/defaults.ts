/**
 * Values that the driver writes for fields that are left out, in the notation of Kafka's
 * definitions.
 */
interface DriverDefaults {
  /** Why this value is right for everyone who leaves the field out. */
  readonly why: string
  /** `Struct.field` or `*Ending.field`, with the value. */
  readonly values: Readonly<Record<string, string>>
}

/**
 * Fields that Kafka's definitions require, or give another default, and that Kafka's own Java
 * client always fills in the same way. A driver default is only written: what a version lacks is
 * decoded at the default of Kafka's definition, and whether a version can carry a request does not
 * depend on it.
 */
export const driverDefaults: readonly DriverDefaults[] = [
  {
    why: 'request.timeout.ms of the Java producer, which sends it as the time to wait for acks.',
    values: { 'ProduceRequest.timeoutMs': '30000' }
  },
  {
    why: 'What CreateTopics, ElectLeaders and UpdateFeatures have in the definitions (60 s).',
    values: {
      'CreatePartitionsRequest.timeoutMs': '60000',
      'DeleteTopicsRequest.timeoutMs': '60000',
      'DeleteRecordsRequest.timeoutMs': '60000'
    }
  },
  {
    why: 'A client is no replica: -1 is what every consumer sends.',
    values: { 'ListOffsetsRequest.replicaId': '-1', 'OffsetForLeaderEpochRequest.replicaId': '-1' }
  },
  {
    why: 'fetch.max.wait.ms, fetch.min.bytes and max.partition.fetch.bytes of the Java consumer.',
    values: {
      'FetchRequest.maxWaitMs': '500',
      'FetchRequest.minBytes': '1',
      'FetchRequestPartition.partitionMaxBytes': '1048576',
      'ShareFetchRequest.maxWaitMs': '500',
      'ShareFetchRequest.minBytes': '1'
    }
  },
  {
    why: 'max.poll.records of the Java share consumer; the implied 0 would ask for no records.',
    values: { 'ShareFetchRequest.maxRecords': '500', 'ShareFetchRequest.batchSize': '500' }
  },
  {
    why: '-1 is the default of the broker (KIP-464), and what must be sent beside assignments.',
    values: { 'CreateTopicsRequestCreatableTopic.numPartitions': '-1', 'CreateTopicsRequestCreatableTopic.replicationFactor': '-1' }
  },
  {
    why: 'Brokers assign the replicas unless they are told where to put them.',
    values: { 'CreateTopicsRequestCreatableTopic.assignments': '', 'CreatePartitionsRequestTopic.assignments': 'null' }
  },
  {
    why: 'A list that most requests leave empty: nothing is set, filtered, removed or assigned.',
    values: {
      'CreateTopicsRequestCreatableTopic.configs': '',
      'AlterUserScramCredentialsRequest.deletions': '',
      'AlterUserScramCredentialsRequest.upsertions': '',
      'CreateDelegationTokenRequest.renewers': '',
      'ListTransactionsRequest.stateFilters': '',
      'ListTransactionsRequest.producerIdFilters': '',
      'ShareFetchRequest.forgottenTopicsData': '',
      'ShareFetchRequestFetchPartition.acknowledgementBatches': '',
      'SyncGroupRequest.assignments': ''
    }
  },
  {
    why: 'Off unless asked for.',
    values: {
      'AlterClientQuotasRequest.validateOnly': 'false',
      'AlterClientQuotasRequestOpData.remove': 'false',
      'AlterConfigsRequest.validateOnly': 'false',
      'ConsumerGroupDescribeRequest.includeAuthorizedOperations': 'false',
      'CreatePartitionsRequest.validateOnly': 'false',
      'DescribeClientQuotasRequest.strict': 'false',
      'DescribeClusterRequest.includeClusterAuthorizedOperations': 'false',
      'IncrementalAlterConfigsRequest.validateOnly': 'false',
      'PushTelemetryRequest.terminating': 'false',
      'ShareGroupDescribeRequest.includeAuthorizedOperations': 'false',
      'StreamsGroupDescribeRequest.includeAuthorizedOperations': 'false'
    }
  },
  {
    why: 'null asks a read-only request for everything, as the Java admin client does.',
    values: {
      'DescribeAclsRequest.hostFilter': 'null',
      'DescribeAclsRequest.principalFilter': 'null',
      'DescribeAclsRequest.resourceNameFilter': 'null',
      'DescribeClientQuotasRequestComponentData.match': 'null',
      'DescribeConfigsRequestResource.configurationKeys': 'null',
      'DescribeDelegationTokenRequest.owners': 'null',
      'DescribeLogDirsRequest.topics': 'null',
      'DescribeShareGroupOffsetsRequestGroup.topics': 'null',
      'DescribeUserScramCredentialsRequest.users': 'null',
      'OffsetFetchRequestGroup.topics': 'null'
    }
  },
  {
    why: 'Producers without transactions send null, and 60 s is transaction.timeout.ms in Java.',
    values: { 'InitProducerIdRequest.transactionalId': 'null', 'InitProducerIdRequest.transactionTimeoutMs': '60000' }
  },
  {
    why: 'Consumers that keep no metadata beside an offset send the empty text.',
    values: { 'OffsetCommitRequestPartition.committedMetadata': '', 'TxnOffsetCommitRequestPartition.committedMetadata': '' }
  },
  {
    why: 'The first JoinGroup and the first GetTelemetrySubscriptions have no id to give yet.',
    values: { 'JoinGroupRequest.memberId': '', 'GetTelemetrySubscriptionsRequest.clientInstanceId': '' }
  },
  {
    why: '-1 is the longest life, the default of the broker, and expiry at once, as in Java.',
    values: {
      'CreateDelegationTokenRequest.maxLifetimeMs': '-1',
      'RenewDelegationTokenRequest.renewPeriodMs': '-1',
      'ExpireDelegationTokenRequest.expiryTimePeriodMs': '-1'
    }
  },
  {
    why: 'A broker without quotas never asks to wait, and most errors come without a text.',
    values: { '*Response.throttleTimeMs': '0' }
  }
]

const byKey = new Map(driverDefaults.flatMap(({ values }) => Object.entries(values)))
const patterns = [...byKey].filter(([key]) => key.startsWith('*')).map(([key, value]) => [key.slice(1), value] as const)

/** The driver's own default of a field, or undefined where Kafka's definition decides. */
export function driverDefault(struct: string, field: string): string | undefined {
  const key = `${struct}.${field}`
  return byKey.get(key) ?? patterns.find(([ending]) => key.endsWith(ending))?.[1]
}
