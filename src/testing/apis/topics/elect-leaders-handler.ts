import { aclOperations, electionTypes, errorCodes } from '../../../protocol/codes/index.ts'
import {
  ElectLeaders,
  type ElectLeadersRequest,
  type ElectLeadersResponse,
  type ElectLeadersResponsePartitionResult
} from '../../../protocol/messages/elect-leaders.ts'
import type { Partition } from '../../storage/partition.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'

/**
 * The handler of ElectLeaders (KIP-183, KIP-460), all versions. Elections are immediate. An unclean
 * election loses no records, because all replicas share one log.
 */
export const electLeadersHandler: ApiHandler<ElectLeadersRequest, ElectLeadersResponse> = {
  api: ElectLeaders,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer({ topicPartitions, electionType }, context) {
    const { topics } = context.cluster
    const asked = topicPartitions ?? topics.list().map(({ name, partitions }) => ({ topic: name, partitions: [...partitions.keys()] }))
    const refusal = refuseAll(electionType, context)
    const errorCode = refusal?.errorCode ?? errorCodes.NONE
    const electOne = (topic: string, partitionId: number): ElectLeadersResponsePartitionResult => {
      const result = refusal ?? elect(topic, partitionId, electionType, context)
      return { partitionId, ...(result ?? { errorCode: errorCodes.NONE, errorMessage: null }) }
    }
    // A request for all partitions is not told of those that need no election.
    const isShown = (result: ElectLeadersResponsePartitionResult): boolean =>
      topicPartitions !== null || result.errorCode !== errorCodes.ELECTION_NOT_NEEDED
    const replicaElectionResults = asked.map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map(partitionId => electOne(topic, partitionId)).filter(isShown)
    }))
    return { ...(context.apiVersion >= ERROR_SINCE && { errorCode }), replicaElectionResults }
  }
}

const ERROR_SINCE = 1

function refuseAll(electionType: number, context: RequestContext): Refusal | undefined {
  if (!isAllowedOnCluster(aclOperations.ALTER, context))
    return refuse(errorCodes.CLUSTER_AUTHORIZATION_FAILED, 'Cluster authorization failed.')
  if (electionType === electionTypes.PREFERRED || electionType === electionTypes.UNCLEAN) return undefined
  return refuse(errorCodes.INVALID_REQUEST, `Unknown election type ${electionType}`)
}

function elect(name: string, partitionIndex: number, electionType: number, { cluster }: RequestContext): Refusal | undefined {
  const topic = cluster.topics.find({ name })
  if (isRefusal(topic)) return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `No such topic as ${name}`)
  const partition = topic.partitions[partitionIndex]
  if (partition === undefined) return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `No such partition as ${name}-${partitionIndex}`)
  const runs = (nodeId: number): boolean => cluster.node(nodeId) !== undefined
  return electionType === electionTypes.PREFERRED ? electPreferred(partition, runs) : electAny(partition, runs)
}

const NOT_NEEDED: Refusal = refuse(errorCodes.ELECTION_NOT_NEEDED, 'Leader election not needed for topic partition.')

function electPreferred(partition: Partition, runs: (nodeId: number) => boolean): Refusal | undefined {
  const [preferred] = partition.replicaNodes
  if (preferred === undefined || preferred === partition.leaderId) return NOT_NEEDED
  if (!runs(preferred)) return refuse(errorCodes.PREFERRED_LEADER_NOT_AVAILABLE, 'The preferred leader was not available.')
  partition.moveLeader(preferred)
  return undefined
}

function electAny(partition: Partition, runs: (nodeId: number) => boolean): Refusal | undefined {
  if (runs(partition.leaderId)) return NOT_NEEDED
  const leader = partition.replicaNodes.find(runs)
  if (leader === undefined) return refuse(errorCodes.ELIGIBLE_LEADERS_NOT_AVAILABLE, 'Eligible topic partition leaders are not available.')
  partition.moveLeader(leader)
  return undefined
}
