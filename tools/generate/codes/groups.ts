import type { Enumeration } from './enumeration.ts'

/** The numbers in requests of consumer groups, share groups, Streams groups and transactions. */
export const groups: readonly Enumeration[] = [
  {
    name: 'coordinatorTypes',
    type: 'CoordinatorType',
    about: 'What kind of key FindCoordinator looks up: its field `keyType`.',
    oneOf: 'the coordinator types',
    entries: [
      ['GROUP', 0, 'The key is a group id, for groups of every type.'],
      ['TRANSACTION', 1, 'The key is a transactional id (FindCoordinator 1 and newer).'],
      ['SHARE', 2, 'The key is `group:topicId:partition`, for the state of a share group (KIP-932, FindCoordinator 6 and newer).']
    ]
  },
  {
    name: 'memberEpochs',
    type: 'MemberEpoch',
    about: 'Special values of `memberEpoch` in the heartbeats of consumer (KIP-848), share (KIP-932) and Streams groups (KIP-1071).',
    oneOf: 'the special member epochs',
    entries: [
      ['JOIN_GROUP', 0, 'The member joins the group, or joins it again.'],
      ['LEAVE_GROUP', -1, 'The member leaves the group.'],
      [
        'LEAVE_GROUP_STATIC',
        -2,
        'A static member leaves for a time and keeps its partitions until its session ends. Share groups have no static members.'
      ]
    ]
  },
  {
    name: 'acknowledgeTypes',
    type: 'AcknowledgeType',
    about: 'What becomes of records that a share group has acquired: `acknowledgeTypes` of ShareFetch and ShareAcknowledge (KIP-932).',
    oneOf: 'the acknowledge types',
    entries: [
      ['GAP', 0, 'There is no record at this offset.'],
      ['ACCEPT', 1, 'The record is processed and will not be delivered again.'],
      ['RELEASE', 2, 'The record is made available for another delivery.'],
      ['REJECT', 3, 'The record cannot be processed and will not be delivered again.'],
      ['RENEW', 4, 'The record is still being processed: its lock starts over (KIP-1222, version 2 and newer).']
    ]
  },
  {
    name: 'shareAcquireModes',
    type: 'ShareAcquireMode',
    about: 'How ShareFetch counts the records that it acquires: its field `shareAcquireMode` (KIP-1206, ShareFetch 2 and newer).',
    oneOf: 'the acquire modes of ShareFetch',
    entries: [
      ['BATCH_OPTIMIZED', 0, 'Whole batches, so that there may be more records than `maxRecords`.'],
      ['RECORD_LIMIT', 1, 'At most `maxRecords` records, so that a batch may be split.']
    ]
  },
  {
    name: 'streamsGroupStatuses',
    type: 'StreamsGroupStatus',
    about: 'What keeps a Streams group from working normally: `statusCode` in the answer to StreamsGroupHeartbeat (KIP-1071).',
    oneOf: 'the status codes of Streams groups',
    entries: [
      ['STALE_TOPOLOGY', 0, "The member's topology is older than that of the group."],
      ['MISSING_SOURCE_TOPICS', 1, 'Topics that the topology reads do not exist.'],
      ['INCORRECTLY_PARTITIONED_TOPICS', 2, 'Topics that must have equally many partitions do not.'],
      ['MISSING_INTERNAL_TOPICS', 3, 'Internal topics of the application do not exist and are being created.'],
      ['SHUTDOWN_APPLICATION', 4, 'A member has asked that all members shut down.'],
      ['ASSIGNMENT_DELAYED', 5, 'The assignment waits for more members to join.'],
      ['MISSING_CLIENT_TAGS', 6, 'A member lacks client tags that the assignment of standby tasks needs.']
    ]
  },
  {
    name: 'topologyDescriptionStatuses',
    type: 'TopologyDescriptionStatus',
    about: 'Whether StreamsGroupDescribe gives the description of a topology: `topologyDescriptionStatus` of its answer.',
    oneOf: 'the states of a topology description',
    entries: [
      ['NOT_REQUESTED', 0, 'The request did not ask for the description.'],
      ['NOT_STORED', 1, 'The broker has no description of this topology.'],
      ['ERROR', 2, 'The description could not be read.'],
      ['AVAILABLE', 3, 'The description is in the answer.']
    ]
  },
  {
    name: 'transactionResults',
    type: 'TransactionResult',
    about: 'How a transaction ends: `committed` of EndTxn, `transactionResult` of WriteTxnMarkers.',
    oneOf: 'the ends of a transaction',
    entries: [
      ['ABORT', false, 'Readers with READ_COMMITTED skip the records of the transaction.'],
      ['COMMIT', true, 'Readers with READ_COMMITTED get the records of the transaction.']
    ]
  },
  {
    name: 'controlRecordTypes',
    type: 'ControlRecordType',
    about: 'What a control record says: the second int16 of its key. Clients meet ABORT and COMMIT, the others are in the metadata log.',
    oneOf: 'the types of control records',
    entries: [
      ['ABORT', 0, 'A transaction of this producer was aborted here.'],
      ['COMMIT', 1, 'A transaction of this producer was committed here.'],
      ['LEADER_CHANGE', 2, 'The controller quorum has a new leader.'],
      ['SNAPSHOT_HEADER', 3, 'A metadata snapshot begins here.'],
      ['SNAPSHOT_FOOTER', 4, 'A metadata snapshot ends here.'],
      ['KRAFT_VERSION', 5, 'The version of the quorum protocol (KIP-853).'],
      ['KRAFT_VOTERS', 6, 'The voters of the controller quorum (KIP-853).'],
      ['UNKNOWN', -1, "Kafka's own name for a type that it does not know. It is never on the wire."]
    ]
  }
]
