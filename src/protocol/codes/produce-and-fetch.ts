// @generated from tools/generate/codes/ by tools/generate. Do not edit.

/**
 * How many replicas must have a record before the broker answers a Produce request: its field
 * `acks`.
 */
export const acks = {
  /** The broker sends no answer. The sender never learns whether the records were written. */
  NONE: 0,
  /**
   * The leader answers when it has written the records. Records are lost if the leader fails before
   * a follower has a copy.
   */
  LEADER: 1,
  /**
   * The leader answers when all replicas in sync have the records, at least `min.insync.replicas`
   * of them.
   */
  ALL: -1
} as const

/** One of the values of `acks`: a value of {@link acks}. */
export type Acks = (typeof acks)[keyof typeof acks]

/**
 * Which records of transactions a reader sees: the field `isolationLevel` of Fetch and ListOffsets.
 */
export const isolationLevels = {
  /** All records up to the high watermark, also those of transactions that are open or aborted. */
  READ_UNCOMMITTED: 0,
  /**
   * Records up to the last stable offset, with a list of aborted transactions whose records the
   * reader has to skip.
   */
  READ_COMMITTED: 1
} as const

/** One of the isolation levels: a value of {@link isolationLevels}. */
export type IsolationLevel = (typeof isolationLevels)[keyof typeof isolationLevels]

/**
 * Negative timestamps that ask ListOffsets for a certain offset instead of the offset at a time:
 * its field `timestamp`.
 */
export const specialTimestamps = {
  /**
   * The offset of the first record that the partition still has, in tiered storage or on local
   * disk.
   */
  EARLIEST: -2n,
  /**
   * The offset after the last record: the high watermark, or the last stable offset for
   * READ_COMMITTED.
   */
  LATEST: -1n,
  /** The offset of the record with the highest timestamp (KIP-734, ListOffsets 7 and newer). */
  MAX_TIMESTAMP: -3n,
  /**
   * The offset of the first record on the leader's local disk (KIP-405, ListOffsets 8 and newer).
   */
  EARLIEST_LOCAL: -4n,
  /** The offset of the last record in tiered storage (KIP-1005, ListOffsets 9 and newer). */
  LATEST_TIERED: -5n,
  /**
   * The offset of the first record that is not yet in tiered storage (KIP-1023, ListOffsets 11 and
   * newer).
   */
  EARLIEST_PENDING_UPLOAD: -6n
} as const

/** One of the special timestamps: a value of {@link specialTimestamps}. */
export type SpecialTimestamp = (typeof specialTimestamps)[keyof typeof specialTimestamps]

/**
 * Negative offsets with a meaning of their own. All are -1; the names say what -1 means in which
 * field.
 */
export const specialOffsets = {
  /** There is no offset: none is committed (OffsetFetch), or nothing was written (Produce). */
  INVALID_OFFSET: -1n,
  /** ListOffsets found no record that fits. */
  UNKNOWN_OFFSET: -1n,
  /** DeleteRecords deletes all records up to the partition's high watermark. */
  HIGH_WATERMARK: -1n,
  /** A Fetch answer has no high watermark, because the partition has an error. */
  INVALID_HIGH_WATERMARK: -1n,
  /**
   * A Fetch answer has no last stable offset, because the partition has an error or the version is
   * older than 4.
   */
  INVALID_LAST_STABLE_OFFSET: -1n,
  /** The start of the log is not known. Consumers send this in Fetch requests. */
  INVALID_LOG_START_OFFSET: -1n,
  /** OffsetForLeaderEpoch does not know where the leader epoch ends. */
  UNDEFINED_EPOCH_OFFSET: -1n
} as const

/** One of the special offsets: a value of {@link specialOffsets}. */
export type SpecialOffset = (typeof specialOffsets)[keyof typeof specialOffsets]

/**
 * Who asks, in the field `replicaId` of Fetch, ListOffsets and OffsetForLeaderEpoch. Brokers give
 * their own node id there.
 */
export const replicaIds = {
  /**
   * A consumer, which sees records up to the high watermark. Every client that is not a broker
   * gives this.
   */
  CONSUMER: -1,
  /**
   * A debugging tool, which may read from a replica that is not the leader, beyond the high
   * watermark.
   */
  DEBUGGING: -2,
  /** A broker that copies a partition from one of its own disks to another. */
  FUTURE_LOCAL: -3
} as const

/** One of the replica ids of clients: a value of {@link replicaIds}. */
export type ReplicaId = (typeof replicaIds)[keyof typeof replicaIds]

/**
 * Special epochs of a fetch session (KIP-227) and of a share session (KIP-932). In between, the
 * epoch is a counter from 1.
 */
export const sessionEpochs = {
  /** Opens a new session. A Fetch with session id 0 gets a session id in the answer. */
  INITIAL: 0,
  /** Closes the session. In Fetch with session id 0: do without a session. */
  FINAL: -1
} as const

/** One of the special epochs of sessions: a value of {@link sessionEpochs}. */
export type SessionEpoch = (typeof sessionEpochs)[keyof typeof sessionEpochs]

/**
 * Where the timestamps of a batch come from: bit 3 of its attributes, and the topic config
 * `message.timestamp.type`.
 */
export const timestampTypes = {
  /** The records have no timestamps: they are in message format 0. */
  NO_TIMESTAMP_TYPE: -1,
  /** The producer gave each record its timestamp. */
  CREATE_TIME: 0,
  /** The broker gave the batch its own time, which counts for all its records. */
  LOG_APPEND_TIME: 1
} as const

/** One of the timestamp types: a value of {@link timestampTypes}. */
export type TimestampType = (typeof timestampTypes)[keyof typeof timestampTypes]

/**
 * Compression of a batch (bits 0 to 2 of its attributes), and of metrics in
 * GetTelemetrySubscriptions and PushTelemetry.
 */
export const compressionTypes = {
  /** No compression. */
  NONE: 0,
  /** The format of gzip (RFC 1952). */
  GZIP: 1,
  /** Snappy, in the framing of the Java library's SnappyOutputStream. */
  SNAPPY: 2,
  /** The frame format of LZ4. */
  LZ4: 3,
  /** Zstandard (RFC 8878), for Produce 7, Fetch 10 and newer (KIP-110). */
  ZSTD: 4
} as const

/** One of the compression types: a value of {@link compressionTypes}. */
export type CompressionType = (typeof compressionTypes)[keyof typeof compressionTypes]
