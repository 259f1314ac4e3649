import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  DescribeQuorum,
  type DescribeQuorumRequest,
  type DescribeQuorumResponse,
  type DescribeQuorumResponsePartitionData,
  type DescribeQuorumResponseReplicaState
} from '../../../protocol/messages/describe-quorum.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/**
 * The handler of DescribeQuorum (KIP-836), all versions. There is no quorum: the answer says that
 * all brokers are voters which have caught up, and that the controller leads them.
 */
export const describeQuorumHandler: ApiHandler<DescribeQuorumRequest, DescribeQuorumResponse> = {
  api: DescribeQuorum,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer({ topics }, context) {
    const { apiVersion, cluster } = context
    const hasNodes = apiVersion >= NODES_SINCE
    const message = (errorMessage: string): { readonly errorMessage?: string } => (hasNodes ? { errorMessage } : {})
    const denied = clusterRefusal(aclOperations.DESCRIBE, context)
    if (denied !== undefined) return { errorCode: denied.errorCode, ...message(denied.errorMessage), topics: [] }
    const { controllers } = cluster.membership
    const nodes = (controllers.length > 0 ? controllers : cluster.nodes).map(({ nodeId, host, port }) => ({
      nodeId,
      listeners: [{ name: 'CONTROLLER', host, port }]
    }))
    const described = topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map(({ partitionIndex }) =>
        topicName === METADATA_TOPIC && partitionIndex === 0
          ? { ...quorum(context), ...message('') }
          : { ...unknown(partitionIndex), ...message('This server does not host this topic-partition.') }
      )
    }))
    const isAsked = described.some(({ topicName }) => topicName === METADATA_TOPIC)
    return { errorCode: errorCodes.NONE, ...message(''), topics: described, ...(hasNodes && { nodes: isAsked ? nodes : [] }) }
  }
}

const METADATA_TOPIC = '__cluster_metadata'
const TIMES_SINCE = 1
const NODES_SINCE = 2
const LEADER_EPOCH = 1
/** The end of a log of metadata that nobody wrote. */
const END_OFFSET = 1n

function quorum({ apiVersion, cluster }: RequestContext): DescribeQuorumResponsePartitionData {
  const time = BigInt(cluster.clock.timeMs)
  const times = apiVersion >= TIMES_SINCE ? { lastFetchTimestamp: time, lastCaughtUpTimestamp: time } : {}
  const currentVoters: DescribeQuorumResponseReplicaState[] = cluster.nodeIds.map(replicaId => ({
    ...{ replicaId, logEndOffset: END_OFFSET, ...times },
    ...(apiVersion >= NODES_SINCE && { replicaDirectoryId: ZERO_UUID })
  }))
  return {
    ...{ partitionIndex: 0, errorCode: errorCodes.NONE, leaderId: cluster.controllerId, leaderEpoch: LEADER_EPOCH },
    ...{ highWatermark: END_OFFSET, currentVoters, observers: [] }
  }
}

function unknown(partitionIndex: number): DescribeQuorumResponsePartitionData {
  return {
    ...{ partitionIndex, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, leaderId: 0, leaderEpoch: 0 },
    ...{ highWatermark: 0n, currentVoters: [], observers: [] }
  }
}
