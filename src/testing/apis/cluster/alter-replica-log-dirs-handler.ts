import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  AlterReplicaLogDirs,
  type AlterReplicaLogDirsRequest,
  type AlterReplicaLogDirsResponse
} from '../../../protocol/messages/alter-replica-log-dirs.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'
import { logDir } from '../configs/broker-resource.ts'

/**
 * The handler of AlterReplicaLogDirs (KIP-113), all versions of the message. A broker has one log
 * directory, so replicas can only stay where they are.
 */
export const alterReplicaLogDirsHandler: ApiHandler<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse> = {
  api: AlterReplicaLogDirs,
  advertised: { min: 1, max: 2 },
  served: { min: 0, max: 2 },
  answer({ dirs }, context) {
    const moves = dirs.flatMap(({ path, topics }) => topics.map(({ name, partitions }) => ({ path, name, partitions })))
    const names = [...new Set(moves.map(({ name }) => name))]
    return {
      results: names.map(topicName => ({
        topicName,
        partitions: moves
          .filter(({ name }) => name === topicName)
          .flatMap(({ path, partitions }) =>
            partitions.map(partitionIndex => ({ partitionIndex, errorCode: move(path, topicName, partitionIndex, context) }))
          )
      }))
    }
  }
}

function move(path: string, name: string, partitionIndex: number, context: RequestContext): number {
  const { cluster, nodeId } = context
  if (!isAllowedOnCluster(aclOperations.ALTER, context)) return errorCodes.CLUSTER_AUTHORIZATION_FAILED
  if (path !== logDir(nodeId)) return errorCodes.LOG_DIR_NOT_FOUND
  const topic = cluster.topics.find({ name })
  const partition = isRefusal(topic) ? undefined : topic.partitions[partitionIndex]
  return partition?.replicaNodes.includes(nodeId) ? errorCodes.NONE : errorCodes.UNKNOWN_TOPIC_OR_PARTITION
}
