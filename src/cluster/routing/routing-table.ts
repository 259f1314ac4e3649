import { isIdempotent } from '../retry/idempotent.ts'
import { anyBroker, groupCoordinator, theController, theGivenNode, transactionCoordinator } from './destinations.ts'
import { isLeave, isNoStepOfSession } from './repeat.ts'
import type { Destination, Route, Shards } from './route.ts'
import { alterConfigsShards, describeConfigsShards } from './shards/admin/configs.ts'
import { deleteTopicsShards } from './shards/admin/delete-topics.ts'
import { describeLogDirsShards } from './shards/admin/describe-log-dirs.ts'
import { updateFeaturesShards } from './shards/admin/update-features.ts'
import { deleteGroupsShards } from './shards/groups/delete-groups.ts'
import { describeGroupsShards } from './shards/groups/describe-groups.ts'
import { describeShareGroupOffsetsShards } from './shards/groups/describe-share-group-offsets.ts'
import { groupDescribeShards } from './shards/groups/describe-typed-groups.ts'
import { findCoordinatorShards } from './shards/groups/find-coordinator.ts'
import { leaveGroupShards } from './shards/groups/leave-group.ts'
import { listGroupsShards } from './shards/groups/list-groups.ts'
import { offsetFetchShards } from './shards/groups/offset-fetch.ts'
import { shareGroupStateShards } from './shards/groups/share-group-state.ts'
import { deleteRecordsShards } from './shards/partitions/delete-records.ts'
import { fetchShards } from './shards/partitions/fetch.ts'
import { listOffsetsShards } from './shards/partitions/list-offsets.ts'
import { offsetForLeaderEpochShards } from './shards/partitions/offset-for-leader-epoch.ts'
import { produceShards } from './shards/partitions/produce.ts'
import { shareAcknowledgeShards } from './shards/partitions/share-acknowledge.ts'
import { shareFetchShards } from './shards/partitions/share-fetch.ts'
import { addPartitionsToTxnShards } from './shards/transactions/add-partitions-to-txn.ts'
import { describeProducersShards } from './shards/transactions/describe-producers.ts'
import { describeTransactionsShards } from './shards/transactions/describe-transactions.ts'
import { listTransactionsShards } from './shards/transactions/list-transactions.ts'
import { endTxnShards, initProducerIdShards } from './shards/transactions/transaction-steps.ts'

const REPEAT = true
const ONCE = false
// Answers tell no throttle time.
const NEVER = Number.POSITIVE_INFINITY

/**
 * Where the requests of each API go, as Kafka's own clients send them; since which version the client keeps the throttle time (KIP-219);
 * and whether a request may be repeated after one that may have arrived. Reads, heartbeats, offset commits, idempotent Produce and the steps of a
 * transaction may. What changes more may not.
 *
 * The steps of a transaction are repeated as Java's producer repeats them, because the transaction could not go on otherwise. Two questions matter:
 * what a second copy does, and what the first copy does if it is processed only after the second was answered. A request goes out again only
 * after its connection has ended, so the first copy can be late only where the broker had read it, or where the network still held it.
 *
 * - InitProducerId, producer known (KIP-360): the second copy gets the epoch that the first one made. A late first copy changes nothing, or aborts the
 *   next transaction and fences its producer.
 * - InitProducerId, producer new: the second copy makes one more epoch, which is the caller's. A late first copy makes the next one and so fences
 *   the caller, whose next request says PRODUCER_FENCED or INVALID_PRODUCER_EPOCH. Nothing is committed that should not be.
 * - AddPartitionsToTxn, AddOffsetsToTxn: what is part of the transaction stays part of it. A late first copy adds the partition to the next
 *   transaction, which then writes one marker more; if none follows, the coordinator aborts an empty one after the transaction's timeout.
 * - TxnOffsetCommit: the second copy writes the same offsets. A late first copy is refused by its epoch with transaction.version 2, and since Kafka
 *   3.6 wherever the group is not part of an open transaction.
 * - EndTxn: with transaction.version 2 (version 5) the second copy is known by the epoch before and gets the new one, and a late first copy is refused
 *   by that epoch. Without it the second copy hears that the transaction has ended that way, and a late first copy that meets the next transaction
 *   of the same producer would end that one. Nothing else can finish such a transaction, so it is repeated all the same.
 */
export const routes: Readonly<Record<string, Route>> = {
  Produce: route(produceShards, 6, isIdempotent),
  Fetch: route(fetchShards, 8, isNoStepOfSession),
  ListOffsets: route(listOffsetsShards, 3, REPEAT),
  Metadata: route(anyBroker, 6, REPEAT),
  LeaderAndIsr: route(theGivenNode, NEVER, ONCE),
  StopReplica: route(theGivenNode, NEVER, ONCE),
  UpdateMetadata: route(theGivenNode, NEVER, ONCE),
  ControlledShutdown: route(theGivenNode, NEVER, ONCE),
  OffsetCommit: route(groupCoordinator, 4, REPEAT),
  OffsetFetch: route(offsetFetchShards, 4, REPEAT),
  FindCoordinator: route(findCoordinatorShards, 2, REPEAT),
  JoinGroup: route(groupCoordinator, 3, ONCE),
  Heartbeat: route(groupCoordinator, 2, REPEAT),
  LeaveGroup: route(leaveGroupShards, 2, REPEAT),
  SyncGroup: route(groupCoordinator, 2, REPEAT),
  DescribeGroups: route(describeGroupsShards, 2, REPEAT),
  ListGroups: route(listGroupsShards, 2, REPEAT),
  SaslHandshake: route(theGivenNode, NEVER, ONCE),
  ApiVersions: route(anyBroker, 2, REPEAT),
  CreateTopics: route(theController, 3, ONCE),
  DeleteTopics: route(deleteTopicsShards, 2, ONCE),
  DeleteRecords: route(deleteRecordsShards, 1, ONCE),
  InitProducerId: route(initProducerIdShards, 1, REPEAT),
  OffsetForLeaderEpoch: route(offsetForLeaderEpochShards, 0, REPEAT),
  AddPartitionsToTxn: route(addPartitionsToTxnShards, 1, REPEAT),
  AddOffsetsToTxn: route(transactionCoordinator, 1, REPEAT),
  EndTxn: route(endTxnShards, 1, REPEAT),
  WriteTxnMarkers: route(theGivenNode, NEVER, ONCE),
  TxnOffsetCommit: route(groupCoordinator, 1, REPEAT),
  DescribeAcls: route(anyBroker, 1, REPEAT),
  CreateAcls: route(anyBroker, 1, ONCE),
  DeleteAcls: route(anyBroker, 1, ONCE),
  DescribeConfigs: route(describeConfigsShards, 2, REPEAT),
  AlterConfigs: route(alterConfigsShards, 1, ONCE),
  AlterReplicaLogDirs: route(theGivenNode, 1, ONCE),
  DescribeLogDirs: route(describeLogDirsShards, 1, REPEAT),
  SaslAuthenticate: route(theGivenNode, NEVER, ONCE),
  CreatePartitions: route(theController, 1, ONCE),
  CreateDelegationToken: route(anyBroker, 1, ONCE),
  RenewDelegationToken: route(anyBroker, 1, ONCE),
  ExpireDelegationToken: route(anyBroker, 1, ONCE),
  DescribeDelegationToken: route(anyBroker, 1, REPEAT),
  DeleteGroups: route(deleteGroupsShards, 1, ONCE),
  ElectLeaders: route(theController, 0, ONCE),
  IncrementalAlterConfigs: route(alterConfigsShards, 0, ONCE),
  AlterPartitionReassignments: route(theController, 0, ONCE),
  ListPartitionReassignments: route(theController, 0, REPEAT),
  OffsetDelete: route(groupCoordinator, 0, ONCE),
  DescribeClientQuotas: route(anyBroker, 0, REPEAT),
  AlterClientQuotas: route(anyBroker, 0, ONCE),
  DescribeUserScramCredentials: route(anyBroker, 0, REPEAT),
  AlterUserScramCredentials: route(theController, 0, ONCE),
  Vote: route(theGivenNode, NEVER, ONCE),
  BeginQuorumEpoch: route(theGivenNode, NEVER, ONCE),
  EndQuorumEpoch: route(theGivenNode, NEVER, ONCE),
  DescribeQuorum: route(anyBroker, NEVER, REPEAT),
  AlterPartition: route(theGivenNode, 0, ONCE),
  UpdateFeatures: route(updateFeaturesShards, 0, ONCE),
  Envelope: route(theGivenNode, NEVER, ONCE),
  FetchSnapshot: route(theGivenNode, 0, REPEAT),
  DescribeCluster: route(anyBroker, 0, REPEAT),
  DescribeProducers: route(describeProducersShards, 0, REPEAT),
  BrokerRegistration: route(theGivenNode, 0, ONCE),
  BrokerHeartbeat: route(theGivenNode, 0, ONCE),
  UnregisterBroker: route(anyBroker, 0, ONCE),
  DescribeTransactions: route(describeTransactionsShards, 0, REPEAT),
  ListTransactions: route(listTransactionsShards, 0, REPEAT),
  AllocateProducerIds: route(theGivenNode, 0, ONCE),
  ConsumerGroupHeartbeat: route(groupCoordinator, 0, isLeave),
  ConsumerGroupDescribe: route(groupDescribeShards, 0, REPEAT),
  ControllerRegistration: route(theGivenNode, 0, ONCE),
  GetTelemetrySubscriptions: route(anyBroker, 0, REPEAT),
  PushTelemetry: route(anyBroker, 0, ONCE),
  AssignReplicasToDirs: route(theGivenNode, 0, ONCE),
  ListClientMetricsResources: route(anyBroker, 0, REPEAT),
  ListConfigResources: route(anyBroker, 0, REPEAT),
  DescribeTopicPartitions: route(anyBroker, 0, REPEAT),
  ShareGroupHeartbeat: route(groupCoordinator, 0, isLeave),
  ShareGroupDescribe: route(groupDescribeShards, 0, REPEAT),
  ShareFetch: route(shareFetchShards, 0, ONCE),
  ShareAcknowledge: route(shareAcknowledgeShards, 0, ONCE),
  AddRaftVoter: route(anyBroker, 0, ONCE),
  RemoveRaftVoter: route(anyBroker, 0, ONCE),
  UpdateRaftVoter: route(theGivenNode, 0, ONCE),
  InitializeShareGroupState: route(shareGroupStateShards, NEVER, ONCE),
  ReadShareGroupState: route(shareGroupStateShards, NEVER, ONCE),
  WriteShareGroupState: route(shareGroupStateShards, NEVER, ONCE),
  DeleteShareGroupState: route(shareGroupStateShards, NEVER, ONCE),
  ReadShareGroupStateSummary: route(shareGroupStateShards, NEVER, REPEAT),
  StreamsGroupHeartbeat: route(groupCoordinator, 0, isLeave),
  StreamsGroupDescribe: route(groupDescribeShards, 0, REPEAT),
  DescribeShareGroupOffsets: route(describeShareGroupOffsetsShards, 0, REPEAT),
  AlterShareGroupOffsets: route(groupCoordinator, 0, ONCE),
  DeleteShareGroupOffsets: route(groupCoordinator, 0, ONCE),
  StreamsGroupTopologyDescriptionUpdate: route(groupCoordinator, 0, ONCE),
  UnregisterController: route(anyBroker, 0, ONCE)
}

function route<Req, Res, Asked = Req>(
  where: ((request: Req) => Destination | undefined) | Shards<Req, Res>,
  throttledSince: number,
  safeToRepeat: boolean | ((request: Asked) => boolean)
): Route {
  const found = typeof where === 'function' ? { safeToRepeat, throttledSince, to: where } : { safeToRepeat, throttledSince, shards: where }
  // In a table of all APIs no row can say what its messages are: `routeOf` finds the row by the name of the API whose messages it is given.
  return found as Route
}
