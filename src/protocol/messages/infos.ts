// @generated from schemas/ by tools/generate. Do not edit.
import type { ApiInfo } from '../api.ts'
import { apiKeys } from '../codes/api-keys.ts'

// Row by row in the order of `apiKeys`. `unstable` are versions that Kafka may still change.
type Row = readonly [min: number, max: number, flexibleFrom: number, unstable?: readonly number[]]

const NEVER = Number.POSITIVE_INFINITY

const rows: readonly Row[] = [
  [0, 13, 9], // Produce
  [0, 18, 12], // Fetch
  [0, 11, 6], // ListOffsets
  [0, 13, 9], // Metadata
  [0, 7, 4], // LeaderAndIsr
  [0, 4, 2], // StopReplica
  [0, 8, 6], // UpdateMetadata
  [0, 3, 3], // ControlledShutdown
  [0, 10, 8], // OffsetCommit
  [0, 10, 6], // OffsetFetch
  [0, 6, 3], // FindCoordinator
  [0, 9, 6], // JoinGroup
  [0, 4, 4], // Heartbeat
  [0, 5, 4], // LeaveGroup
  [0, 5, 4], // SyncGroup
  [0, 6, 5], // DescribeGroups
  [0, 5, 3], // ListGroups
  [0, 1, NEVER], // SaslHandshake
  [0, 5, 3], // ApiVersions
  [0, 7, 5], // CreateTopics
  [0, 6, 4], // DeleteTopics
  [0, 2, 2], // DeleteRecords
  [0, 6, 2, [6]], // InitProducerId
  [0, 4, 4], // OffsetForLeaderEpoch
  [0, 5, 3], // AddPartitionsToTxn
  [0, 4, 3], // AddOffsetsToTxn
  [0, 5, 3], // EndTxn
  [0, 2, 1], // WriteTxnMarkers
  [0, 6, 3], // TxnOffsetCommit
  [0, 3, 2], // DescribeAcls
  [0, 3, 2], // CreateAcls
  [0, 3, 2], // DeleteAcls
  [0, 4, 4], // DescribeConfigs
  [0, 2, 2], // AlterConfigs
  [0, 2, 2], // AlterReplicaLogDirs
  [0, 5, 2], // DescribeLogDirs
  [0, 2, 2], // SaslAuthenticate
  [0, 3, 2], // CreatePartitions
  [0, 3, 2], // CreateDelegationToken
  [0, 2, 2], // RenewDelegationToken
  [0, 2, 2], // ExpireDelegationToken
  [0, 3, 2], // DescribeDelegationToken
  [0, 3, 2], // DeleteGroups
  [0, 2, 2], // ElectLeaders
  [0, 1, 1], // IncrementalAlterConfigs
  [0, 1, 0], // AlterPartitionReassignments
  [0, 0, 0], // ListPartitionReassignments
  [0, 0, NEVER], // OffsetDelete
  [0, 1, 1], // DescribeClientQuotas
  [0, 1, 1], // AlterClientQuotas
  [0, 0, 0], // DescribeUserScramCredentials
  [0, 0, 0], // AlterUserScramCredentials
  [0, 2, 0], // Vote
  [0, 1, 1], // BeginQuorumEpoch
  [0, 1, 1], // EndQuorumEpoch
  [0, 2, 0], // DescribeQuorum
  [0, 3, 0], // AlterPartition
  [0, 2, 0], // UpdateFeatures
  [0, 0, 0], // Envelope
  [0, 1, 0], // FetchSnapshot
  [0, 2, 0], // DescribeCluster
  [0, 0, 0], // DescribeProducers
  [0, 4, 0], // BrokerRegistration
  [0, 2, 0], // BrokerHeartbeat
  [0, 0, 0], // UnregisterBroker
  [0, 0, 0], // DescribeTransactions
  [0, 2, 0], // ListTransactions
  [0, 0, 0], // AllocateProducerIds
  [0, 1, 0], // ConsumerGroupHeartbeat
  [0, 1, 0], // ConsumerGroupDescribe
  [0, 0, 0], // ControllerRegistration
  [0, 0, 0], // GetTelemetrySubscriptions
  [0, 0, 0], // PushTelemetry
  [0, 0, 0], // AssignReplicasToDirs
  [0, 0, 0], // ListClientMetricsResources
  [0, 1, 0], // ListConfigResources
  [0, 0, 0], // DescribeTopicPartitions
  [0, 1, 0, [0]], // ShareGroupHeartbeat
  [0, 1, 0, [0]], // ShareGroupDescribe
  [0, 2, 0, [0]], // ShareFetch
  [0, 2, 0, [0]], // ShareAcknowledge
  [0, 1, 0], // AddRaftVoter
  [0, 0, 0], // RemoveRaftVoter
  [0, 0, 0], // UpdateRaftVoter
  [0, 0, 0], // InitializeShareGroupState
  [0, 0, 0], // ReadShareGroupState
  [0, 1, 0], // WriteShareGroupState
  [0, 0, 0], // DeleteShareGroupState
  [0, 1, 0], // ReadShareGroupStateSummary
  [0, 1, 0], // StreamsGroupHeartbeat
  [0, 1, 0], // StreamsGroupDescribe
  [0, 1, 0], // DescribeShareGroupOffsets
  [0, 0, 0], // AlterShareGroupOffsets
  [0, 0, 0], // DeleteShareGroupOffsets
  [0, 0, 0], // StreamsGroupTopologyDescriptionUpdate
  [0, 0, 0], // UnregisterController
]

/** The name, key and versions of every API without its messages, by ascending key. */
export const apiInfos: readonly ApiInfo[] = Object.entries(apiKeys).map(([name, key], i) => {
  const [minVersion, maxVersion, flexibleFrom, unstableVersions] = rows[i] as Row
  const info = { name, key, minVersion, maxVersion, flexibleFrom }
  return unstableVersions === undefined ? info : { ...info, unstableVersions }
})

/** The entries of `apiInfos` by API key. Two APIs have key 74: the newer one is here. */
export const infoByKey: ReadonlyMap<number, ApiInfo> = new Map(apiInfos.map(info => [info.key, info]))
