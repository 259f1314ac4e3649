import { isBytes } from '../type-checks.ts'
import {
  absentValues,
  acknowledgeTypes,
  aclOperations,
  compressionTypes,
  coordinatorTypes,
  electionTypes,
  endpointTypes,
  isolationLevels,
  patternTypes,
  resourceTypes,
  specialTimestamps,
  upgradeTypes
} from './codes/index.ts'

/** A value of a request field that only some versions understand. */
export interface ValueVersions {
  /** The name of the API. */
  readonly api: string
  /** The path of the field. `[]` after the name of an array means each of its elements. */
  readonly path: string
  /**
   * The value. `EMPTY` is an empty array, or a field that is left out. If it is undefined, `when`
   * alone decides.
   */
  readonly value?: number | bigint | string | null | typeof EMPTY
  /** A field that is left out is sent with the value of this row. */
  readonly isDefault?: true
  /** A further condition, given the value and the struct that has it. */
  readonly when?: (value: unknown, struct: Readonly<Record<string, unknown>>) => boolean
  /** Kafka's name of the value, or what it asks for. */
  readonly meaning: string
  /** The first version that understands the value. */
  readonly since?: number
  /** The last version that understands the value. */
  readonly until?: number
  /**
   * The other versions accept the value too, with another meaning or another answer. It is sent in
   * such a version only if the caller pins it.
   */
  readonly isOtherwiseKnown?: true
  /** The KIP or the file of Kafka that defines this. */
  readonly source: string
}

/** An empty array, or no array at all. */
export const EMPTY: unique symbol = Symbol('an empty array')

const READ_COMMITTED = 'READ_COMMITTED'
const KIP_290 = 'KIP-290 (2.0): pattern types; CreateAclsRequest, DescribeAclsRequest and DeleteAclsRequest refuse them in version 0'
const KIP_373 = 'KIP-373 (3.3); "Version 3 adds user resource type" in the message definitions'
const KIP_1222 = 'KIP-1222 (4.2); "Version 2 introduces Renew acknowledgements" in the message definitions'

/**
 * Values that got their meaning in a later version of a request than their field, and values that a
 * later version dropped. An older broker would read such a value as something else: a ListOffsets
 * timestamp of -3 as a time before 1970. A field that is as new as its values needs no row: the
 * encoder refuses the field.
 *
 * These values have no row, because their meaning does not depend on the version, and only the
 * broker can refuse them:
 *
 * - the resource types BROKER_LOGGER (8), CLIENT_METRICS (16) and GROUP (32) of the config requests
 * - DELEGATION_TOKEN (6) and TWO_PHASE_COMMIT of ACLs
 * - the names of group types and states in ListGroups
 * - quota entities, and the operations of IncrementalAlterConfigs
 * - an empty list of topics in Metadata, which in version 0 means all topics
 */
export const valueVersions: readonly ValueVersions[] = [
  timestamp(specialTimestamps.MAX_TIMESTAMP, 'MAX_TIMESTAMP', 7, 'KIP-734 (3.0)'),
  timestamp(specialTimestamps.EARLIEST_LOCAL, 'EARLIEST_LOCAL_TIMESTAMP', 8, 'KIP-405 (3.6)'),
  timestamp(specialTimestamps.LATEST_TIERED, 'LATEST_TIERED_TIMESTAMP', 9, 'KIP-1005 (3.9)'),
  timestamp(specialTimestamps.EARLIEST_PENDING_UPLOAD, 'EARLIEST_PENDING_UPLOAD_TIMESTAMP', 11, 'KIP-1023 (4.2)'),
  {
    api: 'ListOffsets',
    path: 'topics[].partitions[].timestamp',
    when: value => typeof value === 'bigint' && value >= 0n,
    meaning: 'the offset of a record by its time',
    since: 1,
    isOtherwiseKnown: true,
    source: 'KIP-79 (0.10.1): version 0 answers where segments of the log begin; ListOffsetsRequest asks for version 1 at least'
  },
  {
    api: 'ListOffsets',
    path: 'isolationLevel',
    value: isolationLevels.READ_COMMITTED,
    meaning: READ_COMMITTED,
    since: 2,
    source: 'KIP-98 (0.11); "Version 2 adds the isolation level" in ListOffsetsRequest.json'
  },
  {
    api: 'Fetch',
    path: 'isolationLevel',
    value: isolationLevels.READ_COMMITTED,
    meaning: READ_COMMITTED,
    since: 4,
    source:
      'KIP-98 (0.11); "Version 4 adds IsolationLevel" in FetchRequest.json, where it may be dropped, which gives records of open transactions'
  },
  {
    api: 'Produce',
    path: 'topicData[].partitionData[].records',
    when: records => isMagic2(records),
    meaning: 'batches of magic 2',
    since: 3,
    source: 'KIP-98 (0.11); "Version 3 also adds support for Kafka Message Format v2" in ProduceRequest.json'
  },
  {
    api: 'Produce',
    path: 'topicData[].partitionData[].records',
    when: records => isMagic2(records) && ((records[ATTRIBUTES + 1] as number) & CODEC) === compressionTypes.ZSTD,
    meaning: 'batches compressed with zstd',
    since: 7,
    source: 'KIP-110 (2.1); "Starting in version 7, records can be produced using ZStandard compression" in ProduceRequest.json'
  },
  {
    api: 'Metadata',
    path: 'topics',
    value: null,
    meaning: 'all topics',
    since: 1,
    source: 'MetadataRequest.json: "In version 0, an empty array indicates request metadata for all topics"'
  },
  {
    api: 'Metadata',
    path: 'topics[].name',
    value: null,
    meaning: 'a topic by its id',
    since: 12,
    source: 'KIP-516 (3.1); "Versions 10 and 11 should not use the topicId field or set topic name to null" in MetadataRequest.json'
  },
  {
    api: 'OffsetFetch',
    path: 'topics',
    value: null,
    meaning: 'all topics',
    since: 2,
    source: 'KIP-88 (0.10.2); "Starting in version 2, the request can contain a null topics array" in OffsetFetchRequest.json'
  },
  {
    api: 'OffsetFetch',
    path: 'groups[].topics',
    value: null,
    meaning: 'all topics, by their names',
    until: 9,
    isOtherwiseKnown: true,
    source: 'KIP-848 (4.1); "Version 10 adds support for topic ids and removes support for topic names" in OffsetFetchRequest.json'
  },
  {
    api: 'FindCoordinator',
    path: 'keyType',
    value: coordinatorTypes.TRANSACTION,
    meaning: 'TRANSACTION',
    since: 1,
    source: 'KIP-98 (0.11); "Version 1 adds KeyType" in FindCoordinatorRequest.json'
  },
  {
    api: 'FindCoordinator',
    path: 'keyType',
    value: coordinatorTypes.SHARE,
    meaning: 'SHARE',
    since: 6,
    source: 'KIP-932 (4.0); "Version 6 adds support for share groups" in FindCoordinatorRequest.json'
  },
  createTopicsDefault('numPartitions', absentValues.NO_NUM_PARTITIONS),
  createTopicsDefault('replicationFactor', absentValues.NO_REPLICATION_FACTOR),
  ...(['CreateAcls creations[].', 'DescribeAcls ', 'DeleteAcls filters[].'] as const).flatMap(aclRows),
  {
    api: 'ElectLeaders',
    path: 'electionType',
    value: electionTypes.UNCLEAN,
    meaning: 'UNCLEAN',
    since: 1,
    source: 'KIP-460 (2.4); "Version 1 implements multiple leader election types" in ElectLeadersRequest.json'
  },
  {
    api: 'UpdateFeatures',
    path: 'featureUpdates[].upgradeType',
    value: upgradeTypes.SAFE_DOWNGRADE,
    meaning: 'SAFE_DOWNGRADE',
    since: 1,
    source: 'KIP-778 (3.3); UpgradeType exists since version 1 in UpdateFeaturesRequest.json'
  },
  {
    api: 'UpdateFeatures',
    path: 'featureUpdates[].upgradeType',
    value: upgradeTypes.UNSAFE_DOWNGRADE,
    meaning: 'UNSAFE_DOWNGRADE',
    since: 1,
    source: 'KIP-778 (3.3); UpgradeType exists since version 1 in UpdateFeaturesRequest.json'
  },
  {
    api: 'DescribeCluster',
    path: 'endpointType',
    value: endpointTypes.CONTROLLER,
    meaning: 'controllers',
    since: 1,
    source: 'KIP-919 (3.7); "Version 1 adds EndpointType" in DescribeClusterRequest.json'
  },
  {
    api: 'ConsumerGroupHeartbeat',
    path: 'memberId',
    value: '',
    meaning: 'a member id that the broker chooses',
    until: 0,
    source: 'KIP-1082 (4.0); version 1 "requires the consumer to generate their own Member ID" in ConsumerGroupHeartbeatRequest.json'
  },
  {
    api: 'ListConfigResources',
    path: 'resourceTypes',
    value: EMPTY,
    meaning: 'resources of all types',
    since: 1,
    isOtherwiseKnown: true,
    source: 'KIP-1142 (4.1); "Version 0 … only lists client metrics resources" in ListConfigResourcesRequest.json'
  },
  renew('ShareFetch'),
  renew('ShareAcknowledge')
]

function timestamp(value: bigint, meaning: string, since: number, kip: string): ValueVersions {
  const source = `${kip}; the versions of ListOffsetsRequest.json, and ListOffsetsRequest, which asks for version ${since} at least`
  return { api: 'ListOffsets', path: 'topics[].partitions[].timestamp', value, meaning, since, source }
}

function createTopicsDefault(field: string, value: number): ValueVersions {
  return {
    api: 'CreateTopics',
    path: `topics[].${field}`,
    value,
    isDefault: true,
    when: (_value, { assignments }) => !Array.isArray(assignments) || assignments.length === 0,
    meaning: "the broker's default",
    since: 4,
    source:
      'KIP-464 (2.4); "Version 4 makes partitions/replicationFactor optional even when assignments are not present" in CreateTopicsRequest.json'
  }
}

function aclRows(where: 'CreateAcls creations[].' | 'DescribeAcls ' | 'DeleteAcls filters[].'): ValueVersions[] {
  const [api = '', prefix = ''] = where.split(' ')
  const isFilter = api !== 'CreateAcls'
  const patternType = api === 'CreateAcls' ? 'resourcePatternType' : 'patternTypeFilter'
  const resourceType = isFilter ? 'resourceTypeFilter' : 'resourceType'
  const row = (field: string, value: number, meaning: string, since: number, source: string): ValueVersions => {
    return { api, path: `${prefix}${field}`, value, meaning, since, source }
  }
  const filters = isFilter
    ? [row(patternType, patternTypes.ANY, 'ANY', 1, KIP_290), row(patternType, patternTypes.MATCH, 'MATCH', 1, KIP_290)]
    : []
  return [
    ...filters,
    row(patternType, patternTypes.PREFIXED, 'PREFIXED', 1, KIP_290),
    row(resourceType, resourceTypes.USER, 'USER', 3, KIP_373),
    row('operation', aclOperations.CREATE_TOKENS, 'CREATE_TOKENS', 3, KIP_373),
    row('operation', aclOperations.DESCRIBE_TOKENS, 'DESCRIBE_TOKENS', 3, KIP_373)
  ]
}

function renew(api: string): ValueVersions {
  const path = 'topics[].partitions[].acknowledgementBatches[].acknowledgeTypes[]'
  return { api, path, value: acknowledgeTypes.RENEW, meaning: 'RENEW', since: 2, source: KIP_1222 }
}

// Where a record batch has its magic, and where its attributes have the compression.
const MAGIC = 16
const ATTRIBUTES = 21
const CODEC = 0b111

const isMagic2 = (records: unknown): records is Uint8Array => isBytes(records) && records.length > MAGIC && records[MAGIC] === 2
