// @generated from tools/generate/codes/ by tools/generate. Do not edit.

/** What kind of key FindCoordinator looks up: its field `keyType`. */
export const coordinatorTypes = {
  /** The key is a group id, for groups of every type. */
  GROUP: 0,
  /** The key is a transactional id (FindCoordinator 1 and newer). */
  TRANSACTION: 1,
  /**
   * The key is `group:topicId:partition`, for the state of a share group (KIP-932, FindCoordinator
   * 6 and newer).
   */
  SHARE: 2
} as const

/** One of the coordinator types: a value of {@link coordinatorTypes}. */
export type CoordinatorType = (typeof coordinatorTypes)[keyof typeof coordinatorTypes]

/**
 * Special values of `memberEpoch` in the heartbeats of consumer (KIP-848), share (KIP-932) and
 * Streams groups (KIP-1071).
 */
export const memberEpochs = {
  /** The member joins the group, or joins it again. */
  JOIN_GROUP: 0,
  /** The member leaves the group. */
  LEAVE_GROUP: -1,
  /**
   * A static member leaves for a time and keeps its partitions until its session ends. Share groups
   * have no static members.
   */
  LEAVE_GROUP_STATIC: -2
} as const

/** One of the special member epochs: a value of {@link memberEpochs}. */
export type MemberEpoch = (typeof memberEpochs)[keyof typeof memberEpochs]

/**
 * What becomes of records that a share group has acquired: `acknowledgeTypes` of ShareFetch and
 * ShareAcknowledge (KIP-932).
 */
export const acknowledgeTypes = {
  /** There is no record at this offset. */
  GAP: 0,
  /** The record is processed and will not be delivered again. */
  ACCEPT: 1,
  /** The record is made available for another delivery. */
  RELEASE: 2,
  /** The record cannot be processed and will not be delivered again. */
  REJECT: 3,
  /** The record is still being processed: its lock starts over (KIP-1222, version 2 and newer). */
  RENEW: 4
} as const

/** One of the acknowledge types: a value of {@link acknowledgeTypes}. */
export type AcknowledgeType = (typeof acknowledgeTypes)[keyof typeof acknowledgeTypes]

/**
 * How ShareFetch counts the records that it acquires: its field `shareAcquireMode` (KIP-1206,
 * ShareFetch 2 and newer).
 */
export const shareAcquireModes = {
  /** Whole batches, so that there may be more records than `maxRecords`. */
  BATCH_OPTIMIZED: 0,
  /** At most `maxRecords` records, so that a batch may be split. */
  RECORD_LIMIT: 1
} as const

/** One of the acquire modes of ShareFetch: a value of {@link shareAcquireModes}. */
export type ShareAcquireMode = (typeof shareAcquireModes)[keyof typeof shareAcquireModes]

/**
 * What keeps a Streams group from working normally: `statusCode` in the answer to
 * StreamsGroupHeartbeat (KIP-1071).
 */
export const streamsGroupStatuses = {
  /** The member's topology is older than that of the group. */
  STALE_TOPOLOGY: 0,
  /** Topics that the topology reads do not exist. */
  MISSING_SOURCE_TOPICS: 1,
  /** Topics that must have equally many partitions do not. */
  INCORRECTLY_PARTITIONED_TOPICS: 2,
  /** Internal topics of the application do not exist and are being created. */
  MISSING_INTERNAL_TOPICS: 3,
  /** A member has asked that all members shut down. */
  SHUTDOWN_APPLICATION: 4,
  /** The assignment waits for more members to join. */
  ASSIGNMENT_DELAYED: 5,
  /** A member lacks client tags that the assignment of standby tasks needs. */
  MISSING_CLIENT_TAGS: 6
} as const

/** One of the status codes of Streams groups: a value of {@link streamsGroupStatuses}. */
export type StreamsGroupStatus = (typeof streamsGroupStatuses)[keyof typeof streamsGroupStatuses]

/**
 * Whether StreamsGroupDescribe gives the description of a topology: `topologyDescriptionStatus` of
 * its answer.
 */
export const topologyDescriptionStatuses = {
  /** The request did not ask for the description. */
  NOT_REQUESTED: 0,
  /** The broker has no description of this topology. */
  NOT_STORED: 1,
  /** The description could not be read. */
  ERROR: 2,
  /** The description is in the answer. */
  AVAILABLE: 3
} as const

/** One of the states of a topology description: a value of {@link topologyDescriptionStatuses}. */
export type TopologyDescriptionStatus = (typeof topologyDescriptionStatuses)[keyof typeof topologyDescriptionStatuses]

/** How a transaction ends: `committed` of EndTxn, `transactionResult` of WriteTxnMarkers. */
export const transactionResults = {
  /** Readers with READ_COMMITTED skip the records of the transaction. */
  ABORT: false,
  /** Readers with READ_COMMITTED get the records of the transaction. */
  COMMIT: true
} as const

/** One of the ends of a transaction: a value of {@link transactionResults}. */
export type TransactionResult = (typeof transactionResults)[keyof typeof transactionResults]

/**
 * What a control record says: the second int16 of its key. Clients meet ABORT and COMMIT, the
 * others are in the metadata log.
 */
export const controlRecordTypes = {
  /** A transaction of this producer was aborted here. */
  ABORT: 0,
  /** A transaction of this producer was committed here. */
  COMMIT: 1,
  /** The controller quorum has a new leader. */
  LEADER_CHANGE: 2,
  /** A metadata snapshot begins here. */
  SNAPSHOT_HEADER: 3,
  /** A metadata snapshot ends here. */
  SNAPSHOT_FOOTER: 4,
  /** The version of the quorum protocol (KIP-853). */
  KRAFT_VERSION: 5,
  /** The voters of the controller quorum (KIP-853). */
  KRAFT_VOTERS: 6,
  /** Kafka's own name for a type that it does not know. It is never on the wire. */
  UNKNOWN: -1
} as const

/** One of the types of control records: a value of {@link controlRecordTypes}. */
export type ControlRecordType = (typeof controlRecordTypes)[keyof typeof controlRecordTypes]
