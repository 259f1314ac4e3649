// @generated from tools/generate/codes/ by tools/generate. Do not edit.

/**
 * Numbers that stand for "none", "unknown" or "not given" in fields that cannot be null. Each name
 * says for which field.
 */
export const absentValues = {
  /** Batch without a producer id; InitProducerId that asks for a new producer id. */
  NO_PRODUCER_ID: -1n,
  /** Batch without a producer epoch; InitProducerId that asks for a new producer id. */
  NO_PRODUCER_EPOCH: -1,
  /** Batch without sequence numbers: its producer is not idempotent. */
  NO_SEQUENCE: -1,
  /**
   * Record without a timestamp; Produce answer of a topic that keeps the timestamps of producers.
   */
  NO_TIMESTAMP: -1n,
  /** Leader epoch that is not known. In a request the broker then does not check the epoch. */
  NO_PARTITION_LEADER_EPOCH: -1,
  /** OffsetForLeaderEpoch does not know the leader epoch that was asked for. */
  UNDEFINED_EPOCH: -1,
  /** Metadata of a partition without a leader. */
  NO_LEADER_ID: -1,
  /** Metadata of a cluster whose controller is not known. */
  NO_CONTROLLER_ID: -1,
  /**
   * CreateTopics takes the broker's `num.partitions` (KIP-464), or the partitions are in
   * `assignments`.
   */
  NO_NUM_PARTITIONS: -1,
  /**
   * CreateTopics takes the broker's `default.replication.factor` (KIP-464), or the replicas are in
   * `assignments`.
   */
  NO_REPLICATION_FACTOR: -1,
  /** OffsetCommit or TxnOffsetCommit by a client that is no member of the group. */
  UNKNOWN_GENERATION_ID: -1,
  /**
   * OffsetCommit 2 to 4 keeps the offset as long as the broker's `offsets.retention.minutes` says.
   */
  DEFAULT_RETENTION_TIME: -1n,
  /** Fetch without a session, or one that opens a session (KIP-227). */
  INVALID_SESSION_ID: 0,
  /** Fetch answer that names no other replica to read from (KIP-392). */
  INVALID_PREFERRED_REPLICA_ID: -1,
  /** DescribeLogDirs does not know how far the replica is behind. */
  INVALID_OFFSET_LAG: -1n,
  /** DescribeLogDirs does not know the size of the volume (KIP-827). */
  UNKNOWN_VOLUME_BYTES: -1n,
  /**
   * The answer does not say which operations are authorized, because the request did not ask for
   * them (KIP-430).
   */
  AUTHORIZED_OPERATIONS_OMITTED: -2147483648
} as const

/** One of the values that stand for nothing: a value of {@link absentValues}. */
export type AbsentValue = (typeof absentValues)[keyof typeof absentValues]
