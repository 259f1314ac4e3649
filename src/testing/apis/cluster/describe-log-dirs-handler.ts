import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  DescribeLogDirs,
  type DescribeLogDirsRequest,
  type DescribeLogDirsResponse,
  type DescribeLogDirsResponseTopic
} from '../../../protocol/messages/describe-log-dirs.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'
import { logDir } from '../configs/broker-resource.ts'

/**
 * The handler of DescribeLogDirs (KIP-113), all versions of the message. A broker has one log
 * directory in name, because logs are in memory; sizes are those of the logs.
 */
export const describeLogDirsHandler: ApiHandler<DescribeLogDirsRequest, DescribeLogDirsResponse> = {
  api: DescribeLogDirs,
  advertised: { min: 1, max: 5 },
  served: { min: 0, max: 5 },
  answer({ topics: wanted }, context) {
    const { apiVersion, nodeId } = context
    const withError = (errorCode: number): { readonly errorCode?: number } => (apiVersion >= ERROR_SINCE ? { errorCode } : {})
    if (!isAllowedOnCluster(aclOperations.DESCRIBE, context)) return { ...withError(errorCodes.CLUSTER_AUTHORIZATION_FAILED), results: [] }
    const isWanted = (topic: string, partitionIndex: number): boolean =>
      wanted === null || wanted.some(each => each.topic === topic && each.partitions.includes(partitionIndex))
    const topics = describe(isWanted, context)
    return {
      ...withError(errorCodes.NONE),
      results: [{ errorCode: errorCodes.NONE, logDir: logDir(nodeId), topics, ...space(apiVersion, context) }]
    }
  }
}

const ERROR_SINCE = 3
const SPACE_SINCE = 4

/** The size of the disk that is not there: 1 TiB. */
const TOTAL_BYTES = 1n << 40n

function describe(
  isWanted: (topic: string, partitionIndex: number) => boolean,
  { cluster, nodeId }: RequestContext
): DescribeLogDirsResponseTopic[] {
  const topics = cluster.topics.list().map(({ name, partitions }) => ({
    name,
    partitions: partitions
      .filter(({ partitionIndex, replicaNodes }) => replicaNodes.includes(nodeId) && isWanted(name, partitionIndex))
      .map(({ partitionIndex, log }) => ({ partitionIndex, partitionSize: BigInt(log.sizeBytes), offsetLag: 0n, isFutureKey: false }))
  }))
  return topics.filter(({ partitions }) => partitions.length > 0)
}

function space(apiVersion: number, { cluster, nodeId }: RequestContext): { readonly totalBytes?: bigint; readonly usableBytes?: bigint } {
  if (apiVersion < SPACE_SINCE) return {}
  const stored = cluster.topics.list().flatMap(({ partitions }) => partitions.filter(({ replicaNodes }) => replicaNodes.includes(nodeId)))
  const usedBytes = stored.reduce((sum, { log }) => sum + log.sizeBytes, 0)
  return { totalBytes: TOTAL_BYTES, usableBytes: TOTAL_BYTES - BigInt(usedBytes) }
}
