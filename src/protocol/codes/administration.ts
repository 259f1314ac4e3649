// @generated from tools/generate/codes/ by tools/generate. Do not edit.

/**
 * What an ACL protects: `resourceType` of CreateAcls, `resourceTypeFilter` of DescribeAcls and
 * DeleteAcls.
 */
export const resourceTypes = {
  /** A type that the broker knows and the client does not. Requests may not give it. */
  UNKNOWN: 0,
  /** Every type. Only filters may give it. */
  ANY: 1,
  /** A topic, by name. */
  TOPIC: 2,
  /** A group of any kind, by group id. */
  GROUP: 3,
  /** The cluster. Its only resource name is `kafka-cluster`. */
  CLUSTER: 4,
  /** A transactional id. */
  TRANSACTIONAL_ID: 5,
  /** A delegation token, by token id. */
  DELEGATION_TOKEN: 6,
  /**
   * A user, by principal such as `User:alice`: whose delegation tokens another may create and
   * describe.
   */
  USER: 7
} as const

/** One of the resource types of ACLs: a value of {@link resourceTypes}. */
export type ResourceType = (typeof resourceTypes)[keyof typeof resourceTypes]

/**
 * How an ACL names its resources (KIP-290): `resourcePatternType` of CreateAcls,
 * `patternTypeFilter` of DescribeAcls and DeleteAcls.
 */
export const patternTypes = {
  /** A type that the broker knows and the client does not. Requests may not give it. */
  UNKNOWN: 0,
  /** Every pattern type, with exactly the given name. Only filters may give it. */
  ANY: 1,
  /**
   * Every pattern that applies to the given name: literal, prefixed or `*`. Only filters may give
   * it.
   */
  MATCH: 2,
  /** The resource with exactly this name, or all of them with the name `*`. */
  LITERAL: 3,
  /** All resources whose name begins with this text. */
  PREFIXED: 4
} as const

/** One of the pattern types of ACLs: a value of {@link patternTypes}. */
export type PatternType = (typeof patternTypes)[keyof typeof patternTypes]

/**
 * What an ACL allows or denies: its field `operation`. `authorizedOperations` has the bit `1 <<
 * operation` set for each.
 */
export const aclOperations = {
  /** An operation that the broker knows and the client does not. Requests may not give it. */
  UNKNOWN: 0,
  /** Every operation. Only filters may give it. */
  ANY: 1,
  /** All operations on the resource. */
  ALL: 2,
  /** Read records of a topic; join a group and commit its offsets. */
  READ: 3,
  /** Write records to a topic; use a transactional id. */
  WRITE: 4,
  /** Create a topic; with CLUSTER, any topic. */
  CREATE: 5,
  /** Delete a topic, its records, or a group. */
  DELETE: 6,
  /**
   * Change a topic by adding partitions; change the cluster, such as its ACLs and SCRAM
   * credentials.
   */
  ALTER: 7,
  /** See that the resource exists, and its state. */
  DESCRIBE: 8,
  /** What brokers do among themselves, such as replicate and write transaction markers. */
  CLUSTER_ACTION: 9,
  /** See the configs of the resource. */
  DESCRIBE_CONFIGS: 10,
  /** Change the configs of the resource. */
  ALTER_CONFIGS: 11,
  /**
   * InitProducerId without a transactional id. WRITE on any topic is enough since Kafka 2.8
   * (KIP-679).
   */
  IDEMPOTENT_WRITE: 12,
  /** Create delegation tokens for another user (KIP-373). */
  CREATE_TOKENS: 13,
  /** See the delegation tokens of another user (KIP-373). */
  DESCRIBE_TOKENS: 14,
  /** Use transactions with two-phase commit (KIP-939). */
  TWO_PHASE_COMMIT: 15
} as const

/** One of the operations of ACLs: a value of {@link aclOperations}. */
export type AclOperation = (typeof aclOperations)[keyof typeof aclOperations]

/**
 * Whether an ACL allows or denies its operation: its field `permissionType`. A DENY counts more
 * than any ALLOW.
 */
export const aclPermissions = {
  /** A permission type that the broker knows and the client does not. Requests may not give it. */
  UNKNOWN: 0,
  /** Both permission types. Only filters may give it. */
  ANY: 1,
  /** The operation is denied. */
  DENY: 2,
  /** The operation is allowed, unless another ACL denies it. */
  ALLOW: 3
} as const

/** One of the permission types of ACLs: a value of {@link aclPermissions}. */
export type AclPermission = (typeof aclPermissions)[keyof typeof aclPermissions]

/**
 * What has configs: `resourceType` of DescribeConfigs, AlterConfigs and IncrementalAlterConfigs,
 * `resourceTypes` of ListConfigResources.
 */
export const configResourceTypes = {
  /** A type that the client does not know. Requests may not give it. */
  UNKNOWN: 0,
  /** A topic, by name. */
  TOPIC: 2,
  /** A broker, by node id as text. The empty text means the default of all brokers. */
  BROKER: 4,
  /** The log levels of a broker, by node id as text (KIP-412). */
  BROKER_LOGGER: 8,
  /** A subscription to the metrics of clients, by name (KIP-714). */
  CLIENT_METRICS: 16,
  /** A group, by group id (KIP-848). */
  GROUP: 32
} as const

/** One of the resource types of configs: a value of {@link configResourceTypes}. */
export type ConfigResourceType = (typeof configResourceTypes)[keyof typeof configResourceTypes]

/** What IncrementalAlterConfigs does to a config (KIP-339): its field `configOperation`. */
export const configOperations = {
  /** Set the value. */
  SET: 0,
  /** Remove the value, so that the default counts again. Give `value: null`. */
  DELETE: 1,
  /** Add the value to a config that is a list. */
  APPEND: 2,
  /** Remove the value from a config that is a list. */
  SUBTRACT: 3
} as const

/** One of the operations on configs: a value of {@link configOperations}. */
export type ConfigOperation = (typeof configOperations)[keyof typeof configOperations]

/**
 * Where the value of a config comes from: `configSource` and `source` in the answer to
 * DescribeConfigs 1 and newer.
 */
export const configSources = {
  /** A source that the client does not know. */
  UNKNOWN: 0,
  /** Set for the topic. */
  TOPIC_CONFIG: 1,
  /** Set at run time for this broker. */
  DYNAMIC_BROKER_CONFIG: 2,
  /** Set at run time for all brokers. */
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  /** From the broker's properties file. */
  STATIC_BROKER_CONFIG: 4,
  /** Kafka's default. */
  DEFAULT_CONFIG: 5,
  /** A log level of this broker. */
  DYNAMIC_BROKER_LOGGER_CONFIG: 6,
  /** Set for a subscription to the metrics of clients. */
  CLIENT_METRICS_CONFIG: 7,
  /** Set for the group. */
  GROUP_CONFIG: 8
} as const

/** One of the sources of configs: a value of {@link configSources}. */
export type ConfigSource = (typeof configSources)[keyof typeof configSources]

/**
 * What kind of value a config has: `configType` in the answer to DescribeConfigs 3 and newer. The
 * value itself is always text.
 */
export const configTypes = {
  /** A type that the client does not know. */
  UNKNOWN: 0,
  /** `true` or `false`. */
  BOOLEAN: 1,
  /** Text. */
  STRING: 2,
  /** An int32 in decimal. */
  INT: 3,
  /** An int16 in decimal. */
  SHORT: 4,
  /** An int64 in decimal. */
  LONG: 5,
  /** A float64 in decimal. */
  DOUBLE: 6,
  /** Values with commas between them. */
  LIST: 7,
  /** The name of a Java class. */
  CLASS: 8,
  /** A secret: its value is always null in answers. */
  PASSWORD: 9
} as const

/** One of the types of configs: a value of {@link configTypes}. */
export type ConfigType = (typeof configTypes)[keyof typeof configTypes]

/** Which replica ElectLeaders may make the leader (KIP-460): its field `electionType`. */
export const electionTypes = {
  /** The first replica of the partition's list, if it is in sync. */
  PREFERRED: 0,
  /** Any replica, if none is in sync. Records that it lacks are lost. */
  UNCLEAN: 1
} as const

/** One of the election types: a value of {@link electionTypes}. */
export type ElectionType = (typeof electionTypes)[keyof typeof electionTypes]

/**
 * In which direction UpdateFeatures may move a feature level (KIP-778): its field `upgradeType`.
 */
export const upgradeTypes = {
  /** A type that the client does not know. Requests may not give it. */
  UNKNOWN: 0,
  /** Only to a higher level. */
  UPGRADE: 1,
  /** Also to a lower level, if no metadata is lost. */
  SAFE_DOWNGRADE: 2,
  /** Also to a lower level at which metadata is lost. */
  UNSAFE_DOWNGRADE: 3
} as const

/** One of the upgrade types of features: a value of {@link upgradeTypes}. */
export type UpgradeType = (typeof upgradeTypes)[keyof typeof upgradeTypes]

/** Which nodes DescribeCluster describes (KIP-919): its field `endpointType`. */
export const endpointTypes = {
  /** A type that the client does not know. Requests may not give it. */
  UNKNOWN: 0,
  /** The brokers. The request goes to a broker. */
  BROKER: 1,
  /** The controllers. The request goes to a controller. */
  CONTROLLER: 2
} as const

/** One of the endpoint types: a value of {@link endpointTypes}. */
export type EndpointType = (typeof endpointTypes)[keyof typeof endpointTypes]

/** Which entities DescribeClientQuotas finds (KIP-546): `matchType` of its components. */
export const quotaMatchTypes = {
  /** The entity whose name is in `match`. */
  EXACT: 0,
  /** The default of this entity type. */
  DEFAULT: 1,
  /** Every entity of this type that has a name. */
  SPECIFIED: 2
} as const

/** One of the match types of quotas: a value of {@link quotaMatchTypes}. */
export type QuotaMatchType = (typeof quotaMatchTypes)[keyof typeof quotaMatchTypes]

/**
 * The mechanism of a SCRAM credential (KIP-554): `mechanism` of AlterUserScramCredentials and of
 * the answer to DescribeUserScramCredentials.
 */
export const scramMechanisms = {
  /** A mechanism that the client does not know. Requests may not give it. */
  UNKNOWN: 0,
  /** SCRAM-SHA-256, with at least 4,096 iterations. */
  SCRAM_SHA_256: 1,
  /** SCRAM-SHA-512, with at least 4,096 iterations. */
  SCRAM_SHA_512: 2
} as const

/** One of the numbers of SCRAM mechanisms: a value of {@link scramMechanisms}. */
export type ScramMechanismNumber = (typeof scramMechanisms)[keyof typeof scramMechanisms]
