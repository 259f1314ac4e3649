import type { ApiInfo } from '../../protocol/api.ts'
import { sessionEpochs } from '../../protocol/codes/produce-and-fetch.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import { isIdempotent } from '../retry/idempotent.ts'
import { anyBroker, controller, groupCoordinator, namedByCaller, transactionCoordinator } from './destinations.ts'
import type { Destination, Route, Shards } from './route.ts'
import { alterConfigsShards, describeConfigsShards } from './shards/admin/configs.ts'
import { deleteTopicsShards } from './shards/admin/delete-topics.ts'
import { describeLogDirsShards } from './shards/admin/describe-log-dirs.ts'
import { updateFeaturesShards } from './shards/admin/update-features.ts'
import { deleteGroupsShards } from './shards/groups/delete-groups.ts'
import { describeGroupsShards } from './shards/groups/describe-groups.ts'
import { describeShareGroupOffsetsShards } from './shards/groups/describe-share-group-offsets.ts'
import { describeTypedGroupsShards } from './shards/groups/describe-typed-groups.ts'
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

// The last column of the table.
const REPEAT = true
const ONCE = false
// The answers of the API name no throttle time.
const NO_THROTTLE_TIME = Number.POSITIVE_INFINITY

/**
 * The route of an API: where its requests go, and how they are divided and repeated. An API that is
 * not in the table, such as one of the user's own, goes to the broker that the caller names. In a
 * cluster of controllers all requests go to the active one, whole (KIP-919).
 */
export function routeOf(api: ApiInfo, endpointType: ResolvedClusterOptions['endpointType'] = 'broker'): Route {
  const found = routes[api.name] ?? UNKNOWN_API
  if (endpointType === 'broker') return found
  const { safeToRepeat, throttledSince } = found
  return { safeToRepeat, throttledSince, to: controller }
}

const UNKNOWN_API: Route = { safeToRepeat: false, throttledSince: 0, to: namedByCaller }

// A group member that leaves has a negative epoch. Its other heartbeats must not be repeated: they
// carry changes that the coordinator must get only once (KIP-848, KIP-932, KIP-1071).
const isLeaving = ({ memberEpoch }: { readonly memberEpoch: number }): boolean => memberEpoch < 0

// Within a fetch session the broker counts the requests (KIP-227), so it refuses a second copy. A
// Fetch without a session, or one that opens a session, may be repeated.
const isOutsideOfSession = ({ sessionEpoch = sessionEpochs.FINAL }: { readonly sessionEpoch?: number | undefined }): boolean =>
  sessionEpoch <= sessionEpochs.INITIAL

/**
 * The routing table, one row for each API. Its columns are:
 *
 * 1. the destination of a request, or how a request is divided among several brokers, as Kafka's
 *    own clients do it;
 * 2. the first version whose throttle time the client has to keep by itself (KIP-219);
 * 3. whether a request may be sent again if the first copy may have reached the broker. Reads,
 *    heartbeats, offset commits, idempotent Produce and the steps of a transaction may be; see
 *    `shards/transactions/transaction-steps.ts` for the latter. Everything else changes something
 *    that a second copy would change again, or would fail to change.
 */
export const routes: Readonly<Record<string, Route>> = {
  // API: route(destination or division, client keeps throttle time since version, may be repeated)
  Produce: route(produceShards, 6, isIdempotent),
  Fetch: route(fetchShards, 8, isOutsideOfSession),
  ListOffsets: route(listOffsetsShards, 3, REPEAT),
  Metadata: route(anyBroker, 6, REPEAT),
  LeaderAndIsr: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  StopReplica: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  UpdateMetadata: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  ControlledShutdown: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  OffsetCommit: route(groupCoordinator, 4, REPEAT),
  OffsetFetch: route(offsetFetchShards, 4, REPEAT),
  FindCoordinator: route(findCoordinatorShards, 2, REPEAT),
  JoinGroup: route(groupCoordinator, 3, ONCE),
  Heartbeat: route(groupCoordinator, 2, REPEAT),
  LeaveGroup: route(leaveGroupShards, 2, REPEAT),
  SyncGroup: route(groupCoordinator, 2, REPEAT),
  DescribeGroups: route(describeGroupsShards, 2, REPEAT),
  ListGroups: route(listGroupsShards, 2, REPEAT),
  SaslHandshake: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  ApiVersions: route(anyBroker, 2, REPEAT),
  CreateTopics: route(controller, 3, ONCE),
  // API: route(destination or division, client keeps throttle time since version, may be repeated)
  DeleteTopics: route(deleteTopicsShards, 2, ONCE),
  DeleteRecords: route(deleteRecordsShards, 1, ONCE),
  InitProducerId: route(initProducerIdShards, 1, REPEAT),
  OffsetForLeaderEpoch: route(offsetForLeaderEpochShards, 0, REPEAT),
  AddPartitionsToTxn: route(addPartitionsToTxnShards, 1, REPEAT),
  AddOffsetsToTxn: route(transactionCoordinator, 1, REPEAT),
  EndTxn: route(endTxnShards, 1, REPEAT),
  WriteTxnMarkers: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  TxnOffsetCommit: route(groupCoordinator, 1, REPEAT),
  DescribeAcls: route(anyBroker, 1, REPEAT),
  CreateAcls: route(anyBroker, 1, ONCE),
  DeleteAcls: route(anyBroker, 1, ONCE),
  DescribeConfigs: route(describeConfigsShards, 2, REPEAT),
  AlterConfigs: route(alterConfigsShards, 1, ONCE),
  AlterReplicaLogDirs: route(namedByCaller, 1, ONCE),
  DescribeLogDirs: route(describeLogDirsShards, 1, REPEAT),
  SaslAuthenticate: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  CreatePartitions: route(controller, 1, ONCE),
  CreateDelegationToken: route(anyBroker, 1, ONCE),
  RenewDelegationToken: route(anyBroker, 1, ONCE),
  // API: route(destination or division, client keeps throttle time since version, may be repeated)
  ExpireDelegationToken: route(anyBroker, 1, ONCE),
  DescribeDelegationToken: route(anyBroker, 1, REPEAT),
  DeleteGroups: route(deleteGroupsShards, 1, ONCE),
  ElectLeaders: route(controller, 0, ONCE),
  IncrementalAlterConfigs: route(alterConfigsShards, 0, ONCE),
  AlterPartitionReassignments: route(controller, 0, ONCE),
  ListPartitionReassignments: route(controller, 0, REPEAT),
  OffsetDelete: route(groupCoordinator, 0, ONCE),
  DescribeClientQuotas: route(anyBroker, 0, REPEAT),
  AlterClientQuotas: route(anyBroker, 0, ONCE),
  DescribeUserScramCredentials: route(anyBroker, 0, REPEAT),
  AlterUserScramCredentials: route(controller, 0, ONCE),
  Vote: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  BeginQuorumEpoch: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  EndQuorumEpoch: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  DescribeQuorum: route(anyBroker, NO_THROTTLE_TIME, REPEAT),
  AlterPartition: route(namedByCaller, 0, ONCE),
  UpdateFeatures: route(updateFeaturesShards, 0, ONCE),
  Envelope: route(namedByCaller, NO_THROTTLE_TIME, ONCE),
  FetchSnapshot: route(namedByCaller, 0, REPEAT),
  // API: route(destination or division, client keeps throttle time since version, may be repeated)
  DescribeCluster: route(anyBroker, 0, REPEAT),
  DescribeProducers: route(describeProducersShards, 0, REPEAT),
  BrokerRegistration: route(namedByCaller, 0, ONCE),
  BrokerHeartbeat: route(namedByCaller, 0, ONCE),
  UnregisterBroker: route(anyBroker, 0, ONCE),
  DescribeTransactions: route(describeTransactionsShards, 0, REPEAT),
  ListTransactions: route(listTransactionsShards, 0, REPEAT),
  AllocateProducerIds: route(namedByCaller, 0, ONCE),
  ConsumerGroupHeartbeat: route(groupCoordinator, 0, isLeaving),
  ConsumerGroupDescribe: route(describeTypedGroupsShards, 0, REPEAT),
  ControllerRegistration: route(namedByCaller, 0, ONCE),
  GetTelemetrySubscriptions: route(anyBroker, 0, REPEAT),
  PushTelemetry: route(anyBroker, 0, ONCE),
  AssignReplicasToDirs: route(namedByCaller, 0, ONCE),
  ListClientMetricsResources: route(anyBroker, 0, REPEAT),
  ListConfigResources: route(anyBroker, 0, REPEAT),
  DescribeTopicPartitions: route(anyBroker, 0, REPEAT),
  ShareGroupHeartbeat: route(groupCoordinator, 0, isLeaving),
  ShareGroupDescribe: route(describeTypedGroupsShards, 0, REPEAT),
  ShareFetch: route(shareFetchShards, 0, ONCE),
  // API: route(destination or division, client keeps throttle time since version, may be repeated)
  ShareAcknowledge: route(shareAcknowledgeShards, 0, ONCE),
  AddRaftVoter: route(anyBroker, 0, ONCE),
  RemoveRaftVoter: route(anyBroker, 0, ONCE),
  UpdateRaftVoter: route(namedByCaller, 0, ONCE),
  InitializeShareGroupState: route(shareGroupStateShards, NO_THROTTLE_TIME, ONCE),
  ReadShareGroupState: route(shareGroupStateShards, NO_THROTTLE_TIME, ONCE),
  WriteShareGroupState: route(shareGroupStateShards, NO_THROTTLE_TIME, ONCE),
  DeleteShareGroupState: route(shareGroupStateShards, NO_THROTTLE_TIME, ONCE),
  ReadShareGroupStateSummary: route(shareGroupStateShards, NO_THROTTLE_TIME, REPEAT),
  StreamsGroupHeartbeat: route(groupCoordinator, 0, isLeaving),
  StreamsGroupDescribe: route(describeTypedGroupsShards, 0, REPEAT),
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
  // The rows of a table of all APIs cannot have the message types of their API. `routeOf` is given
  // the API, and with it the types.
  return found as Route
}
