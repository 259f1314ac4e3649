import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  AlterPartitionReassignments,
  type AlterPartitionReassignmentsRequest,
  type AlterPartitionReassignmentsResponse
} from '../../../protocol/messages/alter-partition-reassignments.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import { refuseReplicas } from '../../storage/replica-assignment.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'

/**
 * The handler of AlterPartitionReassignments (KIP-455), all versions. A reassignment has ended when
 * it is answered, because all brokers share the logs; so there is never one that could be
 * cancelled.
 */
export const alterPartitionReassignmentsHandler: ApiHandler<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse> = {
  api: AlterPartitionReassignments,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer({ topics, allowReplicationFactorChange }, context) {
    if (!isAllowedOnCluster(aclOperations.ALTER, context))
      return { errorCode: errorCodes.CLUSTER_AUTHORIZATION_FAILED, errorMessage: 'Cluster authorization failed.', responses: [] }
    const responses = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, replicas }) => ({
        partitionIndex,
        ...(reassign(name, partitionIndex, replicas, allowReplicationFactorChange, context) ?? NO_ERROR)
      }))
    }))
    return { ...(context.apiVersion >= FACTOR_SINCE && { allowReplicationFactorChange }), ...NO_ERROR, responses }
  }
}

const FACTOR_SINCE = 1
const NO_ERROR = { errorCode: errorCodes.NONE, errorMessage: null } as const

type Result = Refusal | { readonly errorCode: number; readonly errorMessage: null }

function reassign(
  name: string,
  partitionIndex: number,
  replicas: readonly number[] | null,
  allowReplicationFactorChange: boolean,
  { cluster }: RequestContext
): Result | undefined {
  const topic = cluster.topics.find({ name })
  if (isRefusal(topic)) return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `Unable to find a topic named ${name}.`)
  const partition = topic.partitions[partitionIndex]
  if (partition === undefined) return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `Unable to find partition ${name}:${partitionIndex}.`)
  if (replicas === null) return { errorCode: errorCodes.NO_REASSIGNMENT_IN_PROGRESS, errorMessage: null }
  const refusal = refuseReplicas(replicas, cluster.nodeIds)
  if (refusal !== undefined) return refusal
  const present = partition.replicaNodes.length
  if (!allowReplicationFactorChange && replicas.length !== present) {
    const change = `from ${present} to ${replicas.length}`
    return refuse(errorCodes.INVALID_REPLICATION_FACTOR, `The replication factor is changed ${change}, which this request does not allow.`)
  }
  partition.reassign(replicas)
  return undefined
}
