import type { Enumeration } from './enumeration.ts'

/** The numbers in requests about ACLs, configs, quotas, SCRAM, elections and features. */
export const administration: readonly Enumeration[] = [
  {
    name: 'resourceTypes',
    type: 'ResourceType',
    about: 'What an ACL protects: `resourceType` of CreateAcls, `resourceTypeFilter` of DescribeAcls and DeleteAcls.',
    oneOf: 'the resource types of ACLs',
    entries: [
      ['UNKNOWN', 0, 'A type that the broker knows and the client does not. Requests may not give it.'],
      ['ANY', 1, 'Every type. Only filters may give it.'],
      ['TOPIC', 2, 'A topic, by name.'],
      ['GROUP', 3, 'A group of any kind, by group id.'],
      ['CLUSTER', 4, 'The cluster. Its only resource name is `kafka-cluster`.'],
      ['TRANSACTIONAL_ID', 5, 'A transactional id.'],
      ['DELEGATION_TOKEN', 6, 'A delegation token, by token id.'],
      ['USER', 7, 'A user, by principal such as `User:alice`: whose delegation tokens another may create and describe.']
    ]
  },
  {
    name: 'patternTypes',
    type: 'PatternType',
    about:
      'How an ACL names its resources (KIP-290): `resourcePatternType` of CreateAcls, `patternTypeFilter` of DescribeAcls and DeleteAcls.',
    oneOf: 'the pattern types of ACLs',
    entries: [
      ['UNKNOWN', 0, 'A type that the broker knows and the client does not. Requests may not give it.'],
      ['ANY', 1, 'Every pattern type, with exactly the given name. Only filters may give it.'],
      ['MATCH', 2, 'Every pattern that applies to the given name: literal, prefixed or `*`. Only filters may give it.'],
      ['LITERAL', 3, 'The resource with exactly this name, or all of them with the name `*`.'],
      ['PREFIXED', 4, 'All resources whose name begins with this text.']
    ]
  },
  {
    name: 'aclOperations',
    type: 'AclOperation',
    about: 'What an ACL allows or denies: its field `operation`. `authorizedOperations` has the bit `1 << operation` set for each.',
    oneOf: 'the operations of ACLs',
    entries: [
      ['UNKNOWN', 0, 'An operation that the broker knows and the client does not. Requests may not give it.'],
      ['ANY', 1, 'Every operation. Only filters may give it.'],
      ['ALL', 2, 'All operations on the resource.'],
      ['READ', 3, 'Read records of a topic; join a group and commit its offsets.'],
      ['WRITE', 4, 'Write records to a topic; use a transactional id.'],
      ['CREATE', 5, 'Create a topic; with CLUSTER, any topic.'],
      ['DELETE', 6, 'Delete a topic, its records, or a group.'],
      ['ALTER', 7, 'Change a topic by adding partitions; change the cluster, such as its ACLs and SCRAM credentials.'],
      ['DESCRIBE', 8, 'See that the resource exists, and its state.'],
      ['CLUSTER_ACTION', 9, 'What brokers do among themselves, such as replicate and write transaction markers.'],
      ['DESCRIBE_CONFIGS', 10, 'See the configs of the resource.'],
      ['ALTER_CONFIGS', 11, 'Change the configs of the resource.'],
      ['IDEMPOTENT_WRITE', 12, 'InitProducerId without a transactional id. WRITE on any topic is enough since Kafka 2.8 (KIP-679).'],
      ['CREATE_TOKENS', 13, 'Create delegation tokens for another user (KIP-373).'],
      ['DESCRIBE_TOKENS', 14, 'See the delegation tokens of another user (KIP-373).'],
      ['TWO_PHASE_COMMIT', 15, 'Use transactions with two-phase commit (KIP-939).']
    ]
  },
  {
    name: 'aclPermissions',
    type: 'AclPermission',
    about: 'Whether an ACL allows or denies its operation: its field `permissionType`. A DENY counts more than any ALLOW.',
    oneOf: 'the permission types of ACLs',
    entries: [
      ['UNKNOWN', 0, 'A permission type that the broker knows and the client does not. Requests may not give it.'],
      ['ANY', 1, 'Both permission types. Only filters may give it.'],
      ['DENY', 2, 'The operation is denied.'],
      ['ALLOW', 3, 'The operation is allowed, unless another ACL denies it.']
    ]
  },
  {
    name: 'configResourceTypes',
    type: 'ConfigResourceType',
    about:
      'What has configs: `resourceType` of DescribeConfigs, AlterConfigs and IncrementalAlterConfigs, `resourceTypes` of ListConfigResources.',
    oneOf: 'the resource types of configs',
    entries: [
      ['UNKNOWN', 0, 'A type that the client does not know. Requests may not give it.'],
      ['TOPIC', 2, 'A topic, by name.'],
      ['BROKER', 4, 'A broker, by node id as text. The empty text means the default of all brokers.'],
      ['BROKER_LOGGER', 8, 'The log levels of a broker, by node id as text (KIP-412).'],
      ['CLIENT_METRICS', 16, 'A subscription to the metrics of clients, by name (KIP-714).'],
      ['GROUP', 32, 'A group, by group id (KIP-848).']
    ]
  },
  {
    name: 'configOperations',
    type: 'ConfigOperation',
    about: 'What IncrementalAlterConfigs does to a config (KIP-339): its field `configOperation`.',
    oneOf: 'the operations on configs',
    entries: [
      ['SET', 0, 'Set the value.'],
      ['DELETE', 1, 'Remove the value, so that the default counts again. Give `value: null`.'],
      ['APPEND', 2, 'Add the value to a config that is a list.'],
      ['SUBTRACT', 3, 'Remove the value from a config that is a list.']
    ]
  },
  {
    name: 'configSources',
    type: 'ConfigSource',
    about: 'Where the value of a config comes from: `configSource` and `source` in the answer to DescribeConfigs 1 and newer.',
    oneOf: 'the sources of configs',
    entries: [
      ['UNKNOWN', 0, 'A source that the client does not know.'],
      ['TOPIC_CONFIG', 1, 'Set for the topic.'],
      ['DYNAMIC_BROKER_CONFIG', 2, 'Set at run time for this broker.'],
      ['DYNAMIC_DEFAULT_BROKER_CONFIG', 3, 'Set at run time for all brokers.'],
      ['STATIC_BROKER_CONFIG', 4, "From the broker's properties file."],
      ['DEFAULT_CONFIG', 5, "Kafka's default."],
      ['DYNAMIC_BROKER_LOGGER_CONFIG', 6, 'A log level of this broker.'],
      ['CLIENT_METRICS_CONFIG', 7, 'Set for a subscription to the metrics of clients.'],
      ['GROUP_CONFIG', 8, 'Set for the group.']
    ]
  },
  {
    name: 'configTypes',
    type: 'ConfigType',
    about: 'What kind of value a config has: `configType` in the answer to DescribeConfigs 3 and newer. The value itself is always text.',
    oneOf: 'the types of configs',
    entries: [
      ['UNKNOWN', 0, 'A type that the client does not know.'],
      ['BOOLEAN', 1, '`true` or `false`.'],
      ['STRING', 2, 'Text.'],
      ['INT', 3, 'An int32 in decimal.'],
      ['SHORT', 4, 'An int16 in decimal.'],
      ['LONG', 5, 'An int64 in decimal.'],
      ['DOUBLE', 6, 'A float64 in decimal.'],
      ['LIST', 7, 'Values with commas between them.'],
      ['CLASS', 8, 'The name of a Java class.'],
      ['PASSWORD', 9, 'A secret: its value is always null in answers.']
    ]
  },
  {
    name: 'electionTypes',
    type: 'ElectionType',
    about: 'Which replica ElectLeaders may make the leader (KIP-460): its field `electionType`.',
    oneOf: 'the election types',
    entries: [
      ['PREFERRED', 0, "The first replica of the partition's list, if it is in sync."],
      ['UNCLEAN', 1, 'Any replica, if none is in sync. Records that it lacks are lost.']
    ]
  },
  {
    name: 'upgradeTypes',
    type: 'UpgradeType',
    about: 'In which direction UpdateFeatures may move a feature level (KIP-778): its field `upgradeType`.',
    oneOf: 'the upgrade types of features',
    entries: [
      ['UNKNOWN', 0, 'A type that the client does not know. Requests may not give it.'],
      ['UPGRADE', 1, 'Only to a higher level.'],
      ['SAFE_DOWNGRADE', 2, 'Also to a lower level, if no metadata is lost.'],
      ['UNSAFE_DOWNGRADE', 3, 'Also to a lower level at which metadata is lost.']
    ]
  },
  {
    name: 'endpointTypes',
    type: 'EndpointType',
    about: 'Which nodes DescribeCluster describes (KIP-919): its field `endpointType`.',
    oneOf: 'the endpoint types',
    entries: [
      ['UNKNOWN', 0, 'A type that the client does not know. Requests may not give it.'],
      ['BROKER', 1, 'The brokers. The request goes to a broker.'],
      ['CONTROLLER', 2, 'The controllers. The request goes to a controller.']
    ]
  },
  {
    name: 'quotaMatchTypes',
    type: 'QuotaMatchType',
    about: 'Which entities DescribeClientQuotas finds (KIP-546): `matchType` of its components.',
    oneOf: 'the match types of quotas',
    entries: [
      ['EXACT', 0, 'The entity whose name is in `match`.'],
      ['DEFAULT', 1, 'The default of this entity type.'],
      ['SPECIFIED', 2, 'Every entity of this type that has a name.']
    ]
  },
  {
    name: 'scramMechanisms',
    type: 'ScramMechanismNumber',
    about:
      'The mechanism of a SCRAM credential (KIP-554): `mechanism` of AlterUserScramCredentials and of the answer to DescribeUserScramCredentials.',
    oneOf: 'the numbers of SCRAM mechanisms',
    entries: [
      ['UNKNOWN', 0, 'A mechanism that the client does not know. Requests may not give it.'],
      ['SCRAM_SHA_256', 1, 'SCRAM-SHA-256, with at least 4,096 iterations.'],
      ['SCRAM_SHA_512', 2, 'SCRAM-SHA-512, with at least 4,096 iterations.']
    ]
  }
]
