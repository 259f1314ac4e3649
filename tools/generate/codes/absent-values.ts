import type { Enumeration } from './enumeration.ts'

/** Numbers that stand for "none" or "unknown" in fields that cannot be null. */
export const absentValues: readonly Enumeration[] = [
  {
    name: 'absentValues',
    type: 'AbsentValue',
    about: 'Numbers that stand for "none", "unknown" or "not given" in fields that cannot be null. Each name says for which field.',
    oneOf: 'the values that stand for nothing',
    entries: [
      ['NO_PRODUCER_ID', -1n, 'Batch without a producer id; InitProducerId that asks for a new producer id.'],
      ['NO_PRODUCER_EPOCH', -1, 'Batch without a producer epoch; InitProducerId that asks for a new producer id.'],
      ['NO_SEQUENCE', -1, 'Batch without sequence numbers: its producer is not idempotent.'],
      ['NO_TIMESTAMP', -1n, 'Record without a timestamp; Produce answer of a topic that keeps the timestamps of producers.'],
      ['NO_PARTITION_LEADER_EPOCH', -1, 'Leader epoch that is not known. In a request the broker then does not check the epoch.'],
      ['UNDEFINED_EPOCH', -1, 'OffsetForLeaderEpoch does not know the leader epoch that was asked for.'],
      ['NO_LEADER_ID', -1, 'Metadata of a partition without a leader.'],
      ['NO_CONTROLLER_ID', -1, 'Metadata of a cluster whose controller is not known.'],
      ['NO_NUM_PARTITIONS', -1, "CreateTopics takes the broker's `num.partitions` (KIP-464), or the partitions are in `assignments`."],
      [
        'NO_REPLICATION_FACTOR',
        -1,
        "CreateTopics takes the broker's `default.replication.factor` (KIP-464), or the replicas are in `assignments`."
      ],
      ['UNKNOWN_GENERATION_ID', -1, 'OffsetCommit or TxnOffsetCommit by a client that is no member of the group.'],
      ['DEFAULT_RETENTION_TIME', -1n, "OffsetCommit 2 to 4 keeps the offset as long as the broker's `offsets.retention.minutes` says."],
      ['INVALID_SESSION_ID', 0, 'Fetch without a session, or one that opens a session (KIP-227).'],
      ['INVALID_PREFERRED_REPLICA_ID', -1, 'Fetch answer that names no other replica to read from (KIP-392).'],
      ['INVALID_OFFSET_LAG', -1n, 'DescribeLogDirs does not know how far the replica is behind.'],
      ['UNKNOWN_VOLUME_BYTES', -1n, 'DescribeLogDirs does not know the size of the volume (KIP-827).'],
      [
        'AUTHORIZED_OPERATIONS_OMITTED',
        -2_147_483_648,
        'The answer does not say which operations are authorized, because the request did not ask for them (KIP-430).'
      ]
    ]
  }
]
