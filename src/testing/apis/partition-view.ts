import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import type { ClusterState } from '../cluster-state.ts'
import type { Partition } from '../storage/partition.ts'

/** A partition as Metadata and DescribeTopicPartitions show it. */
export interface PartitionView {
  readonly errorCode: number
  readonly partitionIndex: number
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly replicaNodes: readonly number[]
  /** The replicas on brokers that run, or the last one of them if none runs. */
  readonly isrNodes: readonly number[]
  readonly offlineReplicas: readonly number[]
}

/** A partition, with the replicas on brokers that do not run as offline. */
export function viewPartition(
  { partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes }: Partition,
  cluster: ClusterState
): PartitionView {
  const runs = (nodeId: number): boolean => cluster.node(nodeId) !== undefined
  return {
    errorCode: runs(leaderId) ? errorCodes.NONE : errorCodes.LEADER_NOT_AVAILABLE,
    partitionIndex,
    leaderId: runs(leaderId) ? leaderId : absentValues.NO_LEADER_ID,
    leaderEpoch,
    replicaNodes,
    isrNodes,
    offlineReplicas: replicaNodes.filter(nodeId => !runs(nodeId))
  }
}
