import type { Enumeration } from './enumeration.ts'

/** The numbers in requests that write, read and look up records. */
export const produceAndFetch: readonly Enumeration[] = [
  {
    name: 'acks',
    type: 'Acks',
    about: 'How many replicas must have a record before the broker answers a Produce request: its field `acks`.',
    oneOf: 'the values of `acks`',
    entries: [
      ['NONE', 0, 'The broker sends no answer. The sender never learns whether the records were written.'],
      [
        'LEADER',
        1,
        'The leader answers when it has written the records. Records are lost if the leader fails before a follower has a copy.'
      ],
      ['ALL', -1, 'The leader answers when all replicas in sync have the records, at least `min.insync.replicas` of them.']
    ]
  },
  {
    name: 'isolationLevels',
    type: 'IsolationLevel',
    about: 'Which records of transactions a reader sees: the field `isolationLevel` of Fetch and ListOffsets.',
    oneOf: 'the isolation levels',
    entries: [
      ['READ_UNCOMMITTED', 0, 'All records up to the high watermark, also those of transactions that are open or aborted.'],
      [
        'READ_COMMITTED',
        1,
        'Records up to the last stable offset, with a list of aborted transactions whose records the reader has to skip.'
      ]
    ]
  },
  {
    name: 'specialTimestamps',
    type: 'SpecialTimestamp',
    about: 'Negative timestamps that ask ListOffsets for a certain offset instead of the offset at a time: its field `timestamp`.',
    oneOf: 'the special timestamps',
    entries: [
      ['EARLIEST', -2n, 'The offset of the first record that the partition still has, in tiered storage or on local disk.'],
      ['LATEST', -1n, 'The offset after the last record: the high watermark, or the last stable offset for READ_COMMITTED.'],
      ['MAX_TIMESTAMP', -3n, 'The offset of the record with the highest timestamp (KIP-734, ListOffsets 7 and newer).'],
      ['EARLIEST_LOCAL', -4n, "The offset of the first record on the leader's local disk (KIP-405, ListOffsets 8 and newer)."],
      ['LATEST_TIERED', -5n, 'The offset of the last record in tiered storage (KIP-1005, ListOffsets 9 and newer).'],
      [
        'EARLIEST_PENDING_UPLOAD',
        -6n,
        'The offset of the first record that is not yet in tiered storage (KIP-1023, ListOffsets 11 and newer).'
      ]
    ]
  },
  {
    name: 'specialOffsets',
    type: 'SpecialOffset',
    about: 'Negative offsets with a meaning of their own. All are -1; the names say what -1 means in which field.',
    oneOf: 'the special offsets',
    entries: [
      ['INVALID_OFFSET', -1n, 'There is no offset: none is committed (OffsetFetch), or nothing was written (Produce).'],
      ['UNKNOWN_OFFSET', -1n, 'ListOffsets found no record that fits.'],
      ['HIGH_WATERMARK', -1n, "DeleteRecords deletes all records up to the partition's high watermark."],
      ['INVALID_HIGH_WATERMARK', -1n, 'A Fetch answer has no high watermark, because the partition has an error.'],
      [
        'INVALID_LAST_STABLE_OFFSET',
        -1n,
        'A Fetch answer has no last stable offset, because the partition has an error or the version is older than 4.'
      ],
      ['INVALID_LOG_START_OFFSET', -1n, 'The start of the log is not known. Consumers send this in Fetch requests.'],
      ['UNDEFINED_EPOCH_OFFSET', -1n, 'OffsetForLeaderEpoch does not know where the leader epoch ends.']
    ]
  },
  {
    name: 'replicaIds',
    type: 'ReplicaId',
    about: 'Who asks, in the field `replicaId` of Fetch, ListOffsets and OffsetForLeaderEpoch. Brokers give their own node id there.',
    oneOf: 'the replica ids of clients',
    entries: [
      ['CONSUMER', -1, 'A consumer, which sees records up to the high watermark. Every client that is not a broker gives this.'],
      ['DEBUGGING', -2, 'A debugging tool, which may read from a replica that is not the leader, beyond the high watermark.'],
      ['FUTURE_LOCAL', -3, 'A broker that copies a partition from one of its own disks to another.']
    ]
  },
  {
    name: 'sessionEpochs',
    type: 'SessionEpoch',
    about: 'Special epochs of a fetch session (KIP-227) and of a share session (KIP-932). In between, the epoch is a counter from 1.',
    oneOf: 'the special epochs of sessions',
    entries: [
      ['INITIAL', 0, 'Opens a new session. A Fetch with session id 0 gets a session id in the answer.'],
      ['FINAL', -1, 'Closes the session. In Fetch with session id 0: do without a session.']
    ]
  },
  {
    name: 'timestampTypes',
    type: 'TimestampType',
    about: 'Where the timestamps of a batch come from: bit 3 of its attributes, and the topic config `message.timestamp.type`.',
    oneOf: 'the timestamp types',
    entries: [
      ['NO_TIMESTAMP_TYPE', -1, 'The records have no timestamps: they are in message format 0.'],
      ['CREATE_TIME', 0, 'The producer gave each record its timestamp.'],
      ['LOG_APPEND_TIME', 1, 'The broker gave the batch its own time, which counts for all its records.']
    ]
  },
  {
    name: 'compressionTypes',
    type: 'CompressionType',
    about: 'Compression of a batch (bits 0 to 2 of its attributes), and of metrics in GetTelemetrySubscriptions and PushTelemetry.',
    oneOf: 'the compression types',
    entries: [
      ['NONE', 0, 'No compression.'],
      ['GZIP', 1, 'The format of gzip (RFC 1952).'],
      ['SNAPPY', 2, "Snappy, in the framing of the Java library's SnappyOutputStream."],
      ['LZ4', 3, 'The frame format of LZ4.'],
      ['ZSTD', 4, 'Zstandard (RFC 8878), for Produce 7, Fetch 10 and newer (KIP-110).']
    ]
  }
]
