import { aclOperations, configResourceTypes, errorCodes } from '../../../protocol/codes/index.ts'
import {
  ListConfigResources,
  type ListConfigResourcesRequest,
  type ListConfigResourcesResponse
} from '../../../protocol/messages/list-config-resources.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'

const { GROUP, CLIENT_METRICS, BROKER_LOGGER, BROKER, TOPIC } = configResourceTypes
const TYPES: readonly number[] = [GROUP, CLIENT_METRICS, BROKER_LOGGER, BROKER, TOPIC]
const TYPES_SINCE = 1

/**
 * The handler of ListConfigResources (KIP-1142), all versions. Version 0 lists subscriptions of
 * client metrics alone; before Kafka 4.1 it had the name ListClientMetricsResources (KIP-1000).
 */
export const listConfigResourcesHandler: ApiHandler<ListConfigResourcesRequest, ListConfigResourcesResponse> = {
  api: ListConfigResources,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer({ resourceTypes }, context) {
    const { apiVersion } = context
    if (!isAllowedOnCluster(aclOperations.DESCRIBE_CONFIGS, context))
      return { errorCode: errorCodes.CLUSTER_AUTHORIZATION_FAILED, configResources: [] }
    const asked = apiVersion < TYPES_SINCE ? [CLIENT_METRICS] : resourceTypes
    if (asked.some(type => !TYPES.includes(type))) return { errorCode: errorCodes.UNSUPPORTED_VERSION, configResources: [] }
    const wanted = asked.length === 0 ? TYPES : TYPES.filter(type => asked.includes(type))
    const configResources = wanted.flatMap(resourceType =>
      names(resourceType, context).map(resourceName => ({ resourceName, ...(apiVersion >= TYPES_SINCE && { resourceType }) }))
    )
    return { errorCode: errorCodes.NONE, configResources }
  }
}

function names(resourceType: number, { cluster }: RequestContext): string[] {
  if (resourceType === GROUP) return [...cluster.configs.groups.keys()]
  if (resourceType === CLIENT_METRICS) return [...cluster.configs.clientMetrics.keys()]
  if (resourceType === TOPIC) return cluster.topics.list().map(({ name }) => name)
  return cluster.nodeIds.map(String)
}
