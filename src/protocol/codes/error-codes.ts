// @generated from tools/generate/codes/ by tools/generate. Do not edit.

/** Kafka's error codes up to Kafka 4.4.0, as they stand in the `errorCode` fields of answers. */
export const errorCodes = {
  /** The broker hit a bug or fault of its own; its log has the stack trace. */
  UNKNOWN_SERVER_ERROR: -1,
  /** No error. */
  NONE: 0,
  /** The offset lies before the log's start or past its end: ask ListOffsets, then reset. */
  OFFSET_OUT_OF_RANGE: 1,
  /** A batch failed its CRC or broke a rule such as a null key in a compacted topic. */
  CORRUPT_MESSAGE: 2,
  /** No such topic or partition here: misspelt, deleted, new, moved or hidden by ACLs. */
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  /** The fetch asked for a number of bytes that makes no sense: check the byte limits. */
  INVALID_FETCH_SIZE: 4,
  /** The partition has no leader right now: an election is under way, or its replicas are down. */
  LEADER_NOT_AVAILABLE: 5,
  /**
   * Leadership has moved, or this broker holds no replica: refresh metadata, ask the new leader.
   */
  NOT_LEADER_OR_FOLLOWER: 6,
  /** The broker gave up waiting, often for replicas; the work may still have been done. */
  REQUEST_TIMED_OUT: 7,
  /** A broker this request depends on is down or unknown to the one that was asked. */
  BROKER_NOT_AVAILABLE: 8,
  /** This broker holds no usable replica of the partition, perhaps because it is being moved. */
  REPLICA_NOT_AVAILABLE: 9,
  /** A record or batch is over max.message.bytes: send less at once or raise the topic's limit. */
  MESSAGE_TOO_LARGE: 10,
  /** The request came from a controller that has since been replaced. */
  STALE_CONTROLLER_EPOCH: 11,
  /** The text attached to a committed offset is over offset.metadata.max.bytes. */
  OFFSET_METADATA_TOO_LARGE: 12,
  /** The broker lost a connection that it needed for the answer, so the outcome is unknown. */
  NETWORK_EXCEPTION: 13,
  /** The coordinator is still reading its state from disk: wait a little and ask it again. */
  COORDINATOR_LOAD_IN_PROGRESS: 14,
  /** No coordinator yet: its internal topic is being created or has no leader. Look it up later. */
  COORDINATOR_NOT_AVAILABLE: 15,
  /** The group or transaction is handled by another broker: look the coordinator up again. */
  NOT_COORDINATOR: 16,
  /** The topic's name is not legal, or the topic is internal and closed to this operation. */
  INVALID_TOPIC_EXCEPTION: 17,
  /** The batch is larger than a log segment may be: compare it with segment.bytes. */
  RECORD_LIST_TOO_LARGE: 18,
  /** Fewer replicas are in sync than min.insync.replicas asks for; nothing was written. */
  NOT_ENOUGH_REPLICAS: 19,
  /** Written, but to too few replicas: a retry may duplicate it unless idempotent. */
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 20,
  /** The value of acks is not one of -1, 0 and 1. */
  INVALID_REQUIRED_ACKS: 21,
  /** The group has rebalanced since this member's generation: rejoin before going on. */
  ILLEGAL_GENERATION: 22,
  /** The member's protocol type or assignors share nothing with those of the group. */
  INCONSISTENT_GROUP_PROTOCOL: 23,
  /** The group id is empty or otherwise unusable for this request. */
  INVALID_GROUP_ID: 24,
  /** The coordinator does not know this member, perhaps after a missed deadline: join again. */
  UNKNOWN_MEMBER_ID: 25,
  /**
   * The session timeout is outside group.min.session.timeout.ms and group.max.session.timeout.ms.
   */
  INVALID_SESSION_TIMEOUT: 26,
  /** The group is redistributing its partitions: rejoin, then continue. */
  REBALANCE_IN_PROGRESS: 27,
  /** The offset commit is too large to be stored: shorten its metadata or split it. */
  INVALID_COMMIT_OFFSET_SIZE: 28,
  /** No ACL lets this user do that to the topic. */
  TOPIC_AUTHORIZATION_FAILED: 29,
  /** No ACL lets this user use the group. */
  GROUP_AUTHORIZATION_FAILED: 30,
  /** No ACL lets this user do that to the cluster. */
  CLUSTER_AUTHORIZATION_FAILED: 31,
  /** A record's timestamp is outside what the topic accepts: check the producer's clock. */
  INVALID_TIMESTAMP: 32,
  /** The broker does not offer this SASL mechanism here; its answer lists those it does. */
  UNSUPPORTED_SASL_MECHANISM: 33,
  /** SASL messages came out of order, or the listener does not expect SASL now. */
  ILLEGAL_SASL_STATE: 34,
  /** The broker does not speak this version of the API: negotiate with ApiVersions. */
  UNSUPPORTED_VERSION: 35,
  /** A topic of this name is there already, possibly from an earlier attempt. */
  TOPIC_ALREADY_EXISTS: 36,
  /** The number of partitions is not positive, or not above the present number. */
  INVALID_PARTITIONS: 37,
  /** The replication factor is not positive, or exceeds the number of usable brokers. */
  INVALID_REPLICATION_FACTOR: 38,
  /** The list of replicas is empty, repeats a broker, has gaps or names an unknown broker. */
  INVALID_REPLICA_ASSIGNMENT: 39,
  /** A configuration key is unknown or its value is not allowed: see the broker's message. */
  INVALID_CONFIG: 40,
  /** Another node is the active controller now: refresh metadata and send it there. */
  NOT_CONTROLLER: 41,
  /** The broker found the request malformed or contradictory: see its message and its log. */
  INVALID_REQUEST: 42,
  /** The topic's old message format cannot do this, such as headers or idempotence. */
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 43,
  /** A policy plugged into the brokers by the operator forbids these values. */
  POLICY_VIOLATION: 44,
  /** A batch's sequence number leaves a gap: an earlier batch of this producer was lost. */
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  /** A batch with this sequence number was written before; its offset may be forgotten. */
  DUPLICATE_SEQUENCE_NUMBER: 46,
  /** Another producer took over with a newer epoch, or the transaction timed out. */
  INVALID_PRODUCER_EPOCH: 47,
  /** The transaction is in a state that does not allow this step. */
  INVALID_TXN_STATE: 48,
  /** The producer id is not this transactional id's, perhaps expired: call InitProducerId. */
  INVALID_PRODUCER_ID_MAPPING: 49,
  /** The transaction timeout is not positive or exceeds transaction.max.timeout.ms. */
  INVALID_TRANSACTION_TIMEOUT: 50,
  /** The previous step of this transaction is still being completed: wait a little. */
  CONCURRENT_TRANSACTIONS: 51,
  /** Another transaction coordinator has taken over from the one writing the marker. */
  TRANSACTION_COORDINATOR_FENCED: 52,
  /** No ACL lets this user use the transactional id. */
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  /** The cluster has no authorizer, so there are no ACLs to work with. */
  SECURITY_DISABLED: 54,
  /** Skipped, because another part of the same request failed: look for that one. */
  OPERATION_NOT_ATTEMPTED: 55,
  /** The broker's disk failed under this partition: fix the disk; another replica takes over. */
  KAFKA_STORAGE_ERROR: 56,
  /** The broker has no such directory in log.dirs, or it is offline. */
  LOG_DIR_NOT_FOUND: 57,
  /** Credentials refused: check the user, the password or token, and the mechanism. */
  SASL_AUTHENTICATION_FAILED: 58,
  /** The broker has forgotten this producer, whose records were deleted or expired. */
  UNKNOWN_PRODUCER_ID: 59,
  /** The partition is being moved to other brokers: wait for that, or cancel it. */
  REASSIGNMENT_IN_PROGRESS: 60,
  /** Delegation tokens are off: the brokers have no delegation.token.secret.key. */
  DELEGATION_TOKEN_AUTH_DISABLED: 61,
  /** No such delegation token, perhaps expired and removed. */
  DELEGATION_TOKEN_NOT_FOUND: 62,
  /** This user neither owns the delegation token nor is named as its renewer. */
  DELEGATION_TOKEN_OWNER_MISMATCH: 63,
  /** To handle tokens, connect with SASL or a client certificate, not with a token. */
  DELEGATION_TOKEN_REQUEST_NOT_ALLOWED: 64,
  /** No ACL lets this user see the delegation token. */
  DELEGATION_TOKEN_AUTHORIZATION_FAILED: 65,
  /** The delegation token has run out: request a new one. */
  DELEGATION_TOKEN_EXPIRED: 66,
  /** Only principals of type User are possible here. */
  INVALID_PRINCIPAL_TYPE: 67,
  /** The group still has members: stop them first. */
  NON_EMPTY_GROUP: 68,
  /** The coordinator has no group of this id: check the spelling and the expiry of offsets. */
  GROUP_ID_NOT_FOUND: 69,
  /** The broker dropped this fetch session: start a new one with a full fetch. */
  FETCH_SESSION_ID_NOT_FOUND: 70,
  /** The fetch session is out of step, by a lost or repeated fetch: start a new one. */
  INVALID_FETCH_SESSION_EPOCH: 71,
  /** The leader lacks the listener through which we came: compare the brokers' listeners. */
  LISTENER_NOT_FOUND: 72,
  /** The brokers run with delete.topic.enable=false. */
  TOPIC_DELETION_DISABLED: 73,
  /** Our leader epoch is out of date: refresh metadata before asking again. */
  FENCED_LEADER_EPOCH: 74,
  /** Our leader epoch is ahead of this broker, which has yet to catch up: try again. */
  UNKNOWN_LEADER_EPOCH: 75,
  /** The partition's compression, such as zstd, needs a newer version of this request. */
  UNSUPPORTED_COMPRESSION_TYPE: 76,
  /** The broker has restarted or registered again since this request was made. */
  STALE_BROKER_EPOCH: 77,
  /** A new leader does not know its safe end yet: ask for the offset again shortly. */
  OFFSET_NOT_AVAILABLE: 78,
  /** Normal on a first join: repeat JoinGroup with the member id in this answer. */
  MEMBER_ID_REQUIRED: 79,
  /** The first replica in the list is down or not in sync, so it cannot lead. */
  PREFERRED_LEADER_NOT_AVAILABLE: 80,
  /** The group already has group.max.size members. */
  GROUP_MAX_SIZE_REACHED: 81,
  /** Another process joined with this group.instance.id: make the id unique, stop one. */
  FENCED_INSTANCE_ID: 82,
  /** No replica that may lead is alive: bring one back, or accept an unclean election. */
  ELIGIBLE_LEADERS_NOT_AVAILABLE: 83,
  /** The partition already has the leader that was asked for. */
  ELECTION_NOT_NEEDED: 84,
  /** There is nothing to cancel: the partition is not being moved. */
  NO_REASSIGNMENT_IN_PROGRESS: 85,
  /** Offsets of a topic that the group still reads cannot be deleted: unsubscribe first. */
  GROUP_SUBSCRIBED_TO_TOPIC: 86,
  /** The broker's validation rejected a record, and so its whole batch: see recordErrors. */
  INVALID_RECORD: 87,
  /** A transaction has offsets pending here: ask again when it has ended. */
  UNSTABLE_OFFSET_COMMIT: 88,
  /** Too many changes in too short a time for the quota: wait throttleTimeMs. */
  THROTTLING_QUOTA_EXCEEDED: 89,
  /** A newer producer with this transactional id is active: this one must stop. */
  PRODUCER_FENCED: 90,
  /** Something that the request refers to does not exist. */
  RESOURCE_NOT_FOUND: 91,
  /** The request names the same thing twice. */
  DUPLICATE_RESOURCE: 92,
  /** The SCRAM credential is refused: check user name, iterations and salted password. */
  UNACCEPTABLE_CREDENTIAL: 93,
  /** Sender and receiver disagree on who votes in the controller quorum. */
  INCONSISTENT_VOTER_SET: 94,
  /** The feature level or version to be set cannot follow from the present one. */
  INVALID_UPDATE_VERSION: 95,
  /** The feature levels could not be changed: see the message and the controller's log. */
  FEATURE_UPDATE_FAILED: 96,
  /** The receiver could not read the forwarded user: check principal.builder.class. */
  PRINCIPAL_DESERIALIZATION_FAILURE: 97,
  /** The metadata snapshot is gone, usually replaced by a newer one. */
  SNAPSHOT_NOT_FOUND: 98,
  /** The position is outside the snapshot that is being fetched. */
  POSITION_OUT_OF_RANGE: 99,
  /** No topic of this id here: deleted, recreated, or too new for this broker. Refresh metadata. */
  UNKNOWN_TOPIC_ID: 100,
  /** Two brokers run with the same node.id: change one. */
  DUPLICATE_BROKER_REGISTRATION: 101,
  /** This broker id is unknown to the controller: it never registered or was removed. */
  BROKER_ID_NOT_REGISTERED: 102,
  /** The topic was deleted and created again under the same name: refresh metadata. */
  INCONSISTENT_TOPIC_ID: 103,
  /** The sender belongs to another cluster: check addresses and cluster.id. */
  INCONSISTENT_CLUSTER_ID: 104,
  /** The coordinator knows no such transactional id: never used, or expired. */
  TRANSACTIONAL_ID_NOT_FOUND: 105,
  /** A fetch session mixed topic ids with names or saw them change: start a new one. */
  FETCH_SESSION_TOPIC_ID_ERROR: 106,
  /** A replica that is fenced or shutting down was proposed for the in-sync set. */
  INELIGIBLE_REPLICA: 107,
  /** The change of the in-sync set was made, and it led to another leader. */
  NEW_LEADER_ELECTED: 108,
  /** These records now lie in tiered storage: a follower reads them from there. */
  OFFSET_MOVED_TO_TIERED_STORAGE: 109,
  /** The coordinator expelled this member: give up all partitions and join again. */
  FENCED_MEMBER_EPOCH: 110,
  /** The static member that holds this instance id is still in the group. */
  UNRELEASED_INSTANCE_ID: 111,
  /** The group cannot use this server-side assignor: see group.consumer.assignors. */
  UNSUPPORTED_ASSIGNOR: 112,
  /** The member's epoch lags behind: heartbeat, then repeat with the new epoch. */
  STALE_MEMBER_EPOCH: 113,
  /** A broker was asked what a controller answers, or the reverse: check the address. */
  MISMATCHED_ENDPOINT_TYPE: 114,
  /** This kind of endpoint cannot be described here. */
  UNSUPPORTED_ENDPOINT_TYPE: 115,
  /** The quorum has no controller with this id. */
  UNKNOWN_CONTROLLER_ID: 116,
  /** The telemetry subscription has changed: fetch it again before pushing. */
  UNKNOWN_SUBSCRIPTION_ID: 117,
  /** The pushed metrics exceed telemetry.max.bytes. */
  TELEMETRY_TOO_LARGE: 118,
  /** The controller refused the broker's registration: compare its configuration. */
  INVALID_REGISTRATION: 119,
  /** The transaction cannot be committed: abort it, then go on with the same producer. */
  TRANSACTION_ABORTABLE: 120,
  /** The share group's records are no longer ours to acknowledge: lock expired or already done. */
  INVALID_RECORD_STATE: 121,
  /** The broker dropped this share session: open a new one at epoch 0. */
  SHARE_SESSION_NOT_FOUND: 122,
  /** The share session is out of step, by a lost or repeated request: open a new one. */
  INVALID_SHARE_SESSION_EPOCH: 123,
  /** The share state was written by a newer epoch; the sender is out of date. */
  FENCED_STATE_EPOCH: 124,
  /** The voter's id and directory id are not those of the node that was asked. */
  INVALID_VOTER_KEY: 125,
  /** The controller is a voter already. */
  DUPLICATE_VOTER: 126,
  /** The controller is not a voter, so it cannot be changed or removed as one. */
  VOTER_NOT_FOUND: 127,
  /** The subscription's pattern is not valid in RE2, the broker's dialect. */
  INVALID_REGULAR_EXPRESSION: 128,
  /** Our view of the cluster is too old: start again from the bootstrap servers. */
  REBOOTSTRAP_REQUIRED: 129,
  /** The Streams application's topology is contradictory or incomplete. */
  STREAMS_INVALID_TOPOLOGY: 130,
  /** The topology epoch is not one that this Streams group can take. */
  STREAMS_INVALID_TOPOLOGY_EPOCH: 131,
  /** The group runs a newer topology: update this instance. */
  STREAMS_TOPOLOGY_FENCED: 132,
  /** The broker has no room for another share session: close some or try later. */
  SHARE_SESSION_LIMIT_REACHED: 133,
  /** The group could not be deleted: see the broker's message beside it. */
  GROUP_DELETION_FAILED: 134,
  /** The topology description was not stored: see the broker's message. */
  STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED: 135,
  /** The controller's id was never registered, or has been removed. */
  CONTROLLER_ID_NOT_REGISTERED: 136
} as const

/** One of the error codes: a value of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[keyof typeof errorCodes]
