import { describe, expect, test } from 'vitest'
import * as codes from '../../src/protocol/codes/index.ts'
import { readSource } from '../support/sources/sources.ts'

type Numbers = Readonly<Record<string, number | bigint | boolean>>
const kafka: Readonly<Record<string, Numbers>> = JSON.parse(readSource('test/conformance/vectors/codes.json').text)
const ours: Readonly<Record<string, Numbers>> = codes

/** Our objects that have all members of an enum of Kafka, and no others. */
const ENUMS: readonly (readonly [ours: string, kafkas: string])[] = [
  ['errorCodes', 'Errors'],
  ['isolationLevels', 'IsolationLevel'],
  ['timestampTypes', 'TimestampType'],
  ['compressionTypes', 'CompressionType'],
  ['coordinatorTypes', 'FindCoordinatorRequest.CoordinatorType'],
  ['shareAcquireModes', 'ShareAcquireMode'],
  ['streamsGroupStatuses', 'StreamsGroupHeartbeatResponse.Status'],
  ['transactionResults', 'TransactionResult'],
  ['controlRecordTypes', 'ControlRecordType'],
  ['resourceTypes', 'ResourceType'],
  ['patternTypes', 'PatternType'],
  ['aclOperations', 'AclOperation'],
  ['aclPermissions', 'AclPermissionType'],
  ['configResourceTypes', 'ConfigResource.Type'],
  ['configOperations', 'AlterConfigOp.OpType'],
  ['configSources', 'DescribeConfigsResponse.ConfigSource'],
  ['configTypes', 'DescribeConfigsResponse.ConfigType'],
  ['electionTypes', 'ElectionType'],
  ['upgradeTypes', 'FeatureUpdate.UpgradeType'],
  ['endpointTypes', 'EndpointType'],
  ['scramMechanisms', 'ScramMechanism']
]

/** The constants of Kafka's classes that we have, and the object in which we have each of them. */
const CONSTANTS: Readonly<Record<string, readonly string[]>> = {
  'absentValues.NO_PRODUCER_ID': ['RecordBatch.NO_PRODUCER_ID'],
  'absentValues.NO_PRODUCER_EPOCH': ['RecordBatch.NO_PRODUCER_EPOCH'],
  'absentValues.NO_SEQUENCE': ['RecordBatch.NO_SEQUENCE'],
  'absentValues.NO_TIMESTAMP': [
    'RecordBatch.NO_TIMESTAMP',
    'OffsetCommitRequest.DEFAULT_TIMESTAMP',
    'ListOffsetsResponse.UNKNOWN_TIMESTAMP'
  ],
  'absentValues.NO_PARTITION_LEADER_EPOCH': ['RecordBatch.NO_PARTITION_LEADER_EPOCH', 'ListOffsetsResponse.UNKNOWN_EPOCH'],
  'absentValues.UNDEFINED_EPOCH': ['OffsetsForLeaderEpochResponse.UNDEFINED_EPOCH'],
  'absentValues.NO_LEADER_ID': ['MetadataResponse.NO_LEADER_ID'],
  'absentValues.NO_CONTROLLER_ID': ['MetadataResponse.NO_CONTROLLER_ID'],
  'absentValues.NO_NUM_PARTITIONS': ['CreateTopicsRequest.NO_NUM_PARTITIONS'],
  'absentValues.NO_REPLICATION_FACTOR': ['CreateTopicsRequest.NO_REPLICATION_FACTOR'],
  'absentValues.UNKNOWN_GENERATION_ID': ['JoinGroupRequest.UNKNOWN_GENERATION_ID', 'OffsetCommitRequest.DEFAULT_GENERATION_ID'],
  'absentValues.DEFAULT_RETENTION_TIME': ['OffsetCommitRequest.DEFAULT_RETENTION_TIME'],
  'absentValues.INVALID_SESSION_ID': ['FetchMetadata.INVALID_SESSION_ID'],
  'absentValues.INVALID_PREFERRED_REPLICA_ID': ['FetchResponse.INVALID_PREFERRED_REPLICA_ID'],
  'absentValues.INVALID_OFFSET_LAG': ['DescribeLogDirsResponse.INVALID_OFFSET_LAG'],
  'absentValues.UNKNOWN_VOLUME_BYTES': ['DescribeLogDirsResponse.UNKNOWN_VOLUME_BYTES'],
  'absentValues.AUTHORIZED_OPERATIONS_OMITTED': [
    'MetadataResponse.AUTHORIZED_OPERATIONS_OMITTED',
    'DescribeGroupsResponse.AUTHORIZED_OPERATIONS_OMITTED'
  ],
  'specialTimestamps.EARLIEST': ['ListOffsetsRequest.EARLIEST_TIMESTAMP'],
  'specialTimestamps.LATEST': ['ListOffsetsRequest.LATEST_TIMESTAMP'],
  'specialTimestamps.MAX_TIMESTAMP': ['ListOffsetsRequest.MAX_TIMESTAMP'],
  'specialTimestamps.EARLIEST_LOCAL': ['ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP'],
  'specialTimestamps.LATEST_TIERED': ['ListOffsetsRequest.LATEST_TIERED_TIMESTAMP'],
  'specialTimestamps.EARLIEST_PENDING_UPLOAD': ['ListOffsetsRequest.EARLIEST_PENDING_UPLOAD_TIMESTAMP'],
  'specialOffsets.INVALID_OFFSET': ['OffsetFetchResponse.INVALID_OFFSET', 'ProduceResponse.INVALID_OFFSET'],
  'specialOffsets.UNKNOWN_OFFSET': ['ListOffsetsResponse.UNKNOWN_OFFSET'],
  'specialOffsets.HIGH_WATERMARK': ['DeleteRecordsRequest.HIGH_WATERMARK'],
  'specialOffsets.INVALID_HIGH_WATERMARK': ['FetchResponse.INVALID_HIGH_WATERMARK'],
  'specialOffsets.INVALID_LAST_STABLE_OFFSET': ['FetchResponse.INVALID_LAST_STABLE_OFFSET'],
  'specialOffsets.INVALID_LOG_START_OFFSET': ['FetchResponse.INVALID_LOG_START_OFFSET', 'FetchRequest.INVALID_LOG_START_OFFSET'],
  'specialOffsets.UNDEFINED_EPOCH_OFFSET': ['OffsetsForLeaderEpochResponse.UNDEFINED_EPOCH_OFFSET'],
  'replicaIds.CONSUMER': [
    'FetchRequest.CONSUMER_REPLICA_ID',
    'FetchRequest.ORDINARY_CONSUMER_ID',
    'ListOffsetsRequest.CONSUMER_REPLICA_ID',
    'OffsetsForLeaderEpochRequest.CONSUMER_REPLICA_ID'
  ],
  'replicaIds.DEBUGGING': ['FetchRequest.DEBUGGING_CONSUMER_ID', 'ListOffsetsRequest.DEBUGGING_REPLICA_ID'],
  'replicaIds.FUTURE_LOCAL': ['FetchRequest.FUTURE_LOCAL_REPLICA_ID'],
  'sessionEpochs.INITIAL': ['FetchMetadata.INITIAL_EPOCH', 'ShareRequestMetadata.INITIAL_EPOCH'],
  'sessionEpochs.FINAL': ['FetchMetadata.FINAL_EPOCH', 'ShareRequestMetadata.FINAL_EPOCH'],
  'memberEpochs.JOIN_GROUP': heartbeats('JOIN_GROUP_MEMBER_EPOCH', 'ConsumerGroup', 'ShareGroup', 'StreamsGroup'),
  'memberEpochs.LEAVE_GROUP': heartbeats('LEAVE_GROUP_MEMBER_EPOCH', 'ConsumerGroup', 'ShareGroup', 'StreamsGroup'),
  'memberEpochs.LEAVE_GROUP_STATIC': heartbeats('LEAVE_GROUP_STATIC_MEMBER_EPOCH', 'ConsumerGroup', 'StreamsGroup'),
  'quotaMatchTypes.EXACT': ['DescribeClientQuotasRequest.MATCH_TYPE_EXACT'],
  'quotaMatchTypes.DEFAULT': ['DescribeClientQuotasRequest.MATCH_TYPE_DEFAULT'],
  'quotaMatchTypes.SPECIFIED': ['DescribeClientQuotasRequest.MATCH_TYPE_SPECIFIED'],
  'topologyDescriptionStatuses.NOT_REQUESTED': ['StreamsGroupDescribeResponse.TOPOLOGY_DESCRIPTION_STATUS_NOT_REQUESTED'],
  'topologyDescriptionStatuses.NOT_STORED': ['StreamsGroupDescribeResponse.TOPOLOGY_DESCRIPTION_STATUS_NOT_STORED'],
  'topologyDescriptionStatuses.ERROR': ['StreamsGroupDescribeResponse.TOPOLOGY_DESCRIPTION_STATUS_ERROR'],
  'topologyDescriptionStatuses.AVAILABLE': ['StreamsGroupDescribeResponse.TOPOLOGY_DESCRIPTION_STATUS_AVAILABLE']
}

/** Constants of the same classes that are no special values of a field: versions, and a limit of Kafka's own client. */
const LEFT_OUT = [
  'ConsumerGroupHeartbeatRequest.CONSUMER_GENERATED_MEMBER_ID_REQUIRED_VERSION',
  'FetchRequest.DEFAULT_RESPONSE_MAX_BYTES',
  ...['CURRENT_MAGIC_VALUE', 'MAGIC_VALUE_V0', 'MAGIC_VALUE_V1', 'MAGIC_VALUE_V2'].map(name => `RecordBatch.${name}`)
]

describe('the named codes', () => {
  test.each(ENUMS)('%s equals %s of Kafka in every member', (name, kafkas) => {
    expect(plain(ours[name])).toEqual(kafka[kafkas])
  })

  test('acknowledgeTypes equals AcknowledgeType of Kafka, and has GAP, which is only on the wire', () => {
    const { GAP, ...others } = codes.acknowledgeTypes
    expect(others).toEqual(kafka['AcknowledgeType'])
    expect(GAP).toBe(0)
  })

  test('apiKeys equals ApiKeys of Kafka, and has the older name of ListConfigResources', () => {
    const { ListClientMetricsResources, ...others } = codes.apiKeys
    expect(others).toEqual(kafka['ApiKeys'])
    expect(ListClientMetricsResources).toBe(codes.apiKeys.ListConfigResources)
  })

  test('acks has the three numbers that Kafka accepts, for which its classes have no names', () => {
    expect(codes.acks).toEqual({ NONE: 0, LEADER: 1, ALL: -1 })
  })

  test.each(Object.entries(CONSTANTS))('%s equals %s of Kafka', (name, constants) => {
    for (const constant of constants) expect(numberAt(ours, name), constant).toBe(numberAt(kafka, constant))
  })

  test('the named codes leave out no class and no constant of Kafka that the vector has', () => {
    const enums = [...ENUMS.map(([, kafkas]) => kafkas), 'AcknowledgeType', 'ApiKeys']
    const constants = [...Object.values(CONSTANTS).flat(), ...LEFT_OUT]
    const all = namesIn(Object.fromEntries(Object.entries(kafka).filter(([name]) => !enums.includes(name))))
    expect(all.toSorted()).toEqual(constants.toSorted())
  })

  test('the named codes have no object and no key that these tests do not compare', () => {
    const whole = [...ENUMS.map(([name]) => name), 'acknowledgeTypes', 'apiKeys', 'acks']
    const byConstant = Object.entries(ours).filter(([name]) => !whole.includes(name))
    expect(namesIn(Object.fromEntries(byConstant)).toSorted()).toEqual(Object.keys(CONSTANTS).toSorted())
  })
})

function heartbeats(constant: string, ...groups: readonly string[]): string[] {
  return groups.map(group => `${group}HeartbeatRequest.${constant}`)
}

const namesIn = (objects: Readonly<Record<string, Numbers>>): string[] =>
  Object.entries(objects).flatMap(([name, object]) => Object.keys(object).map(key => `${name}.${key}`))

/** `object.KEY`, or `Class.Inner.KEY`; numbers of every kind as `number`. */
function numberAt(objects: Readonly<Record<string, Numbers>>, path: string): unknown {
  const dot = path.lastIndexOf('.')
  const object = plain(objects[path.slice(0, dot)])
  expect(object).toHaveProperty(path.slice(dot + 1))
  return object[path.slice(dot + 1)]
}

// JSON has one kind of number, and vectors of int64 constants are small.
const plain = (object: Numbers | undefined): Record<string, number | boolean> =>
  Object.fromEntries(Object.entries(object ?? {}).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]))
